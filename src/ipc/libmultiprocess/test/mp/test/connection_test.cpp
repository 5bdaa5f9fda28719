// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What happens to calls and objects when a side goes, at each step of a call.

#include "fixture.h"

namespace mp::test {
namespace {

constexpr char kInterrupted[] = "IPC client method call interrupted by disconnect.";
constexpr char kAfter[] = "IPC client method called after disconnect.";

using ConnectionTest = ShopTest;

TEST_F(ConnectionTest, CallAfterTheServerHasGone) {
    EXPECT_EQ(client->add(1, 2), 3);
    server.disconnect();
    const std::string failure = failure_of([&] { client->add(1, 2); });
    EXPECT_TRUE(failure == kInterrupted || failure == kAfter) << failure;
    EXPECT_TRUE(loop.lines.wait_for("unexpected network disconnect"));
    EXPECT_EQ(failure_of([&] { client->add(1, 2); }), kAfter);
    EXPECT_EQ(failure_of([&] { client->add_on_thread(1, 2); }), kAfter);
}

TEST_F(ConnectionTest, CallAfterTheClientHasClosed) {
    loop.disconnect();
    EXPECT_EQ(failure_of([&] { client->add(1, 2); }), kAfter);
    EXPECT_TRUE(server.lines.wait_for("IPC server: socket disconnected."));
}

TEST_F(ConnectionTest, ServerGoesWhileItWorks) {
    std::thread other([&] {
        shop.blocked.wait();
        server.disconnect();
        shop.released.set();
    });
    EXPECT_EQ(failure_of([&] { client->block(); }), kInterrupted);
    other.join();
    EXPECT_TRUE(server.lines.wait_for("Shop.block canceled while executing."));
    EXPECT_TRUE(server.lines.wait_for("Shop.block interrupted (canceled)"));
    EXPECT_EQ(shop.finished, 1);
}

TEST_F(ConnectionTest, ClientGoesWhileTheServerWorks) {
    std::thread other([&] {
        shop.blocked.wait();
        loop.disconnect();
    });
    EXPECT_EQ(failure_of([&] { client->block(); }), kInterrupted);
    other.join();
    // The server hears of it while the call still runs.
    EXPECT_TRUE(server.lines.wait_for("Shop.block canceled while executing."));
    EXPECT_EQ(shop.finished, 0);
    shop.released.set();
    EXPECT_TRUE(server.lines.wait_for("Shop.block interrupted (canceled)"));
}

/// Tells where clerks end: their end may wait for the loop.
struct EndOfClerk {
    EndOfClerk(Counter& shop, LoggedLoop& server) {
        shop.at_end_of_clerk = [this, &server] {
            on_loop_thread = server.get().on_loop_thread();
            came.set();
        };
    }
    std::atomic<bool> on_loop_thread{false};
    Event came;
};

TEST_F(ConnectionTest, AResultThatNobodyGetsEndsOffTheLoop) {
    EndOfClerk end(shop, server);
    std::thread other([&] {
        shop.blocked.wait();
        loop.disconnect();
        server.lines.wait_for("Shop.clerk canceled while executing.");
        shop.released.set();
    });
    EXPECT_EQ(failure_of([&] { client->clerk(Counter::kLateGrade); }), kInterrupted);
    other.join();
    EXPECT_TRUE(end.came.wait());
    EXPECT_FALSE(end.on_loop_thread);
}

TEST_F(ConnectionTest, AResultThatCannotBeGivenEndsOffTheLoop) {
    EndOfClerk end(shop, server);
    server.get().sync([&] { server.get().m_connections.front()->m_limits.objects = 1; });
    EXPECT_NE(failure_of([&] { client->clerk(1); }).find("too many objects"), std::string::npos);
    EXPECT_TRUE(end.came.wait());
    EXPECT_FALSE(end.on_loop_thread);
}

TEST_F(ConnectionTest, QueuedCallsAreDroppedWithTheConnection) {
    std::thread first([&] { failure_of([&] { client->block(); }); });
    ASSERT_TRUE(shop.blocked.wait());
    std::vector<std::thread> others;
    for (int i = 0; i < 4; ++i)
        others.emplace_back([&] { failure_of([&] { client->block(); }); });
    loop.disconnect();
    first.join();
    for (std::thread& other : others)
        other.join();
    shop.released.set();
}

/// Breaks the connection when it is called.
class Breaker final : public Customer {
public:
    explicit Breaker(LoggedLoop& side) : m_side(side) {}
    int answer(int question) override {
        m_side.disconnect();
        return question;
    }

private:
    LoggedLoop& m_side;
};

TEST_F(ConnectionTest, TheServerGoesWhileItCallsBack) {
    Breaker breaker(server);
    EXPECT_EQ(failure_of([&] { client->ask(breaker, 1); }), kInterrupted);
}

TEST_F(ConnectionTest, TheClientGoesWhileItIsCalledBack) {
    Breaker breaker(loop);
    EXPECT_EQ(failure_of([&] { client->ask(breaker, 1); }), kInterrupted);
}

TEST_F(ConnectionTest, ObjectsOfAClientThatGoesAreDestroyed) {
    const auto one = client->clerk(1);
    const auto two = client->clerk(2);
    EXPECT_EQ(shop.clerks, 2);
    loop.disconnect();
    ASSERT_TRUE(server.lines.wait_for("IPC server: socket disconnected."));
    for (int i = 0; i < 3000 && shop.clerks != 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(shop.clerks, 0);
    EXPECT_EQ(failure_of([&] { one->grade(); }), kAfter);
}

TEST_F(ConnectionTest, DestroyingAProxyDestroysItsObjectBeforeItReturns) {
    auto clerk = client->clerk(1);
    EXPECT_EQ(shop.clerks, 1);
    clerk.reset();
    EXPECT_EQ(shop.clerks, 0);
}

TEST_F(ConnectionTest, ProxiesMayOutliveTheConnection) {
    auto clerk = client->clerk(1);
    client.reset();
    EXPECT_EQ(failure_of([&] { clerk->grade(); }), kAfter);
}

TEST_F(ConnectionTest, CleanUpFunctionsRun) {
    bool ran = false;
    client->m_context.cleanup_fns.emplace_front([&] { ran = true; });
    client.reset();
    EXPECT_TRUE(ran);
}

TEST_F(ConnectionTest, DeadlineEndsACall) {
    {
        const Deadline deadline(std::chrono::milliseconds(20));
        EXPECT_EQ(failure_of([&] { client->block(); }), "IPC client method call timed out.");
    }
    // While it was executing, or still on its way to its thread.
    EXPECT_TRUE(server.lines.wait_for("Shop.block canceled"));
    shop.released.set();
    // The connection is as good as before.
    EXPECT_EQ(client->add_on_thread(1, 2), 3);
}

TEST_F(ConnectionTest, ALentObjectIsNotCalledAfterTheCallThatLentIt) {
    // The server keeps the reference that it was lent, against the rules; its calls fail instead of reaching
    // it.
    class Keeper final : public Customer {
    public:
        int answer(int question) override { return question; }
    };
    {
        Keeper keeper;
        EXPECT_EQ(client->ask(keeper, 4), 4);
    }
    EXPECT_EQ(client->add(1, 2), 3);
}

TEST_F(ConnectionTest, TheLoggedLoopMayNotWait) {
    loop.get().sync([&] {
        EXPECT_EQ(failure_of([&] { client->add(1, 2); }),
                  "Shop.add: called on the event loop thread, which may not wait");
    });
}

}  // namespace
}  // namespace mp::test
