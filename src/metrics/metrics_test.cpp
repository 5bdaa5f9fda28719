// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/exposition.h"
#include "metrics/metric.h"
#include "metrics/registry.h"

namespace quanta::metrics {
namespace {

using testing::ElementsAre;

constexpr int64_t kTwoBounds_us[] = {1'000, 2'500'000};

TEST(Metric, CounterAndGauge) {
    Counter counter;
    counter.add();
    counter.add(41);
    EXPECT_EQ(counter.value(), 42u);
    Gauge gauge;
    gauge.set(5);
    gauge.add(-7);
    EXPECT_EQ(gauge.value(), -2);
}

TEST(Metric, DurationsFallIntoTheBucketsOfTheirBounds) {
    Durations durations(kTwoBounds_us);
    for (const int64_t us : {int64_t{-5}, int64_t{0}, int64_t{1'000}, int64_t{1'001}, int64_t{2'500'000}})
        durations.record(us);
    durations.record(2'500'001);
    const DurationsReading reading = durations.read();
    EXPECT_THAT(reading.counts, ElementsAre(3, 2, 1));
    EXPECT_EQ(reading.sum_us, 1'000u + 1'001 + 2'500'000 + 2'500'001);
}

TEST(Metric, ManyThreadsLoseNothing) {
    Counter counter;
    Durations durations(kCallBounds_us);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) {
                counter.add();
                durations.record(n);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(counter.value(), 40'000u);
    const DurationsReading reading = durations.read();
    EXPECT_EQ(std::accumulate(reading.counts.begin(), reading.counts.end(), uint64_t{0}), 40'000u);
    EXPECT_EQ(reading.sum_us, 4u * 9'999 * 10'000 / 2);
}

TEST(MetricDeath, BoundsAscendAndHaveAnEnd) {
    static constexpr int64_t kFalling_us[] = {2, 1};
    EXPECT_DEATH(Durations{kFalling_us}, "check failed");
    const std::vector<int64_t> many(Durations::kMaxBounds + 1, 1);
    EXPECT_DEATH(Durations{many}, "check failed");
    const std::vector<int64_t> most(Durations::kMaxBounds, 1);
    EXPECT_EQ(Durations{most}.read().counts.size(), Durations::kMaxBounds + 1);
}

TEST(Exposition, CountersAndGauges) {
    Exposition out;
    out.counter("quanta_calls_total", "Calls.", uint64_t{18446744073709551615u});
    out.gauge("quanta_part", "A part.", 0.25);
    out.gauge("quanta_below", "Below.", int64_t{-3});
    EXPECT_EQ(out.text(),
              "# HELP quanta_calls_total Calls.\n"
              "# TYPE quanta_calls_total counter\n"
              "quanta_calls_total 18446744073709551615\n"
              "# HELP quanta_part A part.\n"
              "# TYPE quanta_part gauge\n"
              "quanta_part 0.25\n"
              "# HELP quanta_below Below.\n"
              "# TYPE quanta_below gauge\n"
              "quanta_below -3\n");
}

TEST(Exposition, LabelsAndHelpAreEscaped) {
    Exposition out;
    out.family(Kind::Gauge, "quanta_x", "a \\ \"b\"\nc");
    out.sample(1, {{"one", "q\"b\\n\nl"}, {"two", ""}});
    EXPECT_EQ(out.text(),
              "# HELP quanta_x a \\\\ \"b\"\\nc\n"
              "# TYPE quanta_x gauge\n"
              "quanta_x{one=\"q\\\"b\\\\n\\nl\",two=\"\"} 1\n");
}

TEST(Exposition, NumbersThatAreNone) {
    Exposition out;
    out.family(Kind::Gauge, "quanta_x", "X.");
    out.sample(std::numeric_limits<double>::infinity(), {{"a", "1"}});
    out.sample(-std::numeric_limits<double>::infinity(), {{"a", "2"}});
    out.sample(std::nan(""), {{"a", "3"}});
    EXPECT_THAT(out.text(), testing::HasSubstr("{a=\"1\"} +Inf\n"));
    EXPECT_THAT(out.text(), testing::HasSubstr("{a=\"2\"} -Inf\n"));
    EXPECT_THAT(out.text(), testing::HasSubstr("{a=\"3\"} NaN\n"));
}

TEST(Exposition, HistogramsAreCumulative) {
    Durations durations(kTwoBounds_us);
    durations.record(10);
    durations.record(990);
    durations.record(2'000'000);
    durations.record(9'000'000);
    Exposition out;
    out.family(Kind::Histogram, "quanta_call_seconds", "Time.");
    out.sample(durations, {{"method", "help"}});
    EXPECT_EQ(out.text(),
              "# HELP quanta_call_seconds Time.\n"
              "# TYPE quanta_call_seconds histogram\n"
              "quanta_call_seconds_bucket{method=\"help\",le=\"0.001\"} 2\n"
              "quanta_call_seconds_bucket{method=\"help\",le=\"2.5\"} 3\n"
              "quanta_call_seconds_bucket{method=\"help\",le=\"+Inf\"} 4\n"
              "quanta_call_seconds_sum{method=\"help\"} 11.001\n"
              "quanta_call_seconds_count{method=\"help\"} 4\n");
}

TEST(Exposition, AnEmptyHistogramHasAllItsBuckets) {
    Exposition out;
    out.histogram("quanta_flush_seconds", "Time.", Durations(kTwoBounds_us));
    EXPECT_THAT(out.text(), testing::EndsWith("quanta_flush_seconds_bucket{le=\"0.001\"} 0\n"
                                              "quanta_flush_seconds_bucket{le=\"2.5\"} 0\n"
                                              "quanta_flush_seconds_bucket{le=\"+Inf\"} 0\n"
                                              "quanta_flush_seconds_sum 0\n"
                                              "quanta_flush_seconds_count 0\n"));
}

TEST(ExpositionDeath, MistakesOfTheProgram) {
    Exposition out;
    EXPECT_DEATH(out.sample(1), "check failed");
    EXPECT_DEATH(out.gauge("height", "No prefix.", 1), "check failed");
    EXPECT_DEATH(out.gauge("quanta_Height", "No word.", 1), "check failed");
    EXPECT_DEATH(out.gauge("quanta_x_total", "No counter.", 1), "check failed");
    EXPECT_DEATH(out.counter("quanta_x", "A counter.", 1), "check failed");
    out.gauge("quanta_x", "X.", 1);
    EXPECT_DEATH(out.gauge("quanta_x", "Again.", 1), "check failed");
    EXPECT_DEATH(out.sample(1, {{"le", "1"}}), "check failed");
    EXPECT_DEATH(out.sample(1, {{"0", "1"}}), "check failed");
    EXPECT_DEATH(out.sample(Durations(kTwoBounds_us)), "check failed");
}

TEST(Registry, SourcesInTheirOrder) {
    Registry registry;
    EXPECT_EQ(registry.text(), "");
    int height = 5;
    registry.add([&](Exposition& out) { out.gauge("quanta_b", "B.", height); });
    registry.add([](Exposition& out) { out.gauge("quanta_a", "A.", 1); });
    EXPECT_THAT(registry.text(), testing::ContainsRegex("quanta_b 5\n(.*\n)*quanta_a 1\n"));
    height = 6;
    EXPECT_THAT(registry.text(), testing::HasSubstr("quanta_b 6\n"));
}

}  // namespace
}  // namespace quanta::metrics
