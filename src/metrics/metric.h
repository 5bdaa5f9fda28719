// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quanta::metrics {

/// A number that only grows. Any thread, without a lock.
class Counter {
public:
    void add(uint64_t more = 1) { m_value.fetch_add(more, std::memory_order_relaxed); }
    uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> m_value{0};
};

/// A number that goes up and down. Any thread, without a lock.
class Gauge {
public:
    void set(int64_t value) { m_value.store(value, std::memory_order_relaxed); }
    void add(int64_t more) { m_value.fetch_add(more, std::memory_order_relaxed); }
    int64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<int64_t> m_value{0};
};

/// How a histogram of durations stood at one moment.
struct DurationsReading {
    std::span<const int64_t> bounds_us;
    /// Durations up to each bound and above the one before; the last one counts those above all bounds.
    std::vector<uint64_t> counts;
    uint64_t sum_us = 0;
};

/// How many durations there were of which length. Any thread, without a lock.
class Durations {
public:
    /// Bounds a histogram may have.
    static constexpr size_t kMaxBounds = 16;

    /// `bounds_us` ascend, at most kMaxBounds, and live as long as the histogram.
    explicit Durations(std::span<const int64_t> bounds_us);

    /// Counts one duration; a negative one is zero.
    void record(int64_t duration_us);
    /// The sum may lag behind the counts by what is being recorded meanwhile.
    DurationsReading read() const;

private:
    const std::span<const int64_t> m_bounds_us;
    std::array<std::atomic<uint64_t>, kMaxBounds + 1> m_counts{};
    std::atomic<uint64_t> m_sum_us{0};
};

/// For calls, from what is answered out of memory to what takes as long as clients wait.
inline constexpr int64_t kCallBounds_us[] = {
    100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 100'000, 250'000, 1'000'000, 5'000'000, 30'000'000};
/// For work of the chain and the disk.
inline constexpr int64_t kWorkBounds_us[] = {1'000,     5'000,      10'000,     25'000,     50'000,
                                             100'000,   250'000,    500'000,    1'000'000,  2'500'000,
                                             5'000'000, 10'000'000, 30'000'000, 60'000'000, 300'000'000};

}  // namespace quanta::metrics
