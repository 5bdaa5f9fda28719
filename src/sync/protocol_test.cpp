// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/protocol.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "sync/test_node.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::TestEnvironment;
using peers::TestPeers;

using chain::HeaderNode;
using std::chrono::milliseconds;
using std::chrono::seconds;

const params::ChainParams& regtest() {
    static const params::ChainParams kParams = params::make_params(params::Chain::Regtest).value();
    return kParams;
}

/// Two nodes; the clock stands at the genesis block and moves on with what is mined.
class TwoNodes : public ::testing::Test {
protected:
    /// Runs until both have the same tip.
    bool meet(seconds limit = seconds(60)) {
        return environment.scheduler.run_until([&] { return a.chain.tip().hash == b.chain.tip().hash; },
                                               limit);
    }

    TestEnvironment environment{regtest_start()};
    TestNode a{environment, regtest()};
    TestNode b{environment, regtest()};

    static int64_t regtest_start() { return 1'296'688'602 + 600; }
};

TEST_F(TwoNodes, shake_hands) {
    const auto [here, there] = a.connect(b);
    environment.run_for(seconds(1));
    const PeerReport report = a.protocol.report(here);
    ASSERT_TRUE(report.facts);
    EXPECT_EQ(report.facts->user_agent, "/test/");
    EXPECT_TRUE(report.facts->wtxid_relay);
    EXPECT_TRUE(report.facts->addresses_v2);
    EXPECT_TRUE(a.merits[here].handshake_done);
    EXPECT_TRUE(b.merits[there].handshake_done);
    EXPECT_EQ(a.connections(), 1u);
}

TEST_F(TwoNodes, the_one_who_connects_fetches_the_chain) {
    b.mine(2500);
    const auto [here, there] = a.connect(b);
    ASSERT_TRUE(meet());
    EXPECT_EQ(a.chain.tip().height, 2500);
    environment.run_for(seconds(1));
    EXPECT_EQ(a.protocol.report(here).synced_blocks, 2500);
    EXPECT_EQ(a.protocol.report(here).synced_headers, 2500);
    EXPECT_TRUE(a.reasons.empty() && b.reasons.empty());
}

TEST_F(TwoNodes, the_one_connected_to_fetches_the_chain) {
    b.mine(300);
    b.connect(a);
    ASSERT_TRUE(meet());
    EXPECT_EQ(a.chain.tip().height, 300);
}

TEST_F(TwoNodes, a_block_found_later_is_passed_on) {
    a.connect(b);
    environment.run_for(seconds(1));
    b.mine(1);
    ASSERT_TRUE(meet(seconds(5)));
    a.mine(1);
    ASSERT_TRUE(meet(seconds(5)));
    EXPECT_EQ(b.chain.tip().height, 2);
}

class Reorganisation : public TwoNodes, public ::testing::WithParamInterface<int> {};

TEST_P(Reorganisation, ends_at_the_chain_of_most_work) {
    const int depth = GetParam();
    const HeaderNode& fork = b.mine(20);
    a.connect(b);
    ASSERT_TRUE(meet());
    a.mine(depth);
    ASSERT_TRUE(meet());
    // The other branch is made beside it and told of by a header of its tip.
    const HeaderNode& end = b.mine(depth + 1, &fork, 7);
    EXPECT_EQ(end.height, 20 + depth + 1);
    EXPECT_EQ(&b.chain.tip(), &end);
    ASSERT_TRUE(meet(seconds(120)));
    EXPECT_EQ(a.chain.tip().hash, end.hash);
    EXPECT_TRUE(a.reasons.empty() && b.reasons.empty());
}

INSTANTIATE_TEST_SUITE_P(Depths, Reorganisation, ::testing::Values(1, 6, 100, 1000));

/// A node among many that tell it lies, or nothing.
class ManyNodes : public ::testing::Test {
protected:
    TestNode& add(FakeChain::Options options = {}) {
        return *nodes.emplace_back(std::make_unique<TestNode>(environment, regtest(), options));
    }
    bool meet(const TestNode& one, const TestNode& other, seconds limit = seconds(300)) {
        return environment.scheduler.run_until([&] { return one.chain.tip().hash == other.chain.tip().hash; },
                                               limit);
    }

