// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/block_estimator.h"

#include <gtest/gtest.h>

#include "fees/test_support.h"

namespace quanta::fees {
namespace {

using primitives::Height;
using primitives::Txid;
using testing::Market;
using testing::numbered_txid;

constexpr EstimateMode kEconomical = EstimateMode::Economical;
constexpr EstimateMode kConservative = EstimateMode::Conservative;

PoolEntry entry(uint64_t number, Height height, int64_t sat_per_kvb = 10'000) {
    return {numbered_txid(number), height, {sat_per_kvb}, 1000, Usable::Yes};
}

void connect(BlockEstimator& estimator, Height height, const std::vector<Txid>& mined = {}) {
    estimator.connected(height, mined);
}

/// After `blocks` steps of a market.
BlockEstimator after(Market& market, int blocks) {
    BlockEstimator estimator;
    // Heights begin where nothing is known to be the first.
    connect(estimator, 0);
    for (int i = 0; i < blocks; ++i)
        market.step(estimator);
    return estimator;
}

TEST(BlockEstimator, KnowsNothingAtFirst) {
    const BlockEstimator estimator;
    for (const int target : {1, 2, 6, 1008}) {
        const SmartEstimate estimate = estimator.smart(target, kEconomical);
        EXPECT_FALSE(estimate.sat_per_kvb) << target;
        EXPECT_EQ(estimate.target, 0) << target;
        EXPECT_EQ(estimate.reason, EstimateReason::None) << target;
    }
    EXPECT_EQ(estimator.max_target(HorizonKind::Short), 12);
    EXPECT_EQ(estimator.max_target(HorizonKind::Medium), 48);
    EXPECT_EQ(estimator.max_target(HorizonKind::Long), 1008);
}

TEST(BlockEstimator, FollowsWhatIsUsableNewAndAtTheTip) {
    BlockEstimator estimator;
    connect(estimator, 100);
    estimator.entered(entry(1, 100));
    EXPECT_EQ(estimator.followed(), 1u);
    estimator.entered(entry(1, 100));
    estimator.entered(entry(2, 99));
    estimator.entered(entry(3, 101));
    PoolEntry unusable = entry(4, 100);
    unusable.usable = Usable::No;
    estimator.entered(unusable);
    EXPECT_EQ(estimator.followed(), 1u);
    estimator.left(numbered_txid(2));
    EXPECT_EQ(estimator.followed(), 1u);
    estimator.left(numbered_txid(1));
    EXPECT_EQ(estimator.followed(), 0u);
}

TEST(BlockEstimator, BlocksThatAreNotNewCountNothing) {
    BlockEstimator estimator;
    connect(estimator, 100);
    estimator.entered(entry(1, 100));
    estimator.entered(entry(2, 100));
    const EstimatesData before = estimator.data();
    connect(estimator, 100, {numbered_txid(1)});
    connect(estimator, 99, {numbered_txid(2)});
    EXPECT_EQ(estimator.best_height(), 100);
    EXPECT_EQ(estimator.followed(), 0u);
    EXPECT_EQ(estimator.data().brief, before.brief);
    EXPECT_EQ(estimator.data().medium, before.medium);
}

TEST(BlockEstimator, TargetsReachHalfOfWhatWasSeen) {
    BlockEstimator estimator;
    connect(estimator, 100);
    estimator.entered(entry(1, 100));
    connect(estimator, 101, {numbered_txid(1)});
    const auto target_at = [&](Height height, int target) {
        for (Height next = estimator.best_height() + 1; next <= height; ++next)
            connect(estimator, next);
        return estimator.smart(target, kEconomical).target;
    };
    EXPECT_EQ(target_at(101, 2), 0);
    EXPECT_EQ(target_at(104, 2), 1);
    EXPECT_EQ(target_at(105, 2), 2);
    EXPECT_EQ(target_at(105, 1), 2);
    EXPECT_EQ(target_at(105, 3), 2);
    EXPECT_EQ(target_at(107, 3), 3);
    EXPECT_EQ(target_at(107, 1008), 3);
    EXPECT_EQ(target_at(107, 0), 0);
    EXPECT_EQ(target_at(107, -1), 0);
    EXPECT_EQ(target_at(107, 1009), 0);
    EXPECT_EQ(target_at(101 + 2 * 1008, 1008), 1008);
    EXPECT_EQ(target_at(101 + 2 * 1008, 1009), 0);
}

TEST(BlockEstimator, RawWithinItsLimits) {
    const BlockEstimator estimator;
    for (const auto& [kind, most] :
         {std::pair{HorizonKind::Short, 12}, {HorizonKind::Medium, 48}, {HorizonKind::Long, 1008}}) {
        EXPECT_FALSE(estimator.raw(kind, 0, 0.95));
        EXPECT_TRUE(estimator.raw(kind, 1, 0.95));
        EXPECT_TRUE(estimator.raw(kind, most, 0.95));
        EXPECT_FALSE(estimator.raw(kind, most + 1, 0.95));
        EXPECT_TRUE(estimator.raw(kind, 1, 1.0));
        EXPECT_FALSE(estimator.raw(kind, 1, 1.01));
    }
    const HorizonEstimate nothing = *estimator.raw(HorizonKind::Long, 1, 0.95);
    EXPECT_EQ(nothing.decay, 0.99931);
    EXPECT_EQ(nothing.scale, 24u);
    EXPECT_FALSE(nothing.rate);
    EXPECT_FALSE(nothing.pass);
    EXPECT_EQ(nothing.fail.value().from, 0);
    EXPECT_EQ(nothing.fail.value().to, 1e99);
}

TEST(BlockEstimator, FindsThePriceOfASteadyMarket) {
    for (const int64_t price : {2'000, 10'000, 40'000}) {
        Market market(7);
        market.price = price;
        const BlockEstimator estimator = after(market, 300);
        for (const int target : {1, 2, 6, 24, 100}) {
            for (const EstimateMode mode : {kEconomical, kConservative}) {
                const SmartEstimate estimate = estimator.smart(target, mode);
                ASSERT_TRUE(estimate.sat_per_kvb) << price << " " << target;
                // Within a range of a few buckets of 5 % each.
                EXPECT_GT(*estimate.sat_per_kvb, price * 95 / 100) << target;
                EXPECT_LT(*estimate.sat_per_kvb, price * 130 / 100) << target;
            }
        }
    }
}

TEST(BlockEstimator, FollowsAPriceThatFalls) {
    Market market(8);
    market.price = 40'000;
    BlockEstimator estimator = after(market, 300);
    market.price = 4'000;
    // Those that waited before are confirmed late and weigh on their buckets until the short memory is over.
    for (int i = 0; i < 200; ++i)
        market.step(estimator);
    const int64_t economical = *estimator.smart(6, kEconomical).sat_per_kvb;
    const int64_t conservative = *estimator.smart(6, kConservative).sat_per_kvb;
    EXPECT_LT(economical, 8'000);
    EXPECT_GE(conservative, economical);
}

TEST(BlockEstimator, ConservativeRemembersLonger) {
    Market market(9);
    market.price = 40'000;
    BlockEstimator estimator = after(market, 400);
    market.price = 4'000;
    // The short memory has changed its mind when the others have not.
    bool differed = false;
    for (int i = 0; i < 250; ++i) {
        market.step(estimator);
        const SmartEstimate careful = estimator.smart(3, kConservative);
        const SmartEstimate quick = estimator.smart(3, kEconomical);
        EXPECT_GE(*careful.sat_per_kvb, *quick.sat_per_kvb);
        const bool raised = careful.reason == EstimateReason::Conservative;
        differed |= raised && *careful.sat_per_kvb > 2 * *quick.sat_per_kvb;
    }
    EXPECT_TRUE(differed);
}

class RandomMarket : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomMarket, MoreBlocksNeverCostMore) {
    Market market(GetParam());
    market.leaving = 50;
    sys::FakeRandom random(GetParam());
    BlockEstimator estimator = after(market, 1);
    for (int i = 0; i < 500; ++i) {
        if (random.below(20) == 0) market.price = 1'000 + static_cast<int64_t>(random.below(60'000));
        market.step(estimator);
        if (i % 25 != 0) continue;
        for (const EstimateMode mode : {kEconomical, kConservative}) {
            int64_t last = std::numeric_limits<int64_t>::max();
            for (const int target : {1, 2, 3, 5, 6, 7, 12, 13, 24, 25, 48, 49, 100, 144, 500, 504, 1008}) {
                const SmartEstimate estimate = estimator.smart(target, mode);
                if (!estimate.sat_per_kvb) continue;
                ASSERT_LE(*estimate.sat_per_kvb, last) << i << " " << target;
                last = *estimate.sat_per_kvb;
                ASSERT_LE(*estimator.smart(target, kEconomical).sat_per_kvb,
                          *estimator.smart(target, kConservative).sat_per_kvb);
            }
        }
    }
    EXPECT_TRUE(estimator.smart(6, kEconomical).sat_per_kvb);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomMarket, ::testing::Range<uint64_t>(1, 9));

TEST(BlockEstimator, WhatNeverConfirmsIsNoGuide) {
    BlockEstimator estimator;
    connect(estimator, 100);
    uint64_t number = 0;
    for (Height height = 100; height < 300; ++height) {
        std::vector<Txid> mined;
        for (int i = 0; i < 10; ++i) {
            estimator.entered(entry(++number, height, 20'000));
            mined.push_back(numbered_txid(number));
            estimator.entered(entry(++number, height, 5'000));
        }
        connect(estimator, height + 1, mined);
    }
    EXPECT_EQ(estimator.followed(), 2000u);
    EXPECT_EQ(estimator.smart(6, kEconomical).sat_per_kvb, 20'000);
    // At the end all that wait are failures, and the answer stays.
    estimator.forget_pool();
    EXPECT_EQ(estimator.followed(), 0u);
    EXPECT_EQ(estimator.smart(6, kEconomical).sat_per_kvb, 20'000);
    const HorizonData data = estimator.data().medium;
    const size_t bucket = Buckets::standard().index_of(5'000);
    EXPECT_GT(data.failed[0][bucket], 1000);
    EXPECT_EQ(data.counts[bucket], 0);
}

TEST(BlockEstimator, GoesOnFromWhatItRemembers) {
    Market market(11);
    BlockEstimator estimator = after(market, 200);
    estimator.forget_pool();
    BlockEstimator again(estimator.data());
    EXPECT_EQ(again.best_height(), 200);
    for (const int target : {2, 6, 48, 99}) {
        EXPECT_EQ(again.smart(target, kEconomical).sat_per_kvb,
                  estimator.smart(target, kEconomical).sat_per_kvb);
        EXPECT_EQ(again.smart(target, kEconomical).target, estimator.smart(target, kEconomical).target);
    }
    EXPECT_EQ(again.data().history_first, estimator.data().history_first);
    EXPECT_EQ(again.data().history_last, 200);
}

TEST(BlockEstimator, RemembersTheLongerHistory) {
    EstimatesData data;
    data.best_height = 1000;
    data.history_first = 800;
    data.history_last = 1000;
    BlockEstimator estimator(data);
    const auto run_to = [&](Height last) {
        for (Height height = estimator.best_height() + 1; height <= last; ++height) {
            estimator.entered(entry(static_cast<uint64_t>(height), height - 1));
            connect(estimator, height, {numbered_txid(static_cast<uint64_t>(height))});
        }
        return estimator.data();
    };
    // Its own run counts from 1001 on, and is written once it is worth more than half of the other.
    EXPECT_EQ(run_to(1101).history_first, 800);
    EXPECT_EQ(run_to(1101).history_last, 1000);
    EXPECT_EQ(run_to(1102).history_first, 1001);
    EXPECT_EQ(run_to(1102).history_last, 1102);
}

TEST(BlockEstimator, HistoryThatIsTooOldIsForgotten) {
    EstimatesData data;
    data.best_height = 1000;
    data.history_first = 800;
    data.history_last = 1000;
    BlockEstimator estimator(data);
    EXPECT_EQ(estimator.smart(1008, kEconomical).target, 100);
    connect(estimator, 1000 + kOldestHistory);
    EXPECT_EQ(estimator.smart(1008, kEconomical).target, 100);
    connect(estimator, 1000 + kOldestHistory + 1);
    EXPECT_EQ(estimator.smart(1008, kEconomical).target, 0);
}

}  // namespace
}  // namespace quanta::fees
