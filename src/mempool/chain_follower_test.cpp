// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/chain_follower.h"

#include <gtest/gtest.h>

#include <set>

#include "mempool/chain_fixture.h"
#include "script/opcode.h"

namespace quanta::mempool {
namespace {

using primitives::MutableTransaction;

/// What happened, in words.
class Diary final : public PoolSink {
public:
    void entered(const Entered& event) override { note("in", event.entry, event.sequence); }
    void left(const Left& event) override {
        note(leave_reason_text(event.reason), event.entry, event.sequence);
    }
    void block_seen(const BlockSeen& event) override {
        lines.push_back((event.connected ? "block " : "no block ") + std::to_string(event.height));
    }
    void note(const std::string& what, const Entry& entry, uint64_t sequence) {
        lines.push_back(what + " " + names.at(entry.transaction->txid()) + " " + std::to_string(sequence));
    }

    std::map<primitives::Txid, std::string> names;
    std::vector<std::string> lines;
};

class ChainFollowerTest : public ChainPoolTest {
protected:
    /// A block with `transactions` on the builder's tip, submitted.
    void confirm(const std::vector<MutableTransaction>& transactions) {
        ASSERT_EQ(submit(builder.mine(transactions)), "ok");
    }
    MutableTransaction from_coinbase(primitives::Height height, int64_t fee_sat = 10'000) const {
        return spend(builder.coinbase_coin(height), fee_sat);
    }
};

TEST_F(ChainFollowerTest, ABlockTakesItsTransactionsAndConflictsOut) {
    options.policy.require_standard = false;
    open_at(103);
    const MutableTransaction one = from_coinbase(1);
    const MutableTransaction two = from_coinbase(2);
    const auto first = one.freeze();
    const auto second = two.freeze();
    const auto child = spend(output(second), 5'000).freeze();
    const auto grandchild = spend(output(first), 5'000).freeze();
    Diary diary;
    diary.names = {{first->txid(), "first"},
                   {second->txid(), "second"},
                   {child->txid(), "child"},
                   {grandchild->txid(), "grandchild"}};
    pool->add_sink(diary);
    for (const auto& transaction : {first, second, child, grandchild})
        ASSERT_EQ(offer(transaction), "ok");
    pool->prioritise(first->txid(), {1'000});
    MutableTransaction other = two;
    other.outputs[0].value.sat -= 1;
    confirm({one, other});
    EXPECT_FALSE(has(first));
    EXPECT_FALSE(has(second));
    EXPECT_FALSE(has(child));
    EXPECT_TRUE(has(grandchild));
    EXPECT_TRUE(pool->reader().priorities().empty());
    EXPECT_TRUE(pool->reader().recently_confirmed(first->txid()));
    EXPECT_TRUE(pool->reader().recently_confirmed(other.freeze()->txid()));
    EXPECT_FALSE(pool->reader().recently_confirmed(second->txid()));
    pool->wait_until_told();
    pool->remove_sink(diary);
    EXPECT_EQ(diary.lines, (std::vector<std::string>{"in first 1", "in second 2", "in child 3",
                                                     "in grandchild 4", "block first 5", "conflict second 5",
                                                     "conflict child 6", "block 104"}));
    EXPECT_EQ(pool->reader().info().tip->height, 104);
    EXPECT_EQ(offer(first), "txn-already-known");
}

TEST_F(ChainFollowerTest, WhatWasTakenOffComesBackWithItsDescendants) {
    options.policy.require_standard = false;
    open_at(103);
    const consensus::HeaderLink& fork_at = builder.tip();
    const MutableTransaction one = from_coinbase(1);
    const auto first = one.freeze();
    const MutableTransaction two = spend(output(first), 5'000, 2);
    const auto second = two.freeze();
    confirm({one});
    confirm({two});
    const auto child = spend(output(second, 0), 5'000).freeze();
    ASSERT_EQ(offer(child), "ok");
    fork(fork_at, 3, 7);
    EXPECT_EQ(pool->reader().info().tip->height, 106);
    ASSERT_TRUE(has(first));
    ASSERT_TRUE(has(second));
    ASSERT_TRUE(has(child));
    EXPECT_EQ(pool->reader().ancestors(child->txid()), (std::vector{first->txid(), second->txid()}));
    EXPECT_EQ(pool->reader().find(first->txid())->sequence, 0u);
    EXPECT_FALSE(pool->reader().recently_confirmed(first->txid()));
}

TEST_F(ChainFollowerTest, WhatTheNewBranchHoldsDoesNotComeBack) {
    options.policy.require_standard = false;
    open_at(103);
    const consensus::HeaderLink& fork_at = builder.tip();
    const MutableTransaction one = from_coinbase(1);
    const MutableTransaction two = from_coinbase(2);
    confirm({one, two});
    const auto child = spend(output(two.freeze()), 5'000).freeze();
    ASSERT_EQ(offer(child), "ok");
    // The other branch has the first as it is, and spends the coin of the second in another way.
    MutableTransaction other = two;
    other.outputs[0].value.sat -= 1;
    testing::BlockDraft draft = testing::draft_block(fork_at, builder.params().consensus, {}, 9);
    draft.transactions = {one, other};
    const auto block = testing::finish_block(draft);
    ASSERT_EQ(submit(block), "ok");
    fork(builder.link(block->header(), fork_at), 1, 9);
    EXPECT_EQ(pool->reader().info().tip->height, 105);
    EXPECT_EQ(pool->reader().info().count, 0u);
}

TEST_F(ChainFollowerTest, CoinbasesThatAreGoneTakeTheirSpendersAlong) {
    options.policy.require_standard = false;
    open_at(103);
    // Mature at 104 only: the spender of block 4's coinbase may not be in block 103.
    const auto early = from_coinbase(4).freeze();
    const auto fine = from_coinbase(1).freeze();
    ASSERT_EQ(offer(early), "ok");
    ASSERT_EQ(offer(fine), "ok");
    ASSERT_TRUE(chain->invalidate(*chain->headers().find(builder.tip().hash)));
    pool->sync();
    EXPECT_EQ(pool->reader().info().tip->height, 102);
    EXPECT_FALSE(has(early));
    EXPECT_TRUE(has(fine));
}

TEST_F(ChainFollowerTest, LocksAreLookedAtAgain) {
    options.policy.require_standard = false;
    open_at(104);
    MutableTransaction locked = from_coinbase(1);
    locked.lock_time = 104;
    locked.inputs[0].sequence = 0;
    const auto by_height = locked.freeze();
    MutableTransaction relative = from_coinbase(2);
    relative.inputs[0].sequence = 103;
    const auto by_age = relative.freeze();
    const auto free = from_coinbase(3).freeze();
    for (const auto& transaction : {by_height, by_age, free})
        ASSERT_EQ(offer(transaction), "ok");
    ASSERT_TRUE(chain->invalidate(*chain->headers().find(builder.tip().hash)));
    pool->sync();
    EXPECT_FALSE(has(by_height));
    EXPECT_FALSE(has(by_age));
    EXPECT_TRUE(has(free));
}

TEST_F(ChainFollowerTest, AFamilyThatComesBackTooLargeIsCut) {
    options.policy.require_standard = false;
    options.cluster.count = 3;
    open_at(103);
    const MutableTransaction one = spend(builder.coinbase_coin(1), 10'000, 4);
    const auto first = one.freeze();
    confirm({one});
    std::vector<TransactionRef> children;
    for (uint32_t i = 0; i < 4; ++i) {
        children.push_back(spend(output(first, i), 1'000 * (i + 1)).freeze());
        ASSERT_EQ(offer(children.back()), "ok");
    }
    ASSERT_TRUE(chain->invalidate(*chain->headers().find(builder.tip().hash)));
    pool->sync();
    EXPECT_TRUE(has(first));
    EXPECT_FALSE(has(children[0]));
    EXPECT_FALSE(has(children[1]));
    EXPECT_TRUE(has(children[2]));
    EXPECT_TRUE(has(children[3]));
}

TEST_F(ChainFollowerTest, TakesTransactionsWhileTheTipMoves) {
    options.policy.require_standard = false;
    open_at(140);
    std::vector<TransactionRef> offered;
    for (primitives::Height i = 1; i <= 30; ++i)
        offered.push_back(from_coinbase(i).freeze());
    clock.advance_s(24 * 60 * 60);
    sys::Thread miner("miner", [&] {
        for (int i = 0; i < 30; ++i)
            ASSERT_TRUE(chain->submit_and_wait(builder.mine()));
    });
    for (const auto& transaction : offered)
        EXPECT_EQ(offer(transaction), "ok");
    miner.join();
    pool->sync();
    EXPECT_EQ(pool->reader().info().count, 30u);
    EXPECT_EQ(pool->reader().info().tip->height, 170);
}

TEST_F(ChainFollowerTest, SubmittedOnesKeepTheOrderOfFamilies) {
    options.policy.require_standard = false;
    open_at(140);
    std::vector<TransactionRef> all;
    for (primitives::Height i = 1; i <= 20; ++i) {
        TransactionRef last = from_coinbase(i).freeze();
        all.push_back(last);
        for (int depth = 0; depth < 10; ++depth)
            all.push_back(last = spend(output(last), 1'000).freeze());
    }
    sys::Mutex mutex;
    std::multiset<std::string> answers;
    for (const auto& transaction : all) {
        pool->submit(transaction, {}, [&](const TransactionResult& result) {
            const sys::MutexLock lock(mutex);
            answers.insert(result.accepted() ? "ok" : result.rejection->text());
        });
    }
    pool->stop();
    const sys::MutexLock lock(mutex);
    EXPECT_EQ(answers.size(), all.size());
    EXPECT_EQ(
        answers.count("ok") + answers.count("no-mempool") + answers.count("bad-txns-inputs-missingorspent"),
        all.size());
    EXPECT_EQ(answers.count("ok"), pool->reader().info().count);
}

}  // namespace
}  // namespace quanta::mempool
