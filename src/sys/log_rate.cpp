// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/log_rate.h"

#include <utility>

namespace quanta::sys {

LogRateLimiter::Verdict LogRateLimiter::count(const void* site, size_t bytes, int64_t now_us) {
    if (now_us - m_window_start_us >= kWindowUs) {
        m_window_start_us = now_us;
        m_dropped_before += std::exchange(m_dropped, 0);
        m_sites.clear();
    }
    if (m_sites.size() >= kMaxSites && !m_sites.contains(site)) return Verdict::Write;
    Site& counted = m_sites[site];
    if (counted.silent) {
        ++m_dropped;
        return Verdict::Drop;
    }
    counted.bytes += bytes;
    counted.silent = counted.bytes > kBytesPerWindow;
    return counted.silent ? Verdict::WriteLast : Verdict::Write;
}

uint64_t LogRateLimiter::take_dropped() {
    return std::exchange(m_dropped_before, 0);
}

}  // namespace quanta::sys
