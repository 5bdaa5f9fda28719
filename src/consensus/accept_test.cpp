// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/witness_commitment.h"
#include "script/script.h"
#include "testing/chain_builder.h"

namespace quanta::consensus {
namespace {

using params::ConsensusParams;
using primitives::Height;
using primitives::MutableTransaction;
using testing::BlockDraft;
using testing::Commit;

/// A transaction with `lock_time` whose input is not final.
MutableTransaction locked(uint32_t lock_time) {
    MutableTransaction transaction;
    transaction.inputs.push_back({{primitives::Txid(), 0}, {}, kSequenceFinal - 1, {}});
    transaction.outputs.push_back({{}, {script::OP_1}});
    transaction.lock_time = lock_time;
    return transaction;
}

TEST(IsFinal, LockTimesByHeightAndTime) {
    const auto final_at = [](const MutableTransaction& transaction, Height height, int64_t time) {
        return is_final(*transaction.freeze(), height, time);
    };
    EXPECT_TRUE(final_at(locked(0), 0, 0));
    EXPECT_TRUE(final_at(locked(99), 100, 0));
    EXPECT_FALSE(final_at(locked(100), 100, 2'000'000'000));
    EXPECT_FALSE(final_at(locked(499'999'999), 499'999'999, 2'000'000'000));
    EXPECT_FALSE(final_at(locked(500'000'000), 600'000'000, 500'000'000));
    EXPECT_TRUE(final_at(locked(500'000'000), 0, 500'000'001));
    EXPECT_FALSE(final_at(locked(0xffffffff), 0, 0xffffffff));

    MutableTransaction sequences = locked(100);
    sequences.inputs[0].sequence = kSequenceFinal;
    EXPECT_TRUE(final_at(sequences, 100, 0));
    sequences.inputs.push_back({{primitives::Txid(), 1}, {}, kSequenceFinal - 1, {}});
    EXPECT_FALSE(final_at(sequences, 100, 0));
}

/// A block on twenty others of regtest, to bend.
class AcceptBlock : public ::testing::Test {
protected:
    AcceptBlock() {
        m_chain.mine_empty(20);
        m_draft = testing::draft_block(m_chain.tip(), m_params);
    }

    base::Result<void, BlockError> accept(Commit commit = Commit::Yes) {
        return accept_block(*testing::finish_block(m_draft, commit), m_chain.tip(), m_params);
    }
    /// With the coinbase's commitment as it is.
    base::Result<void, BlockError> accept_as_is() { return accept(Commit::No); }
    /// Adds a transaction with a witness.
    void add_witness() {
        m_draft.transactions.push_back(locked(0));
        m_draft.transactions.back().inputs[0].witness = {{1, 2, 3}};
    }

    testing::ChainBuilder m_chain;
    ConsensusParams m_params = m_chain.params().consensus;
    BlockDraft m_draft;
};

TEST_F(AcceptBlock, LockTimesRunAgainstTheMedianTime) {
    const uint32_t median = m_chain.tip().median_time_past();
    m_draft.transactions = {locked(median - 1)};
    EXPECT_TRUE(accept());
    m_draft.transactions = {locked(median)};
    EXPECT_EQ(accept().error().code, ErrorCode::NonFinal);
    EXPECT_EQ(accept().error().detail, "non-final transaction");
    m_draft.transactions = {locked(20)};
    EXPECT_TRUE(accept());
    m_draft.transactions = {locked(21)};
    EXPECT_EQ(accept().error().code, ErrorCode::NonFinal);
}

TEST_F(AcceptBlock, LockTimesRunAgainstTheBlockTimeBeforeBip113) {
    m_params.csv_height = 22;
    m_draft.transactions = {locked(m_draft.header.time - 1)};
    EXPECT_TRUE(accept());
    m_draft.transactions = {locked(m_draft.header.time)};
    EXPECT_EQ(accept().error().code, ErrorCode::NonFinal);
    m_draft.transactions = {locked(m_draft.header.time - 1)};
    m_params.csv_height = 21;
    EXPECT_EQ(accept().error().code, ErrorCode::NonFinal);
}

TEST_F(AcceptBlock, CoinbaseBeginsWithTheHeight) {
    base::Bytes& script = m_draft.coinbase.inputs[0].script_sig;
    script = {1, 21};
    EXPECT_TRUE(accept());
    for (const base::Bytes& bad : {base::Bytes{1, 22}, {1, 20}, {2, 21, 0}, {0, 1, 21}, {1}}) {
        script = bad;
        EXPECT_EQ(accept().error().code, ErrorCode::CoinbaseHeight);
    }
    m_params.bip34_height = 22;
    EXPECT_TRUE(accept());
}

TEST(CoinbaseHeight, IsPushedTheShortestWay) {
    EXPECT_EQ(coinbase_height_script(0), (base::Bytes{0}));
    EXPECT_EQ(coinbase_height_script(1), (base::Bytes{0x51}));
    EXPECT_EQ(coinbase_height_script(16), (base::Bytes{0x60}));
    EXPECT_EQ(coinbase_height_script(17), (base::Bytes{1, 17}));
    EXPECT_EQ(coinbase_height_script(127), (base::Bytes{1, 127}));
    EXPECT_EQ(coinbase_height_script(128), (base::Bytes{2, 128, 0}));
    EXPECT_EQ(coinbase_height_script(32768), (base::Bytes{3, 0, 128, 0}));
    EXPECT_EQ(coinbase_height_script(900'000), (base::Bytes{3, 0xa0, 0xbb, 0x0d}));
}

TEST_F(AcceptBlock, WitnessesNeedACommitment) {
    EXPECT_TRUE(accept(Commit::No));
    add_witness();
    EXPECT_TRUE(accept(Commit::Yes));
    EXPECT_EQ(accept(Commit::No).error().code, ErrorCode::WitnessUnexpected);
    m_params.segwit_height = 22;
    EXPECT_EQ(accept(Commit::Yes).error().code, ErrorCode::WitnessUnexpected);
}

TEST_F(AcceptBlock, CommitmentMatches) {
    add_witness();
    testing::commit_witnesses(m_draft);
    EXPECT_TRUE(accept_as_is());
    m_draft.coinbase.outputs[1].script.push_back(7);  // what follows is free
    EXPECT_TRUE(accept_as_is());
    m_draft.coinbase.outputs[1].script[37] ^= 1;
    EXPECT_EQ(accept_as_is().error().code, ErrorCode::WitnessMerkleMatch);
    EXPECT_EQ(accept_as_is().error().failure, FailureClass::Mutated);
}

TEST_F(AcceptBlock, LastCommitmentCounts) {
    testing::commit_witnesses(m_draft);
    const MutableTransaction::Output good = m_draft.coinbase.outputs[1];
    MutableTransaction::Output bad = good;
    bad.script[20] ^= 1;
    m_draft.coinbase.outputs = {good, bad};
    EXPECT_EQ(accept_as_is().error().code, ErrorCode::WitnessMerkleMatch);
    m_draft.coinbase.outputs = {bad, good};
    EXPECT_TRUE(accept_as_is());
    bad.script.resize(37);  // too short to be one
    m_draft.coinbase.outputs = {good, bad};
    EXPECT_TRUE(accept_as_is());
}

TEST_F(AcceptBlock, NonceIsOneItemOf32Bytes) {
    testing::commit_witnesses(m_draft);
    auto& witness = m_draft.coinbase.inputs[0].witness;
    for (const std::vector<base::Bytes>& bad : {std::vector<base::Bytes>{},
                                                {base::Bytes(31)},
                                                {base::Bytes(33)},
                                                {base::Bytes(32), base::Bytes(32)}}) {
        witness = bad;
        EXPECT_EQ(accept_as_is().error().code, ErrorCode::WitnessNonceSize);
    }
    witness = {base::Bytes(32)};
    EXPECT_TRUE(accept_as_is());
}

TEST_F(AcceptBlock, Weight) {
    add_witness();
    base::Bytes& item = m_draft.transactions[0].inputs[0].witness[0];
    item.resize(100'000);
    const size_t before = testing::finish_block(m_draft)->weight();
    item.resize(item.size() + kMaxBlockWeight - before);
    EXPECT_EQ(testing::finish_block(m_draft)->weight(), kMaxBlockWeight);
    EXPECT_TRUE(accept());
    item.push_back(0);
    EXPECT_EQ(accept().error().code, ErrorCode::BadWeight);
}

}  // namespace
}  // namespace quanta::consensus
