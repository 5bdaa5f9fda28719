// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/transaction_inputs.h"

#include <gtest/gtest.h>

#include "consensus/limits.h"
#include "testing/chain_builder.h"

namespace quanta::consensus {
namespace {

using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;

/// A transaction of version 2 with an input for each of `sequences`.
MutableTransaction with_sequences(std::initializer_list<uint32_t> sequences) {
    MutableTransaction transaction;
    for (uint32_t sequence : sequences)
        transaction.inputs.push_back({{primitives::Txid(), 1}, {}, sequence, {}});
    transaction.outputs.push_back({{}, {}});
    return transaction;
}

class SequenceLocks : public ::testing::Test {
protected:
    SequenceLocks() { m_chain.mine_empty(30); }

    SequenceLock lock(const MutableTransaction& transaction, std::vector<primitives::Height> heights) const {
        std::vector<Coin> coins;
        for (primitives::Height height : heights)
            coins.push_back({Amount{1}, {}, height, false});
        return sequence_lock(*transaction.freeze(), coins, m_chain.tip());
    }
    int64_t median(primitives::Height height) const {
        return m_chain.tip().ancestor(height)->median_time_past();
    }

    testing::ChainBuilder m_chain;
};

TEST_F(SequenceLocks, ByHeight) {
    EXPECT_EQ(lock(with_sequences({5}), {10}), (SequenceLock{14, -1}));
    EXPECT_EQ(lock(with_sequences({0}), {10}), (SequenceLock{9, -1}));
    EXPECT_EQ(lock(with_sequences({5, 1}), {10, 20}), (SequenceLock{20, -1}));
    EXPECT_EQ(lock(with_sequences({0xffff}), {31}), (SequenceLock{31 + 0xffff - 1, -1}));
    // Other bits than the mask and the two flags mean nothing.
    EXPECT_EQ(lock(with_sequences({0x003f0005}), {10}), (SequenceLock{14, -1}));
}

TEST_F(SequenceLocks, ByTime) {
    EXPECT_EQ(lock(with_sequences({kSequenceTypeFlag | 3}), {10}),
              (SequenceLock{-1, median(9) + 3 * 512 - 1}));
    EXPECT_EQ(lock(with_sequences({kSequenceTypeFlag}), {31}), (SequenceLock{-1, median(30) - 1}));
    EXPECT_EQ(lock(with_sequences({kSequenceTypeFlag | 1}), {0}), (SequenceLock{-1, median(0) + 512 - 1}));
    EXPECT_EQ(lock(with_sequences({kSequenceTypeFlag | 1, 2}), {10, 20}),
              (SequenceLock{21, median(9) + 512 - 1}));
}

TEST_F(SequenceLocks, NoneByVersionOrFlag) {
    MutableTransaction old = with_sequences({5});
    old.version = 1;
    EXPECT_EQ(lock(old, {10}), SequenceLock());
    old.version = 0xffffffff;
    EXPECT_EQ(lock(old, {10}), (SequenceLock{14, -1}));
    EXPECT_EQ(lock(with_sequences({kSequenceDisableFlag | 5}), {10}), SequenceLock());
}

TEST_F(SequenceLocks, ReachedAboveHeightAndTime) {
    const HeaderLink& tip = m_chain.tip();
    const int64_t now = tip.median_time_past();
    EXPECT_TRUE(is_reached({}, tip));
    EXPECT_TRUE(is_reached({tip.height, -1}, tip));
    EXPECT_FALSE(is_reached({tip.height + 1, -1}, tip));
    EXPECT_TRUE(is_reached({-1, now - 1}, tip));
    EXPECT_FALSE(is_reached({-1, now}, tip));
    EXPECT_TRUE(is_reached({0, 0}, tip));
}

TEST(FormatMoney, TwoDecimalsAtLeast) {
    EXPECT_EQ(format_money(Amount{0}), "0.00");
    EXPECT_EQ(format_money(Amount{1}), "0.00000001");
    EXPECT_EQ(format_money(Amount{10}), "0.0000001");
    EXPECT_EQ(format_money(Amount{150'000'000}), "1.50");
    EXPECT_EQ(format_money(Amount{123'456'789'012}), "1234.56789012");
    EXPECT_EQ(format_money(Amount{-1'010'000}), "-0.0101");
    EXPECT_EQ(format_money(Amount{std::numeric_limits<int64_t>::min()}), "-92233720368.54775808");
}

}  // namespace
}  // namespace quanta::consensus
