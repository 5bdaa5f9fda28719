// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/horizon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sys/random.h"

namespace quanta::fees {
namespace {

using primitives::Height;

const Buckets kFour = Buckets::from_edges({100, 200, 300, 400}).value();

Horizon new_horizon(const HorizonShape& shape) {
    return Horizon(HorizonData::empty(shape, kFour.size()), kFour.size());
}

/// A wait from `entered` to `best` in `bucket` that is over.
void end_wait(Horizon& horizon, Height entered, Height best, size_t bucket, bool is_mined) {
    horizon.left({entered, best, bucket}, is_mined ? Horizon::Outcome::Confirmed : Horizon::Outcome::Failed);
    if (is_mined) horizon.confirmed(best - entered, bucket, kFour.upper(bucket));
}

TEST(Horizon, Shapes) {
    EXPECT_EQ(new_horizon(kShortShape).max_target(), 12);
    EXPECT_EQ(new_horizon(kMediumShape).max_target(), 48);
    EXPECT_EQ(new_horizon(kLongShape).max_target(), 1008);
}

TEST(Horizon, PeriodsAConfirmationCountsIn) {
    Horizon horizon = new_horizon({3, 2, 0.5});
    horizon.confirmed(2, 1, 150);
    horizon.confirmed(3, 1, 170);
    EXPECT_EQ(horizon.data().confirmed[0][1], 1);
    EXPECT_EQ(horizon.data().confirmed[1][1], 2);
    EXPECT_EQ(horizon.data().confirmed[2][1], 2);
    EXPECT_EQ(horizon.data().counts[1], 2);
    EXPECT_EQ(horizon.data().rate_sums[1], 320);
    // Beyond all periods it counts as confirmed, in no time.
    horizon.confirmed(7, 1, 100);
    EXPECT_EQ(horizon.data().confirmed[2][1], 2);
    EXPECT_EQ(horizon.data().counts[1], 3);
}

TEST(Horizon, FailuresCountInWholePeriods) {
    Horizon horizon = new_horizon({3, 2, 0.5});
    const auto failed_after = [&](int blocks) {
        horizon.left({10, 10 + blocks, 0}, Horizon::Outcome::Failed);
        const auto& failed = horizon.data().failed;
        return std::vector<double>{failed[0][0], failed[1][0], failed[2][0]};
    };
    EXPECT_EQ(failed_after(1), (std::vector<double>{0, 0, 0}));
    EXPECT_EQ(failed_after(2), (std::vector<double>{1, 0, 0}));
    EXPECT_EQ(failed_after(5), (std::vector<double>{2, 1, 0}));
    EXPECT_EQ(failed_after(100), (std::vector<double>{3, 2, 1}));
    EXPECT_EQ(failed_after(-1), (std::vector<double>{3, 2, 1}));
}

TEST(Horizon, AllFadesWithABlock) {
    Horizon horizon = new_horizon({2, 1, 0.5});
    horizon.confirmed(1, 0, 100);
    horizon.left({1, 2, 0}, Horizon::Outcome::Failed);
    horizon.start_block(3);
    EXPECT_EQ(horizon.data().counts[0], 0.5);
    EXPECT_EQ(horizon.data().rate_sums[0], 50);
    EXPECT_EQ(horizon.data().confirmed[1][0], 0.5);
    EXPECT_EQ(horizon.data().failed[0][0], 0.5);
}

TEST(Horizon, WaitingByAge) {
    Horizon horizon = new_horizon({4, 1, 0.9});
    Height best = 20;
    horizon.entered(best, 3);
    const auto waiting = [&](int target) {
        const HorizonEstimate estimate = horizon.estimate(kFour, {target, 0.5, 100, best});
        return estimate.fail.value().in_pool;
    };
    // At once it has waited for no block yet; then for one, and so on, and it stays when it is older than
    // all.
    EXPECT_EQ(waiting(1), 0);
    horizon.start_block(++best);
    EXPECT_EQ(waiting(1), 1);
    EXPECT_EQ(waiting(2), 0);
    for (int i = 0; i < 10; ++i)
        horizon.start_block(++best);
    EXPECT_EQ(waiting(4), 1);
    end_wait(horizon, 20, best, 3, true);
    EXPECT_EQ(waiting(1), 0);
}

TEST(Horizon, NothingBeforeTheFirstBlockIsCounted) {
    Horizon horizon = new_horizon(kLongShape);
    horizon.entered(2, 1);
    horizon.start_block(3);
    const HorizonEstimate estimate = horizon.estimate(kFour, {1, 0.5, 100, 3});
    EXPECT_EQ(estimate.fail.value().in_pool, 1);
    EXPECT_EQ(horizon.estimate(kFour, {500, 0.5, 100, 3}).fail.value().in_pool, 0);
}

/// As many each block, always after the same time: the numbers go towards a geometric sum.
TEST(Horizon, SteadyFlowInClosedForm) {
    constexpr int kEach = 10;
    constexpr int kWait = 3;
    Horizon horizon = new_horizon(kMediumShape);
    Height best = 1000;
    for (int i = 0; i < 4000; ++i) {
        for (int j = 0; j < kEach; ++j)
            horizon.entered(best, 2);
        horizon.start_block(++best);
        if (i + 1 < kWait) continue;
        for (int j = 0; j < kEach; ++j)
            end_wait(horizon, best - kWait, best, 2, true);
    }
    const double limit = kEach / (1 - kMediumShape.decay);
    EXPECT_NEAR(horizon.data().counts[2], limit, limit * 1e-6);
    const HorizonEstimate in_time = horizon.estimate(kFour, {4, 0.95, 0.1, best});
    ASSERT_TRUE(in_time.rate);
    EXPECT_NEAR(*in_time.rate, 300, 1e-6);
    EXPECT_NEAR(in_time.pass->within_target, limit, limit * 1e-6);
    EXPECT_EQ(in_time.pass->from, 200);
    EXPECT_EQ(in_time.pass->to, 400);
    const HorizonEstimate too_soon = horizon.estimate(kFour, {2, 0.05, 0.1, best});
    EXPECT_FALSE(too_soon.rate);
    EXPECT_FALSE(too_soon.pass);
    EXPECT_EQ(too_soon.fail->within_target, 0);
    EXPECT_EQ(too_soon.fail->in_pool, kEach);
}

TEST(Horizon, ShareAndAmountAtTheirLimits) {
    Horizon horizon = new_horizon({2, 1, 0.5});
    for (int i = 0; i < 3; ++i)
        horizon.confirmed(1, 3, 350);
    horizon.confirmed(2, 3, 350);
    // Three of four within one block; four are two a block at this decay.
    EXPECT_TRUE(horizon.estimate(kFour, {1, 0.75, 2, 5}).rate);
    EXPECT_FALSE(horizon.estimate(kFour, {1, 0.7501, 2, 5}).rate);
    EXPECT_TRUE(horizon.estimate(kFour, {1, 0.75, 2, 5}).rate);
    EXPECT_FALSE(horizon.estimate(kFour, {1, 0.75, 2.01, 5}).rate);
}

TEST(Horizon, LowestRangeThatPassesWhileAllAboveDo) {
    Horizon horizon = new_horizon({1, 1, 0.5});
    const auto add = [&](size_t bucket, int confirmed, int failed) {
        for (int i = 0; i < confirmed; ++i)
            horizon.confirmed(1, bucket, kFour.upper(bucket));
        for (int i = 0; i < failed; ++i)
            horizon.left({1, 2, bucket}, Horizon::Outcome::Failed);
    };
    add(3, 4, 0);
    add(2, 4, 0);
    add(1, 4, 9);
    HorizonEstimate estimate = horizon.estimate(kFour, {1, 0.9, 1, 5});
    EXPECT_EQ(estimate.rate, 300);
    EXPECT_EQ(estimate.pass->from, 200);
    EXPECT_EQ(estimate.pass->to, 300);
    EXPECT_EQ(estimate.fail->from, 100);
    EXPECT_EQ(estimate.fail->to, 200);
    EXPECT_EQ(estimate.fail->left_pool, 9);
    EXPECT_EQ(estimate.fail->total_confirmed, 4);
    // So good a lowest bucket makes up for the one above it, and is taken with it.
    add(0, 200, 0);
    estimate = horizon.estimate(kFour, {1, 0.9, 1, 5});
    EXPECT_EQ(estimate.rate, 100);
    EXPECT_EQ(estimate.pass->from, 0);
    EXPECT_EQ(estimate.pass->to, 200);
    EXPECT_FALSE(estimate.fail);
}

/// One transaction, for the model.
struct Past {
    size_t bucket;
    Height entered;
    std::optional<Height> ended;
    bool is_mined = false;
};

/// The numbers of a horizon from the definition, all transactions there were gone through for each.
class Model {
public:
    explicit Model(const HorizonShape& shape) : m_shape(shape) {}

