// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

namespace quanta::coin_selection {

/// Draws lots, the same ones for the same seed (SplitMix64). For what has to look arbitrary to others who do
/// not know the seed; it is no source of keys.
class Lots {
public:
    explicit Lots(uint64_t seed) : m_state(seed) {}

    /// 64 bits.
    uint64_t next() {
        m_state += 0x9e3779b97f4a7c15;
        uint64_t mixed = m_state;
        mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
        return mixed ^ mixed >> 31;
    }
    /// A number below `bound`, which is at least 1. The bias is below bound / 2^64.
    uint64_t below(uint64_t bound) { return static_cast<uint64_t>(Wide{next()} * bound >> 64); }

private:
    __extension__ typedef unsigned __int128 Wide;
    uint64_t m_state;
};

}  // namespace quanta::coin_selection
