// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/linearize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "cluster/test_clusters.h"

namespace quanta::cluster {
namespace {

using Members = std::vector<Member>;
using Order = std::vector<uint8_t>;

/// Small numbers, so that equal rates and rates of zero are frequent; or the largest ones.
Members random_members(std::mt19937_64& random, size_t count) {
    const unsigned chance = 5 + random() % 60;
    const int64_t fees = random() % 2 ? 6 : 1'000;
    const bool largest = random() % 8 == 0;
    Members members;
    for (size_t i = 0; i < count; ++i) {
        FeeSize own{static_cast<int64_t>(random() % (2 * fees)) - fees / 3,
                    1 + static_cast<int64_t>(random() % 4)};
        if (largest) own = {random() % 2 ? kMaxFeeSat : -kMaxFeeSat, INT32_MAX - own.size_wu};
        Member member{own};
        for (size_t parent = 0; parent < i; ++parent) {
            if (random() % 100 < chance) member.parents |= bit(unsigned(parent));
        }
        members.push_back(member);
    }
    return members;
}

TEST(Linearize, NothingAndOne) {
    EXPECT_TRUE(linearize({}).order.empty());
    const Linearization one = linearize(Members{{{7, 3}}});
    EXPECT_EQ(one.order, Order{0});
    EXPECT_EQ(one.chunks, std::vector<Chunk>({{{7, 3}, 0, 1}}));
}

TEST(Linearize, ChildPaysForParent) {
    const Linearization joined = linearize(Members{{{1, 10}}, {{3, 10}, 0b1}});
    EXPECT_EQ(joined.chunks, std::vector<Chunk>({{{4, 20}, 0, 2}}));
    const Linearization poorer = linearize(Members{{{3, 10}}, {{1, 10}, 0b1}});
    EXPECT_EQ(poorer.chunks, std::vector<Chunk>({{{3, 10}, 0, 1}, {{1, 10}, 1, 1}}));
    // At an equal rate the parent can be mined alone.
    EXPECT_EQ(linearize(Members{{{3, 10}}, {{6, 20}, 0b1}}).chunks.size(), 2U);
}

TEST(Linearize, UnconnectedAtOneRateAreChunksOfTheirOwn) {
    // Two pairs, each of the rate 2 as a whole, given interleaved.
    const Members members{{{1, 1}}, {{1, 1}}, {{3, 1}, 0b01}, {{3, 1}, 0b10}};
    const Linearization result = linearize(members);
    EXPECT_EQ(result.chunks, std::vector<Chunk>({{{4, 2}, 0, 2}, {{4, 2}, 2, 2}}));
    EXPECT_EQ(result.order, Order({0, 2, 1, 3}));
}

TEST(Linearize, TwoChildrenShareAParent) {
    // Neither child pays for the parent enough to beat the third transaction; both together do.
    const Members members{{{6, 1}}, {{0, 1}}, {{10, 1}, 0b10}, {{10, 1}, 0b10}};
    EXPECT_EQ(linearize(members).order, Order({1, 2, 3, 0}));
}

TEST(Linearize, KeepsABestOrder) {
    const Members members{{{5, 1}}, {{5, 1}}, {{5, 1}, 0b01}, {{1, 1}}, {{2, 1}, 0b1000}};
    EXPECT_EQ(linearize(members).order, Order({0, 1, 2, 3, 4}));
}

TEST(Linearize, SixtyFourAreTaken) {
    Members chain;
    for (unsigned i = 0; i < kMaxClusterCount; ++i)
        chain.push_back({{i, 1}, i == 0 ? 0 : bit(i - 1)});
    const Linearization result = linearize(chain);
    EXPECT_EQ(result.chunks, std::vector<Chunk>({{{2'016, 64}, 0, 64}}));
    chain.push_back({{1, 1}});
    EXPECT_DEATH((void)linearize(chain), "check failed");
}

TEST(Linearize, RefusesWhatIsNoCluster) {
    EXPECT_DEATH((void)linearize(Members{{{1, 1}, 0b1}}), "check failed");
    EXPECT_DEATH((void)linearize(Members{{{1, 1}, 0b10}, {{1, 1}}}), "check failed");
    EXPECT_DEATH((void)linearize(Members{{{1, 0}}}), "check failed");
    EXPECT_DEATH((void)linearize(Members{{{1, int64_t{INT32_MAX} + 1}}}), "check failed");
    EXPECT_DEATH((void)linearize(Members{{{kMaxFeeSat + 1, 1}}}), "check failed");
    EXPECT_DEATH((void)linearize(Members{{{-kMaxFeeSat - 1, 1}}}), "check failed");
    EXPECT_EQ(linearize(Members{{{kMaxFeeSat, INT32_MAX}}, {{-kMaxFeeSat, 1}}}).chunks.size(), 2U);
}

/// Calls `judge(members, result)` for random clusters of `least` to `most` once nothing is plainly wrong.
template <typename Judge>
void for_random_clusters(size_t least, size_t most, int rounds, Judge judge) {
    std::mt19937_64 random(least);
    for (int round = 0; round < rounds && !testing::Test::HasFatalFailure(); ++round) {
        SCOPED_TRACE(round);
        const Members members = random_members(random, least + random() % (most - least + 1));
        const Linearization result = linearize(members);
        ASSERT_EQ(fault_of(members, result), "");
        judge(members, result);
    }
}

TEST(Linearize, AsGoodAsTheBestOfAllClosedSets) {
    for_random_clusters(1, 9, 6'000, [](const Members& members, const Linearization& result) {
        ASSERT_TRUE(compare_diagrams(fee_sizes(result.chunks), best_diagram(members)) == 0);
        ASSERT_FALSE(has_divisible_chunk(members, result));
    });
}

TEST(Linearize, NoOrderIsBetter) {
    std::mt19937_64 random(2);
    size_t orders = 0;
    for (int round = 0; round < 60; ++round) {
        const Members members = random_members(random, 7);
        const std::vector<FeeSize> best = fee_sizes(linearize(members).chunks);
        Linearization other = linearize(members);
        std::ranges::sort(other.order);
        do {
            other.chunks = chunks_of(members, other.order);
            if (!fault_of(members, other).empty()) continue;
            ++orders;
            ASSERT_TRUE(compare_diagrams(best, fee_sizes(other.chunks)) >= 0) << round;
        } while (std::ranges::next_permutation(other.order).found);
    }
    EXPECT_GT(orders, 10'000U);
}

TEST(Linearize, LargeClustersKeepTheirBestOrder) {
    for_random_clusters(17, 64, 1'000, [](const Members& members, const Linearization& result) {
        Order given(members.size());
        std::iota(given.begin(), given.end(), uint8_t{0});
        const Linearization again = linearize(reordered(members, result));
        ASSERT_EQ(again.order, given);
        ASSERT_EQ(again.chunks, result.chunks);
        ASSERT_TRUE(compare_diagrams(fee_sizes(result.chunks), fee_sizes(chunks_of(members, given))) >= 0);
    });
}

/// Best chunks where nobody has two parents, in a way that holds for this case alone: the best transaction is
/// mined when its parent is, and until then is one with its parent. `parents`: -1 for none.
std::vector<FeeSize> forest_diagram(std::vector<FeeSize> groups, const std::vector<int>& parents) {
    enum class State { Waiting, Mined, Joined };
    std::vector<State> states(groups.size(), State::Waiting);
    std::vector<int> joined(groups.size(), -1);
    std::vector<FeeSize> diagram;
    for (size_t done = 0; done < groups.size(); ++done) {
        size_t best = groups.size();
        for (size_t i = 0; i < groups.size(); ++i) {
            if (states[i] != State::Waiting) continue;
            if (best == groups.size() || better_rate(groups[i], groups[best])) best = i;
        }
        int parent = parents[best];
        while (parent >= 0 && states[static_cast<size_t>(parent)] == State::Joined)
            parent = joined[static_cast<size_t>(parent)];
        if (parent < 0 || states[static_cast<size_t>(parent)] == State::Mined) {
            states[best] = State::Mined;
            diagram.push_back(groups[best]);
            continue;
        }
        states[best] = State::Joined;
        joined[best] = parent;
        groups[static_cast<size_t>(parent)] += groups[best];
    }
    return diagram;
}

/// 64 transactions with one parent each at most; then the same upside down: with one child each at most,
/// where what is mined last is what would be mined first if parents were children and fees were costs.
TEST(Linearize, LargeForests) {
    std::mt19937_64 random(6);
    constexpr size_t kCount = kMaxClusterCount;
    for (int round = 0; round < 500; ++round) {
        std::vector<FeeSize> groups(kCount);
        std::vector<int> parents(kCount);
        Members down(kCount);
        Members up(kCount);
        for (size_t i = 0; i < kCount; ++i) {
            groups[i] = {static_cast<int64_t>(random() % 1'000) - 100,
                         1 + static_cast<int64_t>(random() % 9)};
            parents[i] = static_cast<int>(random() % (i + 1)) - 1;
            down[i].fee_size = groups[i];
            up[kCount - 1 - i].fee_size = {-groups[i].fee_sat, groups[i].size_wu};
            if (parents[i] < 0) continue;
            const auto parent = static_cast<unsigned>(parents[i]);
            down[i].parents = bit(parent);
            up[kCount - 1 - parent].parents |= bit(unsigned(kCount - 1 - i));
        }
        const std::vector<FeeSize> expected = forest_diagram(groups, parents);
        ASSERT_TRUE(compare_diagrams(fee_sizes(linearize(down).chunks), expected) == 0) << round;
        std::vector<FeeSize> costs = fee_sizes(linearize(up).chunks);
        std::ranges::reverse(costs);
        for (FeeSize& cost : costs)
            cost.fee_sat = -cost.fee_sat;
        ASSERT_TRUE(compare_diagrams(costs, expected) == 0) << round;
    }
}

/// The same cluster, its members named in another order, has the same chunks.
TEST(Linearize, ChunksDoNotDependOnTheOrderGiven) {
    std::mt19937_64 random(4);
    for (int round = 0; round < 1'000; ++round) {
        const Members members = random_members(random, 2 + random() % 63);
        Linearization other;
        TransactionSet left = first_bits(members.size());
        while (left) {
            const auto i = static_cast<unsigned>(random() % members.size());
            if (!(left & bit(i)) || (members[i].parents & left)) continue;
            other.order.push_back(static_cast<uint8_t>(i));
            left &= ~bit(i);
        }
        const auto sorted_chunks = [](const Members& cluster) {
            std::vector<FeeSize> chunks = fee_sizes(linearize(cluster).chunks);
            std::ranges::sort(chunks, {},
                              [](const FeeSize& one) { return std::pair(one.fee_sat, one.size_wu); });
            return chunks;
        };
        ASSERT_EQ(sorted_chunks(members), sorted_chunks(reordered(members, other))) << round;
    }
}

/// Widening the numbers changes nothing but the arithmetic: fees a hundred million times as large.
TEST(Linearize, WideNumbersGiveTheSameOrder) {
    std::mt19937_64 random(5);
    for (int round = 0; round < 500; ++round) {
        Members members;
        while (members.size() < 40) {
            Member member{
                {static_cast<int64_t>(random() % 100'000), 1 + static_cast<int64_t>(random() % 400'000)}};
            for (unsigned parent = 0; parent < members.size(); ++parent) {
                if (random() % 10 == 0) member.parents |= bit(parent);
            }
            members.push_back(member);
        }
        const Linearization narrow = linearize(members);
        for (Member& member : members)
            member.fee_size.fee_sat *= 50'000'000'000;
        ASSERT_EQ(linearize(members).order, narrow.order) << round;
    }
}

}  // namespace
}  // namespace quanta::cluster
