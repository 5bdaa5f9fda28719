// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/block_stats.h"

#include <gtest/gtest.h>

namespace quanta::node_rpc {
namespace {

using Rates = std::array<int64_t, 5>;

TEST(BlockStats, SpreadOfNumbers) {
    const Spread none = spread_of({});
    EXPECT_EQ(none.least, 0);
    EXPECT_EQ(none.greatest, 0);
    EXPECT_EQ(none.median, 0);
    EXPECT_EQ(none.sum, 0);
    EXPECT_EQ(spread_of({7}).median, 7);
    const Spread odd = spread_of({9, 1, 5});
    EXPECT_EQ(odd.least, 1);
    EXPECT_EQ(odd.greatest, 9);
    EXPECT_EQ(odd.median, 5);
    EXPECT_EQ(odd.sum, 15);
    EXPECT_EQ(spread_of({4, 1, 2, 9}).median, 3);
    EXPECT_EQ(spread_of({1, 2}).median, 1);
}

TEST(BlockStats, PercentilesGoByWeight) {
    EXPECT_EQ(rate_percentiles({}), Rates{});
    EXPECT_EQ(rate_percentiles({{3, 100}}), (Rates{3, 3, 3, 3, 3}));
    // Each tenth of the weight pays another rate, whatever their order.
    std::vector<RateShare> tenths;
    for (int64_t rate = 10; rate >= 1; --rate)
        tenths.push_back({rate, 40});
    EXPECT_EQ(rate_percentiles(tenths), (Rates{1, 3, 5, 8, 9}));
    // One heavy transaction takes up everything but the first tenth.
    EXPECT_EQ(rate_percentiles({{1, 10}, {2, 90}}), (Rates{1, 2, 2, 2, 2}));
    EXPECT_EQ(rate_percentiles({{1, 9}, {2, 91}}), (Rates{2, 2, 2, 2, 2}));
}

}  // namespace
}  // namespace quanta::node_rpc
