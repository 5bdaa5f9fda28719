// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <cstddef>

#include "net/options.h"

namespace quanta::net {

/// How many connections there are of each kind, from -maxconnections and -inboundrelaypercent. Connections
/// by hand are not among them.
struct ConnectionLimits {
    static constexpr size_t kFullRelay = 8;
    static constexpr size_t kBlockRelay = 2;
    static constexpr size_t kFeelers = 1;
    static constexpr size_t kAddedNodes = 8;
    static constexpr size_t kPercent = 100;

    size_t full_relay = kFullRelay;
    size_t block_relay = kBlockRelay;
    size_t feelers = kFeelers;
    size_t inbound = 0;
    size_t inbound_transactions = 0;  ///< those among the inbound that relay transactions

    explicit ConnectionLimits(const NetOptions& options) {
        const size_t max = options.max_connections;
        full_relay = std::min(kFullRelay, max);
        block_relay = std::min(kBlockRelay, max - full_relay);
        feelers = std::min(kFeelers, max - full_relay - block_relay);
        inbound = max - full_relay - block_relay - feelers;
        inbound_transactions = inbound * static_cast<size_t>(options.inbound_relay_percent) / kPercent;
    }
};

}  // namespace quanta::net
