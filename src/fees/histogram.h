// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "primitives/fee_rate.h"

namespace quanta::fees {

/// Transactions of the pool counted by fee rate, for windows. Kept up to date by add and remove, so that
/// looking at it costs nothing. Not thread-safe.
class FeeHistogram {
public:
    /// What one range of rates holds.
    struct Bin {
        int64_t from_sat_per_kvb = 0;  ///< included
        int64_t count = 0;             ///< transactions
        int64_t vsize = 0;             ///< virtual bytes of all
        int64_t fees_sat = 0;          ///< of all

        friend bool operator==(const Bin&, const Bin&) = default;
    };
    /// No more ranges are made.
    static constexpr size_t kMaxBins = 200;

    /// Ranges from nothing on, fine for low rates: 0, 100, 200, 500, 1,000, 2,000 … 10,000, 12,000 … up to
    /// 10,000,000 satoshi for 1,000 virtual bytes, the last without end.
    FeeHistogram();
    /// Ranges from 0 and from each of `starts` on; nothing unless these are above zero, ascending, and so few
    /// that the ranges are kMaxBins at most.
    static std::optional<FeeHistogram> with_starts(std::span<const int64_t> starts);

    /// A transaction of `vsize` virtual bytes, above zero, that pays `fee`; counted by its own rate, or by
    /// that of the chunk it is mined with.
    void add(primitives::FeeRate rate, primitives::Amount fee, int64_t vsize);
    /// Takes back what add was told with the same arguments.
    void remove(primitives::FeeRate rate, primitives::Amount fee, int64_t vsize);

    /// By ascending rate.
    std::span<const Bin> bins() const { return m_bins; }

private:
    explicit FeeHistogram(std::vector<Bin> bins) : m_bins(std::move(bins)) {}
    Bin& bin_of(primitives::FeeRate rate);

    std::vector<Bin> m_bins;
};

}  // namespace quanta::fees
