// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "consensus/limits.h"
#include "consensus/rules.h"
#include "script/opcode.h"
#include "testing/chain_builder.h"

namespace quanta::consensus {
namespace {

using primitives::Amount;
using primitives::kMaxMoneySat;
using primitives::MutableTransaction;
using primitives::OutPoint;
using primitives::Txid;
using testing::BlockDraft;

OutPoint numbered(uint32_t number) {
    OutPoint outpoint;
    base::write_le(outpoint.txid.data(), number);
    outpoint.index = 0;
    return outpoint;
}

/// A transaction of one input and one output that passes.
MutableTransaction sound(uint32_t number = 1) {
    MutableTransaction transaction;
    transaction.inputs.push_back({numbered(number), {}, kSequenceFinal, {}});
    transaction.outputs.push_back({Amount{1000}, {script::OP_1}});
    return transaction;
}

base::Result<void, BlockError> check(const MutableTransaction& transaction) {
    return check_transaction(*transaction.freeze());
}

TEST(CheckTransaction, NeedsInputsAndOutputs) {
    EXPECT_TRUE(check(sound()));
    const auto empty = primitives::parse_transaction(base::Bytes(10)).value();
    EXPECT_EQ(check_transaction(*empty).error().code, ErrorCode::InputsEmpty);
    MutableTransaction bare = sound();
    bare.outputs.clear();
    EXPECT_EQ(check(bare).error().code, ErrorCode::OutputsEmpty);
}

TEST(CheckTransaction, SizeWithoutWitness) {
    MutableTransaction big = sound();
    // Four bytes of the length and one that was there go along with the padding.
    const size_t padding = kMaxBlockWeight / 4 - big.serialize().size() - 4;
    big.outputs[0].script.resize(padding + 1);
    EXPECT_EQ(big.serialize().size(), kMaxBlockWeight / 4);
    big.inputs[0].witness = {base::Bytes(1000)};
    EXPECT_TRUE(check(big));
    big.outputs[0].script.push_back(0);
    EXPECT_EQ(check(big).error().code, ErrorCode::Oversize);
}

TEST(CheckTransaction, OutputRanges) {
    MutableTransaction transaction = sound();
    transaction.outputs.push_back({Amount{0}, {}});
    transaction.outputs[0].value.sat = kMaxMoneySat;
    EXPECT_TRUE(check(transaction));
    transaction.outputs[1].value.sat = 1;
    EXPECT_EQ(check(transaction).error().code, ErrorCode::OutputTotalTooLarge);
    transaction.outputs[0].value.sat = kMaxMoneySat + 1;
    EXPECT_EQ(check(transaction).error().code, ErrorCode::OutputTooLarge);
    transaction.outputs[0].value.sat = -1;
    EXPECT_EQ(check(transaction).error().code, ErrorCode::OutputNegative);
    transaction.outputs[0].value.sat = std::numeric_limits<int64_t>::min();
    EXPECT_EQ(check(transaction).error().code, ErrorCode::OutputNegative);
}

TEST(CheckTransaction, DuplicateInputsAmongFewAndMany) {
    for (size_t count : {2u, 8u, 9u, 300u}) {
        MutableTransaction transaction = sound();
        transaction.inputs.clear();
        for (uint32_t i = 0; i < count; ++i) {
            transaction.inputs.push_back({numbered(7919 * i % 1009 + 1), {}, kSequenceFinal, {}});
        }
        EXPECT_TRUE(check(transaction)) << count;
        // The same transaction's other output is another coin.
        transaction.inputs.back().prevout = transaction.inputs.front().prevout;
        transaction.inputs.back().prevout.index = 1;
        EXPECT_TRUE(check(transaction)) << count;
        transaction.inputs.back().prevout.index = 0;
        EXPECT_EQ(check(transaction).error().code, ErrorCode::InputsDuplicate) << count;
    }
}

TEST(CheckTransaction, CoinbaseScriptLength) {
    MutableTransaction coinbase = sound();
    coinbase.inputs[0].prevout = OutPoint();
    for (size_t size : {2u, 100u}) {
        coinbase.inputs[0].script_sig.assign(size, 0);
        EXPECT_TRUE(check(coinbase)) << size;
    }
    for (size_t size : {0u, 1u, 101u}) {
        coinbase.inputs[0].script_sig.assign(size, 0);
        EXPECT_EQ(check(coinbase).error().code, ErrorCode::CoinbaseLength) << size;
    }
}

TEST(CheckTransaction, NullPrevoutIsForCoinbases) {
    MutableTransaction transaction = sound();
    transaction.inputs.push_back({OutPoint(), {}, kSequenceFinal, {}});
    EXPECT_EQ(check(transaction).error().code, ErrorCode::PrevoutNull);
    transaction.inputs[1].prevout.index = 0;
    EXPECT_TRUE(check(transaction));
}

/// A block on the genesis block of regtest, to bend and check.
class CheckBlock : public ::testing::Test {
protected:
    base::Result<void, BlockError> check_finished() {
        return check_block(*testing::finish_block(m_draft), m_chain.params().consensus);
    }
    ErrorCode finished_code() { return check_finished().error().code; }

