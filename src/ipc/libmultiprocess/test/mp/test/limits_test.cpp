// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Clients that ask for more than they may hold: only their own connection ends.

#include <fstream>

#include "fixture.h"
#include "raw_peer.h"

namespace mp::test {
namespace {

/// Beside the client of the fixture, one that sends messages made by hand to the same loop.
class LimitsTest : public ShopTest {
protected:
    LimitsTest() {
        const auto [ours, theirs] = SocketPair();
        ServeStream<messages::Shop>(server.get(), theirs, shop);
        peer = std::make_unique<RawPeer>(ours);
        server.get().sync([this] { connection = server.get().m_connections.back(); });
    }
    ~LimitsTest() override { shop.released.set(); }

    /// Sets limits of the connection with the peer.
    void limit(const std::function<void(ConnectionLimits&)>& set) {
        server.get().sync([&] { set(connection->m_limits); });
    }
    void start_pool(uint32_t threads) {
        ASSERT_TRUE(peer->send(raw_bootstrap(0)));
        ASSERT_TRUE(peer->send(raw_construct(1)));
        ASSERT_TRUE(peer->send(raw_make_pool(2, 1, threads)));
    }
    /// Sends what `make` gives for each number until the connection ends; how many that were.
    uint32_t flood(uint32_t first, uint32_t most, const std::function<std::vector<uint8_t>(uint32_t)>& make,
                   bool read = false) {
        uint32_t number = first;
        while (number < most && peer->send(make(number))) {
            ++number;
            if (read) peer->drain();
        }
        return number - first;
    }
    /// The connection has ended for that reason, and the other one works.
    void expect_end(const std::string& why) {
        EXPECT_TRUE(server.lines.wait_for("IPC connection ended: " + why));
        EXPECT_TRUE(server.lines.wait_for("IPC server: socket disconnected."));
        server.get().sync([this] { EXPECT_EQ(server.get().m_connections.size(), 1u); });
        EXPECT_EQ(client->add_on_thread(2, 3), 5);
    }

