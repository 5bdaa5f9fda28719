// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/header_sync.h"

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
using primitives::BlockHeader;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int64_t kGenesisTime = 1'296'688'602;

class HeaderSyncTest : public ::testing::Test {
protected:
    explicit HeaderSyncTest(FakeChain::Options options = {})
        : chain(params, environment.clock, environment.scheduler, options) {}

    void join(PeerId id, ConnectionType type = ConnectionType::OutboundFullRelay, uint32_t permissions = 0) {
        PeerFacts facts = test_facts(id, type);
        facts.origin.permissions = permissions;
        control.peer_connected(id);
        chains.peer_ready(facts);
        headers.peer_ready(facts);
    }
    void leave(PeerId id) {
        control.peer_gone(id);
        chains.peer_gone(id);
        headers.peer_gone(id);
    }
    size_t asked(PeerId id) { return peers.take<wire::GetHeaders>(id).size(); }
    void give(PeerId id, std::vector<BlockHeader> batch) {
        headers.handle(id, wire::Headers{std::move(batch)});
        environment.settle();
    }
    std::vector<BlockHeader> from_genesis(size_t count, uint8_t salt = 0) {
        return test_headers(chain.tree().find(params.consensus.genesis_hash)->hash, kGenesisTime, count,
                            salt);
    }
    static wire::Inv inv(const primitives::BlockHash& hash) {
        return {{{wire::InventoryType::Block, wire::InventoryHash(hash.bytes())}}};
    }
    /// Makes the best header recent.
    void come_near() { environment.clock.set_system_time_s(kGenesisTime + 86'000); }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 10'000'000};
    FakeChain chain;
    TestPeers peers;
    PeerControl control{peers};
    PeerChains chains{chain};
    std::vector<std::pair<PeerId, const chain::HeaderNode*>> arrived;
    HeaderSync headers{
        Context{chain, peers, environment.get()}, chains, control,
        [this](PeerId peer, const chain::HeaderNode& node) { arrived.emplace_back(peer, &node); }};
};

TEST_F(HeaderSyncTest, one_peer_first_others_near_the_tip) {
    join(1);
    join(2);
    join(3, ConnectionType::Inbound);
    EXPECT_EQ(asked(1), 1u);
    EXPECT_EQ(asked(2) + asked(3), 0u);
    come_near();
    headers.tip_changed(chain.snapshot());
    EXPECT_EQ(asked(2), 1u);
    EXPECT_EQ(asked(3), 1u);
    EXPECT_EQ(asked(1), 0u);
}

TEST_F(HeaderSyncTest, peers_we_chose_come_before_those_who_came) {
    join(1, ConnectionType::Inbound);
    EXPECT_EQ(asked(1), 1u);
    leave(1);
    join(2);
    join(3, ConnectionType::Inbound);
    EXPECT_EQ(asked(2), 1u);
    leave(2);
    EXPECT_EQ(asked(3), 1u);
}

TEST_F(HeaderSyncTest, peers_without_blocks_are_not_asked) {
    PeerFacts facts = test_facts(1);
    facts.services = wire::kServiceNetwork;
    headers.peer_ready(facts);
    join(2, ConnectionType::AddressFetch);
    EXPECT_EQ(asked(1) + asked(2), 0u);
}

TEST_F(HeaderSyncTest, a_full_message_is_followed_by_another_request) {
    join(1);
    asked(1);
    const auto batch = from_genesis(2'001);
    give(1, {batch.begin(), batch.begin() + 2'000});
    const auto requests = peers.take<wire::GetHeaders>(1);
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].locator.front(), batch[1'999].hash());
    EXPECT_EQ(requests[0].locator.back(), params.consensus.genesis_hash);
    give(1, {batch.back()});
    EXPECT_EQ(asked(1), 0u);
    EXPECT_EQ(chain.snapshot()->best_header->height, 2'001);
    ASSERT_EQ(arrived.size(), 2u);
    EXPECT_EQ(arrived[1].second->height, 2'001);
    EXPECT_EQ(chains.best_known(1)->height, 2'001);
}

TEST_F(HeaderSyncTest, a_peer_waits_while_its_headers_are_taken) {
    join(1);
    headers.handle(1, wire::Headers{from_genesis(3)});
    EXPECT_TRUE(peers.paused.contains(1));
    environment.settle();
    EXPECT_FALSE(peers.paused.contains(1));
}

TEST_F(HeaderSyncTest, a_peer_may_leave_meanwhile) {
    join(1);
    headers.handle(1, wire::Headers{from_genesis(3)});
    leave(1);
    environment.settle();
    EXPECT_EQ(chain.snapshot()->best_header->height, 3);
    EXPECT_TRUE(arrived.empty());
}

TEST_F(HeaderSyncTest, headers_that_do_not_continue_break_the_rules) {
    join(1);
    auto batch = from_genesis(3);
    batch.erase(batch.begin() + 1);
    give(1, batch);
    EXPECT_TRUE(peers.discouraged.contains(1));
}

TEST_F(HeaderSyncTest, headers_without_work_break_the_rules) {
    join(1);
    auto batch = from_genesis(1);
    while (primitives::Uint256::from_hash(batch[0].hash()) <= primitives::decode_compact(batch[0].bits).value)
        ++batch[0].nonce;
    give(1, batch);
    EXPECT_TRUE(peers.discouraged.contains(1));
}

TEST_F(HeaderSyncTest, invalid_headers_break_the_rules) {
    join(1);
    auto batch = from_genesis(12);
    batch[11].time = kGenesisTime + 1;
    testing::solve(batch[11]);
    give(1, batch);
    EXPECT_TRUE(peers.discouraged.contains(1));
    EXPECT_EQ(chain.snapshot()->best_header->height, 11);
}

TEST_F(HeaderSyncTest, headers_of_the_future_are_nobodys_fault) {
    join(1);
    give(1, test_headers(params.consensus.genesis_hash, kGenesisTime + 10'000'000 + 7'300, 1));
    EXPECT_TRUE(peers.disconnected.empty());
    EXPECT_EQ(chain.snapshot()->best_header->height, 0);
}

TEST_F(HeaderSyncTest, known_invalid_headers_are_held_against_peers_we_chose) {
    const auto bad = from_genesis(1);
    chain.set_refuse([](const primitives::Block&) {
        return std::optional(consensus::make_error(consensus::ErrorCode::MissingOrSpent));
    });
    const auto block = testing::finish_block(
        testing::draft_block(*chain.find(params.consensus.genesis_hash), params.consensus));
    EXPECT_FALSE(chain.add(block));
    join(1);
    join(2, ConnectionType::Inbound);
    join(3, ConnectionType::Manual);
    for (PeerId id = 1; id <= 3; ++id)
        give(id, {block->header()});
    EXPECT_TRUE(peers.discouraged.contains(1));
    EXPECT_EQ(peers.discouraged.size(), 1u);
}

TEST_F(HeaderSyncTest, headers_that_connect_to_nothing_make_us_ask_once) {
    join(1);
    give(1, {});
    asked(1);
    const auto batch = from_genesis(10);
    give(1, {batch[8]});
    EXPECT_EQ(asked(1), 1u);
    // The answer is still to come; after it, or after two minutes, we ask again.
    headers.ask_for_missing(1);
    EXPECT_EQ(asked(1), 0u);
    environment.run_for(milliseconds(119'999));
    headers.ask_for_missing(1);
    EXPECT_EQ(asked(1), 0u);
    environment.run_for(milliseconds(1));
    headers.ask_for_missing(1);
    EXPECT_EQ(asked(1), 1u);
    EXPECT_TRUE(peers.disconnected.empty());
    // When the gap is filled we know that it has the last one.
    give(1, {batch.begin(), batch.begin() + 9});
    EXPECT_EQ(chains.best_known(1)->height, 9);
}

TEST_F(HeaderSyncTest, an_announcement_adds_one_peer_for_each_block_while_far_from_the_tip) {
    join(1);
    join(2);
    join(3);
    asked(1);
    const auto unknown = from_genesis(2);
    headers.handle(2, inv(unknown[0].hash()));
    EXPECT_EQ(asked(2), 1u);
    headers.handle(3, inv(unknown[0].hash()));
    EXPECT_EQ(asked(3), 0u);
    headers.handle(3, inv(unknown[1].hash()));
    EXPECT_EQ(asked(3), 1u);
    // A known block tells what the peer has and asks for nothing.
    headers.handle(1, inv(params.consensus.genesis_hash));
    EXPECT_EQ(asked(1), 0u);
    EXPECT_EQ(chains.best_known(1)->height, 0);
    // Transactions are somebody else's.
    headers.handle(2, wire::Inv{{{wire::InventoryType::Wtx, {}}}});
    EXPECT_EQ(asked(2), 0u);
}

TEST_F(HeaderSyncTest, a_silent_sync_peer_goes_when_there_is_another) {
    join(1);
    join(2);
    // 15 minutes, and 1 ms for each of 16,666 headers expected.
    environment.run_for(milliseconds(900'000 + 16'666));
    EXPECT_TRUE(peers.disconnected.empty());
    environment.run_for(seconds(6));
    EXPECT_TRUE(peers.gone(1));
    EXPECT_FALSE(peers.gone(2));
    EXPECT_EQ(asked(2), 1u);
    leave(1);
    EXPECT_EQ(asked(2), 0u);
}

TEST_F(HeaderSyncTest, a_silent_sync_peer_stays_when_it_is_the_only_one_or_may_not_be_banned) {
    join(1);
    environment.run_for(seconds(2'000));
    EXPECT_TRUE(peers.disconnected.empty());
    leave(1);
    join(2, ConnectionType::Inbound, net::kPermitNoBan);
    join(3);
    EXPECT_EQ(asked(2), 1u);
    environment.run_for(seconds(1'000));
    EXPECT_FALSE(peers.gone(2));
    EXPECT_EQ(asked(3), 1u);
    // The other one is silent, too: its turn comes again.
    EXPECT_EQ(asked(2), 1u);
}

TEST_F(HeaderSyncTest, the_next_peer_is_asked_when_one_has_no_more) {
    join(1, ConnectionType::Inbound);
    join(2);
    join(3);
    EXPECT_EQ(asked(1), 1u);
    EXPECT_EQ(asked(2) + asked(3), 0u);
    give(1, {});
    EXPECT_EQ(asked(2), 1u);
    EXPECT_EQ(asked(3), 0u);
    give(2, from_genesis(3));
    EXPECT_EQ(asked(3), 1u);
    EXPECT_EQ(asked(1) + asked(2), 0u);
    // Who has answered may stay.
    environment.run_for(seconds(2'000));
    EXPECT_FALSE(peers.gone(1) || peers.gone(2));
}

TEST_F(HeaderSyncTest, the_next_peer_is_asked_when_one_keeps_silent) {
    join(1);
    join(2);
    environment.run_for(seconds(119));
    EXPECT_EQ(asked(2), 0u);
    environment.run_for(seconds(6));
    EXPECT_EQ(asked(2), 1u);
    give(2, from_genesis(3));
    environment.run_for(seconds(800));
    EXPECT_TRUE(peers.gone(1));
    EXPECT_FALSE(peers.gone(2));
}

TEST_F(HeaderSyncTest, near_the_tip_no_deadline_holds) {
    join(1);
    join(2);
    come_near();
    headers.tip_changed(chain.snapshot());
    environment.run_for(seconds(2'000));
    EXPECT_TRUE(peers.disconnected.empty());
}

TEST_F(HeaderSyncTest, a_locator_thins_out_and_ends_with_genesis) {
    chain.add_headers(from_genesis(1'000));
    const auto locator = make_locator(*chain.snapshot()->best_header);
    EXPECT_EQ(locator.front(), chain.snapshot()->best_header->hash);
    EXPECT_EQ(locator.back(), params.consensus.genesis_hash);
    EXPECT_EQ(chain.find(locator[9])->height, 991);
    EXPECT_LT(locator.size(), 22u);
    EXPECT_GT(locator.size(), 15u);
    EXPECT_EQ(make_locator(*chain.find(params.consensus.genesis_hash)).size(), 1u);
}

class LowWorkTest : public HeaderSyncTest {
protected:
    static constexpr uint32_t kRequired = 2'500;
    LowWorkTest() : HeaderSyncTest(options()) {}
    static FakeChain::Options options() {
        FakeChain::Options options;
        options.minimum_work = consensus::work_of(0x207fffff) * (kRequired + 1);
        return options;
    }
};

TEST_F(LowWorkTest, short_chains_are_ignored) {
    join(1, ConnectionType::Inbound);
    give(1, from_genesis(1'999));
    EXPECT_EQ(chain.tree().size(), 1u);
    EXPECT_TRUE(peers.disconnected.empty());
    EXPECT_EQ(peers.sent.size(), 1u);
}

TEST_F(LowWorkTest, enough_work_at_once_is_taken) {
    join(1);
    const auto batch = from_genesis(kRequired);
    give(1, batch);
    EXPECT_EQ(chain.tree().size(), kRequired + 1u);
}

TEST_F(LowWorkTest, long_chains_are_looked_at_twice) {
    join(1);
    asked(1);
    const auto batch = from_genesis(3'000);
    const std::vector<BlockHeader> first(batch.begin(), batch.begin() + 2'000);
    const std::vector<BlockHeader> second(batch.begin() + 2'000, batch.end());
    for (int look = 0; look < 2; ++look) {
        EXPECT_EQ(chain.tree().size(), 1u);
        give(1, first);
        const auto requests = peers.take<wire::GetHeaders>(1);
        ASSERT_EQ(requests.size(), 1u);
        EXPECT_EQ(requests[0].locator.front(), batch[1'999].hash());
        PeerReport report;
        headers.report(1, report);
        EXPECT_EQ(report.presynced_headers, look == 0 ? 2'000 : 3'000);
        give(1, second);
        if (look == 0) {
            EXPECT_EQ(peers.take<wire::GetHeaders>(1).at(0).locator.front(), params.consensus.genesis_hash);
        }
    }
    EXPECT_EQ(chain.tree().size(), 3'001u);
    EXPECT_EQ(chains.best_known(1)->height, 3'000);
    PeerReport report;
    headers.report(1, report);
    EXPECT_EQ(report.presynced_headers, -1);
}

TEST_F(LowWorkTest, a_peer_that_has_no_more_ends_its_presync) {
    join(1);
    const auto batch = from_genesis(2'000);
    give(1, batch);
    give(1, {});
    PeerReport report;
    headers.report(1, report);
    EXPECT_EQ(report.presynced_headers, -1);
    EXPECT_EQ(chain.tree().size(), 1u);
}

TEST_F(LowWorkTest, an_announcement_in_between_does_not_end_it) {
    join(1);
    const auto batch = from_genesis(2'000);
    give(1, batch);
    give(1, from_genesis(1, 9));
    PeerReport report;
    headers.report(1, report);
    EXPECT_EQ(report.presynced_headers, 2'000);
}

TEST_F(LowWorkTest, peers_we_chose_for_blocks_need_a_chain_of_enough_work) {
    // Known headers of too little work can only be there from before.
    const auto batch = from_genesis(5);
    chain.add_headers(batch);
    join(1);
    join(2, ConnectionType::Inbound);
    give(1, batch);
    give(2, batch);
    EXPECT_TRUE(peers.gone(1));
    EXPECT_FALSE(peers.gone(2));
    EXPECT_TRUE(peers.discouraged.empty());
}

TEST_F(HeaderSyncTest, forks_of_144_blocks_are_taken_as_they_come) {
    // A tip at 400: forks of 256 blocks from genesis have the work of it less 144.
    const chain::HeaderNode* at = chain.find(params.consensus.genesis_hash);
    for (int i = 0; i < 400; ++i) {
        const auto block = testing::finish_block(testing::draft_block(*at, params.consensus));
        ASSERT_TRUE(chain.add(block));
        at = chain.find(block->hash());
    }
    join(1);
    give(1, from_genesis(255, 3));
    EXPECT_EQ(chain.tree().size(), 401u);
    give(1, from_genesis(256, 4));
    EXPECT_EQ(chain.tree().size(), 401u + 256u);
}

}  // namespace
}  // namespace quanta::sync
