// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/block_estimator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "primitives/fee_rate.h"

namespace quanta::fees {

using primitives::Height;
using primitives::Txid;

namespace {

/// Shares to be confirmed in half, all and twice the blocks asked for.
constexpr double kHalfSuccess = 0.6;
constexpr double kFullSuccess = 0.85;
constexpr double kDoubleSuccess = 0.95;

/// Transactions a block that a range of buckets has to hold on average.
constexpr double kSufficient = 0.1;
constexpr double kSufficientShort = 0.5;

/// Nobody can tell what makes the very next block.
constexpr int kMinTarget = 2;

/// Blocks of `first` to `last`, as far as both are known.
Height span_of(Height first, Height last) {
    return first == 0 ? 0 : last - first;
}

int64_t round_rate(double rate) {
    constexpr double kMost = 9e18;
    return std::llround(std::min(rate, kMost));
}

}  // namespace

/// The horizon that asks for most, or for least, of those looked at.
struct BlockEstimator::Best {
    HorizonEstimate estimate;

    bool has_rate() const { return estimate.rate.has_value(); }
    void take_if_lower(const HorizonEstimate& other) {
        const bool is_lower = other.rate && *other.rate > 0 && (!has_rate() || *other.rate < *estimate.rate);
        if (is_lower) estimate = other;
    }
    /// Whether `other` was taken.
    bool take_if_higher(const HorizonEstimate& other) {
        const bool is_higher = other.rate && (!has_rate() || *other.rate > *estimate.rate);
        if (is_higher) estimate = other;
        return is_higher;
    }
};

BlockEstimator::BlockEstimator(EstimatesData data)
    : m_buckets(std::move(data.buckets)),
      m_medium(std::move(data.medium), m_buckets.size()),
      m_short(std::move(data.brief), m_buckets.size()),
      m_long(std::move(data.distant), m_buckets.size()),
      m_best(data.best_height),
      m_history_first(data.history_first),
      m_history_last(data.history_last) {}

const Horizon& BlockEstimator::horizon(HorizonKind kind) const {
    if (kind == HorizonKind::Short) return m_short;
    return kind == HorizonKind::Medium ? m_medium : m_long;
}

template <typename Do>
void BlockEstimator::each_horizon(Do&& act) {
    act(m_medium);
    act(m_short);
    act(m_long);
}

void BlockEstimator::entered(const PoolEntry& entry) {
    if (entry.usable == Usable::No || entry.height != m_best) return;
    const auto rate = static_cast<double>(primitives::FeeRate(entry.fee, entry.vsize).sat_per_kvb());
    const auto bucket = static_cast<uint32_t>(m_buckets.index_of(rate));
    const auto [at, is_new] = m_followed.try_emplace(entry.txid, Followed{entry.height, bucket, rate});
    if (is_new) each_horizon([&](Horizon& horizon) { horizon.entered(entry.height, bucket); });
}

void BlockEstimator::left(const Txid& txid) {
    const auto found = m_followed.find(txid);
    if (found == m_followed.end()) return;
    const Horizon::Wait wait{found->second.entered, m_best, found->second.bucket};
    each_horizon([&](Horizon& horizon) { horizon.left(wait, Horizon::Outcome::Failed); });
    m_followed.erase(found);
}

void BlockEstimator::confirm(const Followed& followed) {
    const Horizon::Wait wait{followed.entered, m_best, followed.bucket};
    each_horizon([&](Horizon& horizon) { horizon.left(wait, Horizon::Outcome::Confirmed); });
}

void BlockEstimator::connected(Height height, std::span<const Txid> from_pool) {
    // Side chains and blocks seen before say nothing new of how long anything waited.
    const bool counts = height > m_best;
    if (counts) {
        m_best = height;
        each_horizon([&](Horizon& horizon) { horizon.start_block(height); });
    }
    for (const Txid& txid : from_pool) {
        const auto found = m_followed.find(txid);
        if (found == m_followed.end()) continue;
        const Followed followed = found->second;
        m_followed.erase(found);
        confirm(followed);
        if (!counts) continue;
        const int waited = m_best - followed.entered;
        each_horizon([&](Horizon& horizon) { horizon.confirmed(waited, followed.bucket, followed.rate); });
        if (m_first == 0) m_first = m_best;
    }
}

void BlockEstimator::forget_pool() {
    while (!m_followed.empty())
        left(Txid(m_followed.begin()->first));
}

EstimatesData BlockEstimator::data() const {
    // What this run has seen replaces what the file told once it is worth more than half of it.
    const Height seen = span_of(m_first, m_best);
    const bool is_own = seen > remembered() / 2;
    return {m_best,
            is_own ? m_first : m_history_first,
            is_own ? m_best : m_history_last,
            m_buckets,
            m_medium.data(),
            m_short.data(),
            m_long.data()};
}

Height BlockEstimator::remembered() const {
    const bool is_fresh = m_best - m_history_last <= kOldestHistory;
    return is_fresh ? span_of(m_history_first, m_history_last) : 0;
}

int BlockEstimator::usable_target() const {
    // Half of it, so that there are blocks after which something could have failed to confirm.
    return std::min(m_long.max_target(), std::max(span_of(m_first, m_best), remembered()) / 2);
}

HorizonEstimate BlockEstimator::ask(HorizonKind kind, int target, double success) const {
    const double sufficient = kind == HorizonKind::Short ? kSufficientShort : kSufficient;
    return horizon(kind).estimate(m_buckets, {target, success, sufficient, m_best});
}

/// From the shortest horizon that reaches the target; where asked for, a lower answer that a shorter one
/// gives for the most blocks it reaches counts instead, so that more blocks never cost more.
BlockEstimator::Best BlockEstimator::combined(int target, double success, bool with_shorter) const {
    if (target < 1 || target > m_long.max_target()) return {};
    const bool beyond_short = target > m_short.max_target();
    const bool beyond_medium = target > m_medium.max_target();
    const HorizonKind kind = beyond_medium  ? HorizonKind::Long
                             : beyond_short ? HorizonKind::Medium
                                            : HorizonKind::Short;
    Best best{ask(kind, target, success)};
    if (!with_shorter) return best;
    if (beyond_medium) best.take_if_lower(ask(HorizonKind::Medium, m_medium.max_target(), success));
    if (beyond_short) best.take_if_lower(ask(HorizonKind::Short, m_short.max_target(), success));
    return best;
}

BlockEstimator::Best BlockEstimator::on_longer_horizons(int target) const {
    Best best;
    if (target <= m_short.max_target()) {
        best.take_if_higher(ask(HorizonKind::Medium, target, kDoubleSuccess));
    }
    if (target <= m_medium.max_target()) {
        best.take_if_higher(ask(HorizonKind::Long, target, kDoubleSuccess));
    }
    return best;
}

SmartEstimate BlockEstimator::smart(int target, EstimateMode mode) const {
    if (target < 1 || target > m_long.max_target()) return {};
    SmartEstimate result;
    result.target = std::min(std::max(target, kMinTarget), usable_target());
    if (result.target < kMinTarget) return result;
    Best best;
    const auto consider = [&](const Best& candidate, EstimateReason reason) {
        if (best.take_if_higher(candidate.estimate)) result.reason = reason;
    };
    const bool is_conservative = mode == EstimateMode::Conservative;
    consider(combined(result.target / 2, kHalfSuccess, true), EstimateReason::HalfTarget);
    consider(combined(result.target, kFullSuccess, true), EstimateReason::FullTarget);
    consider(combined(2 * result.target, kDoubleSuccess, !is_conservative), EstimateReason::DoubleTarget);
    if (is_conservative || !best.has_rate()) {
        consider(on_longer_horizons(2 * result.target), EstimateReason::Conservative);
    }
    if (best.has_rate()) result.sat_per_kvb = round_rate(*best.estimate.rate);
    result.detail = std::move(best.estimate);
    return result;
}

std::optional<HorizonEstimate> BlockEstimator::raw(HorizonKind kind, int target, double success) const {
    if (target < 1 || target > max_target(kind) || success > 1) return std::nullopt;
    return ask(kind, target, success);
}

}  // namespace quanta::fees
