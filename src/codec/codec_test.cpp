// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdint>

#include "base/hex.h"
#include "codec/reader.h"
#include "codec/writer.h"

namespace quanta::codec {
namespace {

base::Bytes hex(std::string_view text) { return *base::from_hex(text); }

TEST(Codec, CompactSizeBoundaries) {
    const std::pair<uint64_t, const char*> cases[] = {
        {0, "00"},          {0xfc, "fc"},           {0xfd, "fdfd00"},           {0xffff, "fdffff"},
        {0x10000, "fe00000100"}, {0xffffffff, "feffffffff"}, {0x100000000, "ff0000000001000000"}};
    for (const auto& [value, text] : cases) {
        base::Bytes out;
        Writer(out).write_compact_size(value);
        EXPECT_EQ(base::to_hex(out), text);
        EXPECT_EQ(out.size(), compact_size_length(value));
        Reader reader(out);
        EXPECT_EQ(reader.read_compact_size(UINT64_MAX).value(), value);
        EXPECT_TRUE(reader.at_end());
    }
}

TEST(Codec, CompactSizeRefusals) {
    for (const char* text : {"fdfc00", "feffff0000", "ffffffffff00000000"}) {
        const base::Bytes bytes = hex(text);
        EXPECT_EQ(Reader(bytes).read_compact_size(UINT64_MAX).error(), DecodeError::NonCanonicalSize) << text;
    }
    for (const char* text : {"", "fd", "fdff", "fe000001", "ff00000000010000"}) {
        const base::Bytes bytes = hex(text);
        EXPECT_EQ(Reader(bytes).read_compact_size(UINT64_MAX).error(), DecodeError::EndOfData) << text;
    }
    const base::Bytes at_limit = hex("fe00000002");
    EXPECT_EQ(Reader(at_limit).read_compact_size().value(), kMaxSize);
    const base::Bytes above_limit = hex("fe01000002");
    EXPECT_EQ(Reader(above_limit).read_compact_size().error(), DecodeError::SizeTooLarge);
    const base::Bytes small = hex("05");
    EXPECT_EQ(Reader(small).read_compact_size(4).error(), DecodeError::SizeTooLarge);
}

TEST(Codec, VarintBoundaries) {
    const std::pair<uint64_t, const char*> cases[] = {
        {0, "00"}, {0x7f, "7f"}, {0x80, "8000"}, {0x407f, "ff7f"}, {0x4080, "808000"},
        {0xffffffff, "8efefefe7f"}, {UINT64_MAX, "80fefefefefefefefe7f"}};
    for (const auto& [value, text] : cases) {
        base::Bytes out;
        Writer(out).write_varint(value);
        EXPECT_EQ(base::to_hex(out), text);
        EXPECT_EQ(Reader(out).read_varint().value(), value);
    }
    const base::Bytes overflow = hex("80fefefefefefefeff00");
    EXPECT_EQ(Reader(overflow).read_varint().error(), DecodeError::SizeTooLarge);
    const base::Bytes cut = hex("80");
    EXPECT_EQ(Reader(cut).read_varint().error(), DecodeError::EndOfData);
}

TEST(Codec, FieldsAndBounds) {
    base::Bytes out;
    Writer(out).write(int32_t{-2}).write(uint16_t{0x0102}).write_sized_bytes(hex("aabb"));
    EXPECT_EQ(base::to_hex(out), "feffffff020102aabb");
    Reader reader(out);
    EXPECT_EQ(reader.read<int32_t>().value(), -2);
    EXPECT_EQ(reader.read<uint16_t>().value(), 0x0102);
    EXPECT_EQ(reader.expect_end().error(), DecodeError::TrailingData);
    EXPECT_EQ(reader.read_sized_bytes(1).error(), DecodeError::SizeTooLarge);
    EXPECT_EQ(reader.read_sized_bytes().value().size(), 2u);
    EXPECT_TRUE(reader.expect_end().has_value());
    EXPECT_EQ(reader.read<uint8_t>().error(), DecodeError::EndOfData);
    const base::Bytes cut = hex("03aabb");
    Reader short_reader(cut);
    EXPECT_EQ(short_reader.read_sized_bytes().error(), DecodeError::EndOfData);
    EXPECT_EQ(short_reader.position(), 0u);
}

TEST(Codec, EveryErrorHasAText) {
    for (int i = 0; i <= static_cast<int>(DecodeError::BadValue); ++i) {
        EXPECT_NE(decode_error_text(static_cast<DecodeError>(i)), "unknown");
    }
}

}  // namespace
}  // namespace quanta::codec
