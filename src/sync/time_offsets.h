// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace quanta::sync {

/// How far the clocks of peers we connected to differ from ours: the last fifty. It changes nothing but the
/// operator is told when our clock seems wrong. Net thread.
class TimeOffsets {
public:
    static constexpr size_t kMaxSamples = 50;
    /// With fewer samples nothing is said.
    static constexpr size_t kMinSamples = 5;
    /// A median beyond this is warned of, seconds.
    static constexpr int64_t kWarnBeyond_s = 600;

    void add(int64_t offset_s);
    /// The median, 0 with fewer than kMinSamples.
    int64_t median_s() const;
    /// Whether the operator should look at the clock.
    bool warns() const;

private:
    std::deque<int64_t> m_samples;
};

}  // namespace quanta::sync
