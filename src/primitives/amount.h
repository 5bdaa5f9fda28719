// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>

namespace quanta::primitives {

/// Satoshi per bitcoin.
inline constexpr int64_t kCoinSat = 100'000'000;
/// No valid amount is above this, satoshi (a sanity limit of consensus, not the supply).
inline constexpr int64_t kMaxMoneySat = 21'000'000 * kCoinSat;

/// A number of satoshi; may be out of the money range until checked.
struct Amount {
    int64_t sat = 0;

    /// Whether 0 <= sat <= kMaxMoneySat.
    constexpr bool in_money_range() const { return sat >= 0 && sat <= kMaxMoneySat; }

    friend constexpr auto operator<=>(Amount, Amount) = default;
    friend constexpr Amount operator+(Amount a, Amount b) { return {a.sat + b.sat}; }
    friend constexpr Amount operator-(Amount a, Amount b) { return {a.sat - b.sat}; }
    constexpr Amount& operator+=(Amount other) {
        sat += other.sat;
        return *this;
    }
    constexpr Amount& operator-=(Amount other) {
        sat -= other.sat;
        return *this;
    }
};

}  // namespace quanta::primitives
