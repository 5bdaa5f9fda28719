// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/peer_quality.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "sync/test_headers.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using net::ConnectionType;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int64_t kGenesisTime = 1'296'688'602;

class TestControl final : public OutboundControl {
public:
    bool active() const override { return is_active; }
    void set_extra_full_relay(bool wanted) override { extra = wanted; }
    void start_extra_block_relay() override { ++block_relay_started; }
    void set_near_tip(bool near) override { near_tip = near; }
    size_t surplus(ConnectionType type) const override {
        const auto found = surpluses.find(type);
        return found == surpluses.end() ? 0 : found->second;
    }

    bool is_active = true;
    bool extra = false;
    std::optional<bool> near_tip;
    int block_relay_started = 0;
    std::map<ConnectionType, size_t> surpluses;
};

class PeerQualityTest : public ::testing::Test {
protected:
    PeerQualityTest() { mine(3); }
    void mine(size_t count) {
        for (size_t i = 0; i < count; ++i) {
            const auto block =
                testing::finish_block(testing::draft_block(chain.tip(), params.consensus, {}, 0));
            ASSERT_TRUE(chain.add(block));
        }
        environment.settle();
    }
    void ready(PeerId id, ConnectionType type = ConnectionType::OutboundFullRelay) {
        PeerFacts facts = test_facts(id, type);
        facts.origin.remote = {wire::Address::ipv4({40, 1, 1, static_cast<uint8_t>(id)}), 8333};
        control.peer_connected(id);
        chains.peer_ready(facts);
        blocks.peer_ready(facts);
        quality.peer_ready(facts);
    }
    void leave(PeerId id) {
        chains.peer_gone(id);
        blocks.peer_gone(id);
        quality.peer_gone(id);
    }
    /// The peer has all up to `node`.
    void shows(PeerId id, const chain::HeaderNode& node) {
        chains.announced(id, node.hash);
        quality.headers_arrived(id, node);
    }
    const chain::HeaderNode& at(int height) { return *chain.tip().at(height); }
    /// A header above the tip whose block nobody has.
    const chain::HeaderNode& ahead(uint8_t salt) {
        const auto headers = test_headers(chain.tip().hash, chain.tip().time, 1, salt);
        return *chain.add_headers(headers).last;
    }
    void run(milliseconds time) { environment.run_for(time); }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 3600};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    const Context context{chain, peers, environment.get()};
    PeerControl control{peers};
    PeerChains chains{chain};
    BlockDownload blocks{context, chains, control};
    TestControl outbound;
    PeerQuality quality{context, chains, blocks, &outbound};
};

TEST_F(PeerQualityTest, a_chain_that_stays_behind_has_twenty_minutes_and_two) {
    ready(1);
    ready(2, ConnectionType::BlockRelayOnly);
    ready(3, ConnectionType::Inbound);
    ready(4, ConnectionType::Manual);
    ready(5, ConnectionType::BlockRelayOnly);
    shows(2, at(2));
    shows(5, at(3));
    // Looks come every 45 s: the first sets the time.
    run(seconds(45 + 20 * 60 - 1));
    EXPECT_TRUE(peers.take<wire::GetHeaders>(1).empty());
    run(seconds(46));
    ASSERT_EQ(peers.take<wire::GetHeaders>(1).size(), 1u);
    const auto asked = peers.take<wire::GetHeaders>(2);
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].locator.front(), at(2).hash);
    EXPECT_TRUE(peers.disconnected.empty());
    run(seconds(120 + 45));
    EXPECT_TRUE(peers.gone(1));
    EXPECT_TRUE(peers.gone(2));
    EXPECT_FALSE(peers.gone(3) || peers.gone(4) || peers.gone(5));
}

