// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/lane.h"

#include <future>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace quanta::gui {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kLong{20};

/// Holds a lane up until it is let go.
struct Gate {
    std::promise<void> entered;
    std::promise<void> open;

    std::function<void()> task() {
        return [this] {
            entered.set_value();
            open.get_future().wait();
        };
    }
};

TEST(Lane, RunsInOrderAndSaysWhatItDoes) {
    Lane lane("lane", 3);
    Gate gate;
    std::string order;
    EXPECT_TRUE(lane.post("waiting", gate.task()));
    gate.entered.get_future().wait();
    ASSERT_TRUE(lane.busy());
    EXPECT_EQ(lane.busy()->what, "waiting");
    EXPECT_LE(lane.busy()->since, steady_clock::now());
    EXPECT_TRUE(lane.post("a", [&] { order += "a"; }));
    EXPECT_TRUE(lane.post("b", [&] { order += "b"; }));
    gate.open.set_value();
    std::promise<void> done;
    EXPECT_TRUE(lane.post("c", [&] { done.set_value(); }));
    done.get_future().wait();
    EXPECT_EQ(order, "ab");
    while (lane.busy())
        std::this_thread::yield();
}

TEST(Lane, RefusesMoreThanItsCapacityButNoDisposal) {
    Lane lane("lane", 2);
    Gate gate;
    EXPECT_TRUE(lane.post("waiting", gate.task()));
    gate.entered.get_future().wait();
    EXPECT_TRUE(lane.post("1", [] {}));
    EXPECT_TRUE(lane.post("2", [] {}));
    EXPECT_FALSE(lane.post("3", [] { FAIL(); }));
    std::promise<std::thread::id> disposed;
    lane.dispose([&] { disposed.set_value(std::this_thread::get_id()); });
    gate.open.set_value();
    EXPECT_NE(disposed.get_future().get(), std::this_thread::get_id());
}

TEST(Lane, StopDropsWhatWaitsButDisposes) {
    Gate gate;
    bool ran = false, disposed = false;
    auto held = std::make_shared<int>(0);
    {
        Lane lane("lane", 2);
        lane.post("waiting", gate.task());
        gate.entered.get_future().wait();
        lane.post("dropped", [&ran, held] { ran = true; });
        lane.dispose([&] { disposed = true; });
        lane.stop();
        EXPECT_FALSE(lane.post("late", [] { FAIL(); }));
        EXPECT_FALSE(lane.ended_by(steady_clock::now() + std::chrono::milliseconds(5)));
        gate.open.set_value();
        EXPECT_TRUE(lane.ended_by(steady_clock::now() + kLong));
        EXPECT_EQ(held.use_count(), 1);
        EXPECT_TRUE(disposed);
        bool here = false;
        lane.dispose([&] { here = true; });
        EXPECT_TRUE(here);
    }
    EXPECT_FALSE(ran);
}

TEST(Lane, LetsGoOfATaskInItsOwnThread) {
    Lane lane("lane", 2);
    std::promise<std::thread::id> gone;
    std::shared_ptr<void> held(&gone, [](void* to) {
        static_cast<std::promise<std::thread::id>*>(to)->set_value(std::this_thread::get_id());
    });
    lane.post("holding", [held = std::move(held)] {});
    EXPECT_NE(gone.get_future().get(), std::this_thread::get_id());
}

}  // namespace
}  // namespace quanta::gui
