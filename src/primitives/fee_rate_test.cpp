// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "primitives/fee_rate.h"

#include <gtest/gtest.h>

#include <limits>

namespace quanta::primitives {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

TEST(FeeRate, FeesAreRoundedUp) {
    constexpr FeeRate rate = FeeRate::per_kvb(100);
    EXPECT_EQ(rate.fee_for(0), Amount{0});
    EXPECT_EQ(rate.fee_for(1), Amount{1});
    EXPECT_EQ(rate.fee_for(10), Amount{1});
    EXPECT_EQ(rate.fee_for(11), Amount{2});
    EXPECT_EQ(rate.fee_for(1000), Amount{100});
    EXPECT_EQ(rate.fee_for(1001), Amount{101});
    EXPECT_EQ(FeeRate().fee_for(100'000), Amount{0});
}

TEST(FeeRate, NegativeFeesAreRoundedTowardsZero) {
    const FeeRate rate(Amount{-3}, 2);
    EXPECT_EQ(rate.fee_for(1), Amount{-1});
    EXPECT_EQ(rate.fee_for(2), Amount{-3});
    EXPECT_EQ(rate.sat_per_kvb(), -1500);
}

TEST(FeeRate, PerKilobyteIsRoundedDown) {
    EXPECT_EQ(FeeRate(Amount{1}, 3).sat_per_kvb(), 333);
    EXPECT_EQ(FeeRate(Amount{2}, 3).sat_per_kvb(), 666);
    EXPECT_EQ(FeeRate(Amount{-1}, 3).sat_per_kvb(), -334);
    EXPECT_EQ(FeeRate::per_kvb(12'345).sat_per_kvb(), 12'345);
}

TEST(FeeRate, ComparesExactly) {
    EXPECT_EQ(FeeRate(Amount{1}, 2), FeeRate(Amount{2}, 4));
    EXPECT_LT(FeeRate(Amount{333'333'333}, 1'000'000'000), FeeRate(Amount{1}, 3));
    EXPECT_GT(FeeRate(Amount{333'333'334}, 1'000'000'000), FeeRate(Amount{1}, 3));
    EXPECT_LT(FeeRate(Amount{-1}, 1), FeeRate());
    EXPECT_EQ(FeeRate(), FeeRate(Amount{0}, 7));
    EXPECT_LT(FeeRate(Amount{kMost - 1}, kMost), FeeRate(Amount{kMost}, kMost));
}

TEST(FeeRate, LargeProductsStopAtTheLargestAmount) {
    EXPECT_EQ(FeeRate(Amount{kMost}, 1).fee_for(2), Amount{kMost});
    EXPECT_EQ(FeeRate(Amount{kMost}, 2).fee_for(2), Amount{kMost});
    EXPECT_EQ(FeeRate(Amount{-kMost}, 1).sat_per_kvb(), std::numeric_limits<int64_t>::min());
    EXPECT_EQ(FeeRate(Amount{kMaxMoneySat}, 1'000'000).fee_for(1'000'000), Amount{kMaxMoneySat});
}

}  // namespace
}  // namespace quanta::primitives
