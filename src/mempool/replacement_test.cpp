// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Replacement, transactions of version 3 and dust that lives as long as its transaction waits.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "consensus/transaction_inputs.h"
#include "mempool/test_mempool.h"
#include "policy/limits.h"

namespace quanta::mempool {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using primitives::MutableTransaction;
using testing::SpendableCoin;

class ReplacementTest : public ::testing::Test {
protected:
    TransactionRef enter(const Spec& spec) {
        const auto transaction = TestMempool::make(spec);
        EXPECT_EQ(m.offer(transaction), "ok");
        return transaction;
    }
    static int64_t vsize(const TransactionRef& transaction) {
        return policy::virtual_size(static_cast<int64_t>(transaction->weight()));
    }
    /// What `transaction` must pay for its own relay.
    static int64_t own_cost(const TransactionRef& transaction) {
        return FeeRate::per_kvb(100).fee_for(vsize(transaction)).sat;
    }

    TestMempool m;
};

TEST_F(ReplacementTest, PaysForWhatItReplacesAndForItself) {
    const SpendableCoin coin = m.coin();
    const auto first = enter({.from = {coin}, .fee_sat = 1'000});
    const int64_t cost = own_cost(first);
    const auto poorer = TestMempool::make({.from = {coin}, .fee_sat = 999});
    EXPECT_EQ(m.offer(poorer), "insufficient fee, rejecting replacement " + poorer->txid().to_text() +
                                   ", less fees than conflicting txs; 0.00000999 < 0.00001");
    const auto meagre = TestMempool::make({.from = {coin}, .fee_sat = 1'000 + cost - 1});
    EXPECT_EQ(m.offer(meagre), "insufficient fee, rejecting replacement " + meagre->txid().to_text() +
                                   ", not enough additional fees to relay; " +
                                   consensus::format_money({cost - 1}) + " < " +
                                   consensus::format_money({cost}));
    const auto better = TestMempool::make({.from = {coin}, .fee_sat = 1'000 + cost});
    const auto result = m.acceptance.accept(better, Terms{});
    ASSERT_EQ(TestMempool::text_of(result), "ok");
    EXPECT_EQ(result.replaced, std::vector{first->txid()});
    EXPECT_FALSE(m.has(first));
    EXPECT_TRUE(m.has(better));
}

TEST_F(ReplacementTest, PaysForDescendantsToo) {
    const SpendableCoin coin = m.coin();
    const auto parent = enter({.from = {coin}, .fee_sat = 1'000});
    const auto child = enter({.from = {TestMempool::output(parent)}, .fee_sat = 50'000});
    EXPECT_TRUE(m.offer({.from = {coin}, .fee_sat = 50'999}).starts_with("insufficient fee"));
    EXPECT_EQ(m.offer({.from = {coin}, .fee_sat = 52'000}), "ok");
    EXPECT_FALSE(m.has(parent));
    EXPECT_FALSE(m.has(child));
}

TEST_F(ReplacementTest, MustMakeTheDiagramBetter) {
    const SpendableCoin coin = m.coin();
    enter({.from = {coin}, .fee_sat = 1'000});
    // More in all, but a lower rate by its size.
    const auto large = TestMempool::make({.from = {coin}, .fee_sat = 3'000, .padding = 2'000});
    EXPECT_EQ(m.offer(large), "replacement-failed, insufficient feerate: does not improve feerate diagram");
}

TEST_F(ReplacementTest, TouchesAHundredClustersAtMost) {
    std::vector<SpendableCoin> coins;
    for (size_t i = 0; i <= policy::kMaxReplacedClusters; ++i) {
        coins.push_back(m.coin());
        enter({.from = {coins.back()}, .fee_sat = 20});
    }
    const auto wide = TestMempool::make({.from = coins, .fee_sat = 10'000'000});
    EXPECT_EQ(m.offer(wide), "too many potential replacements, rejecting replacement " +
                                 wide->txid().to_text() + "; too many conflicting clusters (101 > 100)");
    coins.pop_back();
    EXPECT_EQ(m.offer({.from = coins, .fee_sat = 10'000'000}), "ok");
    EXPECT_EQ(m.reader.info().count, 2u);
}

TEST_F(ReplacementTest, MayNotSpendWhatItReplaces) {
    const SpendableCoin coin = m.coin();
    const auto parent = enter({.from = {coin}, .fee_sat = 1'000});
    const auto both = TestMempool::make({.from = {coin, TestMempool::output(parent)}, .fee_sat = 100'000});
    EXPECT_EQ(m.offer(both), "bad-txns-spends-conflicting-tx, " + both->txid().to_text() +
                                 " spends conflicting transaction " + parent->txid().to_text());
    EXPECT_TRUE(m.has(parent));
    // Paying too little is told before.
    const auto poor = TestMempool::make({.from = {coin, TestMempool::output(parent)}, .fee_sat = 1'000});
    EXPECT_TRUE(m.offer(poor).starts_with("insufficient fee"));
}

TEST_F(ReplacementTest, AFaultOfTheFeeIsToldBeforeOneOfScripts) {
    const SpendableCoin coin = m.coin();
    enter({.from = {coin}, .fee_sat = 1'000});
    MutableTransaction draft = TestMempool::draft({.from = {coin}, .fee_sat = 1'001});
    draft.inputs[0].witness = {{0x52}};
    EXPECT_TRUE(m.offer(draft.freeze()).starts_with("insufficient fee"));
}

TEST_F(ReplacementTest, LeavesADeltaOfAnotherTransactionAlone) {
    const SpendableCoin coin = m.coin();
    const auto first = enter({.from = {coin}, .fee_sat = 1'000});
    {
        const sys::MutexLock lock(m.state.mutex);
        m.state.pool.prioritise(first->txid(), {100'000});
    }
    EXPECT_TRUE(m.offer({.from = {coin}, .fee_sat = 100'999}).starts_with("insufficient fee"));
    EXPECT_EQ(m.offer({.from = {coin}, .fee_sat = 102'000}), "ok");
    EXPECT_EQ(m.reader.priorities().at(first->txid()).delta.sat, 100'000);
}

// ---- version 3 ----------------------------------------------------------------------------------------

TEST_F(ReplacementTest, VersionThreeKeepsToItself) {
    const auto parent = enter({.from = {m.coin()}, .version = 3});
    EXPECT_TRUE(m.offer({.from = {TestMempool::output(parent)}, .version = 2})
                    .starts_with("TRUC-violation, non-version=3 tx "));
    const auto other = enter({.from = {m.coin()}, .version = 2});
    EXPECT_TRUE(m.offer({.from = {TestMempool::output(other)}, .version = 3})
                    .starts_with("TRUC-violation, version=3 tx "));
}

TEST_F(ReplacementTest, VersionThreeIsSmall) {
    const auto sized = [&](const SpendableCoin& coin, int64_t wanted) {
        const Spec least{.from = {coin}, .fee_sat = 20'000, .version = 3, .padding = 300};
        const int64_t more = wanted - vsize(TestMempool::make(least));
        Spec spec = least;
        spec.padding += static_cast<size_t>(more);
        if (vsize(TestMempool::make(spec)) > wanted) spec.padding -= 2;
        const auto made = TestMempool::make(spec);
        EXPECT_EQ(vsize(made), wanted);
        return made;
    };
    EXPECT_TRUE(m.offer(sized(m.coin(), 10'001)).ends_with(" is too big: 10001 > 10000 virtual bytes"));
    const auto parent = sized(m.coin(), 10'000);
    EXPECT_EQ(m.offer(parent), "ok");
    EXPECT_TRUE(m.offer(sized(TestMempool::output(parent), 1'001))
                    .ends_with(" is too big: 1001 > 1000 virtual bytes"));
    EXPECT_EQ(m.offer(sized(TestMempool::output(parent), 1'000)), "ok");
}

TEST_F(ReplacementTest, VersionThreeHasOneParentAndOneChild) {
    const auto parent = enter({.from = {m.coin()}, .outputs = 2, .version = 3});
    const auto other = enter({.from = {m.coin()}, .version = 3});
    EXPECT_TRUE(m.offer({.from = {TestMempool::output(parent), TestMempool::output(other)}, .version = 3})
                    .ends_with(" would have too many ancestors"));
    const auto child = enter({.from = {TestMempool::output(parent)}, .version = 3});
    EXPECT_TRUE(m.offer({.from = {TestMempool::output(child)}, .version = 3})
                    .ends_with(" would have too many ancestors"));
}

TEST_F(ReplacementTest, ASiblingMakesRoomForOneThatPaysMore) {
    const auto parent = enter({.from = {m.coin()}, .outputs = 2, .version = 3});
    const auto child = enter({.from = {TestMempool::output(parent, 0)}, .fee_sat = 1'000, .version = 3});
    const auto poor =
        TestMempool::make({.from = {TestMempool::output(parent, 1)}, .fee_sat = 1'000, .version = 3});
    EXPECT_TRUE(m.offer(poor).starts_with("insufficient fee (including sibling eviction), "))
        << m.offer(poor);
    const auto result = m.acceptance.accept(
        TestMempool::make({.from = {TestMempool::output(parent, 1)}, .fee_sat = 2'000, .version = 3}),
        Terms{});
    EXPECT_EQ(TestMempool::text_of(result), "ok");
    EXPECT_EQ(result.replaced, std::vector{child->txid()});
    EXPECT_TRUE(m.has(parent));
}

// ---- order --------------------------------------------------------------------------------------------

TEST_F(ReplacementTest, TheOldestChildOfAChainGoesFirst) {
    const auto parent = enter({.from = {m.coin()}, .fee_sat = 20, .outputs = 2});
    const auto rich = enter({.from = {TestMempool::output(parent, 0)}, .fee_sat = 9'000});
    const auto alone = enter({.from = {m.coin()}, .fee_sat = 500});
    const auto poor = enter({.from = {TestMempool::output(parent, 1)}, .fee_sat = 100});
    EXPECT_EQ(m.reader.txids(), (std::vector{parent->txid(), rich->txid(), alone->txid(), poor->txid()}));
    const ChunkSnapshot chunks = m.reader.chunks({.weight = 4'000'000, .least = {0, 1}});
    ASSERT_EQ(chunks.chunks.size(), 3u);
    EXPECT_EQ(chunks.chunks[0].count, 2u);
    EXPECT_EQ(chunks.chunks[0].fee_size().fee_sat, 9'020);
    EXPECT_EQ(chunks.chunks[0].key.cluster, chunks.chunks[2].key.cluster);
    EXPECT_FALSE(chunks.chunks[0].last);
    EXPECT_TRUE(chunks.chunks[1].last);
    EXPECT_TRUE(chunks.chunks[2].last);
    EXPECT_EQ(m.reader.diagram().size(), 3u);
    const auto cluster = m.reader.cluster(rich->txid());
    ASSERT_TRUE(cluster);
    EXPECT_EQ(cluster->count, 3u);
    EXPECT_EQ(cluster->chunks[0].transactions, (std::vector{parent->txid(), rich->txid()}));
}

// ---- chunks -------------------------------------------------------------------------------------------

TEST_F(ReplacementTest, ChunksAreFollowedFromOneLookToTheNext) {
    const auto first = enter({.from = {m.coin()}, .fee_sat = 9'000});
    const auto second = enter({.from = {m.coin()}, .fee_sat = 500});
    enter({.from = {m.coin()}, .fee_sat = 300});
    enter({.from = {m.coin()}, .fee_sat = 100});
    const auto fees = [](const ChunkSnapshot& snapshot) {
        std::string text = snapshot.anew ? "anew" : "";
        for (const auto& key : snapshot.gone)
            text += '-' + std::to_string(key.fee_sat);
        for (const auto& chunk : snapshot.chunks)
            text += '+' + std::to_string(chunk.fee_size().fee_sat);
        return text + (snapshot.until ? " until " + std::to_string(snapshot.until->fee_sat) : "");
    };
    const auto weight = static_cast<int64_t>(first->weight());
    const cluster::FeeSize least{200, weight};
    const auto look = [&](const ChunkSnapshot& before, int64_t wanted) {
        return m.reader.chunks({wanted, least, Reader::ChunkQuery::Known{before.version, before.until}});
    };
    EXPECT_EQ(fees(m.reader.chunks({0, least, {}})), "anew+9000 until 9000");
    const ChunkSnapshot all = m.reader.chunks({3 * weight, least, {}});
    EXPECT_EQ(fees(all), "anew+9000+500+300");
    ChunkSnapshot known = m.reader.chunks({weight + 1, least, {}});
    EXPECT_EQ(fees(known), "anew+9000+500 until 500");
    EXPECT_EQ(fees(look(known, 0)), " until 500");

    enter({.from = {m.coin()}, .fee_sat = 700});
    enter({.from = {m.coin()}, .fee_sat = 200});
    enter({.from = {m.coin()}, .fee_sat = 199});
    enter({.from = {TestMempool::output(second)}, .fee_sat = 400});
    EXPECT_EQ(fees(look(all, weight)), "-500+700+500+400+200");
    // The child is behind what is known; the parent, of another cluster now, comes back.
    EXPECT_EQ(fees(look(known, 0)), "-500+700+500 until 500");
    known = look(known, weight);
    EXPECT_EQ(fees(known), "-500+700+500+400 until 400");
    EXPECT_EQ(known.transactions.size(), 3u);
    EXPECT_EQ(known.transactions[0].fee.sat, 700);
    EXPECT_EQ(fees(look(known, weight)), "+300 until 300");
    EXPECT_EQ(fees(look(known, 2 * weight)), "+300+200");
}

TEST_F(ReplacementTest, DetailsTellTheFamily) {
    const auto parent = enter({.from = {m.coin()}, .fee_sat = 1'000, .outputs = 2});
    const auto child = enter({.from = {TestMempool::output(parent, 0)}, .fee_sat = 3'000});
    const auto ids = std::vector{parent->txid(), child->txid(), primitives::Txid()};
    const auto details = m.reader.details(ids);
    ASSERT_EQ(details.size(), 2u);
    EXPECT_EQ(details[0].descendants.count, 2u);
    EXPECT_EQ(details[0].descendants.fees.sat, 4'000);
    EXPECT_EQ(details[0].children, std::vector{child->txid()});
    EXPECT_EQ(details[1].ancestors.count, 2u);
    EXPECT_EQ(details[1].ancestors.vsize, vsize(parent) + vsize(child));
    EXPECT_EQ(details[1].parents, std::vector{parent->txid()});
    EXPECT_EQ(details[1].chunk_fee.sat, 4'000);
    EXPECT_EQ(m.reader.ancestors(child->txid()), std::vector{parent->txid()});
    EXPECT_EQ(m.reader.descendants(parent->txid()), std::vector{child->txid()});
    EXPECT_FALSE(m.reader.ancestors(primitives::Txid()));
    EXPECT_EQ(m.reader.spender(TestMempool::output(parent).outpoint)->transaction, child);
    EXPECT_TRUE(m.reader.coin(TestMempool::output(parent, 1).outpoint));
    EXPECT_FALSE(m.reader.coin(TestMempool::output(parent, 0).outpoint));
    EXPECT_FALSE(m.reader.coin(TestMempool::output(child, 0).outpoint)->is_coinbase);
}

}  // namespace
}  // namespace quanta::mempool
