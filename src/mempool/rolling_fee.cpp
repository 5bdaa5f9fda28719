// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/rolling_fee.h"

#include <algorithm>
#include <cmath>

namespace quanta::mempool {

using primitives::FeeRate;

namespace {

/// In this time the rate halves while the pool is more than half full.
constexpr double kHalfLife_s = 12 * 60 * 60;
/// The rate is worked out anew when it is older than this.
constexpr int64_t kUpdateAfter_s = 10;

}  // namespace

FeeRate RollingFee::rate(int64_t now_s, const Fill& fill) {
    if (!m_decaying || m_rate == 0) return FeeRate::per_kvb(std::llround(m_rate));
    if (now_s > m_updated_s + kUpdateAfter_s) {
        double half_life_s = kHalfLife_s;
        if (fill.bytes < fill.max_bytes / 4) {
            half_life_s /= 4;
        } else if (fill.bytes < fill.max_bytes / 2) {
            half_life_s /= 2;
        }
        m_rate *= std::exp2(-static_cast<double>(now_s - m_updated_s) / half_life_s);
        m_updated_s = now_s;
        if (m_rate < static_cast<double>(m_incremental.sat_per_kvb()) / 2) {
            m_rate = 0;
            return FeeRate::per_kvb(0);
        }
    }
    return std::max(FeeRate::per_kvb(std::llround(m_rate)), m_incremental);
}

void RollingFee::thrown_out(FeeRate rate) {
    const auto wanted = static_cast<double>(rate.sat_per_kvb() + m_incremental.sat_per_kvb());
    if (wanted <= m_rate) return;
    m_rate = wanted;
    m_decaying = false;
}

void RollingFee::block_came(int64_t now_s) {
    m_updated_s = now_s;
    m_decaying = true;
}

}  // namespace quanta::mempool
