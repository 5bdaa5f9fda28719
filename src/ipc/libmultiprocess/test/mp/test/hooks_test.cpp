// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Types with hooks of their own, a class without virtual methods, and connections put together by hand: both
// ends in one event loop.

#include <gtest/gtest.h>
#include <mp/proxy-io.h>
#include <mp/test/hooks.capnp.proxy.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

namespace mp::test {
namespace {

class HooksTest : public ::testing::Test {
protected:
    HooksTest()
        : m_thread([this] {
              EventLoop loop("mptest", [](LogMessage message) {
                  if (message.level == Log::Raise) throw std::runtime_error(message.message);
              });
              auto pipe = loop.m_io_context.provider->newTwoWayPipe();
              auto* server_side = new Connection(loop, kj::mv(pipe.ends[0]), [this](Connection& connection) {
                  auto proxy = kj::heap<ProxyServer<messages::Hooks>>(std::make_shared<Hooks>(), connection);
                  server = proxy.get();
                  return capnp::Capability::Client(kj::mv(proxy));
              });
              server_side->onDisconnect([server_side] { delete server_side; });
              auto client_side = std::make_unique<Connection>(loop, kj::mv(pipe.ends[1]));
              auto bootstrap =
                  client_side->m_rpc_system->bootstrap(ServerVatId().vat_id).castAs<messages::Hooks>();
              m_made.set_value(std::make_unique<ProxyClient<messages::Hooks>>(kj::mv(bootstrap),
                                                                              client_side.release(), true));
              loop.loop();
          }) {
        client = m_made.get_future().get();
    }
    ~HooksTest() override {
        client.reset();
        m_thread.join();
    }

    std::promise<std::unique_ptr<ProxyClient<messages::Hooks>>> m_made;
    ProxyServer<messages::Hooks>* server = nullptr;
    std::unique_ptr<ProxyClient<messages::Hooks>> client;
    std::thread m_thread;
};

TEST_F(HooksTest, Messages) {
    EXPECT_EQ(client->passMessage({"init"}).text, "init built read called built read");
}

TEST_F(HooksTest, Fields) {
    EXPECT_EQ(client->passPoint({1, 2}), (Point{2, 1}));
    EXPECT_EQ(client->passAll({{1, 2}, {3, 4}}), (std::vector<Point>{{1, 2}, {3, 4}}));
}

TEST_F(HooksTest, TypesThatCannotBeAssigned) {
    EXPECT_EQ(client->passSealed(Sealed<std::string>("closed")).value, "closed");
}

TEST_F(HooksTest, WhatCountsAsAValue) {
    const auto back = client->passBlobs(
        {std::make_shared<const Blob>(Blob{'a', 'b'}), nullptr, std::make_shared<const Blob>()});
    ASSERT_EQ(back.size(), 3u);
    EXPECT_EQ(*back[0], (Blob{'a', 'b'}));
    EXPECT_FALSE(back[1]);
    EXPECT_FALSE(back[2]);
}

TEST_F(HooksTest, ThreadMapsAndTheObjectServed) {
    client->threads();
    std::thread::id where;
    server->m_impl->on_wait = [&] { where = std::this_thread::get_id(); };
    client->wait();
    EXPECT_NE(where, std::this_thread::get_id());
    EXPECT_NE(where, m_thread.get_id());
    EXPECT_NE(where, std::thread::id());
}

TEST_F(HooksTest, Sizes) {
    EXPECT_EQ(client->passDigest({1, 2, 3, 4}), (std::array<unsigned char, 4>{1, 2, 3, 4}));
}

TEST_F(HooksTest, SeveralParametersAsOne) {
    EXPECT_EQ(client->passBytes("abcdef", 3, 2), "abcabc");
}

TEST_F(HooksTest, Durations) {
    using std::chrono::milliseconds;
    EXPECT_EQ(client->passSpan(milliseconds(1500)), milliseconds(1500));
    // Beyond what a fraction can count exactly, the longest there is stays the longest.
    EXPECT_EQ(client->passSpan(milliseconds::max()), milliseconds::max());
    EXPECT_EQ(client->passSpan(milliseconds::min()), milliseconds::min());
}

}  // namespace
}  // namespace mp::test