    std::vector<Past> all;
    Height best = 0;

    double confirmed(size_t bucket, int target) const {
        const int periods = (target + static_cast<int>(m_shape.scale) - 1) / static_cast<int>(m_shape.scale);
        return sum(bucket, [&](const Past& one) {
            const int limit = periods * static_cast<int>(m_shape.scale);
            return one.is_mined && *one.ended - one.entered <= limit;
        });
    }
    double counts(size_t bucket) const {
        return sum(bucket, [](const Past& one) { return one.is_mined; });
    }
    double failed(size_t bucket, int target) const {
        const int periods = (target + static_cast<int>(m_shape.scale) - 1) / static_cast<int>(m_shape.scale);
        return sum(bucket, [&](const Past& one) {
            return !one.is_mined && *one.ended - one.entered >= periods * static_cast<int>(m_shape.scale);
        });
    }
    double waiting(size_t bucket, int target) const {
        return static_cast<double>(std::ranges::count_if(all, [&](const Past& one) {
            return one.bucket == bucket && !one.ended && best - one.entered >= target;
        }));
    }

private:
    template <typename Test>
    double sum(size_t bucket, Test test) const {
        double total = 0;
        for (const Past& one : all) {
            if (one.bucket != bucket || !one.ended || !test(one)) continue;
            total += std::pow(m_shape.decay, best - *one.ended);
        }
        return total;
    }

