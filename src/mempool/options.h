// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "cluster/graph.h"
#include "policy/options.h"
#include "primitives/transaction.h"

namespace quanta::mempool {

/// Settings of a pool, from the command line.
struct Options {
    policy::Options policy;
    cluster::Limits cluster;               ///< -limitclustercount, -limitclustersize
    size_t max_bytes = 300'000'000;        ///< -maxmempool: memory, all overhead included
    int64_t expiry_s = 14 * 24 * 60 * 60;  ///< -mempoolexpiry
    int threads = 2;                       ///< for scripts and submitted transactions, at least 1
    /// How long a transaction waits for the tip to stand still for a moment.
    std::chrono::milliseconds patience{30'000};
    /// After one of so many changes everything is compared with everything else, which is slow; 0: never
    /// (-checkmempool).
    int64_t check_every = 0;
};

/// The least -maxmempool may be, bytes: forty of the largest clusters.
constexpr size_t min_max_bytes(const cluster::Limits& limits) {
    constexpr size_t kClusters = 40;
    return static_cast<size_t>(limits.size_wu / primitives::kWitnessScale) * kClusters;
}

}  // namespace quanta::mempool
