// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/groups.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "coin_selection/test_coins.h"

namespace quanta::coin_selection {
namespace {

using testing::coin;

SelectionParams params(Grouping grouping) {
    SelectionParams params = testing::params_for(1'000, testing::rates(20'000, 5'000));
    params.grouping = grouping;
    return params;
}

/// `count` coins of one script.
std::vector<Candidate> of_one_script(size_t count) {
    std::vector<Candidate> coins;
    for (size_t i = 0; i < count; ++i) {
        coins.push_back(coin(static_cast<uint32_t>(i), 10'000));
        coins.back().script_id = 1;
    }
    return coins;
}

TEST(Groups, SingleCoinsWhatTheyCost) {
    std::vector<Candidate> coins = {coin(1, 10'000)};
    coins[0].bump_fee = {300};
    const Groups groups = make_groups(coins, params(Grouping::Single));
    ASSERT_EQ(groups.groups.size(), 1u);
    const OutputGroup& group = groups.groups[0];
    EXPECT_EQ(group.value, 10'000);
    EXPECT_EQ(group.fee, 68 * 20 + 300);
    EXPECT_EQ(group.long_term_fee, 68 * 5);
    EXPECT_EQ(group.effective_value(), 10'000 - 68 * 20 - 300);
    EXPECT_EQ(piece_of(group, 4, FeePayer::Sender), (Piece{8'340, 272, 1'320, 4}));
    EXPECT_EQ(piece_of(group, 4, FeePayer::Recipients), (Piece{10'000, 272, 1'320, 4}));
}

TEST(Groups, OfAScriptAreFullButTheLast) {
    for (const size_t count : {1, 99, 100, 101, 200, 201, 250}) {
        const Groups groups = make_groups(of_one_script(count), params(Grouping::ByScript));
        EXPECT_EQ(groups.groups.size(), (count + 99) / 100);
        size_t members = 0;
        for (const OutputGroup& group : groups.groups) {
            members += group.count;
            EXPECT_EQ(group.partial, count > 100 && group.count < 100) << count;
        }
        EXPECT_EQ(members, count);
        EXPECT_EQ(make_groups(of_one_script(count), params(Grouping::Single)).groups.size(), count);
    }
}

TEST(Groups, HoldEveryCoinOnce) {
    std::vector<Candidate> coins;
    Lots lots(1);
    for (uint32_t i = 0; i < 1000; ++i) {
        coins.push_back(coin(i, 10'000));
        coins.back().script_id = static_cast<uint32_t>(lots.below(20));
    }
    const Groups groups = make_groups(coins, params(Grouping::ByScript));
    std::set<uint32_t> seen;
    for (const OutputGroup& group : groups.groups) {
        std::set<uint32_t> scripts;
        for (const uint32_t place : groups.members_of(group)) {
            EXPECT_TRUE(seen.insert(place).second);
            scripts.insert(coins[place].script_id);
        }
        EXPECT_EQ(scripts.size(), 1u);
    }
    EXPECT_EQ(seen.size(), coins.size());
}

TEST(Groups, AreAsWeakAsTheirWeakest) {
    std::vector<Candidate> coins = of_one_script(2);
    coins[0].from_me = true;
    coins[1].from_me = false;
    coins[1].depth = 3;
    coins[1].safe = false;
    coins[0].ancestors = 2;
    coins[1].ancestors = 3;
    coins[0].cluster_size = 7;
    coins[1].cluster_size = 4;
    const OutputGroup group = make_groups(coins, params(Grouping::ByScript)).groups[0];
    EXPECT_FALSE(group.from_me);
    EXPECT_FALSE(group.safe);
    EXPECT_EQ(group.depth, 3);
    EXPECT_EQ(group.ancestors, 5u);
    EXPECT_EQ(group.cluster_size, 7u);
}

TEST(Groups, EligibilityHasBoundaries) {
    OutputGroup group;
    group.depth = 3;
    group.ancestors = 5;
    group.cluster_size = 7;
    const Eligibility stage{3, 6, 5, 7, false};
    EXPECT_TRUE(is_eligible(group, stage));
    EXPECT_FALSE(is_eligible(group, {4, 6, 5, 7, false}));
    EXPECT_FALSE(is_eligible(group, {3, 6, 4, 7, false}));
    EXPECT_FALSE(is_eligible(group, {3, 6, 5, 6, false}));
    group.from_me = false;
    EXPECT_FALSE(is_eligible(group, stage));
    group.depth = 6;
    EXPECT_TRUE(is_eligible(group, stage));
    group.partial = true;
    EXPECT_FALSE(is_eligible(group, stage));
    EXPECT_TRUE(is_eligible(group, {3, 6, 5, 7, true}));
}

}  // namespace
}  // namespace quanta::coin_selection
