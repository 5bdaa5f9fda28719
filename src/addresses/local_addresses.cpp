// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/local_addresses.h"

#include <algorithm>

namespace quanta::addresses {

namespace {

using wire::Network;

/// Points that peers can give an address: enough to tell a good one, too few to overflow.
constexpr int kMaxScore = 1'000'000;
/// More than a machine has; what is beyond is not taken.
constexpr size_t kMaxAddresses = 256;

bool is_private(Network network) {
    return network == Network::Onion || network == Network::I2p;
}

/// How likely a node of network `peer` can connect to one of network `own`; 0 when we do not tell it.
///
/// Rationale: a hidden service named to a peer of another network, or an IP address named to one we reach
/// through a hidden service, ties the two identities of this node together.
int reach(Network own, Network peer) {
    if (own == peer) return 3;
    if (is_private(own) || is_private(peer)) return 0;
    // Nodes of CJDNS or IPv6 mostly have IPv4, too; the other way round that is rarer.
    return own == Network::Ipv4 ? 2 : 1;
}

auto at(const wire::Address& address) {
    return [address](const LocalAddress& local) { return local.service.address == address; };
}

}  // namespace

bool LocalAddresses::add(const wire::Service& service, LocalSource source) {
    const wire::Address& address = service.address;
    if (!address.is_routable() || !reachable(address.network())) return false;
    const int score = static_cast<int>(source);
    const auto known = std::find_if(m_addresses.begin(), m_addresses.end(), at(address));
    if (known == m_addresses.end()) {
        if (m_addresses.size() == kMaxAddresses) return false;
        m_addresses.push_back({service, score});
        return true;
    }
    // Learned again, from as good a source: that counts like a peer that has seen us there.
    if (score >= known->score) *known = {service, score + 1};
    return true;
}

void LocalAddresses::remove(const wire::Service& service) {
    std::erase_if(m_addresses, at(service.address));
}

bool LocalAddresses::is_local(const wire::Service& service) const {
    return std::any_of(m_addresses.begin(), m_addresses.end(), at(service.address));
}

void LocalAddresses::seen_at(const wire::Service& service) {
    const auto known = std::find_if(m_addresses.begin(), m_addresses.end(), at(service.address));
    if (known != m_addresses.end()) known->score = std::min(known->score + 1, kMaxScore);
}

std::optional<wire::Service> LocalAddresses::best_for(const wire::Address& peer) const {
    const LocalAddress* best = nullptr;
    int best_reach = 0;
    for (const LocalAddress& local : m_addresses) {
        const int how = reach(local.service.address.network(), peer.network());
        const bool better = how > best_reach || (how == best_reach && best && local.score > best->score);
        if (how == 0 || !better) continue;
        best = &local;
        best_reach = how;
    }
    if (!best) return std::nullopt;
    return best->service;
}

std::vector<LocalAddress> LocalAddresses::all() const {
    return m_addresses;
}

}  // namespace quanta::addresses
