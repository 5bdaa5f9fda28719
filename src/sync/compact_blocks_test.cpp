// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/compact_blocks.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "relay/test_pool.h"
#include "testing/block_builder.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using net::ConnectionType;
using primitives::Block;

constexpr int64_t kGenesisTime = 1'296'688'602;

class CompactBlocksTest : public ::testing::Test {
protected:
    CompactBlocksTest() {
        for (int i = 0; i < 15; ++i)
            CHECK(chain.add(testing::finish_block(testing::draft_block(chain.tip(), params.consensus))));
        environment.settle();
        pool.coins.insert(primitives::Txid());
    }
    void ready(PeerId id, ConnectionType type = ConnectionType::Inbound) {
        const PeerFacts facts = test_facts(id, type);
        control.peer_connected(id);
        chains.peer_ready(facts);
        blocks.peer_ready(facts);
        compact.peer_ready(facts);
        compact.handle(id, wire::SendCompact{0, 2});
        peers.sent.clear();
    }
    std::shared_ptr<const primitives::Transaction> transaction(uint8_t i) {
        primitives::MutableTransaction made;
        made.inputs.push_back({{{}, i}, {i}, 0xffffffff, {}});
        made.outputs.push_back({{1000}, {0x51}});
        return made.freeze();
    }
    /// The next block, of a coinbase and transactions 0, 1, …
    std::shared_ptr<const Block> next(uint8_t count = 3) {
        auto draft = testing::draft_block(chain.tip(), params.consensus);
        for (uint8_t i = 0; i < count; ++i)
            draft.transactions.emplace_back(*transaction(i));
        return testing::finish_block(std::move(draft));
    }
    void receive(PeerId id, const wire::CompactBlock& message) {
        compact.handle(id, message);
        environment.settle();
    }
    bool has(const Block& block) {
        environment.settle();
        return chain.tip().hash == block.hash();
    }
    wire::GetBlockTransactions ask(const Block& block, std::vector<uint32_t> indexes) {
        return {block.hash(), std::move(indexes)};
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 20 * 600};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    const Context context{chain, peers, environment.get()};
    relay::TestPool pool{environment.scheduler};
    PeerControl control{peers};
    PeerChains chains{chain};
    BlockDownload blocks{context, chains, control};
    size_t asked_for_missing = 0;
    size_t headers = 0;
    size_t served = 0;
    primitives::Uint256 threshold;
    CompactBlocks compact{
        context,
        {chains, control, blocks, &pool, [this] { return threshold; },
         [this](PeerId) { ++asked_for_missing; }, [this](PeerId, const chain::HeaderNode&) { ++headers; },
         [this](PeerId, const wire::GetData&) { ++served; }}};
};

TEST_F(CompactBlocksTest, known_transactions_make_a_block_that_goes_on_before_it_is_validated) {
    ready(1);
    ready(2);
    ready(3);
    compact.handle(2, wire::SendCompact{1, 2});
    for (const PeerId id : {2, 3})
        chains.announced(id, chain.tip().hash);
    for (uint8_t i = 0; i < 3; ++i)
        pool.add(transaction(i));
    const auto block = next();
    compact.handle(1, relay::make_compact(block, 5));
    environment.scheduler.run_until([&] { return !peers.sent.empty(); }, std::chrono::seconds(1));
    EXPECT_NE(chain.tip().hash, block->hash()) << "it is not the tip yet";
    ASSERT_EQ(peers.take<wire::CompactBlock>(2).size(), 1u);
    compact.handle(2, ask(*block, {2}));
    EXPECT_NE(chain.tip().hash, block->hash());
    const auto given = peers.take<wire::BlockTransactions>(2);
    ASSERT_EQ(given.size(), 1u) << "who lacks a transaction of it does not wait";
    EXPECT_EQ(given[0].transactions.at(0)->txid(), transaction(1)->txid());
    EXPECT_TRUE(has(*block));
    EXPECT_EQ(peers.count(1) + peers.count(3), 0u);
}

TEST_F(CompactBlocksTest, what_is_missing_is_asked_for_and_sent_along) {
    ready(1);
    ready(2);
    pool.add(transaction(1));
    const auto block = next();
    receive(1, relay::make_compact(block, 5));
    const auto requests = peers.take<wire::GetBlockTransactions>(1);
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].indexes, (std::vector<uint32_t>{1, 3}));
    EXPECT_TRUE(blocks.in_flight_from(1, block->hash()));
    receive(2, relay::make_compact(block, 5));
    EXPECT_EQ(peers.count(2), 0u) << "one is enough unless they may send unasked";
    compact.handle(2, wire::BlockTransactions{block->hash(), {}});
    compact.handle(1, wire::BlockTransactions{
                          block->hash(), {relay::transaction_of(block, 1), relay::transaction_of(block, 3)}});
    EXPECT_TRUE(has(*block));
    compact.handle(2, wire::SendCompact{1, 2});
    ASSERT_TRUE(compact.announce(2, chain.tip()));
    EXPECT_EQ(peers.take<wire::CompactBlock>(2).at(0).prefilled.size(), 3u);
    EXPECT_TRUE(peers.disconnected.empty());
}

