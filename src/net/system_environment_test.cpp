// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/system_environment.h"

#include <gtest/gtest.h>

namespace quanta::net {
namespace {

using namespace std::chrono_literals;

/// A loop that ends by itself when nothing happens.
class SystemEnvironmentTest : public testing::Test {
protected:
    SystemEnvironmentTest() : m_system(m_loop, sys::system_clock(), sys::os_random()) {}

    void run() {
        const auto limit = m_environment.scheduler.after(10s, [this] { m_loop.stop(); });
        m_loop.run();
    }

    sys::EventLoop m_loop;
    SystemEnvironment m_system;
    Environment m_environment = m_system.environment();
};

TEST_F(SystemEnvironmentTest, TimersCallOnceAndPostsKeepTheirOrder) {
    std::string order;
    const auto timer = m_environment.scheduler.after(1ms, [&] {
        order += "c";
        m_loop.stop();
    });
    auto cancelled = m_environment.scheduler.after(0ms, [&] { order += "x"; });
    cancelled.reset();
    m_environment.scheduler.post([&] { order += "a"; });
    m_environment.scheduler.post([&] { order += "b"; });
    run();
    EXPECT_EQ(order, "abc");
}

TEST_F(SystemEnvironmentTest, SkippedTimeHasPassedForClockAndTimers) {
    std::string order;
    // Both are due at once then, in whichever order.
    const auto note = [&](const char* name) {
        order += name;
        if (order.size() == 2) m_loop.stop();
    };
    const auto timer = m_environment.scheduler.after(1h, [&] { note("a"); });
    const auto next = m_environment.scheduler.after(2h, [&] { note("b"); });
    const auto later = m_environment.scheduler.after(4h, [&] { order += "x"; });
    const int64_t before_us = m_environment.clock.steady_us();
    const int64_t wall_s = m_environment.clock.system_time_s();
    m_system.skip(1h);
    m_system.skip(2h);
    EXPECT_GE(m_environment.clock.steady_us() - before_us, 10'800'000'000);
    EXPECT_LT(m_environment.clock.system_time_s() - wall_s, 3'600);
    run();
    EXPECT_EQ(order.size(), 2u);
    EXPECT_EQ(order.find('x'), std::string::npos);
}

TEST_F(SystemEnvironmentTest, ConnectsToWhereItListens) {
    std::shared_ptr<sys::TcpConnection> accepted;
    auto listener = m_environment.sockets.listen({"127.0.0.1", 0}, [&](auto connection) {
        accepted = std::move(connection);
        m_loop.stop();
    });
    ASSERT_TRUE(listener);
    std::shared_ptr<sys::TcpConnection> connected;
    m_environment.sockets.connect((*listener)->local(), 5s, [&](auto result) { connected = *result; });
    run();
    EXPECT_TRUE(accepted);
    EXPECT_EQ(m_environment.sockets.listen((*listener)->local(), [](const auto&) {}).error().code,
              sys::NetErrorCode::AddressInUse);
}

TEST_F(SystemEnvironmentTest, LooksNamesUpInAThreadOfItsOwn) {
    std::vector<std::string> numeric;
    bool in_loop = false;
    m_environment.sockets.resolve("127.0.0.1", [&](std::vector<std::string> addresses) {
        numeric = std::move(addresses);
        in_loop = m_loop.in_loop_thread();
        m_loop.stop();
    });
    run();
    EXPECT_EQ(numeric, std::vector<std::string>{"127.0.0.1"});
    EXPECT_TRUE(in_loop);
}

TEST_F(SystemEnvironmentTest, TooManyLookupsHaveNoAddress) {
    constexpr size_t kAsked = 20'000;
    size_t answered = 0;
    size_t empty = 0;
    for (size_t i = 0; i < kAsked; ++i) {
        m_environment.sockets.resolve("127.0.0.1", [&](const std::vector<std::string>& addresses) {
            empty += addresses.empty() ? 1 : 0;
            if (++answered == kAsked) m_loop.stop();
        });
    }
    run();
    EXPECT_EQ(answered, kAsked);
    EXPECT_GT(empty, 0u);
    EXPECT_LE(empty, kAsked - SystemEnvironment::kMaxLookups);
}

}  // namespace
}  // namespace quanta::net