    testing::ChainBuilder m_chain;
    BlockDraft m_draft = testing::draft_block(m_chain.genesis(), m_chain.params().consensus);
};

TEST_F(CheckBlock, WorkUnlessToldNotTo) {
    EXPECT_TRUE(check_finished());
    testing::set_merkle_root(m_draft);
    testing::solve(m_draft.header);
    while (check_header_work(m_draft.header.hash(), m_draft.header.bits, m_chain.params().consensus)) {
        ++m_draft.header.nonce;
    }
    const auto unsolved = testing::freeze_block(m_draft);
    EXPECT_EQ(check_block(*unsolved, m_chain.params().consensus).error().code, ErrorCode::HighHash);
    EXPECT_TRUE(check_block(*unsolved, m_chain.params().consensus, CheckWork::No));
}

TEST_F(CheckBlock, MerkleRoot) {
    const auto block = testing::finish_block(m_draft);
    BlockDraft other = m_draft;
    other.header = block->header();
    other.header.merkle_root.bytes()[0] ^= 1;
    testing::solve(other.header);
    testing::commit_witnesses(other);
    const auto result = check_block(*testing::freeze_block(other), m_chain.params().consensus);
    EXPECT_EQ(result.error().code, ErrorCode::BadMerkleRoot);
    EXPECT_EQ(result.error().failure, FailureClass::Mutated);
    EXPECT_TRUE(check_block(*testing::freeze_block(other), m_chain.params().consensus, CheckWork::Yes,
                            CheckMerkleRoot::No));
}

TEST_F(CheckBlock, RepeatedTransactionsThatKeepTheRoot) {
    m_draft.transactions = {sound(1), sound(2)};
    testing::commit_witnesses(m_draft);
    testing::set_merkle_root(m_draft);
    testing::solve(m_draft.header);
    EXPECT_TRUE(check_block(*testing::freeze_block(m_draft), m_chain.params().consensus));
    m_draft.transactions.push_back(sound(2));
    const auto result = check_block(*testing::freeze_block(m_draft), m_chain.params().consensus);
    EXPECT_EQ(result.error().code, ErrorCode::DuplicateTransactions);
}

TEST_F(CheckBlock, LengthWithoutWitness) {
    const auto empty =
        primitives::Block::parse(primitives::Block::assemble(primitives::BlockHeader{}, {})).value();
    EXPECT_EQ(check_block(*empty, m_chain.params().consensus, CheckWork::No).error().code,
              ErrorCode::BadLength);

    m_draft.transactions = {sound()};
    const size_t before = testing::finish_block(m_draft)->stripped_size();
    base::Bytes& script = m_draft.transactions[0].outputs[0].script;
    script.resize(kMaxBlockWeight / 4 - before - 3, script::OP_NOP);
    EXPECT_EQ(testing::finish_block(m_draft)->stripped_size(), kMaxBlockWeight / 4);
    EXPECT_TRUE(check_finished());
    script.push_back(script::OP_NOP);
    EXPECT_EQ(finished_code(), ErrorCode::BadLength);
}

TEST_F(CheckBlock, FirstTransactionAndNoOtherIsACoinbase) {
    m_draft.transactions = {m_draft.coinbase};
    EXPECT_EQ(finished_code(), ErrorCode::CoinbaseMultiple);
    m_draft.transactions.clear();
    m_draft.coinbase.inputs[0].prevout.index = 0;
    EXPECT_EQ(finished_code(), ErrorCode::CoinbaseMissing);
}

TEST_F(CheckBlock, NamesTheTransactionThatFails) {
    m_draft.transactions = {sound(1), sound(2)};
    m_draft.transactions[1].outputs[0].value.sat = -1;
    const BlockError error = check_finished().error();
    EXPECT_EQ(error.code, ErrorCode::OutputNegative);
    EXPECT_EQ(error.reason, "bad-txns-vout-negative");
    EXPECT_EQ(error.detail, "Transaction check failed (tx hash " +
                                m_draft.transactions[1].freeze()->txid().to_text() + ") ");
}

TEST_F(CheckBlock, LegacySigops) {
    m_draft.transactions = {sound()};
    base::Bytes& script = m_draft.transactions[0].outputs[0].script;
    script.assign(kMaxBlockSigopsCost / 4, script::OP_CHECKSIG);
    EXPECT_TRUE(check_finished());
    script.push_back(script::OP_CHECKSIG);
    EXPECT_EQ(finished_code(), ErrorCode::TooManySigops);
    EXPECT_EQ(check_finished().error().detail, "out-of-bounds SigOpCount");
}

TEST(BlockErrors, EveryCodeHasItsReason) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::InternalFailure); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(make_error(code).code, code);
        EXPECT_FALSE(make_error(code).reason.empty());
    }
    const BlockError error = make_error(ErrorCode::DuplicateInvalid, "block x was previously marked invalid");
    EXPECT_EQ(error.reason, "duplicate-invalid");
    EXPECT_EQ(error.detail, "block x was previously marked invalid");
    EXPECT_EQ(error.failure, FailureClass::CachedInvalid);
    EXPECT_EQ(make_error(ErrorCode::PreviousNotFound).reason, "prev-blk-not-found");
    EXPECT_EQ(make_error(ErrorCode::PreviousInvalid).reason, "bad-prevblk");
    EXPECT_EQ(make_error(ErrorCode::TooLittleWork).failure, FailureClass::LowWork);
}

}  // namespace
}  // namespace quanta::consensus