    HorizonShape m_shape;
};

/// The rate an estimate should give, by trying groups from the dearest bucket on.
std::optional<double> expected_rate(const Model& model, int target, double success, double needed) {
    std::optional<std::pair<size_t, size_t>> best;
    size_t low = kFour.size();
    for (size_t high = kFour.size(); high > 0; high = low) {
        double within = 0, confirmed = 0, other = 0, unjudged = 0;
        bool passed = false;
        for (low = high; low > 0 && !passed;) {
            --low;
            within += model.confirmed(low, target);
            confirmed += model.counts(low);
            unjudged += model.counts(low);
            other += model.failed(low, target) + model.waiting(low, target);
            if (unjudged < needed) continue;
            unjudged = 0;
            passed = within / (confirmed + other) >= success;
        }
        if (passed) best = {low, high};
    }
    if (!best) return std::nullopt;
    double half = 0;
    for (size_t bucket = best->first; bucket < best->second; ++bucket)
        half += model.counts(bucket) / 2;
    size_t bucket = best->first;
    for (double sum = model.counts(bucket); sum < half; sum += model.counts(bucket))
        ++bucket;
    return kFour.upper(bucket);
}

class RandomHorizon : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomHorizon, AgreesWithTheModel) {
    const HorizonShape shape{5, 3, 0.9};
    sys::FakeRandom random(GetParam());
    Horizon horizon = new_horizon(shape);
    Model model(shape);
    size_t rates = 0;
    for (int step = 0; step < 120; ++step) {
        for (uint64_t i = random.below(12); i > 0; --i) {
            model.all.push_back({random.below(kFour.size()), model.best, std::nullopt, false});
            horizon.entered(model.best, model.all.back().bucket);
        }
        horizon.start_block(++model.best);
        for (Past& one : model.all) {
            const bool ends = !one.ended && random.below(2 + (3 - one.bucket) * 4) == 0;
            if (!ends) continue;
            one.ended = model.best;
            one.is_mined = random.below(4) != 0;
            end_wait(horizon, one.entered, model.best, one.bucket, one.is_mined);
        }
        const int target = 1 + static_cast<int>(random.below(15));
        const double success = 0.3 + 0.1 * static_cast<double>(random.below(7));
        const HorizonEstimate estimate = horizon.estimate(kFour, {target, success, 1.03, model.best});
        const std::optional<double> expected = expected_rate(model, target, success, 1.03 / 0.1);
        ASSERT_EQ(estimate.rate.has_value(), expected.has_value()) << step;
        if (!expected) continue;
        ASSERT_NEAR(*estimate.rate, *expected, 1e-6) << step;
        ++rates;
    }
    EXPECT_GT(rates, 10u);
    for (size_t bucket = 0; bucket < kFour.size(); ++bucket) {
        EXPECT_NEAR(horizon.data().counts[bucket], model.counts(bucket), 1e-6);
        for (int period = 0; period < 5; ++period) {
            const int target = 3 * period + 3;
            EXPECT_NEAR(horizon.data().confirmed[period][bucket], model.confirmed(bucket, target), 1e-6);
            EXPECT_NEAR(horizon.data().failed[period][bucket], model.failed(bucket, target), 1e-6);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHorizon, ::testing::Range<uint64_t>(1, 21));

}  // namespace
}  // namespace quanta::fees
