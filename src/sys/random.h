// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sys/mutex.h"

namespace quanta::sys {

/// Where random bytes come from. Every method: any thread.
class Random {
public:
    virtual ~Random() = default;
    /// Fills `out` with random bytes.
    virtual void fill(std::span<uint8_t> out) = 0;

    /// 64 random bits.
    uint64_t u64();
    /// A uniform number in [0, bound); `bound` is at least 1.
    uint64_t below(uint64_t bound);
    /// N random bytes: keys, salts, cookies.
    template <size_t N>
    std::array<uint8_t, N> bytes() {
        std::array<uint8_t, N> out;
        fill(out);
        return out;
    }
};

/// The kernel's generator, fit for keys; lives as long as the process. A failing kernel call aborts.
Random& os_random();

/// A reproducible sequence, for tests alone.
class FakeRandom final : public Random {
public:
    explicit FakeRandom(uint64_t seed) : m_state(seed) {}
    void fill(std::span<uint8_t> out) override QUANTA_EXCLUDES(m_mutex);

private:
    Mutex m_mutex;
    uint64_t m_state QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::sys
