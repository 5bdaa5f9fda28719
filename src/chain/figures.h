// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "metrics/metric.h"

namespace quanta::chain {

/// What a chain has done since it was opened, and its coin cache. Recorded on the chain thread, read by any.
struct ChainFigures {
    /// From when its coins began to be looked up until a block was the tip, the verification
    /// of its scripts and the wait for blocks before it included.
    metrics::Durations block_connect{metrics::kWorkBounds_us};
    metrics::Counter transactions_connected;
    metrics::Counter blocks_disconnected;
    metrics::Counter blocks_refused;
    /// Writing index and coins to disk.
    metrics::Durations flush{metrics::kWorkBounds_us};
    metrics::Gauge last_flush_time_s;  ///< wall clock; 0: none yet

    // The coin cache after the last change of the tip.
    metrics::Gauge cache_bytes;
    metrics::Gauge cache_limit_bytes;
    metrics::Gauge cache_coins;
};

}  // namespace quanta::chain
