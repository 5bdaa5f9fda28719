// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/block_scanner.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "primitives/block.h"
#include "testing/test_data.h"
#include "wallet/test_chain.h"

namespace quanta::wallet {
namespace {

base::Bytes script(uint8_t fill) {
    base::Bytes bytes(22, fill);
    bytes[0] = 0;
    bytes[1] = 20;
    return bytes;
}

base::Bytes block_of(const std::vector<primitives::MutableTransaction>& transactions) {
    std::vector<base::Bytes> raw;
    for (const auto& transaction : transactions)
        raw.push_back(transaction.serialize());
    primitives::BlockHeader header;
    header.time = 1'234'567'890;
    return primitives::Block::assemble(header, raw);
}

primitives::OutPoint outpoint(uint8_t fill, uint32_t index) {
    primitives::Txid txid;
    txid.bytes().fill(fill);
    return {txid, index};
}

std::vector<uint32_t> positions(base::ByteSpan raw, const Watched& watched) {
    std::vector<uint32_t> found;
    EXPECT_TRUE(scan_block(raw, watched, [&](const Match& match) { found.push_back(match.position); }));
    return found;
}

TEST(FingerprintSet, HoldsWhatItIsGiven) {
    FingerprintSet set;
    for (uint64_t i = 0; i < 10'000; ++i)
        set.insert(i * i * 0x10001);
    for (uint64_t i = 0; i < 10'000; ++i)
        EXPECT_TRUE(set.contains(i * i * 0x10001));
    int wrong = 0;
    for (uint64_t i = 0; i < 10'000; ++i)
        wrong += set.contains(i * i * 0x10001 + 0x8000'0000'0000);
    EXPECT_LT(wrong, 10);
    const size_t size = set.size();
    set.insert(0x10001);
    EXPECT_EQ(set.size(), size);
    EXPECT_FALSE(FingerprintSet().contains(0));
    EXPECT_FALSE(FingerprintSet().contains(~0ull));
}

TEST(Fingerprints, TellScriptsApart) {
    std::set<uint64_t> seen;
    for (uint8_t fill = 0; fill < 255; ++fill)
        EXPECT_TRUE(seen.insert(script_fingerprint(script(fill))).second);
    EXPECT_EQ(script_fingerprint({}), 1u);
    EXPECT_NE(outpoint_fingerprint(outpoint(1, 0)), outpoint_fingerprint(outpoint(1, 1)));
    EXPECT_NE(outpoint_fingerprint(outpoint(1, 0)), outpoint_fingerprint(outpoint(2, 0)));
}

TEST(BlockScanner, FindsOutputsAndInputs) {
    std::vector<primitives::MutableTransaction> transactions;
    for (uint8_t i = 0; i < 6; ++i)
        transactions.push_back(payment(outpoint(i, i), script(i), 1000));
    transactions[3].inputs[0].witness = {{1, 2, 3}, {}};
    transactions[4].outputs.push_back({{1}, script(99)});
    const base::Bytes raw = block_of(transactions);
    Watched watched;
    EXPECT_TRUE(positions(raw, watched).empty());
    watched.scripts.insert(script_fingerprint(script(3)));
    EXPECT_EQ(positions(raw, watched), (std::vector<uint32_t>{3}));
    watched.scripts.insert(script_fingerprint(script(99)));
    EXPECT_EQ(positions(raw, watched), (std::vector<uint32_t>{3, 4}));
    watched.outpoints.insert(outpoint_fingerprint(outpoint(5, 5)));
    watched.outpoints.insert(outpoint_fingerprint(outpoint(1, 0)));
    EXPECT_EQ(positions(raw, watched), (std::vector<uint32_t>{3, 4, 5}));
    // The bytes are those of the transaction, and what is found counts for what follows.
    const auto scanned = scan_block(raw, watched, [&](const Match& match) {
        EXPECT_EQ(base::Bytes(match.raw.begin(), match.raw.end()), transactions[match.position].serialize());
        if (match.position == 3) watched.scripts.insert(script_fingerprint(script(5)));
    });
    ASSERT_TRUE(scanned);
    EXPECT_EQ(scanned->time_s, 1'234'567'890);
    EXPECT_EQ(scanned->transactions, 6u);
}

TEST(BlockScanner, RefusesWhatIsNoBlock) {
    auto transaction = payment(outpoint(1, 1), script(1), 1);
    transaction.inputs[0].witness = {{1, 2, 3}};
    const base::Bytes raw = block_of({transaction});
    const Watched watched;
    const auto nothing = [](const Match&) {};
    EXPECT_TRUE(scan_block(raw, watched, nothing));
    for (size_t size = 0; size < raw.size(); ++size)
        EXPECT_FALSE(scan_block(base::ByteSpan(raw).first(size), watched, nothing)) << size;
    base::Bytes longer = raw;
    longer.push_back(0);
    EXPECT_EQ(scan_block(longer, watched, nothing).error(), codec::DecodeError::TrailingData);
    base::Bytes flagged = raw;
    flagged[80 + 1 + 4 + 1] = 2;
    EXPECT_EQ(scan_block(flagged, watched, nothing).error(), codec::DecodeError::UnknownTransactionData);
}

/// Every transaction of real blocks is found by each of its outputs and inputs, and reads as it should.
TEST(BlockScanner, RealBlocks) {
    const auto folder = testing::test_data(QUANTA_TEST_DATA, "vectors/blocks");
    if (!folder) GTEST_SKIP() << "needs vectors/blocks of QUANTA_TEST_DATA";
    int cases = 0;
    for (const auto& file : std::filesystem::directory_iterator(*folder)) {
        if (file.path().extension() != ".raw") continue;
        const base::Bytes raw = testing::read_file(file.path());
        const auto block = primitives::Block::parse(raw).value();
        Watched watched;
        for (const auto& output : block->all_outputs())
            watched.scripts.insert(script_fingerprint(output.script));
        size_t next = 0;
        const auto scanned = scan_block(raw, watched, [&](const Match& match) {
            const primitives::Transaction& expected = block->transactions()[next++];
            EXPECT_EQ(primitives::parse_transaction({match.raw.begin(), match.raw.end()}).value()->txid(),
                      expected.txid());
        });
        ASSERT_TRUE(scanned) << file.path();
        EXPECT_EQ(scanned->transactions, block->transactions().size());
        EXPECT_EQ(next, block->transactions().size());
        EXPECT_EQ(scanned->time_s, block->header().time);
        ++cases;
    }
    std::printf("blocks: %d\n", cases);
    EXPECT_GT(cases, 5);
}

}  // namespace
}  // namespace quanta::wallet
