// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/hex.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "primitives/merkle.h"
#include "primitives/transaction.h"
#include "primitives/transaction_parser.h"
#include "primitives/uint256.h"

namespace quanta::primitives {
namespace {

using codec::DecodeError;

MutableTransaction sample(bool witness) {
    MutableTransaction transaction;
    transaction.inputs.push_back({{Txid(), 7}, {0x51}, 5, {}});
    if (witness) transaction.inputs.back().witness = {{1, 2, 3}, {}};
    transaction.inputs.push_back({{Txid(), 8}, {}, 6, {}});
    transaction.outputs.push_back({Amount{1000}, {0x51}});
    transaction.lock_time = 9;
    return transaction;
}

TEST(Transaction, RoundTripWithAndWithoutWitness) {
    for (bool witness : {false, true}) {
        const base::Bytes raw = sample(witness).serialize();
        const auto transaction = parse_transaction(raw).value();
        EXPECT_EQ(base::to_hex(transaction->raw()), base::to_hex(raw));
        EXPECT_EQ(transaction->has_witness(), witness);
        EXPECT_EQ(transaction->inputs().size(), 2u);
        EXPECT_EQ(transaction->inputs()[0].witness.size(), witness ? 2u : 0u);
        EXPECT_EQ(transaction->inputs()[1].prevout.index, 8u);
        EXPECT_EQ(transaction->outputs()[0].value, Amount{1000});
        EXPECT_EQ(transaction->lock_time(), 9u);
        base::Bytes stripped;
        transaction->append_stripped(stripped);
        EXPECT_EQ(base::to_hex(stripped), base::to_hex(sample(false).serialize()));
        EXPECT_EQ(transaction->stripped_size(), stripped.size());
        EXPECT_EQ(transaction->weight(), stripped.size() * 3 + raw.size());
        EXPECT_EQ(transaction->txid().bytes(), crypto::sha256d(stripped));
        EXPECT_EQ(transaction->wtxid().bytes(), crypto::sha256d(raw));
        EXPECT_EQ(MutableTransaction(*transaction).serialize(), raw);
    }
}

TEST(Transaction, EveryPrefixIsRefused) {
    const base::Bytes raw = sample(true).serialize();
    for (size_t size = 0; size < raw.size(); ++size) {
        EXPECT_EQ(parse_transaction(base::Bytes(raw.begin(), raw.begin() + size)).error(), DecodeError::EndOfData);
    }
    base::Bytes longer = raw;
    longer.push_back(0);
    EXPECT_EQ(parse_transaction(longer).error(), DecodeError::TrailingData);
}

TEST(Transaction, WitnessFlags) {
    base::Bytes no_items = sample(true).serialize();
    const base::Bytes witness_part = *base::from_hex("02030102030000");  // two items for the first input, none for the second
    auto at = std::search(no_items.begin(), no_items.end(), witness_part.begin(), witness_part.end());
    ASSERT_NE(at, no_items.end());
    no_items.erase(at, at + 5);
    no_items[no_items.size() - 6] = 0;
    EXPECT_EQ(parse_transaction(no_items).error(), DecodeError::SuperfluousWitness);
    base::Bytes flag2 = sample(false).serialize();
    flag2.insert(flag2.begin() + 4, {0, 2});
    EXPECT_EQ(parse_transaction(flag2).error(), DecodeError::UnknownTransactionData);
    EXPECT_EQ(parse_transaction(sample(true).serialize(), WitnessForm::Forbid).error(), DecodeError::TrailingData);
    const base::Bytes empty = *base::from_hex("01000000000000000000");
    EXPECT_TRUE(parse_transaction(empty).value()->inputs().empty());
}

TEST(Transaction, Coinbase) {
    MutableTransaction transaction;
    transaction.inputs.push_back({OutPoint{}, {0x51, 0x51}, 0, {}});
    transaction.outputs.push_back({Amount{1}, {}});
    EXPECT_TRUE(transaction.freeze()->is_coinbase());
    EXPECT_FALSE(sample(false).freeze()->is_coinbase());
}

TEST(ScriptBytes, InlineAndHeap) {
    for (size_t size : {0, 1, 36, 37, 10000}) {
        const base::Bytes bytes(size, static_cast<uint8_t>(size));
        ScriptBytes script{base::ByteSpan(bytes)};
        ScriptBytes copy = script;
        ScriptBytes moved = std::move(script);
        EXPECT_EQ(copy, moved);
        EXPECT_EQ(base::Bytes(copy.span().begin(), copy.span().end()), bytes);
        EXPECT_EQ(script.size(), 0u);
        script = copy;
        copy = ScriptBytes();
        EXPECT_EQ(script, moved);
        EXPECT_EQ(copy.size(), 0u);
    }
}

TEST(Uint256, ArithmeticAgainstWords) {
    const Uint256 big = Uint256(1) << 255;
    EXPECT_EQ((big >> 255).low64(), 1u);
    EXPECT_EQ(big.bit_length(), 256);
    EXPECT_EQ((big << 1), Uint256(0));
    EXPECT_EQ(Uint256(0) - Uint256(1), ~Uint256(0));
    EXPECT_EQ((~Uint256(0)) / Uint256(3) * 3, ~Uint256(0));
    EXPECT_EQ(Uint256(1000) / Uint256(7), Uint256(142));
    EXPECT_EQ(((Uint256(5) << 200) / (Uint256(1) << 198)), Uint256(20));
    EXPECT_LT(Uint256(UINT64_MAX), Uint256(1) << 64);
    EXPECT_DOUBLE_EQ((Uint256(3) << 100).to_double(), 3 * std::pow(2.0, 100));
}

TEST(Uint256, CompactForm) {
    const std::tuple<uint32_t, const char*, bool, bool, uint32_t> cases[] = {
        {0x00123456, "0", false, false, 0},          {0x01003456, "0", false, false, 0},
        {0x01123456, "12", false, false, 0x01120000}, {0x02008000, "80", false, false, 0x02008000},
        {0x04923456, "12345600", true, false, 0x04123456}, {0x05009234, "92340000", false, false, 0x05009234},
        {0x1d00ffff, "00ffff0000000000000000000000000000000000000000000000000000", false, false, 0x1d00ffff},
        {0x01fedcba, "7e", true, false, 0x017e0000},  {0xff123456, "", false, true, 0},
        {0x22000100, "", false, true, 0},             {0x21010000, "", false, true, 0}};
    for (const auto& [bits, hex, negative, overflow, again] : cases) {
        const CompactTarget target = decode_compact(bits);
        EXPECT_EQ(target.negative, negative) << std::hex << bits;
        EXPECT_EQ(target.overflow, overflow) << std::hex << bits;
        if (overflow) continue;
        const std::string text = std::string(64 - std::string(hex).size(), '0') + hex;
        EXPECT_EQ(target.value.to_text(), text) << std::hex << bits;
        EXPECT_EQ(encode_compact(target.value), again) << std::hex << bits;
    }
}

TEST(Merkle, OddLevelsAndMutation) {
    std::vector<crypto::Digest256> leaves(3);
    for (size_t i = 0; i < leaves.size(); ++i) leaves[i].fill(static_cast<uint8_t>(i + 1));
    const auto pair = [](const crypto::Digest256& a, const crypto::Digest256& b) {
        base::Bytes both(a.begin(), a.end());
        both.insert(both.end(), b.begin(), b.end());
        return crypto::sha256d(both);
    };
    const MerkleResult three = merkle_root(leaves);
    EXPECT_EQ(three.root.bytes(), pair(pair(leaves[0], leaves[1]), pair(leaves[2], leaves[2])));
    EXPECT_FALSE(three.mutated);
    std::vector<crypto::Digest256> four = leaves;
    four.push_back(leaves[2]);
    EXPECT_EQ(merkle_root(four).root, three.root);
    EXPECT_TRUE(merkle_root(four).mutated);
    EXPECT_TRUE(merkle_root({}).root.is_null());
    EXPECT_EQ(merkle_root({leaves[0]}).root.bytes(), leaves[0]);
}

TEST(Block, AssembleAndParse) {
    BlockHeader header;
    header.version = 4;
    header.time = 1700000000;
    header.bits = 0x207fffff;
    const std::vector<base::Bytes> transactions{sample(true).serialize(), sample(false).serialize()};
    const auto block = Block::parse(Block::assemble(header, transactions)).value();
    EXPECT_EQ(block->header(), header);
    EXPECT_EQ(block->hash(), header.hash());
    ASSERT_EQ(block->transactions().size(), 2u);
    EXPECT_EQ(base::Bytes(block->transactions()[1].raw().begin(), block->transactions()[1].raw().end()), transactions[1]);
    EXPECT_EQ(block->stripped_size(), 81 + 2 * transactions[1].size());
    EXPECT_EQ(block->all_inputs().size(), 4u);
    base::Bytes longer = Block::assemble(header, transactions);
    longer.push_back(1);
    EXPECT_EQ(Block::parse(longer).error(), DecodeError::TrailingData);
    EXPECT_EQ(Block::parse({}).error(), DecodeError::EndOfData);
}

TEST(Block, RealBlocksParseReserializeAndHash) {
    const std::filesystem::path folder = std::filesystem::path(QUANTA_TEST_DATA) / "vectors/blocks";
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: real blocks not read";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".raw") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const base::Bytes raw{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        const auto block = Block::parse(raw).value();
        std::vector<base::Bytes> again;
        for (const Transaction& transaction : block->transactions()) again.push_back(MutableTransaction(transaction).serialize());
        EXPECT_EQ(Block::assemble(block->header(), again), raw) << entry.path();
        EXPECT_EQ(transaction_merkle_root(*block).root, block->header().merkle_root) << entry.path();
        const std::string name = entry.path().stem().string();
        if (name.size() > 64) {
            EXPECT_EQ(block->hash().to_text(), name.substr(name.size() - 64));
        }
        ++count;
    }
    std::printf("vectors/blocks: %d cases\n", count);
    EXPECT_GE(count, 10);
}

/// Counts that promise more than there is get no memory for it.
TEST(Transaction, ClaimedWitnessItemsTakeNoMoreRoomThanTheirBytes) {
    MutableTransaction claiming;
    claiming.inputs.emplace_back().witness.emplace_back(base::Bytes(100'000, 1));
    claiming.outputs.emplace_back();
    base::Bytes raw = claiming.serialize();
    // The count of the items: the input's, before the length of the only one.
    const size_t count_at = raw.size() - 4 - 100'000 - 5 - 1;
    ASSERT_EQ(raw[count_at], 1);
    const uint8_t many[] = {0xfe, 0x00, 0x86, 0x01, 0x00};  // 99,840
    raw.erase(raw.begin() + static_cast<ptrdiff_t>(count_at));
    raw.insert(raw.begin() + static_cast<ptrdiff_t>(count_at), std::begin(many), std::end(many));
    TransactionStorage storage;
    codec::Reader reader(raw);
    EXPECT_FALSE(TransactionParser(storage).parse_one(reader, WitnessForm::Allow));
    EXPECT_EQ(storage.witness_items.capacity(), 0u);
}

TEST(Transaction, ManyWitnessItemsTakeNoMoreRoomThanTheyNeed) {
    MutableTransaction many;
    for (const size_t count : {size_t{100'000}, size_t{4096}, size_t{4095}, size_t{300'000}})
        many.inputs.emplace_back().witness.resize(count);
    many.outputs.emplace_back();
    const base::Bytes raw = many.serialize();
    TransactionStorage storage;
    codec::Reader reader(raw);
    TransactionParser parser(storage);
    ASSERT_TRUE(parser.parse_one(reader, WitnessForm::Allow));
    parser.finish();
    const size_t count = 100'000 + 4096 + 4095 + 300'000;
    EXPECT_EQ(storage.witness_items.size(), count);
    EXPECT_LE(storage.witness_items.capacity(), count * 5 / 4);
    EXPECT_EQ(storage.inputs[2].witness.size(), 4095u);
}

}  // namespace
}  // namespace quanta::primitives
