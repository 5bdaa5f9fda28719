// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "filters/golomb_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace quanta::filters {
namespace {

using codec::DecodeError;
using Values = std::vector<uint64_t>;

void expect_round_trip(const Values& values) {
    const base::Bytes bytes = encode_golomb_set(values);
    const auto again = decode_golomb_set(bytes);
    ASSERT_TRUE(again.has_value()) << decode_error_text(again.error());
    EXPECT_EQ(*again, values);
}

DecodeError error_of(const base::Bytes& bytes) {
    const auto values = decode_golomb_set(bytes);
    EXPECT_FALSE(values.has_value());
    return values.error();
}

TEST(GolombSet, NoValuesAreOneByte) {
    EXPECT_EQ(encode_golomb_set({}), base::Bytes{0});
    expect_round_trip({});
}

TEST(GolombSet, BitsStandFromTheHighestDown) {
    // 2^19 + 1: one 1, a 0, then the remainder 1 in 19 bits.
    EXPECT_EQ(encode_golomb_set(Values{(1 << 19) + 1}), (base::Bytes{1, 0x80, 0x00, 0x08}));
    // 5: a 0, then 19 bits.
    EXPECT_EQ(encode_golomb_set(Values{5}), (base::Bytes{1, 0x00, 0x00, 0x50}));
}

TEST(GolombSet, EdgesOfTheRange) {
    expect_round_trip({0});
    expect_round_trip({kRangePerValue - 1});
    expect_round_trip({0, 0});
    expect_round_trip({0, 2 * kRangePerValue - 1});
}

TEST(GolombSet, LongRunsOfOnes) {
    // The last of n values may need n * 784931 / 2^19 ones: around what one read of bits can hold.
    for (const size_t count : {20, 22, 23, 24, 25, 26, 27, 28, 36, 37, 38, 39, 40, 41, 60, 200, 3000}) {
        Values values(count, 0);
        values.back() = range_of(count) - 1;
        expect_round_trip(values);
        values.back() = range_of(count) - (1 << 19);
        expect_round_trip(values);
    }
}

TEST(GolombSet, RandomValues) {
    std::mt19937_64 random(3);
    for (const size_t count : {1, 2, 3, 7, 100, 252, 253, 1000, 70'000}) {
        Values values(count);
        for (uint64_t& value : values)
            value = place_in(range_of(count), random());
        std::ranges::sort(values);
        expect_round_trip(values);
    }
}

TEST(GolombSet, PlacesKeepTheOrderOfHashes) {
    EXPECT_EQ(place_in(1000, 0), 0u);
    EXPECT_EQ(place_in(1000, UINT64_MAX), 999u);
    EXPECT_EQ(place_in(2, UINT64_MAX / 2), 0u);
    EXPECT_EQ(place_in(2, UINT64_MAX / 2 + 1), 1u);
}

TEST(GolombSet, RefusesWhatIsNone) {
    EXPECT_EQ(error_of({}), DecodeError::EndOfData);
    EXPECT_EQ(error_of({0xfd, 1, 0}), DecodeError::NonCanonicalSize);
    EXPECT_EQ(error_of({0xfe, 1, 0, 0, 2}), DecodeError::SizeTooLarge);
    // More values than there is room for, each taking 20 bits at least.
    EXPECT_EQ(error_of({2, 0, 0, 0, 0}), DecodeError::EndOfData);
    EXPECT_TRUE(decode_golomb_set(base::Bytes{2, 0, 0, 0, 0, 0}).has_value());
    // Ones up to the end.
    EXPECT_EQ(error_of({1, 0xff, 0xff, 0xff}), DecodeError::EndOfData);
    EXPECT_EQ(error_of({0, 0}), DecodeError::TrailingData);
    EXPECT_EQ(error_of({1, 0, 0, 0, 0}), DecodeError::TrailingData);
    // A bit in the rest of the last byte.
    EXPECT_EQ(error_of({1, 0, 0, 0x51}), DecodeError::BadValue);
}

TEST(GolombSet, RefusesValuesOutOfRange) {
    base::Bytes last = encode_golomb_set(Values{kRangePerValue - 1});
    EXPECT_TRUE(decode_golomb_set(last).has_value());
    // The next one: its code is the same with the remainder one higher.
    EXPECT_EQ(last, (base::Bytes{1, 0x9f, 0xd1, 0x10}));
    last[3] = 0x18;
    EXPECT_EQ(error_of(last), DecodeError::BadValue);
}

TEST(GolombSetDeathTest, ValuesMustAscend) {
    EXPECT_DEATH(encode_golomb_set(Values{2, 1}), "");
}

}  // namespace
}  // namespace quanta::filters
