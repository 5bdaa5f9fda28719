// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "metrics/metric.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::metrics {

Durations::Durations(std::span<const int64_t> bounds_us) : m_bounds_us(bounds_us) {
    CHECK(bounds_us.size() <= kMaxBounds);
    CHECK(std::is_sorted(bounds_us.begin(), bounds_us.end()));
}

void Durations::record(int64_t duration_us) {
    const int64_t duration = std::max<int64_t>(duration_us, 0);
    // Most are short: a walk from below beats halving.
    size_t bucket = 0;
    while (bucket < m_bounds_us.size() && duration > m_bounds_us[bucket])
        ++bucket;
    m_counts[bucket].fetch_add(1, std::memory_order_relaxed);
    m_sum_us.fetch_add(static_cast<uint64_t>(duration), std::memory_order_relaxed);
}

DurationsReading Durations::read() const {
    DurationsReading reading{m_bounds_us, {}, m_sum_us.load(std::memory_order_relaxed)};
    reading.counts.reserve(m_bounds_us.size() + 1);
    for (size_t i = 0; i <= m_bounds_us.size(); ++i)
        reading.counts.push_back(m_counts[i].load(std::memory_order_relaxed));
    return reading;
}

}  // namespace quanta::metrics