    TestEnvironment environment{1'296'688'602 + 600};
    std::vector<std::unique_ptr<TestNode>> nodes;
};

TEST_F(ManyNodes, a_silent_peer_is_replaced) {
    TestNode& source = add();
    TestNode& learner = add();
    source.mine(1'500);
    // It has shaken hands and answers to nothing that matters.
    const auto [mute_id, unused] = learner.connect(source);
    environment.scheduler.run_until(
        [&] { return !learner.protocol.report(mute_id).in_flight_heights.empty(); }, seconds(10));
    source.mute(unused);
    TestNode& helper = add();
    for (int height = 1; height <= 1'500; ++height)
        helper.copy_block(source, height);
    learner.connect(helper);
    ASSERT_TRUE(meet(learner, source));
    EXPECT_EQ(learner.reasons, std::vector<std::string>{"it keeps us from fetching more blocks"});
}

TEST_F(ManyNodes, an_invalid_block_costs_the_connection_and_not_the_chain) {
    TestNode& honest = add();
    TestNode& liar = add();
    TestNode& learner = add();
    const HeaderNode& fork = honest.mine(50);
    for (int height = 1; height <= 50; ++height)
        liar.copy_block(honest, height);
    const HeaderNode& bad = liar.mine(20, &liar.chain.tip(), 9);
    const auto refused = bad.at(60)->hash;
    learner.chain.set_refuse([refused](const primitives::Block& block) {
        return block.hash() == refused
                   ? std::optional(consensus::make_error(consensus::ErrorCode::MissingOrSpent))
                   : std::nullopt;
    });
    learner.connect(liar);
    environment.run_for(seconds(5));
    EXPECT_EQ(learner.chain.tip().height, 59);
    EXPECT_FALSE(learner.discouraged.empty());
    honest.mine(10, &fork, 3);
    learner.connect(honest);
    ASSERT_TRUE(meet(learner, honest));
    EXPECT_EQ(learner.connections(), 1u);
}

TEST_F(ManyNodes, connections_that_break_all_the_time_do_not_keep_it_from_the_tip) {
    TestNode& source = add();
    TestNode& learner = add({.minimum_work = {}, .block_time = milliseconds(1)});
    source.mine(2'000);
    PeerId here = learner.connect(source).first;
    for (int i = 0; i < 400 && learner.chain.tip().height < 2'000; ++i) {
        environment.run_for(milliseconds(10 + static_cast<int>(environment.random.below(100))));
        learner.close(here);
        here = learner.connect(source).first;
    }
    ASSERT_TRUE(meet(learner, source));
    EXPECT_LE(learner.chain.most_in_work(), learner.chain.max_blocks_in_work());
}

TEST_F(ManyNodes, blocks_come_from_all_peers) {
    TestNode& first = add();
    first.mine(600);
    TestNode& learner = add();
    for (int i = 0; i < 4; ++i) {
        TestNode& source = i == 0 ? first : add();
        for (int height = 1; i > 0 && height <= 600; ++height)
            source.copy_block(first, height);
        learner.connect(source);
    }
    ASSERT_TRUE(meet(learner, first));
    size_t givers = 0;
    for (const auto& [peer, merit] : learner.merits)
        givers += merit.last_block_s > 0 ? 1 : 0;
    EXPECT_EQ(givers, 4u);
}

TEST_F(ManyNodes, a_partition_heals) {
    TestNode& left = add();
    TestNode& right = add();
    left.connect(right);
    environment.run_for(seconds(1));
    for (const int depth : {1, 6, 100}) {
        left.mine(1);
        ASSERT_TRUE(meet(left, right));
        left.close(left.last_connection());
        left.mine(depth, nullptr, 1);
        right.mine(depth + 1, nullptr, 2);
        left.connect(right);
        ASSERT_TRUE(meet(left, right)) << depth;
    }
}

/// One peer, what is said to it remembered.
class OnePeer : public ::testing::Test {
protected:
    OnePeer() {
        net::PeerOrigin origin;
        origin.id = 1;
        protocol.peer_connected(origin);
    }
    void shake_hands() {
        protocol.message_received(1, wire::Version{});
        protocol.message_received(1, wire::Verack{});
        peers.sent.clear();
    }

    TestEnvironment environment{1'296'688'602 + 600};
    FakeChain chain{regtest(), environment.clock, environment.scheduler, {}};
    TestPeers peers;
    Protocol protocol{Context{chain, peers, environment.get()}, TestNode::default_options()};
};

TEST_F(OnePeer, nothing_is_listened_to_before_the_handshake_is_over) {
    protocol.message_received(1, wire::Ping{3});
    protocol.message_received(1, wire::Version{});
    protocol.message_received(1, wire::Ping{3});
    protocol.message_received(1, wire::FilterClear{});
    EXPECT_TRUE(peers.take<wire::Pong>(1).empty());
    EXPECT_TRUE(peers.disconnected.empty());
    protocol.message_received(1, wire::Verack{});
    protocol.message_received(1, wire::Ping{3});
    EXPECT_EQ(peers.take<wire::Pong>(1).size(), 1u);
}

TEST_F(OnePeer, unknown_messages_are_ignored) {
    shake_hands();
    protocol.message_received(1, wire::Unknown{"strange", {1, 2, 3}});
    EXPECT_TRUE(peers.sent.empty() && peers.disconnected.empty());
}

TEST_F(OnePeer, bloom_filters_are_refused) {
    shake_hands();
    protocol.message_received(1, wire::FilterLoad{});
    EXPECT_TRUE(peers.gone(1));
    EXPECT_TRUE(peers.discouraged.empty());
}

TEST_F(OnePeer, messages_of_too_many_entries_break_the_rules) {
    shake_hands();
    protocol.message_refused(1, "getheaders");
    EXPECT_TRUE(peers.gone(1));
    EXPECT_TRUE(peers.discouraged.empty());
    protocol.message_refused(1, "inv");
    EXPECT_TRUE(peers.discouraged.contains(1));
}

TEST_F(OnePeer, operators_ask_for_pings_and_blocks) {
    const HeaderNode& genesis = chain.tip();
    EXPECT_EQ(protocol.fetch_block(1, genesis).error(), "Peer does not exist");
    shake_hands();
    EXPECT_EQ(protocol.fetch_block(1, genesis).error(), "Pre-SegWit peer");
    EXPECT_EQ(protocol.time_offset_s(), 0);
    EXPECT_EQ(protocol.upload().target_bytes, 0u);
    protocol.peer_disconnected(1);
    EXPECT_FALSE(protocol.report(1).facts);
    protocol.ping_all();
    EXPECT_TRUE(peers.sent.empty());
}

}  // namespace
}  // namespace quanta::sync