TEST_F(PeerQualityTest, who_catches_up_is_kept) {
    ready(1, ConnectionType::BlockRelayOnly);
    ready(2, ConnectionType::BlockRelayOnly);
    shows(1, at(1));
    run(minutes(21));
    shows(1, at(3));
    run(minutes(5));
    EXPECT_FALSE(peers.gone(1));
    EXPECT_TRUE(peers.gone(2));
    leave(2);
    // Our tip moves on: the time begins anew, for what is the tip then.
    mine(1);
    run(minutes(15));
    mine(1);
    shows(1, at(4));
    run(minutes(15));
    EXPECT_FALSE(peers.gone(1));
    run(minutes(10));
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(PeerQualityTest, four_full_relay_peers_with_our_chain_are_spared) {
    for (PeerId id = 1; id <= 6; ++id) {
        ready(id, id == 1 ? ConnectionType::BlockRelayOnly : ConnectionType::OutboundFullRelay);
        shows(id, id == 2 ? at(2) : at(3));
    }
    ready(7);
    shows(7, at(3));
    EXPECT_FALSE(quality.is_protected(1));
    EXPECT_FALSE(quality.is_protected(2));
    for (PeerId id = 3; id <= 6; ++id)
        EXPECT_TRUE(quality.is_protected(id));
    EXPECT_FALSE(quality.is_protected(7));
    leave(3);
    shows(7, at(3));
    EXPECT_TRUE(quality.is_protected(7));
    mine(10);
    run(minutes(30));
    for (PeerId id = 4; id <= 7; ++id)
        EXPECT_FALSE(peers.gone(id));
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(PeerQualityTest, a_stale_tip_asks_for_one_more_peer) {
    run(minutes(30));
    EXPECT_FALSE(outbound.extra);
    run(minutes(11));
    EXPECT_TRUE(outbound.extra);
    quality.tip_changed(chain.snapshot());
    run(minutes(11));
    EXPECT_FALSE(outbound.extra);
    outbound.is_active = false;
    run(minutes(60));
    EXPECT_FALSE(outbound.extra);
}

TEST_F(PeerQualityTest, the_one_who_told_of_blocks_least_recently_makes_room) {
    for (PeerId id = 1; id <= 4; ++id)
        ready(id);
    run(seconds(1));
    const chain::HeaderNode& first = ahead(1);
    for (const PeerId id : {1, 2, 4}) {
        quality.headers_arrived(id, first);
        run(seconds(1));
    }
    outbound.surpluses[ConnectionType::OutboundFullRelay] = 1;
    outbound.extra = true;
    run(seconds(45));
    ASSERT_EQ(peers.disconnected.size(), 1u);
    EXPECT_TRUE(peers.gone(3)) << "it has told of none";
    EXPECT_FALSE(outbound.extra);
    leave(3);
    peers.disconnected.clear();
    // What is as good as our tip but no better is no news.
    quality.headers_arrived(1, at(3));
    run(seconds(45));
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(PeerQualityTest, newcomers_and_the_only_one_of_a_network_are_not_dropped) {
    outbound.surpluses[ConnectionType::OutboundFullRelay] = 1;
    run(seconds(20));
    ready(1);
    run(seconds(26));
    EXPECT_FALSE(peers.gone(1)) << "the only one";
    run(seconds(30));
    ready(2);
    run(seconds(20));
    EXPECT_TRUE(peers.disconnected.empty()) << "connected for less than half a minute";
    run(seconds(45));
    EXPECT_TRUE(peers.gone(2));
}

TEST_F(PeerQualityTest, the_younger_of_peers_for_blocks_alone_goes) {
    ready(1, ConnectionType::BlockRelayOnly);
    ready(2, ConnectionType::BlockRelayOnly);
    outbound.surpluses[ConnectionType::BlockRelayOnly] = 1;
    run(seconds(45));
    EXPECT_TRUE(peers.gone(2));
    EXPECT_FALSE(peers.gone(1));
}

TEST_F(PeerQualityTest, tells_connections_how_near_the_tip_is) {
    quality.tip_changed(chain.snapshot());
    EXPECT_EQ(outbound.near_tip, true);
    EXPECT_EQ(outbound.block_relay_started, 1);
    quality.tip_changed(chain.snapshot());
    EXPECT_EQ(outbound.block_relay_started, 1);
    environment.clock.set_system_time_s(chain.tip().time + 144 * 600);
    quality.tip_changed(chain.snapshot());
    EXPECT_EQ(outbound.near_tip, false);
}

TEST_F(PeerQualityTest, an_old_tip_starts_no_search_for_blocks) {
    environment.clock.set_system_time_s(chain.tip().time + 20 * 600);
    quality.tip_changed(chain.snapshot());
    EXPECT_EQ(outbound.block_relay_started, 0);
    EXPECT_EQ(outbound.near_tip, true);
}

}  // namespace
}  // namespace quanta::sync
