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

TEST(Linearize, AsGoodAsTheBestOfAllClosedSets) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 6'000; ++round) {
        const Members members = random_members(random, 1 + random() % 9);
        const Linearization result = linearize(members);
        ASSERT_EQ(fault_of(members, result), "") << round;
        ASSERT_TRUE(compare_diagrams(fee_sizes(result.chunks), best_diagram(members)) == 0) << round;
        ASSERT_FALSE(has_divisible_chunk(members, result)) << round;
    }
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
    std::mt19937_64 random(3);
    for (int round = 0; round < 1'000; ++round) {
        const Members members = random_members(random, 17 + random() % 48);
        const Linearization result = linearize(members);
        ASSERT_EQ(fault_of(members, result), "") << round;
        Order kept(members.size());
        std::iota(kept.begin(), kept.end(), uint8_t{0});
        const Linearization again = linearize(reordered(members, result));
        ASSERT_EQ(again.order, kept) << round;
        ASSERT_EQ(again.chunks, result.chunks) << round;
        ASSERT_TRUE(compare_diagrams(fee_sizes(result.chunks), fee_sizes(chunks_of(members, kept))) >= 0);
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
