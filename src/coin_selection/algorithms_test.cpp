// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <set>

#include "coin_selection/branch_and_bound.h"
#include "coin_selection/coin_grinder.h"
#include "coin_selection/knapsack.h"
#include "coin_selection/random_draw.h"
#include "coin_selection/test_coins.h"

namespace quanta::coin_selection {
namespace {

using testing::for_each_set;
using testing::random_pieces;
using testing::Sum;
using testing::sum_of;

constexpr int64_t kNothing = std::numeric_limits<int64_t>::max();

std::vector<Piece> pieces_of(std::initializer_list<int64_t> amounts) {
    std::vector<Piece> pieces;
    for (const int64_t amount : amounts)
        pieces.push_back({amount, 1, 1, static_cast<uint32_t>(pieces.size())});
    return pieces;
}

/// The sum of an answer, whose places are checked to differ.
Sum checked_sum(const std::vector<Piece>& pieces, const Pick& pick) {
    EXPECT_EQ(std::set<uint32_t>(pick->begin(), pick->end()).size(), pick->size());
    return sum_of(pieces, *pick);
}

Goal random_goal(Lots& lots) {
    return {static_cast<int64_t>(1 + lots.below(300)), static_cast<int64_t>(lots.below(30)),
            static_cast<int64_t>(5 + lots.below(30))};
}

TEST(BranchAndBound, IsAsGoodAsEverySet) {
    Lots lots(1);
    int found = 0;
    for (int round = 0; round < 3000; ++round) {
        const std::vector<Piece> pieces = random_pieces(lots, 1 + lots.below(11), 100);
        const Goal goal = random_goal(lots);
        int64_t best = kNothing;
        bool within_reach = false;
        for_each_set(pieces, [&](const Sum& sum) {
            if (sum.amount < goal.amount || sum.amount > goal.amount + goal.margin) return;
            within_reach = true;
            if (sum.weight <= goal.max_weight) best = std::min(best, sum.waste + sum.amount - goal.amount);
        });
        const Pick pick = branch_and_bound(pieces, goal);
        ASSERT_EQ(pick.has_value(), best != kNothing) << round;
        if (!pick) {
            // Heavy sets may be cut before their sum is known; a claim of weight is never made up.
            if (!within_reach) continue;
            EXPECT_EQ(pick.error(), NoPick::TooHeavy) << round;
            continue;
        }
        ++found;
        const Sum sum = checked_sum(pieces, pick);
        EXPECT_GE(sum.amount, goal.amount);
        EXPECT_LE(sum.amount, goal.amount + goal.margin);
        EXPECT_LE(sum.weight, goal.max_weight);
        EXPECT_EQ(sum.waste + sum.amount - goal.amount, best) << round;
    }
    EXPECT_GT(found, 1000);
}

TEST(BranchAndBound, MeetsBothEndsOfTheMargin) {
    EXPECT_TRUE(branch_and_bound(pieces_of({10}), {10, 0, 1}));
    EXPECT_EQ(branch_and_bound(pieces_of({10}), {11, 5, 1}).error(), NoPick::NotEnough);
    EXPECT_TRUE(branch_and_bound(pieces_of({10}), {7, 3, 1}));
    EXPECT_EQ(branch_and_bound(pieces_of({10}), {7, 2, 1}).error(), NoPick::NotEnough);
    EXPECT_EQ(branch_and_bound(pieces_of({10}), {10, 0, 0}).error(), NoPick::TooHeavy);
    EXPECT_EQ(branch_and_bound({}, {1, 0, 1}).error(), NoPick::NotEnough);
}

TEST(BranchAndBound, TwinsCostNoSteps) {
    // Without leaving twins together this takes more steps than there are.
    std::vector<Piece> pieces;
    for (uint32_t i = 0; i < 50'000; ++i)
        pieces.push_back({7, 1, 1, i});
    EXPECT_EQ(branch_and_bound(pieces, {15, 5, 100}).error(), NoPick::NotEnough);
    EXPECT_EQ(branch_and_bound(pieces, {14, 5, 100})->size(), 2u);
}

TEST(CoinGrinder, IsAsLightAsEverySet) {
    Lots lots(2);
    int found = 0;
    for (int round = 0; round < 3000; ++round) {
        const std::vector<Piece> pieces = random_pieces(lots, 1 + lots.below(11), 100);
        const Goal goal = random_goal(lots);
        int64_t lightest = kNothing;
        for_each_set(pieces, [&](const Sum& sum) {
            if (sum.amount >= goal.amount + goal.margin) lightest = std::min(lightest, sum.weight);
        });
        const Pick pick = coin_grinder(pieces, goal);
        ASSERT_EQ(pick.has_value(), lightest <= goal.max_weight) << round;
        if (!pick) {
            EXPECT_EQ(pick.error(), lightest == kNothing ? NoPick::NotEnough : NoPick::TooHeavy) << round;
            continue;
        }
        ++found;
        const Sum sum = checked_sum(pieces, pick);
        EXPECT_GE(sum.amount, goal.amount + goal.margin);
        EXPECT_EQ(sum.weight, lightest) << round;
    }
    EXPECT_GT(found, 500);
}

TEST(CoinGrinder, PrefersSmallerSumsOfTheSameWeight) {
    const std::vector<Piece> pieces = pieces_of({100, 60, 50, 49, 10});
    EXPECT_EQ(sum_of(pieces, *coin_grinder(pieces, {50, 0, 10})).amount, 50);
    EXPECT_EQ(sum_of(pieces, *coin_grinder(pieces, {99, 0, 10})).amount, 100);
    EXPECT_EQ(sum_of(pieces, *coin_grinder(pieces, {101, 0, 10})).amount, 109);
}

TEST(Knapsack, IsEnoughAndNeverTooHeavy) {
    Lots lots(3);
    int found = 0;
    int exact = 0;
    for (int round = 0; round < 2000; ++round) {
        const std::vector<Piece> pieces = random_pieces(lots, 1 + lots.below(11), 100);
        const Goal goal = random_goal(lots);
        bool possible = false;
        bool enough = false;
        for_each_set(pieces, [&](const Sum& sum) {
            enough = enough || sum.amount >= goal.amount;
            if (sum.weight > goal.max_weight) return;
            possible = possible || sum.amount >= goal.amount;
        });
        const Pick pick = knapsack(pieces, goal, lots);
        if (!pick) {
            EXPECT_EQ(pick.error(), enough ? NoPick::TooHeavy : NoPick::NotEnough) << round;
            continue;
        }
        ASSERT_TRUE(possible);
        ++found;
        const Sum sum = checked_sum(pieces, pick);
        EXPECT_GE(sum.amount, goal.amount);
        EXPECT_LE(sum.weight, goal.max_weight);
        exact += sum.amount == goal.amount ? 1 : 0;
    }
    EXPECT_GT(found, 1000);
    EXPECT_GT(exact, 100);
}

TEST(Knapsack, TakesTheSmallestThatIsEnoughByItself) {
    Lots lots(4);
    const std::vector<Piece> pieces = pieces_of({1000, 500, 3, 2, 1});
    EXPECT_EQ(sum_of(pieces, *knapsack(pieces, {100, 50, 10}, lots)).amount, 500);
    // A sum that is closer, or that hits, wins.
    EXPECT_EQ(sum_of(pieces, *knapsack(pieces, {5, 0, 10}, lots)).amount, 5);
    // Small ones that leave less than the wanted change do not.
    EXPECT_EQ(sum_of(pieces, *knapsack(pieces, {5, 20, 10}, lots)).amount, 5);
    const std::vector<Piece> short_of_change = pieces_of({500, 4, 3});
    EXPECT_EQ(sum_of(short_of_change, *knapsack(short_of_change, {5, 20, 10}, lots)).amount, 500);
    EXPECT_EQ(knapsack(pieces, {2000, 0, 10}, lots).error(), NoPick::NotEnough);
    EXPECT_EQ(knapsack(pieces, {500, 0, 0}, lots).error(), NoPick::TooHeavy);
}

TEST(RandomDraw, IsEnoughAndNeverTooHeavy) {
    Lots lots(5);
    int found = 0;
    for (int round = 0; round < 3000; ++round) {
        const std::vector<Piece> pieces = random_pieces(lots, 1 + lots.below(11), 100);
        const Goal goal = random_goal(lots);
        int64_t all = 0;
        for (const Piece& piece : pieces)
            all += piece.amount;
        const Pick pick = random_draw(pieces, goal, lots);
        if (!pick) {
            EXPECT_EQ(pick.error(), all >= goal.amount + goal.margin ? NoPick::TooHeavy : pick.error());
            continue;
        }
        ++found;
        const Sum sum = checked_sum(pieces, pick);
        EXPECT_GE(sum.amount, goal.amount + goal.margin);
        EXPECT_LE(sum.weight, goal.max_weight);
    }
    EXPECT_GT(found, 1000);
}

TEST(RandomDraw, KeepsTheLargestWhenHeavy) {
    // Two of five fit, and only the two largest are enough.
    const std::vector<Piece> pieces = pieces_of({50, 49, 3, 2, 1});
    for (uint64_t seed = 0; seed < 100; ++seed) {
        Lots lots(seed);
        EXPECT_EQ(sum_of(pieces, *random_draw(pieces, {99, 0, 2}, lots)).amount, 99);
        EXPECT_EQ(random_draw(pieces, {100, 0, 2}, lots).error(), NoPick::TooHeavy);
        EXPECT_EQ(random_draw(pieces, {106, 0, 5}, lots).error(), NoPick::NotEnough);
    }
}

TEST(RandomDraw, EveryPieceHasItsChance) {
    const std::vector<Piece> pieces = pieces_of({5, 4, 3, 2, 1});
    std::set<uint32_t> first;
    for (uint64_t seed = 0; seed < 200; ++seed) {
        Lots lots(seed);
        first.insert(random_draw(pieces, {1, 0, 5}, lots)->front());
    }
    EXPECT_EQ(first.size(), 5u);
}

TEST(LotsOfASeed, AreEvenAndRepeat) {
    Lots lots(9);
    Lots again(9);
    int counts[10] = {};
    for (int i = 0; i < 10'000; ++i) {
        const uint64_t lot = lots.below(10);
        EXPECT_EQ(lot, again.below(10));
        ++counts[lot];
    }
    for (const int count : counts)
        EXPECT_NEAR(count, 1000, 150);
    EXPECT_EQ(lots.below(1), 0u);
}

}  // namespace
}  // namespace quanta::coin_selection
