// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/ping.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using std::chrono::milliseconds;
using std::chrono::seconds;

class PingTest : public ::testing::Test {
protected:
    PingTest() {
        control.peer_connected(1);
        ping.peer_ready(test_facts(1));
    }
    std::optional<uint64_t> sent() {
        const auto pings = peers.take<wire::Ping>(1);
        return pings.empty() ? std::nullopt : pings.back().nonce;
    }
    PeerReport report() {
        PeerReport report;
        ping.report(1, report);
        return report;
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment;
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    PeerControl control{peers};
    Ping ping{Context{chain, peers, environment.get()}, control};
};

TEST_F(PingTest, an_answer_tells_the_time_it_took) {
    const auto nonce = sent();
    ASSERT_TRUE(nonce && *nonce != 0);
    environment.run_for(milliseconds(250));
    EXPECT_EQ(report().ping_wait_s, 0.25);
    ping.handle(1, wire::Pong{*nonce});
    EXPECT_EQ(report().ping_s, 0.25);
    EXPECT_FALSE(report().ping_wait_s);
    EXPECT_EQ(peers.merits[1].min_ping_us, 250'000);
    environment.run_for(milliseconds(119'999));
    EXPECT_FALSE(sent());
    environment.run_for(milliseconds(1));
    const auto next = sent();
    ASSERT_TRUE(next);
    environment.run_for(milliseconds(500));
    ping.handle(1, wire::Pong{*next});
    EXPECT_EQ(report().ping_s, 0.5);
    EXPECT_EQ(report().min_ping_s, 0.25);
}

TEST_F(PingTest, no_answer_for_twenty_minutes_ends_it) {
    environment.run_for(milliseconds(1'199'999));
    EXPECT_FALSE(peers.gone(1));
    environment.run_for(milliseconds(1));
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(PingTest, other_answers_are_none) {
    const auto nonce = sent();
    ping.handle(1, wire::Pong{*nonce + 1});
    EXPECT_TRUE(report().ping_wait_s);
    ping.handle(1, wire::Pong{0});
    EXPECT_FALSE(report().ping_wait_s);
    EXPECT_FALSE(report().ping_s);
    ping.handle(1, wire::Pong{*nonce});
    EXPECT_FALSE(report().ping_s);
    ping.handle(2, wire::Pong{0});
}

TEST_F(PingTest, pings_are_answered_with_their_number) {
    ping.handle(1, wire::Ping{42});
    EXPECT_EQ(peers.take<wire::Pong>(1).at(0).nonce, 42u);
    ping.handle(1, wire::Ping{std::nullopt});
    EXPECT_TRUE(peers.take<wire::Pong>(1).empty());
}

TEST_F(PingTest, an_operator_asks_in_between) {
    const auto nonce = sent();
    ping.ping_all();
    EXPECT_FALSE(sent());
    ping.handle(1, wire::Pong{*nonce});
    const auto second = sent();
    ASSERT_TRUE(second);
    ping.handle(1, wire::Pong{*second});
    ping.ping_all();
    EXPECT_TRUE(sent());
}

TEST_F(PingTest, nothing_is_left_of_a_peer_that_is_gone) {
    ping.peer_gone(1);
    sent();
    environment.run_for(seconds(3000));
    EXPECT_FALSE(sent());
    EXPECT_TRUE(peers.disconnected.empty());
}

}  // namespace
}  // namespace quanta::sync
