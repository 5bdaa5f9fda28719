// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "base/check.h"
#include "primitives/amount.h"

namespace quanta::primitives {

/// What a size costs: satoshi for a number of virtual bytes, kept as the two numbers, so that neither
/// comparing two rates nor asking what a transaction pays loses anything.
class FeeRate {
public:
    /// Nothing.
    constexpr FeeRate() = default;
    /// `fee` for `vsize` virtual bytes, which is above zero.
    constexpr FeeRate(Amount fee, int64_t vsize) : m_fee(fee), m_vsize(vsize) { CHECK(vsize > 0); }
    /// `sat` for 1,000 virtual bytes: how options and interfaces give rates.
    static constexpr FeeRate per_kvb(int64_t sat) { return {Amount{sat}, kKilo}; }

    /// What `vsize` virtual bytes cost, at least 0 of them: rounded up, as relay asks for it; the largest
    /// amount there is if it is above that.
    constexpr Amount fee_for(int64_t vsize) const {
        const Wide product = Wide{m_fee.sat} * vsize;
        const Wide whole = product / m_vsize;
        return clamp(product % m_vsize > 0 ? whole + 1 : whole);
    }
    /// Satoshi for 1,000 virtual bytes, rounded down.
    constexpr int64_t sat_per_kvb() const {
        const Wide product = Wide{m_fee.sat} * kKilo;
        const Wide whole = product / m_vsize;
        return clamp(product % m_vsize < 0 ? whole - 1 : whole).sat;
    }

    friend constexpr std::weak_ordering operator<=>(FeeRate a, FeeRate b) {
        return Wide{a.m_fee.sat} * b.m_vsize <=> Wide{b.m_fee.sat} * a.m_vsize;
    }
    friend constexpr bool operator==(FeeRate a, FeeRate b) { return (a <=> b) == 0; }

private:
    __extension__ typedef __int128 Wide;
    static constexpr int64_t kKilo = 1000;

    static constexpr Amount clamp(Wide sat) {
        using Limits = std::numeric_limits<int64_t>;
        if (sat > Limits::max()) return {Limits::max()};
        if (sat < Limits::min()) return {Limits::min()};
        return {static_cast<int64_t>(sat)};
    }

    Amount m_fee;
    int64_t m_vsize = kKilo;
};

}  // namespace quanta::primitives
