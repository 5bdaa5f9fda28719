// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/fee_size.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace quanta::cluster {
namespace {

using Diagram = std::vector<FeeSize>;

TEST(FeeSize, RatesAreComparedExactly) {
    EXPECT_TRUE(compare_rates({1, 3}, {2, 6}) == 0);
    EXPECT_TRUE(better_rate({1, 3}, {1'000'000'000, 3'000'000'001}));
    EXPECT_FALSE(better_rate({1'000'000'000, 3'000'000'001}, {1, 3}));
    EXPECT_FALSE(better_rate({1, 3}, {2, 6}));
    EXPECT_TRUE(better_rate({-1, 3}, {-1, 2}));
    EXPECT_TRUE(better_rate({0, 7}, {-1, INT32_MAX}));
    // Products beyond 64 bits.
    EXPECT_TRUE(better_rate({INT64_MAX, INT64_MAX - 1}, {INT64_MAX - 1, INT64_MAX - 1}));
    EXPECT_TRUE(better_rate({INT64_MIN + 1, INT64_MAX}, {INT64_MIN, INT64_MAX}));
}

TEST(FeeSize, Sums) {
    const FeeSize sum = FeeSize{5, 2} + FeeSize{-7, 3};
    EXPECT_EQ(sum, (FeeSize{-2, 5}));
    EXPECT_EQ(sum - (FeeSize{1, 1}), (FeeSize{-3, 4}));
}

TEST(Diagrams, EqualWhateverTheCuts) {
    EXPECT_TRUE(compare_diagrams({}, {}) == 0);
    EXPECT_TRUE(compare_diagrams(Diagram{{4, 2}}, Diagram{{2, 1}, {2, 1}}) == 0);
    EXPECT_TRUE(compare_diagrams(Diagram{{0, 2}}, {}) == 0);
}

TEST(Diagrams, BetterAndWorse) {
    EXPECT_TRUE(compare_diagrams(Diagram{{1, 2}}, {}) > 0);
    EXPECT_TRUE(compare_diagrams(Diagram{{-1, 2}}, {}) < 0);
    EXPECT_TRUE(compare_diagrams(Diagram{{5, 2}}, Diagram{{4, 2}}) > 0);
    // The same in all, but earlier.
    EXPECT_TRUE(compare_diagrams(Diagram{{5, 2}, {1, 2}}, Diagram{{6, 4}}) > 0);
    EXPECT_TRUE(compare_diagrams(Diagram{{6, 4}}, Diagram{{5, 2}, {1, 2}}) < 0);
    // The same fees in less space.
    EXPECT_TRUE(compare_diagrams(Diagram{{6, 3}}, Diagram{{6, 4}}) > 0);
    // One satoshi between the corners decides.
    EXPECT_TRUE(compare_diagrams(Diagram{{3'000'001, 3}, {6'999'999, 7}}, Diagram{{10'000'000, 10}}) > 0);
}

TEST(Diagrams, NeitherIsBetter) {
    EXPECT_TRUE(compare_diagrams(Diagram{{5, 2}}, Diagram{{6, 4}}) == std::partial_ordering::unordered);
    EXPECT_TRUE(compare_diagrams(Diagram{{10, 1}, {0, 9}}, Diagram{{20, 10}}) ==
                std::partial_ordering::unordered);
}

/// The fee of a diagram at a size, times `scale`, by going through it.
Wide scaled_fee_at(const Diagram& diagram, int64_t size, int64_t scale) {
    Wide fee = 0;
    for (const FeeSize& chunk : diagram) {
        const int64_t taken = std::min(size, chunk.size_wu);
        fee += Wide{chunk.fee_sat} * taken * scale / chunk.size_wu;
        size -= taken;
    }
    return fee;
}

TEST(Diagrams, AsFoundByLookingEverywhere) {
    std::mt19937_64 random(1);
    // All sizes divide this.
    constexpr int64_t kScale = 12;
    const auto draw = [&random] {
        Diagram diagram(random() % 4);
        for (FeeSize& chunk : diagram)
            chunk = {static_cast<int64_t>(random() % 8) - 2, 1 + static_cast<int64_t>(random() % 4)};
        std::ranges::sort(diagram, better_rate);
        return diagram;
    };
    for (int round = 0; round < 20'000; ++round) {
        const Diagram a = draw();
        const Diagram b = draw();
        bool above = false;
        bool below = false;
        for (int64_t size = 0; size <= 16; ++size) {
            const Wide difference = scaled_fee_at(a, size, kScale) - scaled_fee_at(b, size, kScale);
            above = above || difference > 0;
            below = below || difference < 0;
        }
        const std::partial_ordering order = compare_diagrams(a, b);
        ASSERT_EQ(order == std::partial_ordering::unordered, above && below) << round;
        ASSERT_EQ(order > 0, above && !below) << round;
        ASSERT_EQ(order < 0, below && !above) << round;
    }
}

}  // namespace
}  // namespace quanta::cluster
