// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Templates of a real pool on a real chain.
#include "mining/contents_maker.h"

#include <gtest/gtest.h>

#include <random>

#include "chain/trial.h"
#include "mempool/chain_fixture.h"
#include "mining/block_template.h"
#include "mining/test_pool.h"

namespace quanta::mining {
namespace {

TEST(ContentsMaker, GivesTheSameUntilSomethingChanges) {
    const auto params = params::make_params(params::Chain::Regtest).value();
    TestPool pool;
    ContentsMaker maker({}, params.consensus);
    const ContentsRef first = maker.make(pool.reader, *pool.tip);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(maker.make(pool.reader, *pool.tip), first);
    const auto added = pool.add({.fee_sat = 1000});
    const ContentsRef second = maker.make(pool.reader, *pool.tip);
    ASSERT_EQ(second->transactions.size(), 1u);
    EXPECT_EQ(second->transactions[0].transaction, added);
    EXPECT_EQ(second->fees.sat, 1000);
    EXPECT_EQ(maker.make(pool.reader, *pool.tip), second);
}

TEST(ContentsMaker, GivesNothingWhileThePoolStandsElsewhere) {
    const auto params = params::make_params(params::Chain::Regtest).value();
    TestPool pool;
    (void)pool.add({.fee_sat = 1000});
    ContentsMaker maker({}, params.consensus);
    const chain::HeaderNode& before = *pool.tip;
    const chain::HeaderNode& after = pool.extend();
    EXPECT_EQ(maker.make(pool.reader, before), nullptr);
    EXPECT_EQ(maker.make(pool.reader, before), nullptr);
    ASSERT_NE(maker.make(pool.reader, after), nullptr);
    EXPECT_EQ(maker.make(pool.reader, after)->transactions.size(), 1u);
}

class PoolTemplates : public mempool::ChainPoolTest {
protected:
    PoolTemplates() {
        options.check_every = 0;
        options.policy.require_standard = false;
    }

    const consensus::HeaderLink& tip() { return *chain->snapshot()->tip; }
    BlockTemplate make(ContentsMaker& maker) {
        ContentsRef contents = maker.make(pool->reader(), tip());
        EXPECT_NE(contents, nullptr);
        return make_block_template(
            tip(), builder.params().consensus,
            {.payout_script = m_payout, .now_s = builder.tip().time + 600, .contents = std::move(contents)});
    }
    /// "ok", or why the chain would not take the template.
    std::string tested(const BlockTemplate& made) {
        const auto result = chain::test_block(*chain, *made.block(),
                                              {.work = consensus::CheckWork::No,
                                               .merkle_root = consensus::CheckMerkleRoot::Yes,
                                               .now_s = builder.tip().time + 600});
        return result ? "ok" : result.error().reason;
    }

    const base::Bytes m_payout{0x51};
};

TEST_F(PoolTemplates, AreValidAfterAnyChangeAndGetMined) {
    open_at(130);
    std::mt19937_64 random(9);
    ContentsMaker wide({}, builder.params().consensus);
    ContentsMaker narrow({.max_weight = 12'000}, builder.params().consensus);
    std::vector<testing::SpendableCoin> coins;
    for (primitives::Height height = 1; height <= 30; ++height)
        coins.push_back(builder.coinbase_coin(height));
    for (int round = 0; round < 120; ++round) {
        const size_t which = random() % coins.size();
        const auto fee = static_cast<int64_t>(500 + random() % 20'000);
        const TransactionRef made = spend(coins[which], fee, 1 + random() % 3).freeze();
        // A spent coin is offered again at times: then it is a replacement or refused.
        if (offer(made) == "ok") coins.push_back(output(made));
        const BlockTemplate block = make(wide);
        ASSERT_EQ(tested(block), "ok") << round;
        EXPECT_EQ(block.contents->transactions.size(), pool->reader().info().count);
        EXPECT_EQ(block.contents->fees, pool->reader().info().fees);
        const BlockTemplate small = make(narrow);
        ASSERT_EQ(tested(small), "ok") << round;
        EXPECT_LE(small.contents->weight, 4000);
    }
    const size_t before = pool->reader().info().count;
    ASSERT_GT(before, 20u);
    BlockTemplate block = make(narrow);
    uint64_t tries = 1'000'000;
    ASSERT_EQ(solve_block(block.header, builder.params().consensus, tries), SolveResult::Solved);
    ASSERT_EQ(submit(block.block()), "ok");
    EXPECT_EQ(pool->reader().info().count, before - block.contents->transactions.size());
    EXPECT_EQ(tested(make(wide)), "ok");
}

}  // namespace
}  // namespace quanta::mining
