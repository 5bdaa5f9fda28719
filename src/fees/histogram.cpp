// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/histogram.h"

#include <algorithm>
#include <functional>

namespace quanta::fees {
namespace {

using primitives::Amount;
using primitives::FeeRate;

constexpr int64_t kLowStarts[] = {100, 200, 500};
/// What one and the next power of ten are apart by from 1,000 on.
constexpr int64_t kSteps[] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90};
constexpr int64_t kHighest = 10'000'000;

std::vector<FeeHistogram::Bin> usual_bins() {
    std::vector<FeeHistogram::Bin> bins{{}};
    for (const int64_t start : kLowStarts)
        bins.push_back({start, 0, 0, 0});
    for (int64_t unit = 100; unit * 10 < kHighest; unit *= 10) {
        for (const int64_t step : kSteps)
            bins.push_back({unit * step, 0, 0, 0});
    }
    bins.push_back({kHighest, 0, 0, 0});
    return bins;
}

}  // namespace

FeeHistogram::FeeHistogram() : m_bins(usual_bins()) {}

std::optional<FeeHistogram> FeeHistogram::with_starts(std::span<const int64_t> starts) {
    if (starts.size() + 1 > kMaxBins) return std::nullopt;
    std::vector<Bin> bins{{}};
    for (const int64_t start : starts) {
        if (start <= bins.back().from_sat_per_kvb) return std::nullopt;
        bins.push_back({start, 0, 0, 0});
    }
    return FeeHistogram(std::move(bins));
}

FeeHistogram::Bin& FeeHistogram::bin_of(FeeRate rate) {
    const int64_t sat_per_kvb = std::max<int64_t>(rate.sat_per_kvb(), 0);
    const auto above = std::ranges::upper_bound(m_bins, sat_per_kvb, {}, &Bin::from_sat_per_kvb);
    return *(above - 1);
}

void FeeHistogram::add(FeeRate rate, Amount fee, int64_t vsize) {
    Bin& bin = bin_of(rate);
    ++bin.count;
    bin.vsize += vsize;
    bin.fees_sat += fee.sat;
}

void FeeHistogram::remove(FeeRate rate, Amount fee, int64_t vsize) {
    Bin& bin = bin_of(rate);
    --bin.count;
    bin.vsize -= vsize;
    bin.fees_sat -= fee.sat;
}

}  // namespace quanta::fees
