// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "net/peer.h"

namespace quanta::net {

/// An inbound connection as eviction sees it.
struct EvictionCandidate {
    PeerId id = 0;
    int64_t connected_at_us = 0;
    uint64_t network_group = 0;  ///< keyed, so that nobody knows which value is high
    std::optional<int64_t> min_ping_us;
    int64_t last_block_s = 0;
    int64_t last_transaction_s = 0;
    bool useful_services = false;  ///< serves blocks with witnesses
    bool relays_transactions = false;
    bool has_bloom_filter = false;
    bool prefer_eviction = false;                 ///< discouraged
    bool local = false;                           ///< from this machine; many may be those of a proxy
    wire::Network network = wire::Network::Ipv4;  ///< Onion for what came through our onion service
};

/// Which inbound connection gives way to a new one; nothing when all are protected.
///
/// Protected are, in this order and each among those left: 4 by network group, 8 with the lowest ping, 4 that
/// gave us transactions last, 8 that relay no transactions and gave us blocks last, 4 that gave us blocks
/// last, and of the rest the half that has been connected longest, in which a quarter of the rest is for
/// networks of few peers. Of what remains the discouraged ones alone count, if there are any; the youngest
/// connection of the largest network group goes.
/// Rationale: each protection takes something else to obtain, so that nobody can get hold of all connections
/// by opening many. O(n log n).
std::optional<PeerId> choose_for_eviction(std::vector<EvictionCandidate> candidates);

}  // namespace quanta::net
