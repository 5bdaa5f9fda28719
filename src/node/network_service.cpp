// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/network_service.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "addresses/subnet.h"
#include "base/hex.h"
#include "base/log.h"
#include "net/permissions.h"
#include "node/network.h"
#include "node/peer_names.h"

namespace quanta::node {

namespace {

using addresses::Subnet;
using interfaces::NetworkStatus;
using interfaces::PeerStatus;

/// What `work(NetworkParts&)` returns, run in the net thread. Throws without a network.
template <typename Work>
auto in_network(const Node& node, Work work) {
    if (const auto network = node.network()) {
        if (auto result = network->run(std::move(work))) return std::move(*result);
    }
    throw std::runtime_error("The node does not take part in the network now.");
}

void add_origin(const net::PeerOrigin& origin, PeerStatus& peer) {
    peer.id = origin.id;
    peer.address = origin.name;
    // All that come through our onion service have the address of Tor's end here.
    if (!origin.inbound_onion) peer.ban_address = origin.remote.address.to_text();
    peer.network = peer_network_name(origin);
    if (origin.local.port != 0) peer.local_address = origin.local.to_text();
    peer.connection_type = net::connection_type_name(origin.type);
    peer.permissions = net::permission_names(origin.permissions);
    peer.mapped_as = origin.mapped_as;
    peer.inbound = origin.inbound();
    peer.connected_at_s = origin.connected_at_s;
}

void add_state(const net::PeerState& state, PeerStatus& peer) {
    add_origin(state.origin, peer);
    peer.transport = wire::transport_name(state.transport);
    if (state.session_id) peer.session_id = base::to_hex(*state.session_id);
    peer.bytes_sent = state.traffic.bytes_sent;
    peer.bytes_received = state.traffic.bytes_received;
    peer.last_send_s = state.traffic.last_send_s;
    peer.last_receive_s = state.traffic.last_receive_s;
}

template <typename Facts>
void add_facts(const Facts& facts, PeerStatus& peer) {
    peer.user_agent = facts.user_agent;
    peer.services = service_names(facts.services);
    peer.version = facts.version;
    peer.start_height = facts.start_height;
    peer.wants_transactions = facts.wants_transactions;
    peer.time_offset_s = facts.time_offset_s;
}

template <typename Report>
void add_report(const Report& report, PeerStatus& peer) {
    if (report.facts) add_facts(*report.facts, peer);
    if (report.sees_us_at && report.sees_us_at->address.is_valid())
        peer.sees_us_at = report.sees_us_at->to_text();
    peer.presynced_headers = report.presynced_headers;
    peer.synced_headers = report.synced_headers;
    peer.synced_blocks = report.synced_blocks;
    peer.blocks_in_flight = report.in_flight_heights;
    peer.relays_addresses = report.address_relay;
    peer.high_bandwidth_to = report.compact_high_bandwidth_to;
    peer.high_bandwidth_from = report.compact_high_bandwidth_from;
    peer.addresses_processed = report.addresses_processed;
    peer.addresses_rate_limited = report.addresses_rate_limited;
    peer.last_block_s = report.last_block_s;
    peer.last_transaction_s = report.last_transaction_s;
    peer.ping_s = report.ping_s.value_or(-1);
    peer.min_ping_s = report.min_ping_s.value_or(-1);
    peer.ping_wait_s = report.ping_wait_s.value_or(-1);
    peer.fee_filter_sat = report.fee_filter_sat_per_kvb;
}

NetworkStatus look(const NetworkParts& parts) {
    NetworkStatus status{.available = true, .active = parts.connections.active()};
    const net::Totals totals = parts.connections.totals();
    status.bytes_sent = totals.bytes_sent;
    status.bytes_received = totals.bytes_received;
    for (const net::PeerState& state : parts.connections.peers()) {
        PeerStatus& peer = status.peers.emplace_back();
        add_state(state, peer);
        add_report(parts.protocol.report(state.origin.id), peer);
    }
    for (const auto& [subnet, ban] : parts.bans.bans())
        status.bans.push_back({subnet.to_text(), ban.created_s, ban.until_s});
    std::ranges::sort(status.peers, {}, &PeerStatus::id);
    return status;
}

std::vector<Subnet> parse(const std::vector<std::string>& texts) {
    std::vector<Subnet> subnets;
    for (const std::string& text : texts) {
        const auto subnet = Subnet::from_text(text);
        if (!subnet) throw std::runtime_error("“" + text + "” is no address and no subnet.");
        subnets.push_back(*subnet);
    }
    return subnets;
}

}  // namespace

NetworkStatus network_status(const Node& node) {
    const auto network = node.network();
    if (!network) return {};
    NetworkStatus status = network->run(look).value_or(NetworkStatus());
    status.time_s = node.clock().system_time_s();
    return status;
}

void set_network_active(const Node& node, bool active) {
    base::log_info("a window switches the network {}", active ? "on" : "off");
    in_network(node, [active](NetworkParts& parts) {
        parts.connections.set_active(active);
        return true;
    });
}

void disconnect_peers(const Node& node, const std::vector<int64_t>& ids) {
    in_network(node, [&ids](NetworkParts& parts) {
        for (const net::PeerId id : ids)
            parts.connections.disconnect_node(id);
        return true;
    });
}

void ban_subnets(const Node& node, const std::vector<std::string>& subnets, int64_t seconds) {
    const std::vector<Subnet> parsed = parse(subnets);
    if (seconds < 1 || seconds > kLongestBan_s)
        throw std::runtime_error("A ban lasts from a second to ten years.");
    const int64_t until_s = node.clock().system_time_s() + seconds;
    in_network(node, [&parsed, until_s](NetworkParts& parts) {
        for (const Subnet& subnet : parsed) {
            parts.bans.ban(subnet, until_s);
            parts.connections.disconnect_subnet(subnet);
        }
        return true;
    });
}

void unban_subnets(const Node& node, const std::vector<std::string>& subnets) {
    const std::vector<Subnet> parsed = parse(subnets);
    in_network(node, [&parsed](NetworkParts& parts) {
        for (const Subnet& subnet : parsed)
            parts.bans.unban(subnet);
        return true;
    });
}

}  // namespace quanta::node
