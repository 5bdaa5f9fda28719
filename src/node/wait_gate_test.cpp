// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/wait_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "sys/thread.h"

namespace quanta::node {
namespace {

using namespace std::chrono_literals;

TEST(Changes, WakeThoseWhoHaveSeenLess) {
    Changes changes;
    EXPECT_EQ(changes.count(), 0u);
    changes.note();
    EXPECT_TRUE(changes.wait(0));
    EXPECT_FALSE(changes.wait(1, std::chrono::steady_clock::now()));
    sys::Thread other("other", [&] { EXPECT_TRUE(changes.wait(1)); });
    changes.note();
    other.join();
    EXPECT_EQ(changes.count(), 2u);
}

class WaitGateTest : public ::testing::Test {
protected:
    Changes m_changes;
    Shutdown m_shutdown;
    WaitGate m_gate{m_changes, m_shutdown};
    std::atomic<int> m_state{0};
    std::atomic<int> m_asked{0};

    WaitEnd wait(double time_ms, int wanted = 1) {
        const WaitGate::Wait wait(m_gate);
        return wait.until(
            [this, wanted] {
                ++m_asked;
                return m_state == wanted;
            },
            deadline_after(time_ms));
    }
    /// Starts `count` endless waits, which have begun once this returns.
    std::vector<sys::Thread> start_waits(int count, WaitEnd expected) {
        std::vector<sys::Thread> threads;
        const int asked = m_asked;
        for (int i = 0; i < count; ++i) {
            threads.emplace_back(
                "wait", [this, expected] { EXPECT_EQ(wait(std::numeric_limits<double>::max()), expected); });
        }
        while (m_asked < asked + count)
            std::this_thread::yield();
        return threads;
    }
};

TEST_F(WaitGateTest, EndsWhenItIsSoOrTheTimeIsOver) {
    EXPECT_EQ(wait(0), WaitEnd::TimedOut);
    EXPECT_EQ(wait(-5), WaitEnd::TimedOut);
    EXPECT_EQ(wait(std::numeric_limits<double>::quiet_NaN()), WaitEnd::TimedOut);
    EXPECT_EQ(wait(2), WaitEnd::TimedOut);
    m_state = 1;
    EXPECT_EQ(wait(0), WaitEnd::Done);
    m_state = 0;
    const auto threads = start_waits(3, WaitEnd::Done);
    m_state = 1;
    m_changes.note();
}

TEST_F(WaitGateTest, ChangesThatDoNotMatterDoNotEndIt) {
    auto threads = start_waits(1, WaitEnd::Done);
    const int asked = m_asked;
    m_changes.note();
    while (m_asked == asked)
        std::this_thread::yield();
    m_state = 1;
    m_changes.note();
}

TEST_F(WaitGateTest, AnInterruptEndsAllThatWait) {
    auto threads = start_waits(3, WaitEnd::Interrupted);
    m_gate.interrupt();
    threads.clear();
    // It is used up.
    EXPECT_EQ(wait(0), WaitEnd::TimedOut);
}

TEST_F(WaitGateTest, AnInterruptThatComesFirstEndsTheNext) {
    m_gate.interrupt();
    m_gate.interrupt();
    EXPECT_EQ(wait(std::numeric_limits<double>::max()), WaitEnd::Interrupted);
    EXPECT_EQ(wait(0), WaitEnd::TimedOut);
}

TEST_F(WaitGateTest, AnInterruptAfterAnotherIsForTheNextWait) {
    const WaitGate::Wait wait_now(m_gate);
    m_gate.interrupt();
    m_gate.interrupt();
    const auto never = [] { return false; };
    EXPECT_EQ(wait_now.until(never, std::nullopt), WaitEnd::Interrupted);
    const WaitGate::Wait next(m_gate);
    EXPECT_EQ(next.until(never, std::nullopt), WaitEnd::Interrupted);
}

TEST_F(WaitGateTest, EndsWithTheNode) {
    auto threads = start_waits(2, WaitEnd::Interrupted);
    m_shutdown.request();
    m_changes.note();
    threads.clear();
    EXPECT_EQ(wait(std::numeric_limits<double>::max()), WaitEnd::Interrupted);
}

/// A gate for callers of other processes, who may go.
class CallerTest : public ::testing::Test {
protected:
    std::vector<std::function<void()>> m_callers;
    bool m_first_is_gone = false;
    Changes m_changes{[this](std::function<void()> given_up) {
        if (m_first_is_gone && m_callers.empty()) given_up();
        m_callers.push_back(std::move(given_up));
        return std::shared_ptr<void>();
    }};
    Shutdown m_shutdown;
    WaitGate m_gate{m_changes, m_shutdown};
};

TEST_F(CallerTest, WhoGoesEndsItsOwnWaitAlone) {
    const WaitGate::Wait first(m_gate);
    const WaitGate::Wait second(m_gate);
    ASSERT_EQ(m_callers.size(), 2u);
    sys::Thread loop("loop", [this] { m_callers[0](); });
    EXPECT_EQ(first.until([] { return false; }, std::nullopt), WaitEnd::Interrupted);
    EXPECT_EQ(second.until([] { return true; }, std::nullopt), WaitEnd::Done);
    EXPECT_EQ(second.until([] { return false; }, std::chrono::steady_clock::now()), WaitEnd::TimedOut);
}

TEST_F(CallerTest, WhoHasGoneBeforeDoesNotWait) {
    m_first_is_gone = true;
    const WaitGate::Wait wait(m_gate);
    EXPECT_EQ(wait.until([] { return true; }, std::nullopt), WaitEnd::Interrupted);
    const WaitGate::Wait next(m_gate);
    EXPECT_EQ(next.until([] { return true; }, std::nullopt), WaitEnd::Done);
}

TEST(DeadlineAfter, IsNoneForEver) {
    EXPECT_EQ(deadline_after(std::numeric_limits<double>::max()), std::nullopt);
    EXPECT_EQ(deadline_after(std::numeric_limits<double>::infinity()), std::nullopt);
    const auto now = std::chrono::steady_clock::now();
    EXPECT_GE(*deadline_after(1000), now + 1000ms);
    EXPECT_LT(*deadline_after(1000), now + 1h);
}

}  // namespace
}  // namespace quanta::node
