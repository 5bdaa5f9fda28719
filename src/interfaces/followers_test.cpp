// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "interfaces/followers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::interfaces {
namespace {

using namespace std::chrono_literals;

/// What a sink heard, for a test that waits for it; a call may be held up.
class Ear {
public:
    void hear(int value) {
        sys::MutexLock lock(m_mutex);
        m_heard.push_back(value);
        m_changed.notify_all();
        while (m_held)
            m_changed.wait(m_mutex);
    }
    void wait_for(int value) const {
        sys::MutexLock lock(m_mutex);
        while (m_heard.empty() || m_heard.back() != value)
            m_changed.wait(m_mutex);
    }
    void hold(bool held) {
        sys::MutexLock lock(m_mutex);
        m_held = held;
        m_changed.notify_all();
    }
    std::vector<int> heard() const {
        sys::MutexLock lock(m_mutex);
        return m_heard;
    }
    Followers<int>::Tell tell() {
        return [this](const int& value) { hear(value); };
    }

private:
    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    std::vector<int> m_heard QUANTA_GUARDED_BY(m_mutex);
    bool m_held QUANTA_GUARDED_BY(m_mutex) = false;
};

TEST(Followers, HearWhereThingsAreAndThenEveryChange) {
    Followers<int> followers({});
    EXPECT_EQ(followers.newest(), nullptr);
    Ear early;
    const auto first = followers.add(early.tell());
    EXPECT_TRUE(early.heard().empty());
    followers.publish(1);
    early.wait_for(1);
    Ear late;
    const auto second = followers.add(late.tell());
    late.wait_for(1);
    EXPECT_EQ(followers.count(), 2u);
    followers.publish(2);
    early.wait_for(2);
    late.wait_for(2);
    EXPECT_EQ(*followers.newest(), 2);
    EXPECT_EQ(late.heard(), (std::vector<int>{1, 2}));
}

TEST(Followers, OneThatHangsHoldsUpNobodyAndHearsTheLastChange) {
    Followers<int> followers({});
    Ear slow;
    Ear quick;
    const auto first = followers.add(slow.tell());
    const auto second = followers.add(quick.tell());
    slow.hold(true);
    followers.publish(1);
    slow.wait_for(1);
    for (int i = 2; i <= 50; ++i) {
        followers.publish(i);
        quick.wait_for(i);
    }
    slow.hold(false);
    slow.wait_for(50);
    EXPECT_EQ(slow.heard(), (std::vector<int>{1, 50}));
}

TEST(Followers, AreNotToldOnceDisconnected) {
    Followers<int> followers({});
    Ear ear;
    auto handler = followers.add(ear.tell());
    followers.publish(1);
    ear.wait_for(1);
    handler->disconnect();
    EXPECT_EQ(followers.count(), 0u);
    followers.publish(2);
    handler->disconnect();
    EXPECT_EQ(ear.heard(), std::vector<int>{1});
}

TEST(Followers, DisconnectingWaitsForTheCallInProgress) {
    Followers<int> followers({});
    Ear ear;
    ear.hold(true);
    auto handler = followers.add(ear.tell());
    followers.publish(1);
    ear.wait_for(1);
    std::atomic<bool> released{false};
    sys::Thread other("other", [&] {
        released = true;
        ear.hold(false);
    });
    handler.reset();
    EXPECT_TRUE(released);
}

TEST(Followers, SinksGoWithTheirFollowers) {
    const auto sink = std::make_shared<int>(0);
    const std::weak_ptr<int> weak = sink;
    Followers<int> followers({});
    auto handler = followers.add([sink](const int&) {});
    EXPECT_EQ(sink.use_count(), 2);
    handler->disconnect();
    EXPECT_EQ(sink.use_count(), 1);
}

TEST(Followers, OneThatTimedOutIsToldTheNextChange) {
    Followers<int> followers({});
    Ear ear;
    const auto handler = followers.add([&](const int& value) {
        ear.hear(value);
        if (value == 1) throw std::runtime_error("The call timed out");
    });
    followers.publish(1);
    ear.wait_for(1);
    followers.publish(2);
    ear.wait_for(2);
    EXPECT_EQ(followers.count(), 1u);
}

TEST(Followers, OneThatHasGoneIsForgotten) {
    Followers<int> followers({});
    std::atomic<bool> gone{false};
    std::shared_ptr<void> sink(nullptr, [&](void*) { gone = true; });
    const auto handler = followers.add(
        [sink = std::move(sink)](const int&) { throw std::runtime_error("The other process has gone"); });
    EXPECT_EQ(followers.count(), 1u);
    followers.publish(1);
    while (followers.count() != 0)
        std::this_thread::yield();
    EXPECT_TRUE(gone);
    handler->disconnect();
}

TEST(Followers, CallsAreBounded) {
    /// Counts who holds a limit.
    struct Limits {
        std::atomic<int> held{0};
        std::atomic<int> seen{0};
        std::atomic<int64_t> time_ms{0};
        std::atomic<int64_t> seen_time_ms{0};
    } limits;
    const CallLimit limit = [&](std::chrono::milliseconds time) {
        limits.time_ms = time.count();
        ++limits.held;
        return std::shared_ptr<void>(nullptr, [&](void*) { --limits.held; });
    };
    Followers<int> followers({.limit = limit, .call_time = 1234ms});
    Ear ear;
    auto handler = followers.add([&](const int& value) {
        limits.seen = limits.held.load();
        limits.seen_time_ms = limits.time_ms.load();
        ear.hear(value);
    });
    followers.publish(1);
    ear.wait_for(1);
    handler.reset();
    EXPECT_EQ(limits.seen, 1);
    EXPECT_EQ(limits.held, 0);
    EXPECT_EQ(limits.seen_time_ms, 1234);
}

TEST(Followers, PauseBetweenCalls) {
    Followers<int> followers({.pause = 1h});
    Ear ear;
    auto handler = followers.add(ear.tell());
    followers.publish(1);
    ear.wait_for(1);
    followers.publish(2);
    handler.reset();
    EXPECT_EQ(ear.heard(), std::vector<int>{1});

    Followers<int> quick({.pause = 5ms});
    Ear patient;
    const auto begin = std::chrono::steady_clock::now();
    const auto again = quick.add(patient.tell());
    for (int i = 1; i <= 3; ++i) {
        quick.publish(i);
        patient.wait_for(i);
    }
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 10ms);
}

TEST(Followers, ThereIsRoomForSoManyAndNoMore) {
    Followers<int> followers({});
    std::vector<std::unique_ptr<Handler>> handlers;
    for (int i = 0; i < 256; ++i)
        handlers.push_back(followers.add([](const int&) {}));
    EXPECT_THROW(followers.add([](const int&) {}), std::runtime_error);
    handlers.pop_back();
    EXPECT_NO_THROW(handlers.push_back(followers.add([](const int&) {})));
}

TEST(Followers, HandlersMayOutliveThem) {
    Ear ear;
    std::optional<Followers<int>> followers(std::in_place, FollowerOptions{});
    auto handler = followers->add(ear.tell());
    followers->publish(1);
    ear.wait_for(1);
    followers->stop();
    EXPECT_THROW(followers->add(ear.tell()), std::runtime_error);
    followers.reset();
    handler->disconnect();
    handler.reset();
    EXPECT_EQ(ear.heard(), std::vector<int>{1});
}

}  // namespace
}  // namespace quanta::interfaces
