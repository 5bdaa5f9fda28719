// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "addresses/address_book.h"
#include "net/connection_limits.h"
#include "net/peer.h"
#include "sys/random.h"

namespace quanta::net {

/// Where addresses to connect to come from: the address book.
class AddressSource {
public:
    virtual ~AddressSource() = default;
    virtual std::optional<addresses::BookEntry> select(bool new_only,
                                                       const std::set<wire::Network>& networks) = 0;
    virtual std::optional<addresses::BookEntry> select_collision() = 0;
    virtual size_t count(wire::Network network) = 0;
};

/// What there is when the next connection is chosen; what is being opened counts as being there.
struct OutboundView {
    int64_t now_us = 0;  ///< steady
    int64_t now_s = 0;   ///< since 1970
    size_t full_relay = 0;
    size_t block_relay = 0;
    size_t feelers = 0;
    std::set<uint64_t> groups;                 ///< of outbound IP peers that stay
    size_t peers_of_other_networks = 0;        ///< outbound peers that stay and are in no IP network
    std::map<wire::Network, size_t> networks;  ///< outbound peers that gossip, by network
    std::set<wire::Service> taken;             ///< connected already, or being connected to, or our own
    bool extra_full_relay = false;             ///< the tip is stale
    bool extra_block_relay = false;            ///< looking for unknown blocks is wanted from time to time
    bool near_tip = false;                     ///< nodes that have the last blocks alone will do
};

/// A connection to open.
struct OutboundPlan {
    ConnectionType type = ConnectionType::OutboundFullRelay;
    wire::Service service;
    uint64_t services = 0;  ///< as far as known
    bool counts = false;    ///< a failure says something about the address, not about our own network
};

/// Decides whom to connect to next. Reads no clock: time comes with the view.
///
/// In this order: peers of the last run kept as anchors; full relay up to its limit; block relay up to its
/// limit; one more full relay while the tip is stale; from time to time one more block relay, a feeler, one
/// in a network that we have no peer in. Peers that stay are of different network groups.
class OutboundPlanner {
public:
    /// What does not change; what it refers to outlives it.
    struct Rules {
        ConnectionLimits limits;
        std::set<wire::Network> reachable;
        std::function<uint64_t(const wire::Address&)> group_of;
        sys::Random& random;
    };
    /// Averages of the times between connections that come from time to time, in microseconds.
    static constexpr int64_t kFeelerIntervalUs = 120'000'000;
    static constexpr int64_t kExtraBlockRelayIntervalUs = 300'000'000;
    static constexpr int64_t kExtraNetworkIntervalUs = 300'000'000;
    /// Addresses looked at before giving up for now.
    static constexpr int kMaxTries = 100;
    /// An address is not tried again for so long, unless there is little choice.
    static constexpr int64_t kRetryAfterS = 600;
    static constexpr int kTriesBeforeRetry = 30;
    /// Tries after which ports of other services are taken.
    static constexpr int kTriesBeforeBadPort = 50;

    OutboundPlanner(Rules rules, int64_t now_us, std::vector<wire::Service> anchors);

    /// From now on nodes of these networks are connected to.
    void set_reachable(const std::set<wire::Network>& networks) { m_rules.reachable = networks; }

    /// The next connection to open; nothing when there is none to open or no address for it now.
    std::optional<OutboundPlan> next(const OutboundView& view, AddressSource& book);

private:
    struct Choice {
        ConnectionType type;
        std::set<wire::Network> networks;
        bool extra_network = false;
    };

    std::optional<OutboundPlan> next_anchor(const OutboundView& view);
    std::optional<Choice> choose_type(const OutboundView& view, AddressSource& book);
    std::optional<wire::Network> lonely_network(const OutboundView& view, AddressSource& book);
    std::optional<addresses::BookEntry> choose_address(const Choice& choice, const OutboundView& view,
                                                       AddressSource& book);
    bool fits(const addresses::BookEntry& entry, const Choice& choice, const OutboundView& view,
              int tries) const;
    bool group_is_free(const wire::Address& address, const OutboundView& view) const;
    bool due(int64_t& at_us, int64_t now_us, int64_t interval_us);

    Rules m_rules;
    std::deque<wire::Service> m_anchors;
    int64_t m_next_feeler_us;
    int64_t m_next_extra_block_relay_us;
    int64_t m_next_extra_network_us;
};

/// Microseconds to the next of events that come `average_us` apart on average and know nothing of each other.
int64_t exponential_delay_us(sys::Random& random, int64_t average_us);

/// Whether other services than nodes are commonly found at this port, so that we would disturb them.
bool is_port_of_others(uint16_t port);

}  // namespace quanta::net