TEST_F(CompactBlocksTest, what_was_lacking_is_sent_along_up_to_ten_thousand_bytes) {
    for (const PeerId id : {1, 2})
        ready(id);
    const auto of_size = [](uint8_t number, size_t size) {
        primitives::MutableTransaction made;
        made.inputs.push_back({{{}, number}, {number}, 0xffffffff, {}});
        made.outputs.push_back({{1000}, base::Bytes(size, 0x51)});
        return made.freeze();
    };
    // What stands around the scripts of two transactions.
    const size_t around = of_size(1, 4'000)->total_size() - 4'000 + of_size(2, 4'000)->total_size() - 4'000;
    for (const size_t excess : {0, 1}) {
        auto draft = testing::draft_block(chain.tip(), params.consensus);
        draft.transactions.emplace_back(*of_size(1, 4'000));
        draft.transactions.emplace_back(
            *of_size(2, CompactBlocks::kMaxPrefillBytes - around - 4'000 + excess));
        const auto block = testing::finish_block(std::move(draft));
        receive(1, relay::make_compact(block, 5));
        compact.handle(
            1, wire::BlockTransactions{block->hash(),
                                       {relay::transaction_of(block, 1), relay::transaction_of(block, 2)}});
        ASSERT_TRUE(has(*block));
        compact.handle(2, wire::SendCompact{1, 2});
        ASSERT_TRUE(compact.announce(2, chain.tip()));
        EXPECT_EQ(peers.take<wire::CompactBlock>(2).back().prefilled.size(), 3 - excess);
    }
}

TEST_F(CompactBlocksTest, a_wrong_number_of_transactions_costs_the_connection) {
    ready(1);
    const auto block = next();
    receive(1, relay::make_compact(block, 5));
    compact.handle(1, wire::BlockTransactions{block->hash(), {relay::transaction_of(block, 1)}});
    EXPECT_TRUE(peers.discouraged.contains(1));
    EXPECT_FALSE(blocks.in_flight_from(1, block->hash()));
}

TEST_F(CompactBlocksTest, wrong_transactions_are_followed_by_the_whole_block) {
    ready(1);
    const auto block = next(1);
    receive(1, relay::make_compact(block, 5));
    peers.sent.clear();
    compact.handle(1, wire::BlockTransactions{block->hash(), {transaction(9)}});
    ASSERT_EQ(peers.take<wire::GetData>(1).size(), 1u);
    EXPECT_TRUE(peers.disconnected.empty());
    blocks.handle(1, wire::RawBlock{base::Bytes(block->raw().begin(), block->raw().end())});
    EXPECT_TRUE(has(*block));
}

TEST_F(CompactBlocksTest, equal_short_ids_are_followed_by_the_whole_block) {
    ready(1);
    wire::CompactBlock message = relay::make_compact(next(), 5);
    message.short_ids[1] = message.short_ids[0];
    receive(1, message);
    EXPECT_EQ(peers.take<wire::GetData>(1).size(), 1u);
}

TEST_F(CompactBlocksTest, too_much_to_keep_is_followed_by_the_whole_block) {
    ready(1);
    ready(2);
    const auto block = next();
    const auto asked_whole = [&](PeerId id) {
        const auto asked = peers.take<wire::GetData>(id);
        return asked.size() == 1 && asked[0].entries.size() == 1 &&
               asked[0].entries[0].type == wire::InventoryType::WitnessBlock;
    };
    receive(1, relay::make_compact(block, 5));
    EXPECT_EQ(peers.take<wire::GetBlockTransactions>(1).size(), 1u);
    compact.handle(1, wire::BlockTransactions{block->hash(), {}, true});
    EXPECT_TRUE(asked_whole(1));
    compact.handle(1, wire::BlockTransactions{block->hash(), {}, true});
    EXPECT_EQ(peers.count(1), 0u) << "it has been asked already";
    blocks.peer_gone(1);
    compact.peer_gone(1);
    receive(2, wire::CompactBlock{block->header(), 5, {}, {}, true});
    EXPECT_TRUE(asked_whole(2));
    EXPECT_TRUE(peers.disconnected.empty());
}

TEST_F(CompactBlocksTest, malformed_ones_cost_the_connection) {
    ready(1);
    ready(2);
    wire::CompactBlock message = relay::make_compact(next(), 5);
    message.prefilled[0].index = 4;
    receive(1, message);
    EXPECT_TRUE(peers.discouraged.contains(1));
    message.header.bits = 0x1d00ffff;
    receive(2, message);
    EXPECT_TRUE(peers.discouraged.contains(2));
}

TEST_F(CompactBlocksTest, an_unknown_parent_is_asked_for_and_too_little_work_ignored) {
    ready(1);
    wire::CompactBlock message = relay::make_compact(next(), 5);
    threshold = chain.tip().chain_work * 2;
    receive(1, message);
    EXPECT_EQ(peers.count(1), 0u);
    EXPECT_EQ(chain.find(message.header.hash()), nullptr);
    message.header.previous = primitives::BlockHash({1});
    testing::solve(message.header);
    receive(1, message);
    EXPECT_EQ(asked_for_missing, 1u);
}

TEST_F(CompactBlocksTest, far_above_the_tip_it_is_a_header) {
    ready(1);
    const chain::HeaderNode* at = &chain.tip();
    for (int i = 0; i <= CompactBlocks::kMaxAhead; ++i) {
        const auto block = testing::finish_block(testing::draft_block(*at, params.consensus));
        const auto message = relay::make_compact(block, 1);
        EXPECT_EQ(chain.add_headers({message.header}).last->hash, block->hash());
        at = chain.find(block->hash());
        if (at->height == chain.tip().height + CompactBlocks::kMaxAhead + 1) receive(1, message);
    }
    EXPECT_EQ(headers, 1u);
    EXPECT_FALSE(blocks.in_work(at->hash));
}

TEST_F(CompactBlocksTest, the_last_three_may_send_unasked_one_of_them_outbound) {
    ready(1, ConnectionType::OutboundFullRelay);
    for (PeerId id = 2; id <= 5; ++id)
        ready(id);
    for (PeerId id = 1; id <= 3; ++id)
        compact.delivered(id);
    for (PeerId id = 1; id <= 3; ++id)
        EXPECT_EQ(peers.take<wire::SendCompact>(id).at(0).announce, 1);
    compact.delivered(4);
    EXPECT_EQ(peers.take<wire::SendCompact>(2).at(0).announce, 0) << "the outbound one stays";
    EXPECT_EQ(peers.take<wire::SendCompact>(4).at(0).announce, 1);
    compact.delivered(3);
    EXPECT_EQ(peers.count(3), 0u);
    PeerReport report;
    compact.report(1, report);
    EXPECT_TRUE(report.compact_high_bandwidth_to);
    compact.report(2, report);
    EXPECT_FALSE(report.compact_high_bandwidth_to);
    compact.handle(2, wire::SendCompact{1, 1});
    compact.report(2, report);
    EXPECT_FALSE(report.compact_high_bandwidth_from) << "another version";
    compact.handle(2, wire::SendCompact{2, 2});
    EXPECT_TRUE(peers.discouraged.contains(2));
}

TEST_F(CompactBlocksTest, transactions_are_given_down_to_a_depth) {
    ready(1);
    const auto tip = chain.tip().height;
    compact.handle(1, wire::GetBlockTransactions{chain.tip().hash, {0}});
    EXPECT_EQ(peers.take<wire::BlockTransactions>(1).at(0).transactions.size(), 1u);
    compact.handle(1, wire::GetBlockTransactions{chain.tip().at(tip - 10)->hash, {0}});
    environment.settle();
    EXPECT_EQ(peers.take<wire::BlockTransactions>(1).size(), 1u);
    EXPECT_EQ(served, 0u);
    compact.handle(1, wire::GetBlockTransactions{chain.tip().at(tip - 11)->hash, {0}});
    environment.settle();
    EXPECT_EQ(peers.count(1), 0u);
    EXPECT_EQ(served, 1u);
    EXPECT_TRUE(peers.paused.empty());
    compact.handle(1, wire::GetBlockTransactions{chain.tip().hash, {1}});
    EXPECT_TRUE(peers.discouraged.contains(1));
    ready(2);
    compact.handle(2, wire::GetBlockTransactions{chain.tip().hash, {}});
    EXPECT_TRUE(peers.gone(2));
}

TEST_F(CompactBlocksTest, transactions_beside_the_pool_are_bounded) {
    ready(1);
    compact.remember(transaction(0));
    for (size_t i = 1; i <= CompactBlocks::kMaxExtra; ++i)
        compact.remember(transaction(static_cast<uint8_t>(100 + i % 50)));
    receive(1, relay::make_compact(next(1), 5));
    EXPECT_EQ(peers.take<wire::GetBlockTransactions>(1).size(), 1u) << "forgotten";
    compact.remember(transaction(0));
    ready(2);
    const auto block = next(1);
    receive(2, relay::make_compact(block, 5));
    EXPECT_TRUE(has(*block));
}

}  // namespace
}  // namespace quanta::sync
