// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/traffic_history.h"

#include <gtest/gtest.h>

namespace quanta::gui {
namespace {

using namespace std::chrono_literals;
using Time = TrafficHistory::Time;

constexpr Time kStart{1'000'000s};

std::vector<double> received(const std::vector<TrafficHistory::Rate>& rates) {
    std::vector<double> list;
    for (const TrafficHistory::Rate& rate : rates)
        list.push_back(rate.received);
    return list;
}

TEST(TrafficHistory, IsZeroBeforeAnythingIsTold) {
    const TrafficHistory history;
    EXPECT_EQ(received(history.rates(kStart, 300s, 3)), (std::vector<double>{0, 0, 0}));
    EXPECT_EQ(history.size(), 0u);
}

TEST(TrafficHistory, CountsFromTheFirstSum) {
    TrafficHistory history;
    history.add(kStart, 1'000'000, 5'000'000);
    EXPECT_EQ(received(history.rates(kStart, 10s, 1)), std::vector<double>{0});
    history.add(kStart + 10s, 1'000'100, 5'001'000);
    const auto rates = history.rates(kStart + 10s, 20s, 4);
    EXPECT_EQ(received(rates), (std::vector<double>{0, 0, 100, 100}));
    EXPECT_EQ(rates[3].sent, 10);
}

TEST(TrafficHistory, SharesOutWhatCameBetweenTwoLooks) {
    TrafficHistory history;
    history.add(kStart, 0, 0);
    history.add(kStart + 4s, 0, 400);
    history.add(kStart + 8s, 0, 400);
    EXPECT_EQ(received(history.rates(kStart + 8s, 8s, 4)), (std::vector<double>{100, 100, 0, 0}));
    EXPECT_EQ(received(history.rates(kStart + 6s, 4s, 2)), (std::vector<double>{100, 0}));
}

TEST(TrafficHistory, GoesOnWithAnotherRunOfTheNode) {
    TrafficHistory history;
    history.add(kStart, 0, 7000);
    history.add(kStart + 1s, 0, 8000);
    history.add(kStart + 11s, 0, 500);
    EXPECT_EQ(received(history.rates(kStart + 11s, 10s, 1)), std::vector<double>{50});
}

TEST(TrafficHistory, ClearsButGoesOn) {
    TrafficHistory history;
    history.clear();
    history.add(kStart, 0, 0);
    history.add(kStart + 10s, 0, 1000);
    history.clear();
    EXPECT_EQ(history.size(), 1u);
    history.add(kStart + 20s, 0, 3000);
    EXPECT_EQ(received(history.rates(kStart + 20s, 20s, 2)), (std::vector<double>{0, 200}));
}

TEST(TrafficHistory, TakesTwoSamplesASecond) {
    TrafficHistory history;
    history.add(kStart, 0, 0);
    history.add(kStart + 499ms, 0, 10);
    EXPECT_EQ(history.size(), 1u);
    history.add(kStart + 500ms, 0, 20);
    EXPECT_EQ(history.size(), 2u);
    EXPECT_EQ(received(history.rates(kStart + 500ms, 1s, 1)), std::vector<double>{20});
}

TEST(TrafficHistory, ForgetsAfterADay) {
    TrafficHistory history;
    // A thousand bytes a second for two days, told every second.
    constexpr int kSeconds = 2 * 24 * 60 * 60;
    for (int second = 0; second <= kSeconds; ++second)
        history.add(kStart + std::chrono::seconds(second), 0, static_cast<uint64_t>(second) * 1000);
    // An hour of seconds, and 23 of half minutes.
    EXPECT_LE(history.size(), 3600u + 23 * 120 + 4);
    EXPECT_GE(history.size(), 3600u + 22 * 120);
    const Time end = kStart + std::chrono::seconds(kSeconds);
    for (const TrafficHistory::Rate& rate : history.rates(end, 24h, 288))
        EXPECT_NEAR(rate.received, 1000, 0.001);
    for (const TrafficHistory::Rate& rate : history.rates(end, 5min, 300))
        EXPECT_NEAR(rate.received, 1000, 0.001);
}

}  // namespace
}  // namespace quanta::gui
