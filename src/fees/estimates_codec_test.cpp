// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/estimates_codec.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "codec/reader.h"
#include "fees/test_support.h"

namespace quanta::fees {
namespace {

using base::Bytes;

EstimatesData filled() {
    BlockEstimator estimator;
    estimator.connected(0, {});
    testing::Market market(3);
    market.leaving = 20;
    for (int i = 0; i < 80; ++i)
        market.step(estimator);
    return estimator.data();
}

/// Few buckets, so that there is little to change.
EstimatesData small() {
    EstimatesData data;
    data.best_height = 30;
    data.history_first = 10;
    data.history_last = 20;
    data.buckets = Buckets::from_edges({100, 200}).value();
    data.medium = HorizonData::empty({2, 3, 0.5}, 2);
    data.brief = HorizonData::empty({1, 1, 0.25}, 2);
    data.distant = HorizonData::empty({1, 1008, 0.75}, 2);
    return data;
}

/// Whether the small one is still understood after `change`.
bool survives(const std::function<void(EstimatesData&)>& change) {
    EstimatesData data = small();
    change(data);
    const auto decoded = decode_estimates(encode_estimates(data));
    EXPECT_TRUE(decoded || decoded.error() == FileFault::Malformed);
    return decoded.has_value();
}

TEST(EstimatesCodec, RoundTrip) {
    const EstimatesData data = filled();
    const Bytes bytes = encode_estimates(data);
    const EstimatesData again = decode_estimates(bytes).value();
    EXPECT_EQ(again.best_height, 80);
    EXPECT_EQ(again.history_first, data.history_first);
    EXPECT_EQ(again.history_last, data.history_last);
    EXPECT_EQ(again.buckets.edges(), data.buckets.edges());
    EXPECT_EQ(again.medium, data.medium);
    EXPECT_EQ(again.brief, data.brief);
    EXPECT_EQ(again.distant, data.distant);
    EXPECT_EQ(encode_estimates(again), bytes);
}

TEST(EstimatesCodec, Layout) {
    const Bytes bytes = encode_estimates(small());
    codec::Reader reader(bytes);
    EXPECT_EQ(reader.read<int32_t>().value(), 309'900);
    EXPECT_EQ(reader.read<uint32_t>().value(), 30u);
    EXPECT_EQ(reader.read<uint32_t>().value(), 10u);
    EXPECT_EQ(reader.read<uint32_t>().value(), 20u);
    EXPECT_EQ(reader.read_compact_size().value(), 2u);
    EXPECT_EQ(reader.read<uint64_t>().value(), std::bit_cast<uint64_t>(100.0));
    EXPECT_EQ(reader.read<uint64_t>().value(), std::bit_cast<uint64_t>(200.0));
    // The medium horizon comes first.
    EXPECT_EQ(reader.read<uint64_t>().value(), std::bit_cast<uint64_t>(0.5));
    EXPECT_EQ(reader.read<uint32_t>().value(), 3u);
    EXPECT_EQ(reader.read_compact_size().value(), 2u);
    EXPECT_TRUE(reader.read_bytes(16));
    EXPECT_EQ(reader.read_compact_size().value(), 2u);
    EXPECT_TRUE(reader.read_bytes(16));
    EXPECT_EQ(reader.read_compact_size().value(), 2u);
    EXPECT_EQ(reader.read_compact_size().value(), 2u);
    EXPECT_TRUE(reader.read_bytes(2 * 17 - 1 + 1 + 2 * 17));
    EXPECT_EQ(reader.read<uint64_t>().value(), std::bit_cast<uint64_t>(0.25));
}

TEST(EstimatesCodec, Versions) {
    Bytes bytes = encode_estimates(small());
    base::write_le<uint32_t>(bytes.data(), 309'901);
    EXPECT_EQ(decode_estimates(bytes).error(), FileFault::NewerVersion);
    base::write_le<uint32_t>(bytes.data(), 309'899);
    EXPECT_EQ(decode_estimates(bytes).error(), FileFault::OlderVersion);
    base::write_le<uint32_t>(bytes.data(), 0xffffffff);
    EXPECT_EQ(decode_estimates(bytes).error(), FileFault::OlderVersion);
    for (const FileFault fault : {FileFault::NewerVersion, FileFault::OlderVersion, FileFault::Malformed})
        EXPECT_FALSE(file_fault_text(fault).empty());
}

TEST(EstimatesCodec, CutShortOrTooLong) {
    Bytes bytes = encode_estimates(small());
    for (size_t size = 0; size < bytes.size(); ++size) {
        const auto decoded = decode_estimates(base::ByteSpan(bytes).first(size));
        ASSERT_FALSE(decoded) << size;
        ASSERT_EQ(decoded.error(), FileFault::Malformed) << size;
    }
    bytes.push_back(0);
    EXPECT_EQ(decode_estimates(bytes).error(), FileFault::Malformed);
}

TEST(EstimatesCodec, Heights) {
    EXPECT_TRUE(survives([](EstimatesData& data) { data.history_first = 20; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.history_first = 21; }));
    EXPECT_TRUE(survives([](EstimatesData& data) { data.history_last = 30; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.history_last = 31; }));
    EXPECT_TRUE(
        survives([](EstimatesData& data) { data.best_height = std::numeric_limits<int32_t>::max(); }));
    EXPECT_FALSE(
        survives([](EstimatesData& data) { data.best_height = std::numeric_limits<int32_t>::min(); }));
}

TEST(EstimatesCodec, Decay) {
    for (const double decay : {1e-300, 0.5, 0.999999})
        EXPECT_TRUE(survives([&](EstimatesData& data) { data.medium.decay = decay; })) << decay;
    for (const double decay : {0.0, -0.5, 1.0, 2.0, std::nan("")})
        EXPECT_FALSE(survives([&](EstimatesData& data) { data.brief.decay = decay; })) << decay;
}

TEST(EstimatesCodec, Periods) {
    EXPECT_TRUE(survives([](EstimatesData& data) { data.distant.scale = 6; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.distant.scale = 0; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.distant.scale = 1009; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.distant.scale = 0xffffffff; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.medium.failed.pop_back(); }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.medium.confirmed.pop_back(); }));
    EXPECT_TRUE(survives([](EstimatesData& data) { data.medium = HorizonData::empty({504, 2, 0.5}, 2); }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.medium = HorizonData::empty({505, 2, 0.5}, 2); }));
    EXPECT_FALSE(survives([](EstimatesData& data) {
        data.medium.confirmed.clear();
        data.medium.failed.clear();
    }));
}

TEST(EstimatesCodec, HorizonsReachEverFurther) {
    EXPECT_TRUE(survives([](EstimatesData& data) { data.brief.scale = 6; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.brief.scale = 7; }));
    EXPECT_TRUE(survives([](EstimatesData& data) { data.distant.scale = 6; }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.distant.scale = 5; }));
}

TEST(EstimatesCodec, Rows) {
    EXPECT_FALSE(survives([](EstimatesData& data) { data.medium.counts.push_back(0); }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.medium.rate_sums.pop_back(); }));
    EXPECT_FALSE(survives([](EstimatesData& data) { data.distant.failed[0].pop_back(); }));
    EXPECT_TRUE(survives([](EstimatesData& data) { data.medium.counts[1] = 1e40; }));
    for (const double number : {-1.0, 1.1e40, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_FALSE(survives([&](EstimatesData& data) { data.medium.counts[1] = number; })) << number;
        EXPECT_FALSE(survives([&](EstimatesData& data) { data.brief.confirmed[0][0] = number; })) << number;
    }
}

TEST(EstimatesCodec, Edges) {
    Bytes bytes = encode_estimates(small());
    constexpr size_t kSecondEdge = 4 * 4 + 1 + 8;
    base::write_le(bytes.data() + kSecondEdge, std::bit_cast<uint64_t>(100.5));
    EXPECT_TRUE(decode_estimates(bytes));
    base::write_le(bytes.data() + kSecondEdge, std::bit_cast<uint64_t>(100.0));
    EXPECT_EQ(decode_estimates(bytes).error(), FileFault::Malformed);
}

TEST(EstimatesCodec, TheLargestFits) {
    constexpr uint64_t kRow = 3 + 1000 * 8;
    constexpr uint64_t kHorizon = 12 + kRow * (2 + 2 * kMaxHorizonBlocks) + 6;
    EXPECT_LE(16 + kRow + 3 * kHorizon, kMaxEstimatesBytes);
}

}  // namespace
}  // namespace quanta::fees
