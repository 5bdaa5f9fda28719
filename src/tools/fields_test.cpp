// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/fields.h"

#include <gtest/gtest.h>

namespace quanta::tools {
namespace {

using Fields = std::vector<std::string_view>;

TEST(TxFields, Split) {
    EXPECT_EQ(split_fields(""), (Fields{""}));
    EXPECT_EQ(split_fields("a"), (Fields{"a"}));
    EXPECT_EQ(split_fields(":"), (Fields{"", ""}));
    EXPECT_EQ(split_fields("a::b:"), (Fields{"a", "", "b", ""}));
}

TEST(TxFields, Trimmed) {
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed(" \t\n\r\f\v"), "");
    EXPECT_EQ(trimmed("\n a b \r\n"), "a b");
    EXPECT_EQ(trimmed("a"), "a");
}

TEST(TxFields, Numbers) {
    EXPECT_EQ(parse_number<uint32_t>("0"), 0u);
    EXPECT_EQ(parse_number<uint32_t>("007"), 7u);
    EXPECT_EQ(parse_number<uint32_t>("4294967295"), 0xffffffffu);
    EXPECT_EQ(parse_number<int64_t>("-9223372036854775808"), INT64_MIN);
    for (const char* text :
         {"", "-", "-0", "-1", "+1", " 1", "1 ", "0x1", "1.", "4294967296", "99999999999999999999"})
        EXPECT_FALSE(parse_number<uint32_t>(text)) << text;
    EXPECT_FALSE(parse_number<int64_t>("9223372036854775808"));
}

TEST(TxFields, Coins) {
    const auto sat = [](std::string_view text) {
        const auto amount = parse_coins(text);
        return amount ? amount->sat : -1;
    };
    EXPECT_EQ(sat("0"), 0);
    EXPECT_EQ(sat("4"), 400000000);
    EXPECT_EQ(sat("0.18"), 18000000);
    EXPECT_EQ(sat(" 00.00000001 "), 1);
    EXPECT_EQ(sat(".5"), 50000000);
    EXPECT_EQ(sat("5."), 500000000);
    EXPECT_EQ(sat("21000000.00000000"), primitives::kMaxMoneySat);
    for (const char* text : {"", ".", " ", "21000000.00000001", "-1", "+1", "1e2", "0.000000001", "1.-1",
                             "1..2", "1 2", "a", "184467440737.09551616", "99999999999999999999999"})
        EXPECT_EQ(sat(text), -1) << text;
}

}  // namespace
}  // namespace quanta::tools
