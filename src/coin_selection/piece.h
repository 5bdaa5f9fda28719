// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace quanta::coin_selection {

/// A group as algorithms see it. Algorithms take pieces in the order of larger_first.
struct Piece {
    int64_t amount = 0;  ///< satoshi it brings, above 0: its fee taken off where the sender pays
    int64_t weight = 0;  ///< weight units, above 0
    int64_t waste = 0;   ///< satoshi that spending it now costs more than later; may be below 0
    uint32_t group = 0;

    friend bool operator==(const Piece&, const Piece&) = default;
};

/// Larger amounts first; of equal ones those that waste less, then lighter ones.
inline bool larger_first(const Piece& a, const Piece& b) {
    if (a.amount != b.amount) return a.amount > b.amount;
    if (a.waste != b.waste) return a.waste < b.waste;
    return a.weight < b.weight;
}

/// What an algorithm is to reach.
struct Goal {
    int64_t amount = 0;      ///< satoshi, above 0
    int64_t margin = 0;      ///< satoshi above it that still make no change, or that change is to have
    int64_t max_weight = 0;  ///< weight units
};

/// Why an algorithm has no answer.
enum class NoPick : uint8_t {
    NotEnough,  ///< or nothing that fits
    TooHeavy,   ///< there is enough, but not within the weight
};

/// Places of pieces, in no order.
using Places = std::vector<uint32_t>;
using Pick = base::Result<Places, NoPick>;

}  // namespace quanta::coin_selection
