// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/block_reconstruction.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "testing/block_builder.h"
#include "testing/chain_builder.h"

namespace quanta::relay {
namespace {

using primitives::Block;
using Fault = ReconstructionFault;

/// A block of a coinbase and `count` transactions that tell themselves apart.
std::shared_ptr<const Block> block_of(size_t count) {
    const auto params = params::make_params(params::Chain::Regtest).value();
    consensus::HeaderLink parent;
    parent.bits = 0x207fffff;
    testing::BlockDraft draft = testing::draft_block(parent, params.consensus);
    for (size_t i = 0; i < count; ++i) {
        primitives::MutableTransaction transaction;
        primitives::OutPoint prevout{{}, static_cast<uint32_t>(i)};
        prevout.txid.bytes()[0] = 1;
        transaction.inputs.push_back({prevout, {}, 0xffffffff, {{static_cast<uint8_t>(i)}}});
        transaction.outputs.push_back({{1000}, {0x51}});
        draft.transactions.push_back(transaction);
    }
    return testing::finish_block(std::move(draft));
}

class BlockReconstructionTest : public ::testing::Test {
protected:
    std::shared_ptr<const Block> block = block_of(5);
    wire::CompactBlock compact = make_compact(block, 77);
};

TEST_F(BlockReconstructionTest, what_is_known_makes_a_block) {
    auto made = BlockReconstruction::begin(compact);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->size(), 6u);
    EXPECT_EQ(made->missing(), (std::vector<uint32_t>{1, 2, 3, 4, 5}));
    for (size_t i = 1; i < 6; ++i) {
        EXPECT_FALSE(made->complete());
        made->offer(transaction_of(block, i));
        made->offer(transaction_of(block, i));
    }
    made->offer(transaction_of(block_of(9), 9));  // of no use
    EXPECT_TRUE(made->complete());
    const auto whole = made->finish({});
    ASSERT_TRUE(whole);
    EXPECT_EQ((*whole)->hash(), block->hash());
    EXPECT_TRUE(std::ranges::equal((*whole)->raw(), block->raw()));
}

TEST_F(BlockReconstructionTest, too_much_is_nobodys_fault) {
    compact.too_much = true;
    const auto made = BlockReconstruction::begin(compact);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error(), Fault::TooMuch);
}

TEST_F(BlockReconstructionTest, what_is_missing_comes_in_order) {
    auto made = BlockReconstruction::begin(compact);
    for (const size_t i : {1, 3, 4})
        made->offer(transaction_of(block, i));
    ASSERT_EQ(made->missing(), (std::vector<uint32_t>{2, 5}));
    const std::vector<TransactionPtr> rest{transaction_of(block, 2), transaction_of(block, 5)};
    EXPECT_TRUE(made->finish(rest));
    EXPECT_EQ(made->finish(std::span(rest).first(1)).error(), Fault::WrongCount);
    const std::vector<TransactionPtr> more{rest[0], rest[1], rest[1]};
    EXPECT_EQ(made->finish(more).error(), Fault::WrongCount);
    const std::vector<TransactionPtr> swapped{rest[1], rest[0]};
    EXPECT_EQ(made->finish(swapped).error(), Fault::Collision);
    EXPECT_TRUE(made->finish(rest)) << "and again";
}

TEST_F(BlockReconstructionTest, prefilled_transactions_are_in_their_places) {
    const std::vector<uint32_t> prefill{2, 5};
    const wire::CompactBlock with = make_compact(block, 1, prefill);
    EXPECT_EQ(with.prefilled.size(), 3u);
    EXPECT_EQ(with.short_ids.size(), 3u);
    EXPECT_EQ(BlockReconstruction::begin(with)->missing(), (std::vector<uint32_t>{1, 3, 4}));
}

TEST_F(BlockReconstructionTest, places_outside_the_block_are_malformed) {
    wire::CompactBlock last = compact;
    last.prefilled.push_back({6, last.prefilled[0].transaction});
    EXPECT_TRUE(BlockReconstruction::begin(last));
    last.prefilled.back().index = 7;
    EXPECT_EQ(BlockReconstruction::begin(last).error(), Fault::Malformed);
    last.prefilled.back().index = 0;
    EXPECT_EQ(BlockReconstruction::begin(last).error(), Fault::Malformed);
    EXPECT_EQ(BlockReconstruction::begin({compact.header, 0, {}, {}}).error(), Fault::Malformed);
}

TEST_F(BlockReconstructionTest, more_transactions_than_a_block_has_room_for_are_malformed) {
    wire::CompactBlock large{compact.header, 0, {}, {}};
    for (uint64_t i = 0; i < BlockReconstruction::kMaxTransactions; ++i)
        large.short_ids.push_back(i);
    EXPECT_TRUE(BlockReconstruction::begin(large));
    large.short_ids.push_back(large.short_ids.size());
    EXPECT_EQ(BlockReconstruction::begin(large).error(), Fault::Malformed);
}

TEST_F(BlockReconstructionTest, equal_short_ids_are_nobodys_fault) {
    compact.short_ids[3] = compact.short_ids[0];
    EXPECT_EQ(BlockReconstruction::begin(compact).error(), Fault::Collision);
}

/// 2^-48 does not happen; the bits above them are not looked at, which makes two keys one.
TEST_F(BlockReconstructionTest, a_transaction_in_the_wrong_place_is_found_out) {
    const ShortIds ids(compact.header, compact.nonce);
    const auto other = block_of(9);
    compact.short_ids[0] = ids.of(other->transactions()[9].wtxid());
    auto made = BlockReconstruction::begin(compact);
    made->offer(transaction_of(other, 9));
    for (size_t i = 2; i < 6; ++i)
        made->offer(transaction_of(block, i));
    ASSERT_TRUE(made->complete());
    EXPECT_EQ(made->finish({}).error(), Fault::Collision);
}

TEST(ShortIdsTest, depend_on_header_and_nonce) {
    const auto block = block_of(1);
    const primitives::Wtxid& wtxid = block->transactions()[1].wtxid();
    primitives::BlockHeader other = block->header();
    ++other.time;
    const uint64_t id = ShortIds(block->header(), 1).of(wtxid);
    EXPECT_EQ(id, ShortIds(block->header(), 1).of(wtxid));
    EXPECT_NE(id, ShortIds(block->header(), 2).of(wtxid));
    EXPECT_NE(id, ShortIds(other, 1).of(wtxid));
    EXPECT_EQ(id & ShortIds::kMask, id);
}

}  // namespace
}  // namespace quanta::relay
