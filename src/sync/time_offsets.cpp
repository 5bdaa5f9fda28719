// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/time_offsets.h"

#include <algorithm>
#include <vector>

namespace quanta::sync {

void TimeOffsets::add(int64_t offset_s) {
    if (m_samples.size() == kMaxSamples) m_samples.pop_front();
    m_samples.push_back(offset_s);
}

int64_t TimeOffsets::median_s() const {
    if (m_samples.size() < kMinSamples) return 0;
    std::vector<int64_t> sorted(m_samples.begin(), m_samples.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
}

bool TimeOffsets::warns() const {
    const int64_t median = median_s();
    return median > kWarnBeyond_s || median < -kWarnBeyond_s;
}

}  // namespace quanta::sync
