// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace quanta::sys {

/// Counts what each call site logs, so that a peer who provokes one message over and over cannot fill the
/// disk. One thread at a time.
class LogRateLimiter {
public:
    /// What a call site may log in one window, bytes.
    static constexpr uint64_t kBytesPerWindow = 1024 * 1024;
    static constexpr int64_t kWindowUs = 3600LL * 1'000'000;
    /// Call sites counted at a time; the program has fewer.
    static constexpr size_t kMaxSites = 10'000;

    enum class Verdict {
        Write,
        WriteLast,  ///< Write, and say that this site is silent from now on.
        Drop,
    };

    /// Counts a message of `bytes` from `site` at `now_us` (steady).
    Verdict count(const void* site, size_t bytes, int64_t now_us);
    /// Messages dropped in the window before, as of the last call that began a new one; told once.
    uint64_t take_dropped();

private:
    struct Site {
        uint64_t bytes = 0;
        bool silent = false;
    };

    std::unordered_map<const void*, Site> m_sites;
    int64_t m_window_start_us = 0;
    uint64_t m_dropped = 0;
    uint64_t m_dropped_before = 0;
};

}  // namespace quanta::sys
