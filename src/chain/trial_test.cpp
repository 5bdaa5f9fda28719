// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/trial.h"

#include <string>
#include <vector>

#include "chain/chain_fixture.h"
#include "sys/clock.h"
#include "testing/block_builder.h"
#include "testing/spending.h"

namespace quanta::chain {
namespace {

constexpr int kMaturity = 100;

class TrialTest : public ChainFixture {
protected:
    TrialTest() {
        open();
        for (int i = 0; i < kMaturity + 1; ++i)
            m_builder.mine_empty(1);
        for (const auto& block : m_builder.blocks())
            EXPECT_EQ(submit(block), "connected");
    }
    /// The reject reason of `block`; "good" without one.
    std::string test(const primitives::Block& block) {
        const auto result = test_block(*m_chain, block, {.now_s = sys::system_clock().system_time_s()});
        return result ? "good" : result.error().reason;
    }
    /// As test, of a block on the tip with `transactions`.
    std::string test_with(std::vector<primitives::MutableTransaction> transactions) {
        testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_params.consensus);
        draft.transactions = std::move(transactions);
        return test(*testing::finish_block(draft));
    }
    primitives::MutableTransaction spend(primitives::Height height, base::ByteSpan script) {
        const testing::SpendableCoin coin = m_builder.coinbase_coin(height);
        return testing::spend_to(std::span(&coin, 1), script);
    }

    testing::ChainBuilder m_builder;
};

TEST_F(TrialTest, LeavesNothingBehind) {
    const std::string coins = utxo_hash();
    const std::string before = tip();
    const auto block = m_builder.mine({spend(1, testing::anyone_script())});
    EXPECT_EQ(test(*block), "good");
    EXPECT_EQ(test(*block), "good");
    EXPECT_EQ(tip(), before);
    EXPECT_EQ(utxo_hash(), coins);
    EXPECT_EQ(m_chain->headers().find(block->hash()), nullptr);
    EXPECT_EQ(submit(block), "connected");
}

TEST_F(TrialTest, KnowsEveryStage) {
    const auto& params = m_params.consensus;
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), params);
    draft.header.time = m_builder.tip().median_time_past();
    EXPECT_EQ(test(*testing::finish_block(draft)), "time-too-old");
    draft = testing::draft_block(m_builder.tip(), params);
    draft.coinbase.inputs[0].script_sig = {0x51, 0x51};
    EXPECT_EQ(test(*testing::finish_block(draft)), "bad-cb-height");
    draft = testing::draft_block(m_builder.tip(), params);
    draft.coinbase.outputs[0].value.sat += 1;
    EXPECT_EQ(test(*testing::finish_block(draft)), "bad-cb-amount");
    EXPECT_EQ(test_with({spend(1, testing::anyone_script()), spend(1, testing::anyone_witness_script())}),
              "bad-txns-inputs-missingorspent");
    EXPECT_EQ(test_with({spend(3, testing::anyone_script())}), "bad-txns-premature-spend-of-coinbase");
    // Such a block is not marked as invalid.
    EXPECT_EQ(test_with({}), "good");
}

TEST_F(TrialTest, RunsScripts) {
    const base::Bytes never{0x00};
    const primitives::MutableTransaction locked = spend(1, never);
    EXPECT_EQ(test_with({locked}), "good");
    const auto frozen = locked.freeze();
    const testing::SpendableCoin coin = testing::coin_of(*frozen, 0, m_builder.tip().height + 1);
    const auto stolen = testing::spend_to(std::span(&coin, 1), testing::anyone_script());
    EXPECT_TRUE(test_with({locked, stolen}).starts_with("block-script-verify-flag-failed"));
}

TEST_F(TrialTest, TakesOnlyWhatFollowsTheTip) {
    EXPECT_EQ(test(*m_builder.blocks().back()), "inconclusive-not-best-prevblk");
    EXPECT_EQ(test(*m_builder.build_on(m_builder.genesis(), 5)), "inconclusive-not-best-prevblk");
    const auto next = m_builder.build_on(m_builder.tip());
    EXPECT_EQ(test(*next), "good");
    EXPECT_TRUE(m_chain->stop());
    EXPECT_EQ(test(*next), "internal-failure");
}

}  // namespace
}  // namespace quanta::chain
