// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/histogram.h"

#include <gtest/gtest.h>

#include <numeric>

namespace quanta::fees {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using Bin = FeeHistogram::Bin;

TEST(FeeHistogram, UsualRanges) {
    const FeeHistogram histogram;
    const auto bins = histogram.bins();
    ASSERT_LE(bins.size(), FeeHistogram::kMaxBins);
    EXPECT_EQ(bins[0].from_sat_per_kvb, 0);
    EXPECT_EQ(bins[1].from_sat_per_kvb, 100);
    EXPECT_EQ(bins[4].from_sat_per_kvb, 1000);
    EXPECT_EQ(bins[5].from_sat_per_kvb, 1200);
    EXPECT_EQ(bins.back().from_sat_per_kvb, 10'000'000);
    for (size_t i = 1; i < bins.size(); ++i)
        EXPECT_GT(bins[i].from_sat_per_kvb, bins[i - 1].from_sat_per_kvb);
}

TEST(FeeHistogram, RangesOfOnesOwn) {
    const int64_t falling[] = {5, 4};
    const int64_t twice[] = {5, 5};
    const int64_t zero[] = {0, 5};
    EXPECT_FALSE(FeeHistogram::with_starts(falling));
    EXPECT_FALSE(FeeHistogram::with_starts(twice));
    EXPECT_FALSE(FeeHistogram::with_starts(zero));
    EXPECT_EQ(FeeHistogram::with_starts({})->bins().size(), 1u);
    std::vector<int64_t> many(FeeHistogram::kMaxBins);
    std::iota(many.begin(), many.end(), 1);
    EXPECT_FALSE(FeeHistogram::with_starts(many));
    many.pop_back();
    EXPECT_EQ(FeeHistogram::with_starts(many)->bins().size(), FeeHistogram::kMaxBins);
}

TEST(FeeHistogram, CountsWhatIsThere) {
    const int64_t starts[] = {1000, 2000};
    FeeHistogram histogram = FeeHistogram::with_starts(starts).value();
    histogram.add(FeeRate::per_kvb(999), Amount{1}, 10);
    histogram.add(FeeRate::per_kvb(1000), Amount{2}, 20);
    histogram.add(FeeRate::per_kvb(1999), Amount{3}, 30);
    histogram.add(FeeRate::per_kvb(2000), Amount{4}, 40);
    histogram.add(FeeRate::per_kvb(1'000'000'000), Amount{5}, 50);
    histogram.add(FeeRate::per_kvb(-5), Amount{-6}, 60);
    EXPECT_EQ(histogram.bins()[0], (Bin{0, 2, 70, -5}));
    EXPECT_EQ(histogram.bins()[1], (Bin{1000, 2, 50, 5}));
    EXPECT_EQ(histogram.bins()[2], (Bin{2000, 2, 90, 9}));
    histogram.remove(FeeRate::per_kvb(1000), Amount{2}, 20);
    EXPECT_EQ(histogram.bins()[1], (Bin{1000, 1, 30, 3}));
}

}  // namespace
}  // namespace quanta::fees
