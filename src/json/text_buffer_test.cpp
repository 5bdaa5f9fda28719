// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/text_buffer.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <string>

#include "base/hex.h"
#include "json/number.h"

namespace quanta::json {
namespace {

TEST(TextBuffer, GrowsAndIsUsedAgain) {
    TextBuffer buffer;
    EXPECT_EQ(buffer.text(), "");
    buffer.add("");
    buffer.reserve(100);
    EXPECT_EQ(buffer.size(), 0u);
    std::string expected;
    for (int round = 0; round < 2; ++round) {
        for (size_t i = 0; i < 3000; ++i) {
            const std::string piece(i % 70, static_cast<char>('a' + i % 26));
            buffer.add(piece);
            expected += piece;
        }
        buffer.add(std::string(1'000'000, 'x'));
        expected.append(1'000'000, 'x');
        EXPECT_EQ(buffer.text(), expected);
        buffer.clear();
        expected.clear();
        EXPECT_EQ(buffer.text(), "");
    }
}

TEST(TextBuffer, Numbers) {
    TextBuffer buffer;
    buffer.number(0).add(" ").number(-7).add(" ").number(uint8_t{200}).add(" ");
    buffer.number(std::numeric_limits<int64_t>::min()).add(" ").number(std::numeric_limits<uint64_t>::max());
    EXPECT_EQ(buffer.text(), "0 -7 200 -9223372036854775808 18446744073709551615");
}

TEST(TextBuffer, Amounts) {
    for (const int64_t sat : {int64_t{0}, int64_t{-1}, int64_t{99'999'999}, int64_t{100'000'000},
                              std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
        TextBuffer buffer;
        EXPECT_EQ(buffer.add("a").amount(sat).add("b").text(), "a" + amount_text(sat) + "b");
    }
}

TEST(TextBuffer, HexOfEverySize) {
    base::Bytes bytes(300);
    std::iota(bytes.begin(), bytes.end(), uint8_t{0});
    for (size_t size = 0; size <= bytes.size(); ++size) {
        const base::ByteSpan part = base::ByteSpan(bytes).last(size);
        TextBuffer buffer;
        EXPECT_EQ(buffer.add("<").hex(part).add(">").text(), "<" + base::to_hex(part) + ">");
    }
}

TEST(TextBuffer, HexBackwards) {
    base::Bytes bytes(32);
    std::iota(bytes.begin(), bytes.end(), uint8_t{0xf0});
    TextBuffer buffer;
    buffer.reversed_hex(base::ByteSpan(bytes).first<32>());
    EXPECT_EQ(buffer.text(), "0f0e0d0c0b0a09080706050403020100fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0");
}

}  // namespace
}  // namespace quanta::json
