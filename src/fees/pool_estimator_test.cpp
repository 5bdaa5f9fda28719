// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/pool_estimator.h"

#include <gtest/gtest.h>

#include "codec/writer.h"
#include "fees/test_support.h"

namespace quanta::fees {
namespace {

using base::Bytes;
using primitives::FeeRate;
using primitives::Height;
using testing::numbered_block;

const FeeRate kFloor = FeeRate::per_kvb(100);

PoolBlock block(Height height, uint64_t pool_weight, uint64_t block_weight) {
    return {height, numbered_block(static_cast<uint64_t>(height)), {}, pool_weight, block_weight};
}

/// Six blocks from `first` on, of which so much had been in the pool.
PoolEstimator covered(Height first, uint64_t pool_weight, uint64_t block_weight) {
    PoolEstimator estimator;
    for (Height height = first; height < first + 6; ++height)
        estimator.connected(block(height, pool_weight, block_weight));
    return estimator;
}

PoolChunk chunk(int64_t sat_per_kvb, int64_t weight) {
    return {FeeRate::per_kvb(sat_per_kvb), weight};
}

TEST(PoolRates, AtHalfAndThreeQuartersOfABlock) {
    const std::vector<PoolChunk> chunks{chunk(9000, 1'999'999), chunk(8000, 1), chunk(7000, 999'999),
                                        chunk(6000, 1), chunk(5000, 1'000'000)};
    EXPECT_EQ(pool_rates(chunks, kFloor).conservative, FeeRate::per_kvb(8000));
    EXPECT_EQ(pool_rates(chunks, kFloor).economical, FeeRate::per_kvb(6000));
    const std::span<const PoolChunk> all = chunks;
    EXPECT_EQ(pool_rates(all.first(3), kFloor), (PoolRates{kFloor, FeeRate::per_kvb(8000)}));
    EXPECT_EQ(pool_rates(all.first(1), kFloor), (PoolRates{kFloor, kFloor}));
    EXPECT_EQ(pool_rates({}, kFloor), (PoolRates{kFloor, kFloor}));
    EXPECT_EQ(pool_rates(chunks, kFloor).of(EstimateMode::Conservative), FeeRate::per_kvb(8000));
    EXPECT_EQ(pool_rates(chunks, kFloor).of(EstimateMode::Economical), FeeRate::per_kvb(6000));
}

TEST(PoolRates, OneChunkMayFillItAll) {
    const std::vector<PoolChunk> chunks{chunk(9000, 4'000'000)};
    EXPECT_EQ(pool_rates(chunks, kFloor), (PoolRates{FeeRate::per_kvb(9000), FeeRate::per_kvb(9000)}));
}

TEST(PoolHealth, SixBlocksInARow) {
    PoolEstimator estimator;
    for (Height height = 10; height < 15; ++height)
        estimator.connected(block(height, 1'000'000, 1'000'000));
    EXPECT_EQ(estimator.health(), PoolHealth::TooFewBlocks);
    estimator.connected(block(15, 1'000'000, 1'000'000));
    EXPECT_EQ(estimator.health(), PoolHealth::Healthy);
    ASSERT_EQ(estimator.blocks().size(), 6u);
    EXPECT_EQ(estimator.blocks()[0], (BlockCoverage{10, 1'000'000, 1'000'000}));
    estimator.connected(block(16, 1, 1'000'000));
    ASSERT_EQ(estimator.blocks().size(), 6u);
    EXPECT_EQ(estimator.blocks()[0].height, 11);
    EXPECT_EQ(estimator.blocks()[5].pool_weight, 1u);
    // One is missing: all begins anew.
    estimator.connected(block(18, 1'000'000, 1'000'000));
    EXPECT_EQ(estimator.blocks().size(), 1u);
    EXPECT_EQ(estimator.health(), PoolHealth::TooFewBlocks);
}

TEST(PoolHealth, ShareThatCameFromThePool) {
    EXPECT_EQ(covered(1, 750'000, 1'000'000).health(), PoolHealth::Healthy);
    EXPECT_EQ(covered(1, 749'999, 1'000'000).health(), PoolHealth::LowCoverage);
    // Less than a block in six blocks says nothing.
    EXPECT_EQ(covered(1, 0, 666'666).health(), PoolHealth::Healthy);
    EXPECT_EQ(covered(1, 0, 666'667).health(), PoolHealth::LowCoverage);
    EXPECT_EQ(covered(1, 0, 0).health(), PoolHealth::Healthy);
}

TEST(PoolHealth, BlocksOfAReorganisation) {
    PoolEstimator estimator = covered(10, 1'000'000, 1'000'000);
    estimator.connected(block(14, 5, 1'000'000));
    ASSERT_EQ(estimator.blocks().size(), 5u);
    EXPECT_EQ(estimator.blocks()[4], (BlockCoverage{14, 5, 1'000'000}));
    estimator.connected(block(15, 6, 1'000'000));
    EXPECT_EQ(estimator.blocks().size(), 6u);
    estimator.connected(block(3, 7, 1'000'000));
    EXPECT_EQ(estimator.blocks().size(), 1u);
}

TEST(RememberedRates, ForSevenSecondsOnOneTip) {
    PoolEstimator estimator = covered(10, 1, 1);
    const PoolRates rates{kFloor, FeeRate::per_kvb(200)};
    EXPECT_EQ(estimator.remembered(numbered_block(15), 100), std::nullopt);
    estimator.remember(numbered_block(15), 100, rates);
    EXPECT_EQ(estimator.remembered(numbered_block(15), 100), rates);
    EXPECT_EQ(estimator.remembered(numbered_block(15), 106), rates);
    EXPECT_EQ(estimator.remembered(numbered_block(15), 107), std::nullopt);
    EXPECT_EQ(estimator.remembered(numbered_block(16), 100), std::nullopt);
    estimator.connected(block(16, 1, 1));
    EXPECT_EQ(estimator.remembered(numbered_block(15), 100), std::nullopt);
}

TEST(PoolFile, RoundTrip) {
    const PoolEstimator estimator = covered(10, 7, 9);
    const Bytes bytes = estimator.encode();
    // Version, count, three numbers of eight bytes for each block, and the hash of the last.
    EXPECT_EQ(bytes.size(), 4u + 1 + 6 * 24 + 32);
    EXPECT_EQ(base::read_le<uint32_t>(bytes.data()), 1u);
    EXPECT_EQ(base::read_le<uint64_t>(bytes.data() + 5), 10u);
    EXPECT_EQ(base::read_le<uint64_t>(bytes.data() + 13), 7u);
    EXPECT_EQ(base::read_le<uint64_t>(bytes.data() + 21), 9u);
    PoolEstimator again;
    ASSERT_TRUE(again.decode(bytes, numbered_block(15)));
    EXPECT_EQ(again.encode(), bytes);
    EXPECT_EQ(again.blocks().size(), 6u);
    const Bytes none = PoolEstimator().encode();
    ASSERT_TRUE(again.decode(none, {}));
    EXPECT_TRUE(again.blocks().empty());
}

TEST(PoolFile, OfAnotherTipIsForgotten) {
    const Bytes bytes = covered(10, 7, 9).encode();
    PoolEstimator again;
    ASSERT_TRUE(again.decode(bytes, numbered_block(16)));
    EXPECT_TRUE(again.blocks().empty());
}

/// The fault of a file with these blocks; nothing when it has none.
std::optional<FileFault> fault(const std::vector<std::array<uint64_t, 3>>& blocks, int32_t version = 1) {
    Bytes bytes;
    codec::Writer writer(bytes);
    writer.write(version).write_compact_size(blocks.size());
    for (const auto& [height, pool_weight, block_weight] : blocks)
        writer.write(height).write(pool_weight).write(block_weight);
    writer.write_bytes(numbered_block(1).bytes());
    PoolEstimator estimator = covered(10, 7, 9);
    const auto done = estimator.decode(bytes, numbered_block(1));
    EXPECT_EQ(estimator.blocks().size(), done ? blocks.size() : 6u);
    return done ? std::nullopt : std::optional(done.error());
}

TEST(PoolFile, Faults) {
    EXPECT_EQ(fault({{1, 2, 3}}), std::nullopt);
    EXPECT_EQ(fault({{1, 2, 3}}, 2), FileFault::NewerVersion);
    EXPECT_EQ(fault({{1, 2, 3}}, 0), FileFault::OlderVersion);
    EXPECT_EQ(fault({{1, 3, 3}, {2, 0, 0}}), std::nullopt);
    EXPECT_EQ(fault({{1, 3, 3}, {3, 0, 0}}), FileFault::Malformed);
    EXPECT_EQ(fault({{1, 4, 3}}), FileFault::Malformed);
    EXPECT_EQ(fault({{1, 0, 4'000'000}}), std::nullopt);
    EXPECT_EQ(fault({{1, 0, 4'000'001}}), FileFault::Malformed);
    EXPECT_EQ(fault({{0x7fffffff, 0, 0}}), std::nullopt);
    EXPECT_EQ(fault({{0x80000000, 0, 0}}), FileFault::Malformed);
    EXPECT_EQ(fault({{1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}, {5, 0, 0}, {6, 0, 0}}), std::nullopt);
    EXPECT_EQ(fault({{1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}, {5, 0, 0}, {6, 0, 0}, {7, 0, 0}}),
              FileFault::Malformed);
}

TEST(PoolFile, CutShortOrTooLong) {
    Bytes bytes = covered(10, 7, 9).encode();
    PoolEstimator estimator;
    for (size_t size = 0; size < bytes.size(); ++size) {
        const auto done = estimator.decode(base::ByteSpan(bytes).first(size), numbered_block(15));
        ASSERT_FALSE(done) << size;
        ASSERT_EQ(done.error(), FileFault::Malformed) << size;
    }
    bytes.push_back(0);
    EXPECT_FALSE(estimator.decode(bytes, numbered_block(15)));
}

}  // namespace
}  // namespace quanta::fees
