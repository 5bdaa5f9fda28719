// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>

#include "sys/clock.h"

namespace quanta::serving {

/// How far the upload target has been used (getnettotals).
struct UploadState {
    uint64_t target_bytes = 0;  ///< 0: no target
    bool target_reached = false;
    bool serves_historical_blocks = true;
    uint64_t bytes_left = 0;
    int64_t time_left_s = 0;
};

/// What may be sent in 24 hours (-maxuploadtarget): when it is nearly used up, old blocks are not served any
/// more. New ones and transactions always are. Net thread.
class UploadLimit {
public:
    static constexpr int64_t kCycle_s = 86'400;
    /// What each block of the rest of the cycle may take to be passed on once, bytes.
    static constexpr uint64_t kReservePerBlock = 4'000'000;

    /// `target_bytes` 0: no limit. `bytes_sent` gives all bytes sent in this run; it and `clock` outlive
    /// this.
    UploadLimit(const sys::Clock& clock, uint64_t target_bytes, int64_t block_spacing_s,
                std::function<uint64_t()> bytes_sent)
        : m_clock(clock),
          m_target(target_bytes),
          m_spacing_s(block_spacing_s),
          m_bytes_sent(std::move(bytes_sent)) {}

    UploadState state();
    /// Whether a block that is not recent may be served.
    bool serves_historical_blocks() { return state().serves_historical_blocks; }

private:
    const sys::Clock& m_clock;
    const uint64_t m_target;
    const int64_t m_spacing_s;
    const std::function<uint64_t()> m_bytes_sent;
    int64_t m_cycle_start_us = 0;
    uint64_t m_sent_before = 0;  ///< when the cycle began
    bool m_started = false;
};

}  // namespace quanta::serving
