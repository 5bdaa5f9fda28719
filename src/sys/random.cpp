// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/random.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/bytes.h"
#include "base/check.h"

namespace quanta::sys {

namespace {

/// What one getentropy call gives at most, bytes.
constexpr size_t kEntropyChunk = 256;

class KernelRandom final : public Random {
public:
    void fill(std::span<uint8_t> out) override {
#if defined(__APPLE__)
        arc4random_buf(out.data(), out.size());
#else
        while (!out.empty()) {
            const size_t chunk = std::min(out.size(), kEntropyChunk);
            const int status = getentropy(out.data(), chunk);
            CHECK(status == 0 || errno == EINTR);
            if (status == 0) out = out.subspan(chunk);
        }
#endif
    }
};

/// SplitMix64: one step of the state, mixed.
uint64_t next(uint64_t& state) {
    state += 0x9e3779b97f4a7c15;
    uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

}  // namespace

uint64_t Random::u64() {
    const std::array<uint8_t, 8> raw = bytes<8>();
    return base::read_le<uint64_t>(raw.data());
}

uint64_t Random::below(uint64_t bound) {
    CHECK(bound > 0);
    // Numbers under 2^64 mod bound would favour small results: draw again.
    const uint64_t unfair = (0 - bound) % bound;
    uint64_t drawn = u64();
    while (drawn < unfair) drawn = u64();
    return drawn % bound;
}

Random& os_random() {
    static KernelRandom random;
    return random;
}

void FakeRandom::fill(std::span<uint8_t> out) {
    MutexLock lock(m_mutex);
    while (!out.empty()) {
        std::array<uint8_t, 8> block;
        base::write_le<uint64_t>(block.data(), next(m_state));
        const size_t taken = std::min(out.size(), block.size());
        std::copy_n(block.begin(), taken, out.begin());
        out = out.subspan(taken);
    }
}

}  // namespace quanta::sys
