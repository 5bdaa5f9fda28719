// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/block_download.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "testing/chain_builder.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using chain::HeaderNode;
using net::ConnectionType;
using primitives::Block;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int64_t kGenesisTime = 1'296'688'602;

/// Blocks made once for all tests.
const testing::ChainBuilder& long_chain() {
    static const testing::ChainBuilder& kChain = *[] {
        auto* chain = new testing::ChainBuilder();
        chain->mine_empty(1'100);
        return chain;
    }();
    return kChain;
}

class BlockDownloadTest : public ::testing::Test {
protected:
    explicit BlockDownloadTest(FakeChain::Options options = {})
        : chain(long_chain().params(), environment.clock, environment.scheduler, options) {
        chain.set_tip_changed(
            [this](const std::shared_ptr<const chain::Snapshot>& snapshot) { blocks.tip_changed(snapshot); });
    }

    /// Adds the first `count` headers.
    void know(size_t count) {
        std::vector<primitives::BlockHeader> headers;
        for (size_t i = 0; i < count; ++i)
            headers.push_back(block(i + 1)->header());
        ASSERT_EQ(chain.add_headers(headers).accepted, count);
    }
    static std::shared_ptr<const Block> block(size_t height) { return long_chain().blocks().at(height - 1); }
    const HeaderNode& node(size_t height) { return *chain.find(block(height)->hash()); }

    void join(PeerId id, ConnectionType type = ConnectionType::OutboundFullRelay,
              uint64_t services = wire::kServiceNetwork | wire::kServiceWitness) {
        PeerFacts facts = test_facts(id, type);
        facts.services = services;
        join(facts);
    }
    void join(const PeerFacts& facts) {
        control.peer_connected(facts.id());
        chains.peer_ready(facts);
        blocks.peer_ready(facts);
    }
    void leave(PeerId id) {
        control.peer_gone(id);
        chains.peer_gone(id);
        blocks.peer_gone(id);
    }
    /// The peer has the chain up to `height`.
    void has(PeerId id, size_t height) {
        chains.announced(id, node(height).hash);
        blocks.request_blocks();
    }
    /// Heights the peer was asked for since.
    std::vector<int> asked(PeerId id) {
        std::vector<int> heights;
        for (const wire::GetData& message : peers.take<wire::GetData>(id)) {
            for (const wire::Inventory& entry : message.entries)
                heights.push_back(chain.find(primitives::BlockHash(entry.hash.bytes()))->height);
        }
        return heights;
    }
    static wire::RawBlock raw(const Block& block) {
        return {base::Bytes(block.raw().begin(), block.raw().end())};
    }
    void give(PeerId id, size_t height) { blocks.handle(id, raw(*block(height))); }
    std::vector<int> in_flight(PeerId id) {
        PeerReport report;
        blocks.report(id, report);
        return report.in_flight_heights;
    }
    static std::vector<int> range(int first, int last) {
        std::vector<int> heights;
        for (int height = first; height <= last; ++height)
            heights.push_back(height);
        return heights;
    }

    TestEnvironment environment{kGenesisTime + 10'000'000};
    FakeChain chain;
    TestPeers peers;
    PeerControl control{peers};
    PeerChains chains{chain};
    BlockDownload blocks{Context{chain, peers, environment.get()}, chains, control};
};

TEST_F(BlockDownloadTest, each_peer_a_few_and_nearest_first) {
    know(50);
    join(1);
    join(2);
    has(1, 50);
    EXPECT_EQ(asked(1), range(1, 16));
    has(2, 50);
    EXPECT_EQ(asked(2), range(17, 32));
    EXPECT_EQ(asked(1), std::vector<int>());
    EXPECT_EQ(in_flight(2).size(), BlockDownload::kMaxInFlightPerPeer);
}

TEST_F(BlockDownloadTest, more_is_asked_for_as_blocks_arrive) {
    know(50);
    join(1);
    has(1, 50);
    asked(1);
    for (size_t height = 1; height <= 3; ++height)
        give(1, height);
    EXPECT_TRUE(asked(1).empty());
    give(1, 4);
    EXPECT_EQ(asked(1), range(17, 20));
    environment.settle();
    EXPECT_EQ(chain.tip().height, 4);
    EXPECT_EQ(peers.merits[1].last_block_s, environment.clock.system_time_s());
}

TEST_F(BlockDownloadTest, a_peer_that_goes_leaves_its_blocks_to_others) {
    know(20);
    join(1);
    join(2);
    has(1, 20);
    has(2, 20);
    EXPECT_EQ(asked(2), range(17, 20));
    leave(1);
    EXPECT_EQ(asked(2), range(1, 12));
}

TEST_F(BlockDownloadTest, only_what_a_peer_has_is_asked_for) {
    know(20);
    join(1);
    has(1, 5);
    EXPECT_EQ(asked(1), range(1, 5));
}

TEST_F(BlockDownloadTest, while_far_from_the_tip_peers_we_chose_are_used_alone) {
    know(20);
    join(1, ConnectionType::Inbound);
    has(1, 20);
    EXPECT_EQ(asked(1), range(1, 16));
    leave(1);
    join(2);
    join(3, ConnectionType::Inbound);
    has(3, 20);
    EXPECT_TRUE(asked(3).empty());
    has(2, 20);
    EXPECT_EQ(asked(2), range(1, 16));
}

TEST_F(BlockDownloadTest, peers_without_witnesses_are_not_asked) {
    know(20);
    join(1, ConnectionType::Manual, wire::kServiceNetwork);
    has(1, 20);
    EXPECT_TRUE(asked(1).empty());
    const auto fetched = blocks.fetch(1, node(1));
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error(), "Pre-SegWit peer");
}

