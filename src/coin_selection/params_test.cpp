// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/params.h"

#include <gtest/gtest.h>

#include <set>

#include "coin_selection/test_coins.h"

namespace quanta::coin_selection {
namespace {

using primitives::FeeRate;

TEST(Params, FeesRoundUp) {
    const FeeRate rate = FeeRate::per_kvb(1000);
    EXPECT_EQ(fee_for_weight(rate, 0).sat, 0);
    EXPECT_EQ(fee_for_weight(rate, 1).sat, 1);
    EXPECT_EQ(fee_for_weight(rate, 4).sat, 1);
    EXPECT_EQ(fee_for_weight(rate, 5).sat, 2);
    EXPECT_EQ(fee_for_weight(FeeRate::per_kvb(1), 4000).sat, 1);
    EXPECT_EQ(fee_for_weight(FeeRate::per_kvb(1), 4001).sat, 2);
}

TEST(Params, FollowFromShapeAndRates) {
    const auto params = make_params({{100'000}, FeePayer::Sender, Grouping::Single, 1}, testing::shape(),
                                    testing::rates(20'000))
                            .value();
    EXPECT_EQ(params.target.sat, 100'000 + 125 * 20);
    EXPECT_EQ(params.change_fee.sat, 31 * 20);
    EXPECT_EQ(params.cost_of_change.sat, 31 * 20 + 68 * 3);
    EXPECT_EQ(params.min_viable_change.sat, 294);  // dust is more than 205
    EXPECT_EQ(params.max_input_weight, 399'500);
    EXPECT_EQ(params.change_weight, 124);
    const auto shared = make_params({{100'000}, FeePayer::Recipients, Grouping::ByScript, 1},
                                    testing::shape(), testing::rates(20'000))
                            .value();
    EXPECT_EQ(shared.target.sat, 100'000);
    EXPECT_EQ(shared.grouping, Grouping::ByScript);
    auto high = testing::rates(20'000);
    high.discard = FeeRate::per_kvb(10'000);
    EXPECT_EQ(make_params({{1}}, testing::shape(), high)->min_viable_change.sat, 681);
}

TEST(Params, WeightHasToLeaveRoom) {
    const auto error_of = [](int64_t max_weight) {
        TransactionShape shape = testing::shape();
        shape.max_weight = max_weight;
        const auto made = make_params({{1}}, shape, testing::rates(1000));
        return made ? "" : made.error();
    };
    EXPECT_EQ(error_of(500), "Maximum transaction weight is less than transaction weight without inputs");
    EXPECT_EQ(error_of(501), "Maximum transaction weight is too low, can not accommodate change output");
    EXPECT_EQ(error_of(624), "Maximum transaction weight is too low, can not accommodate change output");
    EXPECT_EQ(error_of(625), "");
}

TEST(Params, ChangeTargetIsDrawn) {
    EXPECT_EQ(change_target({25'000}, 1).sat, 50'000);
    EXPECT_EQ(change_target({0}, 7).sat, 50'000);
    std::set<int64_t> seen;
    for (uint64_t random = 0; random < 1000; ++random) {
        const int64_t small = change_target({25'001}, random).sat;
        EXPECT_GE(small, 50'000);
        EXPECT_LT(small, 50'002);
        const int64_t large = change_target({INT64_MAX}, random).sat;
        EXPECT_GE(large, 50'000);
        EXPECT_LT(large, 1'000'000);
        seen.insert(large);
    }
    EXPECT_GT(seen.size(), 900u);
}

TEST(Params, DiscardRate) {
    const auto rate = [](int64_t sat) { return FeeRate::per_kvb(sat); };
    EXPECT_EQ(discard_rate(rate(10'000), std::nullopt, rate(3'000)), rate(10'000));
    EXPECT_EQ(discard_rate(rate(10'000), rate(5'000), rate(3'000)), rate(5'000));
    EXPECT_EQ(discard_rate(rate(10'000), rate(20'000), rate(3'000)), rate(10'000));
    EXPECT_EQ(discard_rate(rate(10'000), rate(1'000), rate(3'000)), rate(3'000));
}

TEST(Params, AskedRates) {
    const auto rate = [](int64_t sat) { return FeeRate::per_kvb(sat); };
    EXPECT_TRUE(check_asked_rate(rate(1000), rate(1000), rate(100)));
    EXPECT_EQ(check_asked_rate(rate(999), rate(1000), rate(100)).error(),
              "Fee rate (0.999 sat/vB) is lower than the minimum fee rate setting (1.000 sat/vB).\nConsider "
              "modifying -mintxfee (1.000 sat/vB) or -minrelaytxfee (0.100 sat/vB).");
    EXPECT_FALSE(check_asked_rate(rate(1000), rate(100), rate(1001)));
}

}  // namespace
}  // namespace quanta::coin_selection
