// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/outbound_planner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace quanta::net {
namespace {

using wire::Network;

constexpr uint64_t kFullServices = wire::kServiceNetwork | wire::kServiceWitness;
constexpr uint64_t kLimitedServices = wire::kServiceNetworkLimited | wire::kServiceWitness;
/// So many outbound peers, or all but one of the slots, show that our own network works.
constexpr size_t kPeersThatProveNetwork = 2;

bool is_ip(Network network) {
    return network == Network::Ipv4 || network == Network::Ipv6;
}

bool has_services(uint64_t services, bool near_tip) {
    if ((services & kFullServices) == kFullServices) return true;
    return near_tip && (services & kLimitedServices) == kLimitedServices;
}

/// Ports below 1024 are looked at in bits; these are others of services that a stranger should not knock at:
/// file sharing, X11, printers, chat, databases, voice.
constexpr std::array<uint16_t, 27> kHighPorts{1719, 1720, 1723, 2049, 3306, 3389,  3659,  4045,  4190,
                                              5060, 5061, 5432, 5900, 6000, 6379,  6566,  6665,  6666,
                                              6667, 6668, 6669, 6697, 9200, 10080, 11211, 27017, 5222};
constexpr uint16_t kFirstUserPort = 1024;
/// Web ports, which nodes behind strict firewalls do use.
constexpr std::array<uint16_t, 2> kWebPorts{80, 443};

}  // namespace

bool is_port_of_others(uint16_t port) {
    if (port < kFirstUserPort) return std::ranges::find(kWebPorts, port) == kWebPorts.end();
    return std::ranges::find(kHighPorts, port) != kHighPorts.end();
}

int64_t exponential_delay_us(sys::Random& random, int64_t average_us) {
    // 53 bits in (0, 1]: its logarithm is finite.
    const double uniform = static_cast<double>((random.u64() >> 11) + 1) * 0x1p-53;
    return static_cast<int64_t>(-std::log(uniform) * static_cast<double>(average_us));
}

OutboundPlanner::OutboundPlanner(Rules rules, int64_t now_us, std::vector<wire::Service> anchors)
    : m_rules(std::move(rules)),
      m_anchors(anchors.begin(), anchors.end()),
      m_next_feeler_us(now_us + exponential_delay_us(m_rules.random, kFeelerIntervalUs)),
      m_next_extra_block_relay_us(now_us + exponential_delay_us(m_rules.random, kExtraBlockRelayIntervalUs)),
      m_next_extra_network_us(now_us + exponential_delay_us(m_rules.random, kExtraNetworkIntervalUs)) {}

std::optional<OutboundPlan> OutboundPlanner::next(const OutboundView& view, AddressSource& book) {
    if (const auto anchor = next_anchor(view)) return anchor;
    const auto choice = choose_type(view, book);
    if (!choice) return std::nullopt;
    const auto entry = choose_address(*choice, view, book);
    if (!entry) return std::nullopt;
    const size_t proof =
        std::min(m_rules.limits.full_relay + m_rules.limits.block_relay, kPeersThatProveNetwork);
    return OutboundPlan{.type = choice->type,
                        .service = entry->address.service,
                        .services = entry->address.services,
                        .counts = view.groups.size() + view.peers_of_other_networks >= proof};
}

std::optional<OutboundPlan> OutboundPlanner::next_anchor(const OutboundView& view) {
    while (!m_anchors.empty() && view.block_relay < m_rules.limits.block_relay) {
        const wire::Service anchor = m_anchors.front();
        m_anchors.pop_front();
        const wire::Address& address = anchor.address;
        if (!address.is_valid() || address.is_local() || !m_rules.reachable.contains(address.network()) ||
            view.taken.contains(anchor) || !group_is_free(address, view)) {
            continue;
        }
        return OutboundPlan{.type = ConnectionType::BlockRelayOnly,
                            .service = anchor,
                            .services = kFullServices | wire::kServiceP2pV2,
                            .counts = false};
    }
    return std::nullopt;
}