    std::unique_ptr<RawPeer> peer;
    Connection* connection = nullptr;
};

/// Memory of this process, bytes.
uint64_t resident_bytes() {
    uint64_t pages = 0;
    uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(LimitsTest, SmallAnswersThatNobodyReads) {
    ASSERT_TRUE(peer->send(raw_bootstrap(0)));
    const uint64_t before = resident_bytes();
    const uint32_t sent = flood(1, 10'000'000, raw_add);
    const uint64_t after = resident_bytes();
    EXPECT_GE(sent, ConnectionLimits().calls_in_flight);
    // What is in the buffers of the sockets is on top.
    EXPECT_LT(sent, 4 * ConnectionLimits().calls_in_flight);
    // Some 20 MB; sanitizers take ten times as much.
    EXPECT_LT(after - std::min(before, after), 512u << 20);
    expect_end("the other side does not read answers");
}

TEST_F(LimitsTest, RefusedCallsCountAsWell) {
    limit([](ConnectionLimits& limits) { limits.calls_in_flight = 10; });
    start_pool(1);
    const uint32_t sent = flood(3, 1'000'000, [](uint32_t question) {
        return raw_shop_call<messages::Shop::BlockParams>(question, 16, [](auto) {});
    });
    EXPECT_GE(sent, 10u);
    EXPECT_LT(sent, 100'000u);
    expect_end("the other side does not read answers");
}

TEST_F(LimitsTest, LargeAnswersThatNobodyReads) {
    limit([](ConnectionLimits& limits) { limits.message_bytes = 8u << 20; });
    start_pool(2);
    const std::vector<unsigned char> data(1u << 20);
    const uint32_t sent = flood(3, 100'000, [&](uint32_t question) {
        return raw_shop_call<messages::Shop::BytesParams>(
            question, 15, [&](auto params) { params.setData(kj::arrayPtr(data.data(), data.size())); });
    });
    EXPECT_GE(sent, 8u);
    expect_end("the other side does not read large answers");
}

TEST_F(LimitsTest, WhoReadsMaySendAsMuchAsItLikes) {
    limit([](ConnectionLimits& limits) {
        limits.calls_in_flight = 100;
        limits.calls_open = 100;
        limits.held_bytes = 100'000;
    });
    ASSERT_TRUE(peer->send(raw_bootstrap(0)));
    for (uint32_t round = 0; round < 100; ++round) {
        for (uint32_t question = 1; question < 50; ++question)
            ASSERT_TRUE(peer->send(raw_add(question)));
        // All of them are answered when the last is.
        for (bool done = false; !done;) {
            peer->drain();
            server.get().sync([&] { done = connection->m_network.getCurrentQueueCount() == 0; });
        }
        for (uint32_t question = 1; question < 50; ++question)
            ASSERT_TRUE(peer->send(raw_finish(question)));
    }
    server.get().sync([&] { EXPECT_FALSE(connection->ended()); });
}

TEST_F(LimitsTest, CallsThatAreNeverFinished) {
    limit([](ConnectionLimits& limits) { limits.calls_open = 1000; });
    ASSERT_TRUE(peer->send(raw_bootstrap(0)));
    EXPECT_GE(flood(1, 1'000'000, raw_add, true), 1000u);
    expect_end("the other side does not finish its calls");
}

TEST_F(LimitsTest, FirstObjectsThatAreNeverFinished) {
    limit([](ConnectionLimits& limits) { limits.calls_open = 1000; });
    EXPECT_GE(flood(0, 1'000'000, raw_bootstrap, true), 1000u);
    expect_end("the other side does not finish its calls");
}

TEST_F(LimitsTest, AnswersWithObjectsHoldMemory) {
    limit([](ConnectionLimits& limits) { limits.held_bytes = 100'000; });
    EXPECT_GE(flood(0, 1'000'000, raw_bootstrap, true), 100u);
    expect_end("the calls of the other side hold too much memory");
}

TEST_F(LimitsTest, CallsInFlightHoldMemory) {
    limit([](ConnectionLimits& limits) { limits.held_bytes = 4u << 20; });
    start_pool(1);
    ASSERT_TRUE(peer->send(raw_shop_call<messages::Shop::BlockParams>(3, 16, [](auto) {})));
    const std::vector<unsigned char> data(1u << 20);
    const uint32_t sent = flood(4, 1000, [&](uint32_t question) {
        return raw_shop_call<messages::Shop::BytesParams>(
            question, 15, [&](auto params) { params.setData(kj::arrayPtr(data.data(), data.size())); });
    });
    EXPECT_GE(sent, 3u);
    EXPECT_LT(sent, 10u);
    expect_end("the calls of the other side hold too much memory");
}

TEST_F(LimitsTest, ResultsThatStay) {
    ASSERT_TRUE(peer->send(raw_bootstrap(0)));
    const uint32_t sent = flood(
        1, 100'000,
        [](uint32_t question) {
            return raw_call({question, 0, -1, capnp::typeId<messages::Shop>(), 2}, [](auto call) {
                call.getParams().getContent().template initAs<messages::Shop::AddParams>();
                call.getSendResultsTo().setYourself();
            });
        },
        true);
    EXPECT_GE(sent, ConnectionLimits().depth);
    expect_end("the other side has too many results kept here");
}

TEST_F(LimitsTest, EchoesThatNobodyReads) {
    limit([](ConnectionLimits& limits) { limits.objects = 1000; });
    // Messages that are not supported come back.
    const uint32_t sent = flood(0, 1'000'000, [](uint32_t) {
        RawMessage message;
        (*message).initObsoleteSave();
        return message.bytes();
    });
    EXPECT_GE(sent, 1000u);
    expect_end("the other side does not read");
}

TEST_F(LimitsTest, ThreadsWhoseHandlesAreDropped) {
    ASSERT_TRUE(peer->send(raw_bootstrap(0)));
    ASSERT_TRUE(peer->send(raw_construct(1)));
    for (int i = 0; i < 2000; ++i) {
        ASSERT_TRUE(peer->send(raw_make_thread(2, 1)));
        ASSERT_TRUE(peer->send(raw_finish(2)));
        peer->drain();
        // The number may be used again when the answer has gone.
        for (bool done = false; !done;)
            server.get().sync([&] { done = connection->m_network.getCurrentQueueCount() == 0; });
    }
    server.get().sync([&] { EXPECT_FALSE(connection->ended()); });
    EXPECT_EQ(client->add_on_thread(2, 3), 5);
}

TEST_F(LimitsTest, ANumberUsedTwice) {
    std::optional<LoggedLoop> own(std::in_place, "own");
    const auto [ours, theirs] = SocketPair();
    ServeStream<messages::Shop>(own->get(), theirs, shop);
    peer = std::make_unique<RawPeer>(ours);
    start_pool(1);
    const auto block = [] { return raw_shop_call<messages::Shop::BlockParams>(3, 16, [](auto) {}); };
    ASSERT_TRUE(peer->send(block()));
    ASSERT_TRUE(shop.blocked.wait());
    // The call is cancelled and goes on; its number is in use until it is answered.
    for (const auto& message : {raw_finish(3), block(), block()})
        ASSERT_TRUE(peer->send(message));
    EXPECT_TRUE(own->lines.wait_for("IPC server: socket disconnected."));
    shop.released.set();
    // A loop ends when nothing is left that refers to it.
    const auto ended = std::async(std::launch::async, [&own] { own.reset(); });
    EXPECT_EQ(ended.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(LimitsTest, TooManyObjectsAreRefused) {
    std::vector<std::unique_ptr<Clerk>> clerks;
    clerks.push_back(client->clerk(1));
    server.get().sync([&] {
        Connection& own = *server.get().m_connections.front();
        ASSERT_NE(&own, connection);
        own.m_limits.objects = 50;
    });
    const std::string failure = failure_of([&] {
        for (int i = 0; i < 60; ++i)
            clerks.push_back(client->clerk(i));
    });
    EXPECT_NE(failure.find("too many objects: a connection may have 50"), std::string::npos) << failure;
    EXPECT_GT(clerks.size(), 40u);
    clerks.clear();
    EXPECT_NE(client->clerk(1), nullptr);
}

TEST_F(LimitsTest, AFewWordsThatStandForMillionsOfElements) {
    start_pool(1);
    auto bytes = raw_shop_call<messages::Shop::BasketParams>(3, 14, [](auto params) {
        params.initBasket().initDigest(4);
        auto nested = params.getBasket().initNested(1);
        nested[0].setCode(0x7e57);
    });
    // The list becomes one of 0x1ffffff structs without a word: its pointer is to a list of structs, whose
    // tag is the word before the one that was marked.
    for (size_t at = 16; at + 8 <= bytes.size(); at += 8) {
        if (bytes[at] != 0x57 || bytes[at + 1] != 0x7e) continue;
        const uint8_t tag[8] = {0xfc, 0xff, 0xff, 0x07, 0, 0, 0, 0};
        std::copy(std::begin(tag), std::end(tag), bytes.begin() + static_cast<ptrdiff_t>(at - 8));
    }
    ASSERT_TRUE(peer->send(bytes));
    EXPECT_TRUE(peer->read_until("xceeded"));
    EXPECT_EQ(client->add_on_thread(2, 3), 5);
}

TEST_F(LimitsTest, LinesOfTheLogHaveABound) {
    const size_t before = server.lines.count(" failed: ");
    for (int i = 0; i < 1000; ++i)
        EXPECT_NE(failure_of([&] { client->crash("again\nand again"); }), "");
    const size_t lines = server.lines.count(" failed: ") - before;
    EXPECT_GE(lines, 100u);
    EXPECT_LT(lines, 900u);
    EXPECT_EQ(server.lines.count("again\nand"), 0u);
}

}  // namespace
}  // namespace mp::test
