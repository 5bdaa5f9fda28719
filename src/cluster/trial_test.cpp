// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "cluster/test_trial.h"

namespace quanta::cluster {
namespace {

/// Steps of the random tests; QUANTA_CLUSTER_STEPS asks for more.
int steps() {
    const char* const asked = std::getenv("QUANTA_CLUSTER_STEPS");
    return asked == nullptr ? 20'000 : std::atoi(asked);
}

void run_trial(Limits limits, unsigned seed) {
    std::mt19937_64 random(seed);
    TestTrial trial(limits, [&random](uint32_t below) { return static_cast<uint32_t>(random() % below); });
    size_t most = 0;
    for (int i = 0; i < steps(); ++i) {
        ASSERT_EQ(trial.step(), "") << "step " << i;
        ASSERT_EQ(trial.check(), "") << "step " << i;
        most = std::max(most, trial.count());
    }
    EXPECT_GT(most, 20U);
    EXPECT_GT(trial.refused(), 50U);
}

TEST(Trial, LikeThePlainPoolUpToACount) {
    run_trial({8, 1'000}, 1);
}
TEST(Trial, LikeThePlainPoolUpToASize) {
    run_trial({10, 40}, 2);
}

}  // namespace
}  // namespace quanta::cluster