TEST_F(BlockDownloadTest, the_window_ends_1024_blocks_on) {
    know(1'100);
    join(1);
    has(1, 1'100);
    asked(1);
    // All but the first come from elsewhere.
    for (size_t height = 2; height <= 1'023; ++height)
        ASSERT_TRUE(chain.add(block(height)));
    give(1, 2);  // had already: room for one more request
    blocks.request_blocks();
    EXPECT_EQ(in_flight(1), std::vector<int>({1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
    join(2);
    has(2, 1'100);
    EXPECT_EQ(asked(2), range(1'024, 1'024));
    join(3);
    has(3, 1'100);
    EXPECT_TRUE(asked(3).empty());
}

TEST_F(BlockDownloadTest, who_keeps_all_others_waiting_goes_after_two_seconds_then_four) {
    know(1'100);
    join(1);
    has(1, 1);
    EXPECT_EQ(asked(1), range(1, 1));
    for (size_t height = 2; height <= 1'024; ++height)
        ASSERT_TRUE(chain.add(block(height)));
    join(2);
    has(2, 1'100);
    EXPECT_TRUE(asked(2).empty());
    environment.run_for(milliseconds(2'000));
    EXPECT_FALSE(peers.gone(1));
    environment.run_for(milliseconds(1'000));
    EXPECT_TRUE(peers.gone(1));
    leave(1);
    // The next one has four seconds.
    EXPECT_EQ(asked(2), range(1, 1));
    join(3);
    has(3, 1'100);
    environment.run_for(milliseconds(4'000));
    EXPECT_FALSE(peers.gone(2));
    environment.run_for(milliseconds(1'000));
    EXPECT_TRUE(peers.gone(2));
    EXPECT_TRUE(peers.discouraged.empty());
}

TEST_F(BlockDownloadTest, a_block_has_its_time) {
    know(20);
    join(1);
    join(2);
    has(1, 16);
    has(2, 20);
    asked(1);
    asked(2);
    // One interval of 600 s, and half of one for the other peer that owes us something.
    environment.run_for(milliseconds(899'000));
    EXPECT_TRUE(peers.disconnected.empty());
    give(1, 1);  // begins the time of its next one
    asked(1);
    environment.run_for(seconds(2));
    EXPECT_FALSE(peers.gone(1));
    EXPECT_TRUE(peers.gone(2));
    leave(2);
    environment.run_for(milliseconds(597'000));
    EXPECT_FALSE(peers.gone(1));
    environment.run_for(seconds(2));
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(BlockDownloadTest, what_a_peer_keeps_is_asked_of_who_has_nothing_else_to_do) {
    know(20);
    join(1);
    join(2);
    join(3);
    join(4);
    has(1, 16);
    has(2, 20);
    EXPECT_EQ(asked(1), range(1, 16));
    EXPECT_EQ(asked(2), range(17, 20));
    // The third has less to offer, the fourth is asked for what a message holds.
    has(3, 10);
    has(4, 20);
    environment.run_for(seconds(10));
    EXPECT_TRUE(asked(3).empty() && asked(4).empty());
    environment.run_for(milliseconds(500));
    EXPECT_EQ(asked(3), range(1, 10));
    EXPECT_EQ(asked(4), range(11, 16));
    EXPECT_EQ(blocks.peers_asked(block(1)->hash()), 2u);
    environment.run_for(seconds(30));
    EXPECT_TRUE(asked(1).empty() && asked(2).empty() && asked(3).empty() && asked(4).empty());
    // The first to deliver is believed, the other may come later.
    give(3, 1);
    give(1, 1);
    environment.settle();
    EXPECT_EQ(chain.tip().height, 1);
    EXPECT_TRUE(peers.disconnected.empty());
    EXPECT_EQ(peers.merits[3].last_block_s, environment.clock.system_time_s());
}

TEST_F(BlockDownloadTest, what_comes_slowly_is_not_asked_of_others) {
    know(16);
    join(1);
    join(2);
    has(1, 16);
    has(2, 16);
    asked(1);
    for (size_t height = 1; height <= 16; ++height) {
        environment.run_for(seconds(9));
        give(1, height);
    }
    EXPECT_TRUE(asked(2).empty());
}

TEST_F(BlockDownloadTest, invalid_blocks_break_the_rules) {
    know(20);
    chain.set_refuse([](const Block&) {
        return std::optional(consensus::make_error(consensus::ErrorCode::MissingOrSpent));
    });
    join(1);
    has(1, 20);
    give(1, 1);
    environment.settle();
    EXPECT_TRUE(peers.discouraged.contains(1));
    // What stands on it is not asked for any more.
    join(2);
    has(2, 20);
    EXPECT_TRUE(asked(2).empty());
}

TEST_F(BlockDownloadTest, compact_blocks_may_turn_out_invalid) {
    know(3);
    chain.set_refuse([](const Block&) {
        return std::optional(consensus::make_error(consensus::ErrorCode::MissingOrSpent));
    });
    join(1);
    ASSERT_TRUE(blocks.note_request(1, node(1)));
    blocks.deliver(1, block(1), BlockDownload::Source::Compact);
    environment.settle();
    EXPECT_TRUE(node(1).failed());
    EXPECT_TRUE(peers.disconnected.empty());
}

TEST_F(BlockDownloadTest, changed_blocks_break_the_rules_and_are_fetched_again) {
    know(20);
    join(1);
    join(2);
    has(1, 1);
    asked(1);
    testing::BlockDraft draft = testing::draft_block(*chain.find(chain.params().consensus.genesis_hash),
                                                     chain.params().consensus, {}, 5);
    draft.header = block(1)->header();
    blocks.handle(1, raw(*testing::freeze_block(draft)));
    environment.settle();
    EXPECT_TRUE(peers.discouraged.contains(1));
    leave(1);
    has(2, 20);
    EXPECT_EQ(asked(2), range(1, 16));
}

TEST_F(BlockDownloadTest, bytes_that_are_no_block_break_the_rules) {
    know(20);
    join(1);
    has(1, 20);
    wire::RawBlock cut = raw(*block(1));
    cut.raw.pop_back();
    blocks.handle(1, cut);
    environment.settle();
    EXPECT_TRUE(peers.discouraged.contains(1));
    EXPECT_EQ(chain.tip().height, 0);
}

TEST_F(BlockDownloadTest, a_block_that_is_not_there_is_asked_of_others) {
    know(20);
    join(1);
    join(2);
    has(1, 1);
    asked(1);
    blocks.handle(
        1, wire::NotFound{{{wire::InventoryType::WitnessBlock, wire::InventoryHash(node(1).hash.bytes())}}});
    blocks.request_blocks();
    EXPECT_TRUE(asked(1).empty());
    has(2, 1);
    EXPECT_EQ(asked(2), range(1, 1));
}

TEST_F(BlockDownloadTest, a_peer_that_has_nothing_of_what_it_announces_goes) {
    know(100);
    join(1);
    has(1, 100);
    for (int height = 1; height <= 65; ++height) {
        EXPECT_FALSE(peers.gone(1)) << height;
        blocks.handle(1, wire::NotFound{{{wire::InventoryType::WitnessBlock,
                                          wire::InventoryHash(node(height).hash.bytes())}}});
        blocks.request_blocks();
    }
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(BlockDownloadTest, a_notfound_larger_than_any_request_is_ignored) {
    know(1);
    join(1);
    has(1, 1);
    wire::NotFound message;
    message.entries.assign(5'017,
                           {wire::InventoryType::WitnessBlock, wire::InventoryHash(node(1).hash.bytes())});
    blocks.handle(1, message);
    EXPECT_EQ(in_flight(1), range(1, 1));
    message.entries.pop_back();
    blocks.handle(1, message);
    EXPECT_TRUE(in_flight(1).empty());
}

TEST_F(BlockDownloadTest, limited_peers_are_no_help_far_from_the_tip) {
    environment.clock.set_system_time_s(static_cast<int64_t>(block(1'100)->header().time) + 1);
    know(400);
    for (size_t height = 1; height <= 100; ++height)
        ASSERT_TRUE(chain.add(block(height)));
    join(1, ConnectionType::OutboundFullRelay, wire::kServiceNetworkLimited | wire::kServiceWitness);
    has(1, 400);
    EXPECT_TRUE(asked(1).empty());
}

TEST_F(BlockDownloadTest, an_operator_fetches_any_block) {
    know(20);
    join(1);
    EXPECT_EQ(blocks.fetch(7, node(3)).error(), "Peer does not exist");
    ASSERT_TRUE(blocks.fetch(1, node(3)));
    EXPECT_EQ(asked(1), range(3, 3));
    EXPECT_EQ(blocks.fetch(1, node(3)).error(), "Already requested from this peer");
    join(2);
    ASSERT_TRUE(blocks.fetch(2, node(3)));
    EXPECT_FALSE(blocks.in_flight_from(1, node(3).hash));
    give(2, 3);
    environment.settle();
    EXPECT_TRUE(node(3).has_block());
}

TEST_F(BlockDownloadTest, unasked_blocks_are_taken_when_they_may_become_the_tip) {
    know(1'100);
    join(1, ConnectionType::Inbound);
    give(1, 1);
    environment.settle();
    EXPECT_EQ(chain.tip().height, 1);
    give(1, 1 + 289);
    environment.settle();
    EXPECT_FALSE(node(290).has_block());
    give(1, 1 + 288);
    environment.settle();
    EXPECT_TRUE(node(289).has_block());
    // Of less work than the tip; on top of nothing known.
    ASSERT_TRUE(chain.add(block(2)));
    const auto fork = testing::finish_block(testing::draft_block(
        *chain.find(chain.params().consensus.genesis_hash), chain.params().consensus, {}, 9));
    blocks.handle(1, raw(*fork));
    environment.settle();
    EXPECT_EQ(chain.find(fork->hash()), nullptr);
    EXPECT_TRUE(peers.disconnected.empty());
    blocks.handle(1, wire::RawBlock{base::Bytes(80, 0)});
    EXPECT_EQ(chain.in_work(), 0u);
}

class SlowChainTest : public BlockDownloadTest {
protected:
    SlowChainTest() : BlockDownloadTest(options()) {}
    static FakeChain::Options options() {
        FakeChain::Options options;
        options.block_time = milliseconds(100'000);
        options.max_blocks_in_work = 4;
        return options;
    }
};

TEST_F(SlowChainTest, who_delivers_waits_and_its_time_stands_still) {
    know(20);
    join(1);
    has(1, 20);
    for (size_t height = 1; height <= 4; ++height)
        give(1, height);
    EXPECT_FALSE(peers.paused.contains(1));
    give(1, 5);
    EXPECT_TRUE(peers.paused.contains(1));
    EXPECT_EQ(chain.in_work(), 4u);
    EXPECT_EQ(chain.most_in_work(), 4u);
    // 100 s a block; the peer owes eleven of them and could not send one.
    environment.run_for(seconds(99));
    EXPECT_TRUE(peers.paused.contains(1));
    environment.run_for(seconds(2));
    EXPECT_FALSE(peers.paused.contains(1));
    EXPECT_EQ(chain.in_work(), 4u);
    give(1, 6);
    environment.run_for(seconds(650));
    EXPECT_EQ(chain.tip().height, 6);
    // Since the pause ended it has had its time.
    EXPECT_TRUE(peers.disconnected.empty());
    environment.run_for(seconds(60));
    EXPECT_TRUE(peers.gone(1));
}

class NearTipTest : public BlockDownloadTest {
protected:
    /// All but the last blocks are there, and the clock is at the last one.
    NearTipTest() {
        environment.clock.set_system_time_s(static_cast<int64_t>(block(1'100)->header().time));
        know(1'100);
        for (size_t height = 1; height <= 1'060; ++height)
            CHECK(chain.add(block(height)));
        environment.settle();
        CHECK(!chain.snapshot()->initial_block_download);
    }
    void connect_up_to(size_t height) {
        for (size_t at = chain.tip().height + 1; at <= height; ++at)
            ASSERT_TRUE(chain.add(block(at)));
        environment.settle();
    }
};

TEST_F(NearTipTest, announced_blocks_are_asked_for_at_once) {
    connect_up_to(1'098);
    join(1, ConnectionType::Inbound);
    blocks.headers_arrived(1, node(1'100));
    EXPECT_EQ(asked(1), range(1'099, 1'100));
    join(2);
    blocks.headers_arrived(2, node(1'100));
    EXPECT_TRUE(asked(2).empty());
}

TEST_F(NearTipTest, the_form_of_one_block_at_the_tip_is_chosen) {
    blocks.set_tip_request([](PeerId, const HeaderNode&) { return wire::InventoryType::CompactBlock; });
    connect_up_to(1'098);
    join(1);
    blocks.headers_arrived(1, node(1'099));
    const auto messages = peers.take<wire::GetData>(1);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].entries.at(0).type, wire::InventoryType::CompactBlock);
    // Two at a time are asked for whole.
    leave(1);
    join(2);
    blocks.headers_arrived(2, node(1'100));
    EXPECT_EQ(peers.take<wire::GetData>(2).at(0).entries.at(0).type, wire::InventoryType::WitnessBlock);
}

TEST_F(NearTipTest, long_branches_are_left_to_the_window) {
    connect_up_to(1'083);
    join(1);
    chains.announced(1, node(1'100).hash);
    blocks.headers_arrived(1, node(1'100));
    EXPECT_EQ(asked(1), range(1'084, 1'099));
}

TEST_F(NearTipTest, limited_peers_are_asked_for_their_last_blocks) {
    join(1, ConnectionType::OutboundFullRelay, wire::kServiceNetworkLimited | wire::kServiceWitness);
    has(1, 1'100);
    EXPECT_EQ(asked(1), range(1'061, 1'076));
}

TEST_F(NearTipTest, of_a_block_three_may_be_asked) {
    connect_up_to(1'099);
    for (PeerId id = 1; id <= 4; ++id)
        join(id);
    EXPECT_TRUE(blocks.note_request(1, node(1'100)));
    EXPECT_TRUE(blocks.note_request(2, node(1'100)));
    EXPECT_TRUE(blocks.note_request(2, node(1'100)));
    EXPECT_TRUE(blocks.note_request(3, node(1'100)));
    EXPECT_FALSE(blocks.note_request(4, node(1'100)));
    EXPECT_EQ(blocks.peers_asked(node(1'100).hash), 3u);
    blocks.forget_request(2, node(1'100).hash);
    EXPECT_TRUE(blocks.note_request(4, node(1'100)));
    // The first to deliver ends it for all.
    give(3, 1'100);
    EXPECT_TRUE(blocks.in_work(node(1'100).hash));
    environment.settle();
    EXPECT_EQ(blocks.peers_asked(node(1'100).hash), 0u);
    EXPECT_TRUE(in_flight(1).empty());
    EXPECT_EQ(chain.tip().height, 1'100);
}

}  // namespace
}  // namespace quanta::sync
