// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "wire/codec_test_support.h"

namespace quanta::wire {
namespace {

using codec::DecodeError;
using primitives::MutableTransaction;
using primitives::Transaction;

/// A transaction with a witness, told from others by `number`.
std::shared_ptr<const Transaction> transaction(uint32_t number) {
    MutableTransaction made;
    made.inputs.push_back({{primitives::Txid(), number}, {0x51}, 5, {{1, 2, 3}}});
    made.outputs.push_back({primitives::Amount{1000}, {0x51}});
    return made.freeze();
}

base::Bytes raw(uint32_t number) {
    const auto made = transaction(number);
    return {made->raw().begin(), made->raw().end()};
}

/// A transaction of no inputs and no outputs: the smallest thing that parses, 10 bytes with what marks it.
const base::Bytes kSmallest = bytes_of("01000000 00 00 00000000");

TEST(TxMessage, TakesUpAllBytes) {
    const Tx message = decoded<Tx>("tx", raw(7));
    EXPECT_EQ(message.transaction->wtxid(), transaction(7)->wtxid());
    EXPECT_TRUE(message.transaction->has_witness());
    EXPECT_EQ(encode(message).payload, raw(7));
    base::Bytes longer = raw(7);
    longer.push_back(0);
    EXPECT_EQ(refused("tx", longer), Refusal(MessageError::Malformed, DecodeError::TrailingData));
    longer.resize(longer.size() - 2);
    EXPECT_EQ(refused("tx", longer), kTooShort);
}

Fields compact_start() {
    return Fields().fill(80, 3).hex("efcdab8967452301");
}

TEST(CompactBlockMessage, Fields) {
    const base::Bytes payload = compact_start()
                                    .size(2)
                                    .hex("010203040506 ffffffffffff")
                                    .size(3)
                                    .size(0)
                                    .bytes(raw(1))
                                    .size(0)
                                    .bytes(raw(2))
                                    .size(2)
                                    .bytes(raw(3))
                                    .get();
    const CompactBlock message = decoded<CompactBlock>("cmpctblock", payload);
    EXPECT_EQ(message.header.time, 0x03030303U);
    EXPECT_EQ(message.nonce, 0x0123456789abcdefU);
    EXPECT_EQ(message.short_ids, (std::vector<uint64_t>{0x060504030201, 0xffffffffffff}));
    ASSERT_EQ(message.prefilled.size(), 3U);
    EXPECT_EQ(message.prefilled[0].index, 0U);
    EXPECT_EQ(message.prefilled[1].index, 1U);
    EXPECT_EQ(message.prefilled[2].index, 4U);
    EXPECT_EQ(message.prefilled[2].transaction->wtxid(), transaction(3)->wtxid());
    EXPECT_EQ(message.prefilled[2].transaction->inputs()[0].witness.size(), 1U);
    expect_layout<CompactBlock>("cmpctblock", payload);
    expect_layout<CompactBlock>("cmpctblock", compact_start().size(0).size(0).get());
}

/// A transaction of one input with that many empty witness items.
base::Bytes with_items(size_t items) {
    Fields fields;
    fields.hex("02000000 00 01 01").fill(36, 7).hex("00 ffffffff 01 0100000000000000 00");
    return fields.size(items).fill(items, 0).hex("00000000").get();
}

TEST(TxMessage, FourHundredThousandWitnessItems) {
    const Tx message = decoded<Tx>("tx", with_items(400'000));
    EXPECT_EQ(message.transaction->inputs()[0].witness.size(), 400'000u);
    const Refusal too_large{MessageError::Malformed, DecodeError::SizeTooLarge};
    EXPECT_EQ(refused("tx", with_items(400'001)), too_large);
    // Of several inputs together; what only claims to have them is cut short as ever.
    Fields two;
    two.hex("02000000 00 01 02").fill(36, 7).hex("00 ffffffff").fill(36, 8);
    two.hex("00 ffffffff 01 0100000000000000 00").size(400'000).fill(400'000, 0).hex("01 00 00000000");
    EXPECT_EQ(refused("tx", two.get()), too_large);
    base::Bytes cut = with_items(3'000'000);
    cut.resize(450'000);
    EXPECT_EQ(refused("tx", cut), too_large);
    Fields claimed;
    claimed.hex("02000000 00 01 01").fill(36, 7).hex("00 ffffffff").size(2'000'000).fill(450'000, 0);
    EXPECT_EQ(refused("tx", claimed.get()), kTooShort);
}

TEST(CompactBlockMessage, TransactionsOutliveTheirMessage) {
    auto message = std::make_unique<CompactBlock>(decoded<CompactBlock>(
        "cmpctblock", compact_start().size(0).size(2).size(0).bytes(raw(1)).size(0).bytes(raw(2)).get()));
    const std::shared_ptr<const Transaction> kept = message->prefilled[1].transaction;
    message.reset();
    EXPECT_EQ(kept->inputs()[0].prevout.index, 2U);
    EXPECT_EQ(kept->inputs()[0].witness[0].size(), 3U);
}

TEST(CompactBlockMessage, AsManyTransactionsAs16BitsCount) {
    const auto of = [](size_t ids, size_t prefilled) {
        Fields fields = compact_start();
        fields.size(ids).fill(ids * 6, 1).size(prefilled);
        for (size_t i = 0; i < prefilled; ++i)
            fields.size(0).bytes(kSmallest);
        return fields.get();
    };
    EXPECT_EQ(decoded<CompactBlock>("cmpctblock", of(65535, 0)).short_ids.size(), 65535U);
    EXPECT_EQ(decoded<CompactBlock>("cmpctblock", of(65534, 1)).prefilled.size(), 1U);
    const CompactBlock all = decoded<CompactBlock>("cmpctblock", of(0, 65535));
    EXPECT_EQ(all.prefilled.back().index, 65534U);
    EXPECT_EQ(encode(all).payload, of(0, 65535));
    const Refusal too_large{MessageError::Malformed, DecodeError::SizeTooLarge};
    EXPECT_EQ(refused("cmpctblock", of(65536, 0)), too_large);
    EXPECT_EQ(refused("cmpctblock", of(65535, 1)), too_large);
    EXPECT_EQ(refused("cmpctblock", of(0, 65536)), too_large);
}

TEST(CompactBlockMessage, IndexesOf16BitsEach) {
    const auto with_distance = [](uint64_t distance) {
        return compact_start().size(0).size(2).size(0).bytes(raw(1)).size(distance).bytes(raw(2)).get();
    };
    // Beyond the block, which the receiver sees to; a distance that no 16 bits hold is no distance.
    EXPECT_EQ(decoded<CompactBlock>("cmpctblock", with_distance(65535)).prefilled[1].index, 65536U);
    EXPECT_EQ(refused("cmpctblock", with_distance(65536)),
              Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
}

TEST(GetBlockTransactionsMessage, IndexesAscend) {
    const base::Bytes payload = Fields().fill(32, 9).size(4).size(0).size(0).size(3).size(300).get();
    const GetBlockTransactions message = decoded<GetBlockTransactions>("getblocktxn", payload);
    EXPECT_EQ(message.block.bytes()[0], 9);
    EXPECT_EQ(message.indexes, (std::vector<uint32_t>{0, 1, 5, 306}));
    expect_layout<GetBlockTransactions>("getblocktxn", payload);
    expect_layout<GetBlockTransactions>("getblocktxn", Fields().fill(32, 9).size(0).get());
}

TEST(GetBlockTransactionsMessage, TheLastIndexFits16Bits) {
    const auto last = [](uint64_t distance) {
        return Fields().fill(32, 9).size(2).size(0).size(distance).get();
    };
    EXPECT_EQ(decoded<GetBlockTransactions>("getblocktxn", last(65534)).indexes.back(), 65535U);
    EXPECT_EQ(refused("getblocktxn", last(65535)), Refusal(MessageError::Malformed, DecodeError::BadValue));
    EXPECT_EQ(refused("getblocktxn", last(codec::kMaxSize + 1)),
              Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
    const auto all = [](size_t count) { return Fields().fill(32, 9).size(count).fill(count, 0).get(); };
    const auto message = decoded<GetBlockTransactions>("getblocktxn", all(65536));
    EXPECT_EQ(message.indexes.size(), 65536U);
    EXPECT_EQ(encode(message).payload, all(65536));
    EXPECT_EQ(refused("getblocktxn", all(65537)),
              Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
}

TEST(BlockTransactionsMessage, Fields) {
    const base::Bytes payload = Fields().fill(32, 9).size(2).bytes(raw(1)).bytes(raw(2)).get();
    const BlockTransactions message = decoded<BlockTransactions>("blocktxn", payload);
    ASSERT_EQ(message.transactions.size(), 2U);
    EXPECT_EQ(message.transactions[0]->wtxid(), transaction(1)->wtxid());
    EXPECT_EQ(message.transactions[1]->txid(), transaction(2)->txid());
    expect_layout<BlockTransactions>("blocktxn", payload);
    expect_layout<BlockTransactions>("blocktxn", Fields().fill(32, 9).size(0).get());
}

TEST(BlockTransactionsMessage, AsManyAsCanBeAskedFor) {
    const auto of = [](size_t count) {
        Fields fields;
        fields.fill(32, 9).size(count);
        for (size_t i = 0; i < count; ++i)
            fields.bytes(kSmallest);
        return fields.get();
    };
    EXPECT_EQ(decoded<BlockTransactions>("blocktxn", of(65536)).transactions.size(), 65536U);
    EXPECT_EQ(refused("blocktxn", of(65537)), Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
    // A promise of many takes no memory.
    EXPECT_EQ(refused("blocktxn", Fields().fill(32, 9).size(65536).get()), kTooShort);
}

TEST(BlockTransactionsMessage, FourHundredThousandWitnessItemsInAll) {
    const auto of = [](size_t first, size_t second) {
        return Fields().fill(32, 9).size(2).bytes(with_items(first)).bytes(with_items(second)).get();
    };
    const auto all = decoded<BlockTransactions>("blocktxn", of(150'000, 250'000));
    ASSERT_EQ(all.transactions.size(), 2U);
    EXPECT_FALSE(all.too_much);
    EXPECT_EQ(all.transactions[1]->inputs()[0].witness.size(), 250'000U);
    for (const base::Bytes& payload : {of(150'000, 250'001), of(400'001, 1), of(3'000'000, 500'000)}) {
        const auto more = decoded<BlockTransactions>("blocktxn", payload);
        EXPECT_TRUE(more.too_much);
        EXPECT_TRUE(more.transactions.empty());
        EXPECT_EQ(more.block.bytes()[0], 9);
    }
    // Items that are claimed are not items.
    base::Bytes cut = of(100'000, 400'001);
    cut.resize(cut.size() - 100'100);
    EXPECT_EQ(refused("blocktxn", cut), kTooShort);
}

TEST(CompactBlockMessage, FourHundredThousandWitnessItemsInAll) {
    const auto of = [](size_t first, size_t second) {
        Fields fields = compact_start().size(1).hex("010203040506").size(2);
        return fields.size(0).bytes(with_items(first)).size(3).bytes(with_items(second)).get();
    };
    const auto all = decoded<CompactBlock>("cmpctblock", of(399'999, 1));
    EXPECT_FALSE(all.too_much);
    EXPECT_EQ(all.prefilled.size(), 2U);
    EXPECT_EQ(all.short_ids.size(), 1U);
    for (const base::Bytes& payload : {of(399'999, 2), of(400'001, 1), of(1, 3'900'000)}) {
        const auto more = decoded<CompactBlock>("cmpctblock", payload);
        EXPECT_TRUE(more.too_much);
        EXPECT_TRUE(more.prefilled.empty() && more.short_ids.empty());
        EXPECT_EQ(more.header.time, 0x03030303U);
    }
}

TEST(BlockTransactionsMessage, OldTransactionsAndThoseOfNoInputsAreCountedPast) {
    // Enough bytes for all to be counted first: a script of half a megabyte, and forms that are unlike each
    // other.
    Fields large;
    large.hex("01000000 01").fill(36, 7).size(500'000).fill(500'000, 0x51);
    large.hex("ffffffff 01 0100000000000000 00 00000000");
    const base::Bytes no_inputs = bytes_of("01000000 00 01 00 01 0100000000000000 00 00000000");
    const auto of = [&](const base::Bytes& last) {
        Fields fields;
        fields.fill(32, 9).size(4).bytes(large.get()).bytes(kSmallest).bytes(raw(3));
        return fields.bytes(last).get();
    };
    EXPECT_EQ(decoded<BlockTransactions>("blocktxn", of(raw(4))).transactions.size(), 4U);
    EXPECT_EQ(refused("blocktxn", of(no_inputs)),
              Refusal(MessageError::Malformed, DecodeError::SuperfluousWitness));
}

TEST(CompactMessagesDeathTest, WhatHasNoFormIsAnErrorOfTheSender) {
    EXPECT_DEATH(static_cast<void>(encode(GetBlockTransactions{{}, {1, 1}})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(GetBlockTransactions{{}, {2, 1}})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(GetBlockTransactions{{}, {65536}})), "check failed");
    CompactBlock block;
    block.prefilled = {{1, transaction(1)}, {1, transaction(2)}};
    EXPECT_DEATH(static_cast<void>(encode(block)), "check failed");
    block.prefilled.clear();
    block.short_ids.resize(65536);
    EXPECT_DEATH(static_cast<void>(encode(block)), "check failed");
    block.short_ids.clear();
    block.too_much = true;
    EXPECT_DEATH(static_cast<void>(encode(block)), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(BlockTransactions{{}, {}, true})), "check failed");
}

}  // namespace
}  // namespace quanta::wire
