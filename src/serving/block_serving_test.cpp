// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "serving/block_serving.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_mining.h"
#include "peers/test_peers.h"
#include "testing/block_builder.h"

namespace quanta::serving {
namespace {

using chain::HeaderNode;
using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;
using primitives::Block;
using wire::InventoryType;

constexpr int64_t kGenesisTime = 1'296'688'602;
constexpr uint64_t kFull = wire::kServiceNetwork | wire::kServiceNetworkLimited | wire::kServiceWitness;
constexpr uint64_t kLimited = wire::kServiceNetworkLimited | wire::kServiceWitness;

class BlockServingTest : public ::testing::Test {
protected:
    explicit BlockServingTest(FakeChain::Options options = {}, uint64_t services = kFull, uint64_t target = 0)
        : chain(params, environment.clock, environment.scheduler, options),
          upload(environment.clock, target, 600, [this] { return sent_bytes; }),
          serving(Context{chain, peers, environment.get()}, chains, control, upload, services) {
        genesis = chain.find(params.consensus.genesis_hash);
    }

    const HeaderNode& mine(int count, const HeaderNode* parent = nullptr, uint64_t extra_nonce = 0) {
        return peers::mine(chain, environment.clock, count, parent, extra_nonce);
    }
    void join(PeerId id, uint32_t permissions = 0) {
        PeerFacts facts = test_facts(id, net::ConnectionType::Inbound);
        facts.origin.permissions = permissions;
        control.peer_connected(id);
        chains.peer_ready(facts);
        serving.peer_ready(facts);
    }
    static wire::Inventory entry(const HeaderNode& node, InventoryType type = InventoryType::WitnessBlock) {
        return {type, wire::InventoryHash(node.hash.bytes())};
    }
    void ask(PeerId id, std::vector<wire::Inventory> entries) {
        serving.handle(id, wire::GetData{std::move(entries)});
        environment.settle();
    }
    std::vector<primitives::BlockHash> got(PeerId id) {
        std::vector<primitives::BlockHash> hashes;
        for (const wire::RawBlock& block : peers.take<wire::RawBlock>(id))
            hashes.push_back(block.hash());
        return hashes;
    }
    std::vector<primitives::BlockHeader> headers_after(const wire::GetHeaders& request, PeerId id = 1) {
        serving.handle(id, request);
        auto messages = peers.take<wire::Headers>(id);
        return messages.empty() ? std::vector<primitives::BlockHeader>() : messages.back().headers;
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 600};
    FakeChain chain;
    TestPeers peers;
    PeerControl control{peers};
    PeerChains chains{chain};
    uint64_t sent_bytes = 0;
    UploadLimit upload;
    BlockServing serving;
    const HeaderNode* genesis;
};

TEST_F(BlockServingTest, blocks_come_in_the_order_asked_for) {
    const HeaderNode& tip = mine(5);
    join(1);
    ask(1, {entry(*tip.at(3)), entry(tip), entry(*tip.at(1)), entry(*tip.at(3))});
    EXPECT_EQ(got(1), (std::vector{tip.at(3)->hash, tip.hash, tip.at(1)->hash, tip.at(3)->hash}));
    EXPECT_FALSE(peers.paused.contains(1));
}

TEST_F(BlockServingTest, what_is_unknown_or_no_block_is_passed_over) {
    const HeaderNode& tip = mine(1);
    join(1);
    ask(1, {{InventoryType::WitnessBlock, {}},
            {InventoryType::Wtx, {}},
            entry(tip, InventoryType::FilteredBlock),
            entry(tip)});
    EXPECT_EQ(got(1).size(), 1u);
    EXPECT_TRUE(peers.sent.empty());
    EXPECT_TRUE(peers.disconnected.empty());
    ask(9, {entry(tip)});
    EXPECT_TRUE(got(9).empty());
}

TEST_F(BlockServingTest, a_full_send_queue_makes_the_peer_wait) {
    const HeaderNode& tip = mine(3);
    join(1);
    peers.full.insert(1);
    ask(1, {entry(*tip.at(1)), entry(*tip.at(2))});
    EXPECT_TRUE(got(1).empty());
    EXPECT_TRUE(peers.paused.contains(1));
    peers.full.clear();
    serving.send_queue_drained(1);
    environment.settle();
    EXPECT_EQ(got(1).size(), 2u);
    EXPECT_FALSE(peers.paused.contains(1));
}

TEST_F(BlockServingTest, of_one_request_five_thousand_blocks_are_kept_in_mind) {
    const HeaderNode& tip = mine(1);
    join(1);
    ask(1, std::vector(5'001, entry(tip)));
    EXPECT_EQ(got(1).size(), 5'000u);
    // What is unknown does not count.
    std::vector<wire::Inventory> entries(5'000, {InventoryType::WitnessBlock, {}});
    entries.push_back(entry(tip));
    ask(1, entries);
    EXPECT_EQ(got(1).size(), 1u);
}

TEST_F(BlockServingTest, a_peer_may_go_while_its_block_is_read) {
    const HeaderNode& tip = mine(3);
    join(1);
    serving.handle(1, wire::GetData{{entry(*tip.at(1)), entry(*tip.at(2))}});
    EXPECT_TRUE(peers.paused.contains(1));
    serving.peer_gone(1);
    environment.settle();
    EXPECT_TRUE(got(1).empty());
}

TEST_F(BlockServingTest, without_witnesses_for_those_who_want_that) {
    const HeaderNode& tip = mine(2);
    join(1);
    ask(1, {entry(*tip.at(1), InventoryType::Block), entry(*tip.at(1))});
    const auto blocks = peers.take<wire::RawBlock>(1);
    ASSERT_EQ(blocks.size(), 2u);
    const auto stripped = Block::parse(blocks[0].raw).value();
    const auto whole = Block::parse(blocks[1].raw).value();
    EXPECT_EQ(stripped->hash(), whole->hash());
    EXPECT_LT(stripped->raw().size(), whole->raw().size());
    EXPECT_EQ(stripped->raw().size(), whole->stripped_size());
}

TEST_F(BlockServingTest, compact_blocks_down_to_five_below_the_tip) {
    const HeaderNode& tip = mine(8);
    join(1);
    serving.set_make_compact([](PeerId, const base::Bytes&) { return wire::Message(wire::Mempool{}); });
    ask(1, {entry(*tip.at(3), InventoryType::CompactBlock), entry(*tip.at(2), InventoryType::CompactBlock)});
    ASSERT_EQ(peers.sent.size(), 2u);
    EXPECT_TRUE(std::holds_alternative<wire::Mempool>(peers.sent[0].message));
    EXPECT_TRUE(std::holds_alternative<wire::RawBlock>(peers.sent[1].message));
}

TEST_F(BlockServingTest, a_block_that_is_gone_ends_the_connection) {
    const HeaderNode& tip = mine(3);
    chain.drop_body(*tip.at(1));
    join(1);
    ask(1, {entry(*tip.at(1)), entry(*tip.at(2))});
    EXPECT_TRUE(peers.gone(1));
    EXPECT_TRUE(got(1).empty());
}

TEST_F(BlockServingTest, forks_are_served_for_thirty_days) {
    // A fork of one block, then 30 days of blocks.
    const HeaderNode& fork = mine(1, genesis, 5);
    const int month = static_cast<int>(BlockServing::kMaxForkAge_s / 600);
    mine(month, genesis);
    join(1);
    // The tip is a block short of that ahead, in time and in work.
    EXPECT_TRUE(serving.may_serve(fork));
    ask(1, {entry(fork)});
    EXPECT_EQ(got(1).size(), 1u);
    mine(1);
    EXPECT_FALSE(serving.may_serve(fork));
    ask(1, {entry(fork)});
    EXPECT_TRUE(got(1).empty());
    EXPECT_TRUE(peers.disconnected.empty());
}

TEST_F(BlockServingTest, forks_that_were_never_connected_are_not_shown) {
    mine(2);
    const HeaderNode& fork = mine(1, genesis, 5);
    EXPECT_FALSE(serving.may_serve(fork));
    join(1);
    EXPECT_TRUE(headers_after({{}, fork.hash}).empty());
    EXPECT_EQ(headers_after({{}, chain.tip().hash}).size(), 1u);
}

TEST_F(BlockServingTest, headers_follow_the_last_one_in_common) {
    const HeaderNode& tip = mine(5);
    join(1);
    auto headers = headers_after({{primitives::BlockHash(), tip.at(2)->hash, genesis->hash}, {}});
    ASSERT_EQ(headers.size(), 3u);
    EXPECT_EQ(headers[0].hash(), tip.at(3)->hash);
    EXPECT_TRUE(chains.has(1, tip));
    headers = headers_after({{genesis->hash}, tip.at(2)->hash});
    EXPECT_EQ(headers.size(), 2u);
    // With nothing in common from the first on; with everything, none.
    EXPECT_EQ(headers_after({{primitives::BlockHash()}, {}}).size(), 5u);
    EXPECT_TRUE(headers_after({{tip.hash}, {}}).empty());
}

TEST_F(BlockServingTest, no_more_than_2000_headers) {
    mine(2'001);
    join(1);
    EXPECT_EQ(headers_after({{genesis->hash}, {}}).size(), 2'000u);
    EXPECT_EQ(headers_after({{chain.tip().at(1)->hash}, {}}).size(), 2'000u);
    EXPECT_EQ(headers_after({{chain.tip().at(2)->hash}, {}}).size(), 1'999u);
}

TEST_F(BlockServingTest, five_hundred_blocks_at_a_time_by_inv) {
    const HeaderNode& tip = mine(501);
    join(1);
    serving.handle(1, wire::GetBlocks{{genesis->hash}, {}});
    auto invs = peers.take<wire::Inv>(1);
    ASSERT_EQ(invs.size(), 1u);
    ASSERT_EQ(invs[0].entries.size(), 500u);
    // When the last of them is fetched the tip is announced, once.
    ask(1, {entry(*tip.at(499)), entry(*tip.at(500)), entry(*tip.at(500))});
    invs = peers.take<wire::Inv>(1);
    ASSERT_EQ(invs.size(), 1u);
    EXPECT_EQ(invs[0].entries[0].hash.bytes(), tip.hash.bytes());
    serving.handle(1, wire::GetBlocks{{tip.at(1)->hash}, tip.at(4)->hash});
    EXPECT_EQ(peers.take<wire::Inv>(1).at(0).entries.size(), 2u);
    serving.handle(1, wire::GetBlocks{{tip.hash}, {}});
    EXPECT_TRUE(peers.take<wire::Inv>(1).empty());
}

class PrunedServingTest : public BlockServingTest {
protected:
    PrunedServingTest() : BlockServingTest(options(), kLimited) {}
    static FakeChain::Options options() {
        FakeChain::Options options;
        options.pruning = true;
        return options;
    }
};

TEST_F(PrunedServingTest, blocks_up_to_290_below_the_tip) {
    const HeaderNode& tip = mine(400);
    join(1);
    ask(1, {entry(*tip.at(110))});
    EXPECT_EQ(got(1).size(), 1u);
    ask(1, {entry(*tip.at(109))});
    EXPECT_TRUE(got(1).empty());
    EXPECT_TRUE(peers.gone(1));
    join(2, net::kPermitDownload);
    ask(2, {entry(*tip.at(109))});
    EXPECT_EQ(got(2).size(), 1u);
    serving.handle(2, wire::GetBlocks{{tip.at(108)->hash}, {}});
    EXPECT_TRUE(peers.take<wire::Inv>(2).empty());
    serving.handle(2, wire::GetBlocks{{tip.at(109)->hash}, {}});
    EXPECT_EQ(peers.take<wire::Inv>(2).at(0).entries.size(), 291u);
}

class LightChainTest : public BlockServingTest {
protected:
    LightChainTest() : BlockServingTest(options()) {}
    static FakeChain::Options options() {
        FakeChain::Options options;
        options.minimum_work = consensus::work_of(0x207fffff) * 4;
        return options;
    }
};

TEST_F(LightChainTest, headers_of_too_little_work_are_kept_for_friends) {
    mine(2);
    join(1);
    join(2, net::kPermitDownload);
    EXPECT_TRUE(headers_after({{genesis->hash}, {}}).empty());
    EXPECT_EQ(headers_after({{genesis->hash}, {}}, 2).size(), 2u);
    mine(1);
    EXPECT_EQ(headers_after({{genesis->hash}, {}}).size(), 3u);
}

class UploadTest : public BlockServingTest {
protected:
    static constexpr uint64_t kTarget = 1'000'000'000;
    UploadTest() : BlockServingTest({}, kFull, kTarget) {}
};

TEST_F(UploadTest, old_blocks_are_not_served_when_the_target_is_nearly_reached) {
    const HeaderNode& tip = mine(7 * 144 + 1);
    const HeaderNode& recent = *tip.at(1);
    join(1);
    join(2);
    join(3, net::kPermitDownload);
    // What is kept for new blocks in 24 hours: 144 times 4 MB.
    sent_bytes = kTarget - 144 * 4'000'000 - 1;
    EXPECT_TRUE(upload.serves_historical_blocks());
    ask(1, {entry(*genesis)});
    EXPECT_EQ(got(1).size(), 1u);
    sent_bytes += 1;
    EXPECT_FALSE(upload.serves_historical_blocks());
    ask(1, {entry(recent)});  // exactly a week old
    EXPECT_EQ(got(1).size(), 1u);
    ask(1, {entry(*genesis)});
    EXPECT_TRUE(peers.gone(1));
    ask(3, {entry(*genesis)});
    EXPECT_EQ(got(3).size(), 1u);
    EXPECT_FALSE(upload.state().target_reached);
    EXPECT_EQ(upload.state().bytes_left, 144u * 4'000'000);
    sent_bytes = kTarget;
    EXPECT_TRUE(upload.state().target_reached);
    EXPECT_EQ(upload.state().bytes_left, 0u);
    // A new day begins 24 hours after the first.
    environment.run_for(std::chrono::seconds(86'399));
    EXPECT_TRUE(upload.state().target_reached);
    EXPECT_EQ(upload.state().time_left_s, 1);
    environment.run_for(std::chrono::seconds(1));
    EXPECT_FALSE(upload.state().target_reached);
    EXPECT_TRUE(upload.serves_historical_blocks());
    EXPECT_EQ(upload.state().bytes_left, kTarget);
}

TEST_F(BlockServingTest, without_a_target_there_is_no_end) {
    const UploadState state = upload.state();
    EXPECT_EQ(state.target_bytes, 0u);
    EXPECT_FALSE(state.target_reached);
    EXPECT_TRUE(state.serves_historical_blocks);
}

}  // namespace
}  // namespace quanta::serving
