// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/range_search.h"

namespace quanta::fees {
namespace {

/// The mean rate of the bucket among `low` to `high` that holds the median of their transactions; nothing
/// when they hold none.
std::optional<double> median_rate(const HorizonData& data, size_t low, size_t high) {
    double total = 0;
    for (size_t bucket = low; bucket <= high; ++bucket)
        total += data.counts[bucket];
    if (total == 0) return std::nullopt;
    double left = total / 2;
    size_t bucket = low;
    for (; bucket < high && data.counts[bucket] < left; ++bucket)
        left -= data.counts[bucket];
    if (data.counts[bucket] == 0) return std::nullopt;
    return data.rate_sums[bucket] / data.counts[bucket];
}

}  // namespace

Fates& Fates::operator+=(const Fates& other) {
    within_target += other.within_target;
    confirmed += other.confirmed;
    waiting += other.waiting;
    failed += other.failed;
    return *this;
}

void RangeSearch::take(size_t bucket, const Fates& fates) {
    if (!m_open) m_open = Range{bucket, bucket, {}};
    m_open->low = bucket;
    m_open->fates += fates;
    m_unjudged += fates.confirmed;
    if (m_unjudged < m_needed) return;
    m_unjudged = 0;
    judge();
}

void RangeSearch::judge() {
    if (m_open->fates.success() < m_success) {
        if (!m_fail) m_fail = m_open;
        return;
    }
    m_pass = m_open;
    m_fail.reset();
    m_open.reset();
}

RangeCounts RangeSearch::counts_of(const Range& range, const Buckets& buckets) {
    return {buckets.lower(range.low), buckets.upper(range.high), range.fates.within_target,
            range.fates.confirmed,    range.fates.waiting,       range.fates.failed};
}

HorizonEstimate RangeSearch::finish(const Buckets& buckets, const HorizonData& data) {
    // What is left at the lower end was never found to pass.
    if (!m_fail) m_fail = m_open;
    HorizonEstimate estimate{data.decay, data.scale, std::nullopt, std::nullopt, std::nullopt};
    if (m_pass) {
        estimate.rate = median_rate(data, m_pass->low, m_pass->high);
        estimate.pass = counts_of(*m_pass, buckets);
    }
    if (m_fail) estimate.fail = counts_of(*m_fail, buckets);
    return estimate;
}

}  // namespace quanta::fees
