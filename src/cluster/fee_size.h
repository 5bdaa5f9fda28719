// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>
#include <span>

namespace quanta::cluster {

/// Products of a fee and a size are compared in this width, exactly.
__extension__ using Wide = __int128;

/// Fees taken by Graph and linearize() lie within ± this many satoshi (over four times all money there will
/// ever be), so that the sums of a cluster stay exact. Graph cuts what is beyond.
inline constexpr int64_t kMaxFeeSat = int64_t{1} << 53;

/// What a transaction, or a set of them, pays and takes.
///
/// A fee may be negative (prioritised down). A size is in weight units, adjusted for sigops by whoever makes
/// it; of a transaction it is at least 1 and below 2^31.
struct FeeSize {
    int64_t fee_sat = 0;
    int64_t size_wu = 0;

    friend constexpr bool operator==(const FeeSize&, const FeeSize&) = default;
    friend constexpr FeeSize operator+(FeeSize a, const FeeSize& b) { return a += b; }
    friend constexpr FeeSize operator-(FeeSize a, const FeeSize& b) { return a -= b; }
    constexpr FeeSize& operator+=(const FeeSize& other) {
        fee_sat += other.fee_sat;
        size_wu += other.size_wu;
        return *this;
    }
    constexpr FeeSize& operator-=(const FeeSize& other) {
        fee_sat -= other.fee_sat;
        size_wu -= other.size_wu;
        return *this;
    }
};

/// Compares the rates fee / size, exactly: `greater` when `a` pays more per size. Both sizes are above 0.
constexpr std::weak_ordering compare_rates(const FeeSize& a, const FeeSize& b) {
    return Wide{a.fee_sat} * b.size_wu <=> Wide{b.fee_sat} * a.size_wu;
}

/// Whether `a` pays more per size than `b`. Both sizes are above 0.
constexpr bool better_rate(const FeeSize& a, const FeeSize& b) {
    return compare_rates(a, b) > 0;
}

/// Compares two fee-rate diagrams: the fees gathered by taking whole chunks in the order given, as a line
/// over the size taken, level after its end. `greater`: `a` is nowhere below `b` and somewhere above;
/// `unordered`: each is above the other somewhere. The chunks of each stand best rate first. O(a + b).
[[nodiscard]] std::partial_ordering compare_diagrams(std::span<const FeeSize> a, std::span<const FeeSize> b);

}  // namespace quanta::cluster
