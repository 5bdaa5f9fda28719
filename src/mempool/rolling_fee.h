// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "primitives/fee_rate.h"

namespace quanta::mempool {

/// The least rate that gets into a pool that was full: what was thrown out for want of room sets it, and it
/// decays once blocks came, faster the emptier the pool is. Not synchronised; time is an argument.
class RollingFee {
public:
    /// `incremental` is policy::Options::incremental.
    explicit RollingFee(primitives::FeeRate incremental) : m_incremental(incremental) {}

    /// How full the pool is.
    struct Fill {
        size_t bytes = 0;
        size_t max_bytes = 0;
    };
    /// The rate at `now_s`, seconds; nothing is asked for when it is zero.
    primitives::FeeRate rate(int64_t now_s, const Fill& fill);
    /// Something of this rate was thrown out: from now on more than it, by the incremental rate, is wanted.
    void thrown_out(primitives::FeeRate rate);
    /// A block came: from now on the rate decays.
    void block_came(int64_t now_s);

private:
    const primitives::FeeRate m_incremental;
    double m_rate = 0;  ///< satoshi per 1,000 virtual bytes
    int64_t m_updated_s = 0;
    bool m_decaying = false;
};

}  // namespace quanta::mempool
