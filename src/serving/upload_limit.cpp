// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "serving/upload_limit.h"

namespace quanta::serving {

UploadState UploadLimit::state() {
    UploadState state;
    if (m_target == 0) return state;
    const int64_t now = m_clock.steady_us();
    const uint64_t sent = m_bytes_sent();
    if (!m_started || now - m_cycle_start_us >= kCycle_s * 1'000'000) {
        m_cycle_start_us = now;
        m_sent_before = m_started ? sent : 0;
        m_started = true;
    }
    const uint64_t used = sent - m_sent_before;
    state.target_bytes = m_target;
    state.target_reached = used >= m_target;
    state.bytes_left = state.target_reached ? 0 : m_target - used;
    state.time_left_s = kCycle_s - (now - m_cycle_start_us) / 1'000'000;
    const uint64_t reserve = static_cast<uint64_t>(state.time_left_s / m_spacing_s) * kReservePerBlock;
    state.serves_historical_blocks = reserve < m_target && used < m_target - reserve;
    return state;
}

}  // namespace quanta::serving
