// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/merkle_proof.h"

#include <gtest/gtest.h>

#include <memory>

#include "primitives/merkle.h"

namespace quanta::node_rpc {
namespace {

using primitives::Block;

/// A block of `count` transactions that differ.
std::shared_ptr<const Block> block_of(uint32_t count) {
    std::vector<base::Bytes> transactions;
    for (uint32_t i = 0; i < count; ++i) {
        primitives::MutableTransaction transaction;
        transaction.inputs.push_back({{primitives::Txid(), i}, {}, 0, {}});
        transaction.outputs.push_back({primitives::Amount{i}, {}});
        transactions.push_back(transaction.serialize());
    }
    primitives::BlockHeader header;
    header.merkle_root =
        primitives::transaction_merkle_root(**Block::parse(Block::assemble(header, transactions))).root;
    return Block::parse(Block::assemble(header, transactions)).value();
}

/// The places of the bits of `mask` below `count`.
std::vector<bool> places(uint64_t mask, uint32_t count) {
    std::vector<bool> wanted;
    for (uint32_t i = 0; i < count; ++i)
        wanted.push_back((mask >> i % 64 & 1) != 0);
    return wanted;
}

std::vector<primitives::Txid> chosen(const Block& block, const std::vector<bool>& wanted) {
    std::vector<primitives::Txid> txids;
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i]) txids.push_back(block.transactions()[i].txid());
    }
    return txids;
}

TEST(MerkleProof, ShowsWhatWasChosen) {
    for (const uint32_t count : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 16u, 17u, 33u, 100u}) {
        const auto block = block_of(count);
        for (const uint64_t mask :
             {0x1ull, 0x2ull, 0x5ull, 0x8000000000000001ull, 0x0f0f0f0f0f0f0f0full, ~0ull}) {
            const std::vector<bool> wanted = places(mask, count);
            const MerkleProof proof = MerkleProof::make(*block, wanted);
            const base::Bytes bytes = proof.serialize();
            codec::Reader reader(bytes);
            const auto read = MerkleProof::parse(reader);
            ASSERT_TRUE(read);
            EXPECT_TRUE(reader.at_end());
            EXPECT_EQ(read->matches(), chosen(*block, wanted)) << count << " " << mask;
            EXPECT_EQ(read->serialize(), bytes);
        }
    }
}

TEST(MerkleProof, NothingChosenIsTheRootAlone) {
    const MerkleProof proof = MerkleProof::make(*block_of(5), std::vector<bool>(5));
    EXPECT_EQ(proof.hashes.size(), 1u);
    EXPECT_TRUE(proof.matches().empty());
}

TEST(MerkleProof, AnyChangeBreaksIt) {
    const auto block = block_of(11);
    const MerkleProof good = MerkleProof::make(*block, places(0x84, 11));
    ASSERT_EQ(good.matches().size(), 2u);
    for (size_t i = 0; i < good.hashes.size(); ++i) {
        MerkleProof bad = good;
        bad.hashes[i][i % 32] ^= 1;
        EXPECT_TRUE(bad.matches().empty()) << i;
    }
    for (size_t i = 0; i < good.flags.size(); ++i) {
        MerkleProof bad = good;
        bad.flags[i] = !bad.flags[i];
        EXPECT_NE(bad.matches(), good.matches()) << i;
    }
    MerkleProof more = good;
    more.hashes.push_back(more.hashes[0]);
    EXPECT_TRUE(more.matches().empty());
    MerkleProof fewer = good;
    fewer.hashes.pop_back();
    EXPECT_TRUE(fewer.matches().empty());
    MerkleProof padded = good;
    padded.flags.resize((good.flags.size() + 7) / 8 * 8);
    EXPECT_EQ(padded.matches(), good.matches());
    padded.flags.resize(padded.flags.size() + 8);
    EXPECT_TRUE(padded.matches().empty());
}

TEST(MerkleProof, BoundsOfItsNumbers) {
    MerkleProof proof = MerkleProof::make(*block_of(1), {true});
    ASSERT_EQ(proof.matches().size(), 1u);
    proof.transactions = 0;
    EXPECT_TRUE(proof.matches().empty());
    // More than fit into a block, and few enough.
    proof.transactions = 16'667;
    EXPECT_TRUE(proof.matches().empty());
    MerkleProof root_alone = MerkleProof::make(*block_of(16), std::vector<bool>(16));
    root_alone.hashes[0] = {};
    root_alone.flags[0] = true;
    root_alone.transactions = 16'666;
    EXPECT_TRUE(root_alone.matches().empty());
}

TEST(MerkleProof, EqualHalvesAreRefused) {
    // CVE-2012-2459: a block of three transactions has the root of one with the third twice.
    const auto block = block_of(3);
    MerkleProof forged = MerkleProof::make(*block, {true, true, true});
    forged.transactions = 4;
    forged.hashes.push_back(forged.hashes.back());
    forged.flags.push_back(true);
    EXPECT_TRUE(forged.matches().empty());
}

TEST(MerkleProof, BytesCutShort) {
    const base::Bytes bytes = MerkleProof::make(*block_of(3), {true, false, true}).serialize();
    for (size_t size = 0; size < bytes.size(); ++size) {
        codec::Reader reader(base::ByteSpan(bytes).first(size));
        EXPECT_FALSE(MerkleProof::parse(reader)) << size;
    }
}

}  // namespace
}  // namespace quanta::node_rpc