bool OutboundPlanner::due(int64_t& at_us, int64_t now_us, int64_t interval_us) {
    if (now_us < at_us) return false;
    at_us = now_us + exponential_delay_us(m_rules.random, interval_us);
    return true;
}

std::optional<OutboundPlanner::Choice> OutboundPlanner::choose_type(const OutboundView& view,
                                                                    AddressSource& book) {
    const ConnectionLimits& limits = m_rules.limits;
    const auto of = [this](ConnectionType type) {
        return Choice{.type = type, .networks = m_rules.reachable};
    };
    if (view.full_relay < limits.full_relay) return of(ConnectionType::OutboundFullRelay);
    if (view.block_relay < limits.block_relay) return of(ConnectionType::BlockRelayOnly);
    if (view.extra_full_relay && view.full_relay == limits.full_relay) {
        return of(ConnectionType::OutboundFullRelay);
    }
    if (view.feelers >= limits.feelers) return std::nullopt;
    if (view.extra_block_relay && view.block_relay == limits.block_relay &&
        due(m_next_extra_block_relay_us, view.now_us, kExtraBlockRelayIntervalUs)) {
        return of(ConnectionType::BlockRelayOnly);
    }
    if (due(m_next_feeler_us, view.now_us, kFeelerIntervalUs)) return of(ConnectionType::Feeler);
    if (view.full_relay != limits.full_relay || limits.full_relay != ConnectionLimits::kFullRelay) {
        return std::nullopt;
    }
    if (view.now_us < m_next_extra_network_us) return std::nullopt;
    const auto network = lonely_network(view, book);
    due(m_next_extra_network_us, view.now_us, kExtraNetworkIntervalUs);
    if (!network) return std::nullopt;
    return Choice{.type = ConnectionType::OutboundFullRelay, .networks = {*network}, .extra_network = true};
}

/// A reachable network, of whose nodes we know some, that no gossiping peer of ours is in.
std::optional<Network> OutboundPlanner::lonely_network(const OutboundView& view, AddressSource& book) {
    std::vector<Network> lonely;
    for (const Network network : m_rules.reachable) {
        const auto peers = view.networks.find(network);
        const bool none = peers == view.networks.end() || peers->second == 0;
        if (none && book.count(network) > 0) lonely.push_back(network);
    }
    if (lonely.empty()) return std::nullopt;
    return lonely[m_rules.random.below(lonely.size())];
}

std::optional<addresses::BookEntry> OutboundPlanner::choose_address(const Choice& choice,
                                                                    const OutboundView& view,
                                                                    AddressSource& book) {
    const bool feeler = choice.type == ConnectionType::Feeler;
    for (int tries = 0; tries < kMaxTries; ++tries) {
        std::optional<addresses::BookEntry> entry;
        // A feeler settles who of two has a place in the tried table; each collision is looked at once.
        if (feeler && tries == 0) entry = book.select_collision();
        if (entry && view.taken.contains(entry->address.service)) entry.reset();
        if (!entry) entry = book.select(feeler, choice.networks);
        if (!entry) return std::nullopt;
        if (fits(*entry, choice, view, tries)) return entry;
    }
    return std::nullopt;
}

bool OutboundPlanner::group_is_free(const wire::Address& address, const OutboundView& view) const {
    return !is_ip(address.network()) || !view.groups.contains(m_rules.group_of(address));
}

bool OutboundPlanner::fits(const addresses::BookEntry& entry, const Choice& choice, const OutboundView& view,
                           int tries) const {
    const wire::Service& service = entry.address.service;
    const wire::Address& address = service.address;
    const bool feeler = choice.type == ConnectionType::Feeler;
    if (!address.is_valid() || address.is_local() || view.taken.contains(service)) return false;
    if (!choice.networks.contains(address.network())) return false;
    if (!feeler && !group_is_free(address, view)) return false;
    if (view.now_s - entry.last_try_s < kRetryAfterS && tries < kTriesBeforeRetry) return false;
    // A feeler is content with what keeps an address book.
    if (!has_services(entry.address.services, feeler || view.near_tip)) return false;
    return tries >= kTriesBeforeBadPort || !is_ip(address.network()) || !is_port_of_others(service.port);
}

}  // namespace quanta::net
