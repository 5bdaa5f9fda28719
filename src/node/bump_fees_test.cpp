// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/bump_fees.h"

#include <gtest/gtest.h>

namespace quanta::node {
namespace {

using primitives::FeeRate;

/// One satoshi for a virtual byte.
constexpr FeeRate kRate = FeeRate::per_kvb(1000);

int64_t lacking(const std::vector<BumpMember>& members, const std::vector<size_t>& asked) {
    return Bumps(members, kRate).lacking(asked).sat;
}

TEST(Bumps, NothingWhereTheRateIsPaid) {
    EXPECT_EQ(lacking({{{100}, 100, {}}}, {0}), 0);
    EXPECT_EQ(lacking({{{99}, 100, {}}}, {0}), 1);
    EXPECT_EQ(lacking({{{500}, 100, {}}}, {0}), 0);
    EXPECT_EQ(lacking({}, {}), 0);
}

TEST(Bumps, AncestorsCount) {
    // The parent lacks 60, the child 40 on top of it.
    const std::vector<BumpMember> chain{{{40}, 100, {}}, {{60}, 100, {0}}};
    EXPECT_EQ(lacking(chain, {0}), 60);
    EXPECT_EQ(lacking(chain, {1}), 100);
    EXPECT_EQ(lacking(chain, {0, 1}), 100);
}

TEST(Bumps, AChildThatPaysForItsParentTakesItAlong) {
    EXPECT_EQ(lacking({{{40}, 100, {}}, {{160}, 100, {0}}}, {0}), 0);
    EXPECT_EQ(lacking({{{40}, 100, {}}, {{159}, 100, {0}}}, {0}), 60);
}

TEST(Bumps, WhatPaysMoreThanAskedDoesNotHelpOthers) {
    // The parent is mined by itself: the child has to pay for itself alone.
    EXPECT_EQ(lacking({{{1000}, 100, {}}, {{30}, 100, {0}}}, {1}), 70);
}

TEST(Bumps, SharedAncestorsCountOnce) {
    const std::vector<BumpMember> fork{{{0}, 100, {}}, {{100}, 100, {0}}, {{90}, 100, {0}}};
    EXPECT_EQ(lacking(fork, {1}), 100);
    EXPECT_EQ(lacking(fork, {2}), 110);
    EXPECT_EQ(lacking(fork, {1, 2}), 110);
}

TEST(Bumps, WhatIsReplacedPaysForNobody) {
    EXPECT_EQ(lacking({{{40}, 100, {}}, {{1000}, 100, {0}, true}}, {0}), 60);
}

}  // namespace
}  // namespace quanta::node
