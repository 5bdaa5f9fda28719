// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Templates for miners while the mempool changes.
#include "node/template_service.h"

#include <chrono>
#include <stdexcept>

#include "node/node_fixture.h"
#include "sys/thread.h"
#include "testing/block_builder.h"
#include "testing/spending.h"

namespace quanta::node {
namespace {

using base::Bytes;
using interfaces::BlockWaitOptions;
using Steady = std::chrono::steady_clock;

constexpr double kLong_ms = 60'000;

class PoolTemplateTest : public NodeFixture {
protected:
    PoolTemplateTest() {
        NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        start(wanted);
        grow(110);
        m_mining = make_mining_service(*m_node, {});
    }
    mempool::TransactionRef enter(primitives::Height height, int64_t fee_sat = 10'000) {
        auto made = testing::spend_to(std::vector{m_builder.coinbase_coin(height)},
                                      testing::anyone_witness_script(), {fee_sat})
                        .freeze();
        const auto result = m_node->pool().pool().accept(made);
        EXPECT_TRUE(result.accepted()) << (result.rejection ? result.rejection->text() : "");
        return made;
    }
    std::unique_ptr<interfaces::BlockTemplate> make_template(interfaces::BlockCreateOptions options = {}) {
        return m_mining->create_new_block(options, true);
    }
    /// The template with its own coinbase and work.
    bool solve(interfaces::BlockTemplate& made, std::string& reason) {
        const auto block = primitives::Block::parse(made.get_block()).value();
        primitives::BlockHeader header = block->header();
        testing::solve(header);
        const base::ByteSpan coinbase = block->transactions()[0].raw();
        std::string debug;
        return made.submit_solution(static_cast<uint32_t>(header.version), header.time, header.nonce,
                                    Bytes(coinbase.begin(), coinbase.end()), reason, debug);
    }

    std::unique_ptr<interfaces::Mining> m_mining;
};

TEST_F(PoolTemplateTest, HoldsWhatWaits) {
    const auto transaction = enter(1, 12'345);
    const auto made = make_template();
    EXPECT_EQ(made->get_tx_fees(), std::vector<primitives::Amount>{{12'345}});
    EXPECT_EQ(made->get_tx_sigops().size(), 1u);
    EXPECT_EQ(made->get_coinbase_tx().block_reward_remaining.sat, 50 * primitives::kCoinSat + 12'345);
    EXPECT_EQ(made->get_coinbase_merkle_path().size(), 1u);
    std::string reason;
    EXPECT_TRUE(solve(*made, reason)) << reason;
    m_node->pool().pool().sync();
    EXPECT_EQ(m_node->pool().pool().reader().info().count, 0u);
    EXPECT_TRUE(make_template({.use_mempool = false})->get_tx_fees().empty());
}

TEST_F(PoolTemplateTest, GivesTransactionsByTheirIds) {
    const auto transaction = enter(1);
    const Bytes raw(transaction->raw().begin(), transaction->raw().end());
    const base::ByteSpan txid = transaction->txid().bytes();
    const base::ByteSpan wtxid = transaction->wtxid().bytes();
    EXPECT_EQ(m_mining->get_transactions_by_txid({Bytes(32), Bytes(txid.begin(), txid.end()), Bytes(31)}),
              (std::vector<Bytes>{{}, raw, {}}));
    EXPECT_EQ(m_mining->get_transactions_by_witness_id({Bytes(wtxid.begin(), wtxid.end())}),
              std::vector<Bytes>{raw});
}

TEST_F(PoolTemplateTest, NextComesWithEnoughFees) {
    auto made = make_template();
    std::unique_ptr<interfaces::BlockTemplate> next;
    Steady::time_point woken;
    sys::Thread waiter("waiter", [&] {
        next = made->wait_next({.timeout_ms = kLong_ms, .fee_threshold = {15'000}});
        woken = Steady::now();
    });
    (void)enter(1, 14'999);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    const auto began = Steady::now();
    (void)enter(2, 1'000);
    waiter.join();
    ASSERT_NE(next, nullptr);
    EXPECT_EQ(next->get_tx_fees().size(), 2u);
    RecordProperty("milliseconds", std::to_string((woken - began) / std::chrono::milliseconds(1)));
    EXPECT_EQ(next->wait_next({.timeout_ms = 30, .fee_threshold = {1}}), nullptr) << "nothing has changed";
}

TEST_F(PoolTemplateTest, NextDoesNotComeWithoutNeed) {
    auto made = make_template();
    (void)enter(1, 14'999);
    EXPECT_EQ(made->wait_next({.timeout_ms = 30, .fee_threshold = {15'000}}), nullptr);
    EXPECT_EQ(made->wait_next({.timeout_ms = 30}), nullptr) << "fees do not matter";
    EXPECT_NE(made->wait_next({.timeout_ms = kLong_ms, .fee_threshold = {14'999}}), nullptr);
    EXPECT_EQ(make_template({.use_mempool = false})->wait_next({.timeout_ms = 30, .fee_threshold = {1}}),
              nullptr);
}

TEST_F(PoolTemplateTest, NextComesWithANewTipWhileFeesAreWatched) {
    auto made = make_template();
    std::unique_ptr<interfaces::BlockTemplate> next;
    sys::Thread waiter("waiter",
                       [&] { next = made->wait_next({.timeout_ms = kLong_ms, .fee_threshold = {15'000}}); });
    grow(1);
    waiter.join();
    ASSERT_NE(next, nullptr);
    EXPECT_EQ(next->get_coinbase_tx().lock_time, 111u);
}

TEST_F(PoolTemplateTest, OldOnesGoWhenAClientHoldsTooMany) {
    std::vector<std::unique_ptr<interfaces::BlockTemplate>> held;
    for (size_t i = 0; i < TemplateShelf::kPlaces; ++i)
        held.push_back(make_template());
    EXPECT_EQ(held[0]->get_block_header().size(), 80u);
    held.push_back(make_template());
    EXPECT_THROW((void)held[0]->get_block_header(), std::runtime_error);
    EXPECT_EQ(held[1]->get_block_header().size(), 80u);
}

TEST_F(PoolTemplateTest, ManyBlocksWithTransactionsArriving) {
    auto made = make_template();
    for (int i = 1; i <= 20; ++i) {
        (void)enter(i);
        auto next = made->wait_next({.timeout_ms = kLong_ms, .fee_threshold = {1}});
        ASSERT_NE(next, nullptr);
        std::string reason;
        ASSERT_TRUE(solve(*next, reason)) << reason;
        made = next->wait_next({.timeout_ms = kLong_ms});
        ASSERT_NE(made, nullptr);
        EXPECT_TRUE(made->get_tx_fees().empty());
    }
    EXPECT_EQ(tip().height, 130);
}

}  // namespace
}  // namespace quanta::node
