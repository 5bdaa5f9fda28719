// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "primitives/fee_rate.h"
#include "primitives/transaction.h"

namespace quanta::spend {

/// What the node's mempool says of a coin that is in no block.
struct PoolCoin {
    uint32_t ancestors = 1;     ///< unconfirmed transactions it rests on, its own included
    uint32_t cluster_size = 1;  ///< those of its cluster
    primitives::Amount bump_fee;
};

/// An estimate of what gets into a block in time.
struct FeeEstimate {
    primitives::FeeRate rate;
    std::string reason;  ///< as users are shown
};

/// What the node knows that spending depends on, asked for before.
struct NodeState {
    primitives::FeeRate min_relay = primitives::FeeRate::per_kvb(100);
    primitives::FeeRate incremental = primitives::FeeRate::per_kvb(100);
    primitives::FeeRate dust = primitives::FeeRate::per_kvb(3000);
    std::optional<primitives::FeeRate> pool_min;  ///< what the pool takes now
    std::optional<FeeEstimate> estimate;          ///< for the target asked for
    std::optional<primitives::FeeRate> longest_estimate;
    std::map<primitives::OutPoint, PoolCoin> pool;
    int64_t now_s = 0;
    int64_t tip_time_s = 0;
    bool initial_download = false;
};

}  // namespace quanta::spend
