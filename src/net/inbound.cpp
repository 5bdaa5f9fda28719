// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/inbound.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace quanta::net {
namespace {

using base::Category;
using base::Err;
using base::log_debug;
using base::log_info;

constexpr uint64_t kServesBlocks = wire::kServiceNetwork | wire::kServiceNetworkLimited;

bool is_inbound(const LivePeer& peer) {
    return peer.origin.inbound() && !peer.ending;
}

EvictionCandidate candidate_of(const LivePeer& peer) {
    const PeerMerit& merit = peer.merit;
    const wire::Address& address = peer.origin.remote.address;
    return {.id = peer.origin.id,
            .connected_at_us = peer.connected_at_us,
            .network_group = peer.origin.network_group,
            .min_ping_us = merit.min_ping_us,
            .last_block_s = merit.last_block_s,
            .last_transaction_s = merit.last_transaction_s,
            .useful_services =
                (merit.services & kServesBlocks) != 0 && (merit.services & wire::kServiceWitness) != 0,
            .relays_transactions = merit.wants_transactions,
            .has_bloom_filter = merit.has_bloom_filter,
            .prefer_eviction = peer.prefer_eviction,
            .local = address.is_local() && !peer.origin.inbound_onion,
            .network = peer.origin.inbound_onion ? wire::Network::Onion : address.network()};
}

}  // namespace

Inbound::Inbound(Context context) : m_context(context), m_limits(context.options) {}

base::Result<void, std::string> Inbound::listen() {
    for (const BindPlace& place : m_context.options.binds) {
        auto listener = m_context.environment.sockets.listen(
            place.endpoint, [this, &place](std::shared_ptr<sys::TcpConnection> socket) {
                on_accept(place, std::move(socket));
            });
        if (listener) {
            log_info("Bound to {}", (*listener)->local().to_text());
            m_listeners.push_back(std::move(*listener));
        } else if (!place.optional) {
            return Err("Unable to bind to " + place.endpoint.to_text() + " on this computer (" +
                       listener.error().message + ")");
        } else {
            log_info("Not listening at {}: {}", place.endpoint.to_text(), listener.error().message);
        }
    }
    const bool any =
        std::ranges::any_of(m_context.options.binds, [](const auto& place) { return !place.onion; });
    if (any && m_listeners.empty()) {
        return Err(std::string("Failed to listen on any port. Use -listen=0 if you want this."));
    }
    return {};
}

void Inbound::close() {
    m_listeners.clear();
}

std::vector<sys::Endpoint> Inbound::places() const {
    std::vector<sys::Endpoint> places;
    for (const auto& listener : m_listeners)
        places.push_back(listener->local());
    return places;
}

size_t Inbound::count_inbound() const {
    return static_cast<size_t>(std::ranges::count_if(
        m_context.table.all(), [](const auto& entry) { return is_inbound(entry.second); }));
}

std::vector<EvictionCandidate> Inbound::candidates() const {
    std::vector<EvictionCandidate> candidates;
    for (const auto& [id, peer] : m_context.table.all()) {
        if (!is_inbound(peer) || peer.origin.may(kPermitNoBan)) continue;
        candidates.push_back(candidate_of(peer));
    }
    return candidates;
}

void Inbound::on_accept(const BindPlace& place, std::shared_ptr<sys::TcpConnection> socket) {
    const auto address = wire::Address::from_text(socket->peer().address);
    if (!m_active || !address) return socket->close();
    const wire::Service remote{*address, socket->peer().port};
    PeerOrigin origin = m_context.maker.origin(remote, *socket);
    origin.type = ConnectionType::Inbound;
    origin.inbound_onion = place.onion;
    origin.permissions = m_context.maker.permissions(*address, true, place.grant);
    const std::string_view refusal = refuse(origin);
    if (!refusal.empty()) {
        log_debug(Category::Net, "connection from {} dropped ({})", origin.name, refusal);
        return socket->close();
    }
    const bool discouraged = m_context.bans.is_discouraged(*address);
    m_context.table.add(std::move(origin), std::move(socket), m_context.maker.responder(), discouraged);
}

std::string_view Inbound::refuse(const PeerOrigin& origin) {
    const wire::Address& address = origin.remote.address;
    const bool no_ban = origin.may(kPermitNoBan);
    const size_t count = count_inbound();
    if (!no_ban && m_context.bans.is_banned(address)) return "banned";
    if (!no_ban && count + 1 >= m_limits.inbound && m_context.bans.is_discouraged(address)) {
        return "discouraged";
    }
    if (count < m_limits.inbound) return {};
    const auto evicted = choose_for_eviction(candidates());
    if (!evicted) return "full";
    m_context.table.end(*evicted, "gives way to a new connection");
    return {};
}

void Inbound::on_wants_transactions(PeerId peer) {
    const LivePeer* const newcomer = m_context.table.find(peer);
    if (newcomer == nullptr || !newcomer->origin.inbound()) return;
    const auto wants = [](const auto& entry) {
        return is_inbound(entry.second) && entry.second.merit.wants_transactions;
    };
    const auto count = static_cast<size_t>(std::ranges::count_if(m_context.table.all(), wants));
    if (count <= m_limits.inbound_transactions || newcomer->origin.may(kPermitNoBan)) return;
    auto others = candidates();
    std::erase_if(others, [peer](const auto& candidate) {
        return candidate.id == peer || !candidate.relays_transactions;
    });
    const PeerId goes = choose_for_eviction(std::move(others)).value_or(peer);
    m_context.table.end(goes, "too many inbound connections relay transactions");
}

}  // namespace quanta::net
