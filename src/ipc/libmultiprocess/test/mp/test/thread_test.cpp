// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <set>

#include "fixture.h"

namespace mp::test {
namespace {

using ThreadTest = ShopTest;

TEST_F(ThreadTest, ManyThreadsAtOnce) {
    constexpr int kThreads = 64;
    constexpr int kCalls = 1000;
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int call = 0; call < kCalls; ++call)
                right += client->add_on_thread(thread, call) == thread + call;
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(right, kThreads * kCalls);
}

TEST_F(ThreadTest, CallsBackRunOnTheCallingThread) {
    class Here final : public Customer {
    public:
        int answer(int question) override {
            thread = std::this_thread::get_id();
            return question;
        }
        std::thread::id thread;
    };
    Here here;
    EXPECT_EQ(client->ask(here, 3), 3);
    EXPECT_EQ(here.thread, std::this_thread::get_id());
}

/// Asks the shop again from within its own answer.
class Nested final : public Customer {
public:
    explicit Nested(Shop& shop) : m_shop(shop) {}
    int answer(int question) override { return question == 0 ? 0 : 1 + m_shop.ask(*this, question - 1); }

private:
    Shop& m_shop;
};

TEST_F(ThreadTest, CallsNest) {
    Nested nested(*client);
    EXPECT_EQ(client->ask(nested, 50), 50);
}

TEST_F(ThreadTest, NestingHasABound) {
    Nested nested(*client);
    const std::string failure = failure_of([&] { client->ask(nested, 100000); });
    EXPECT_NE(failure.find("calls nested too deep"), std::string::npos) << failure;
    EXPECT_EQ(client->ask(nested, 5), 5);
}

TEST_F(ThreadTest, ThreadsOfEndedThreadsEnd) {
    // More of them, one after another, than a connection may have at once.
    for (int i = 0; i < 400; ++i) {
        std::thread([&] { EXPECT_EQ(client->add_on_thread(i, 1), i + 1); }).join();
    }
}

TEST_F(ThreadTest, TooManyThreadsAreRefused) {
    std::vector<std::thread> threads;
    std::atomic<int> refused{0};
    std::atomic<int> answered{0};
    Event all;
    constexpr int kThreads = 300;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&] {
            const std::string failure = failure_of([&] { client->add_on_thread(1, 1); });
            if (failure.empty())
                ++answered;
            else if (failure.find("too many threads") != std::string::npos)
                ++refused;
            if (answered + refused == kThreads) all.set();
            all.wait();
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(answered, 256);
    EXPECT_EQ(refused, kThreads - 256);
    EXPECT_EQ(client->add(1, 2), 3);
}

}  // namespace
}  // namespace mp::test
