// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "json/number.h"
#include "json/parser.h"
#include "json/value.h"
#include "json/writer.h"

namespace quanta::json {
namespace {

Value parsed(std::string_view text) {
    auto value = parse(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : Value();
}

ParseErrorCode refused(std::string_view text) {
    const auto value = parse(text);
    EXPECT_FALSE(value) << text;
    return value ? ParseErrorCode::TooLarge : value.error().code;
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Parser, TypesAndTheirNames) {
    const Value value = parsed(R"( [null, true, 1, "x", [], {}] )");
    const std::vector<std::string_view> names{"null", "bool", "number", "string", "array", "object"};
    ASSERT_EQ(value.array().size(), names.size());
    for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(type_name(value.array()[i].type()), names[i]);
    EXPECT_TRUE(parsed("7").is_number());
    EXPECT_TRUE(parsed("null").is_null());
}

TEST(Parser, ValuesAreCounted) {
    const auto outcome = [](std::string_view text, size_t max_values) {
        const auto value = parse(text, ParseLimits{.max_values = max_values});
        return value ? std::nullopt : std::optional(value.error().code);
    };
    for (const std::string_view text : {R"([1,2,3])", R"({"a":[{}],"b":0})", R"([[[[]]]])"}) {
        EXPECT_EQ(outcome(text, 4), std::nullopt) << text;
        EXPECT_EQ(outcome(text, 3), ParseErrorCode::TooMany) << text;
    }
    EXPECT_EQ(outcome("7", 0), ParseErrorCode::TooMany);
}

TEST(Parser, ItemsOneByOne) {
    std::string seen;
    const auto read = [&](std::string_view text, size_t max_values) {
        seen.clear();
        return parse_items(text, {.max_values = max_values},
                           [&](const Value& item) { seen += to_text(item) + ";"; });
    };
    const auto array = read(R"( [1,[2,[]],{"a":[3]},"x"] )", 3);
    ASSERT_TRUE(array);
    EXPECT_EQ(to_text(*array), "[]");
    EXPECT_EQ(seen, R"(1;[2,[]];{"a":[3]};"x";)");
    EXPECT_EQ(read("[1,[2,[]]]", 2).error().code, ParseErrorCode::TooMany);
    EXPECT_EQ(seen, "1;");
    EXPECT_FALSE(read("[1,2", 10));
    EXPECT_EQ(seen, "1;2;");
    EXPECT_TRUE(read("[]", 1));
    EXPECT_EQ(seen, "");
    // Only an array at the top has items.
    EXPECT_EQ(to_text(*read(R"({"a":[1,2]})", 4)), R"({"a":[1,2]})");
    EXPECT_EQ(to_text(*read("5", 1)), "5");
    EXPECT_EQ(seen, "");
}

TEST(Parser, IntegersAreExact) {
    EXPECT_EQ(parsed("9223372036854775807").as_int64(), std::numeric_limits<int64_t>::max());
    EXPECT_EQ(parsed("-9223372036854775808").as_int64(), std::numeric_limits<int64_t>::min());
    EXPECT_EQ(parsed("9223372036854775808").as_int64(), std::nullopt);
    EXPECT_EQ(parsed("9223372036854775808").as_uint64(), 9223372036854775808u);
    EXPECT_EQ(parsed("18446744073709551615").as_uint64(), std::numeric_limits<uint64_t>::max());
    EXPECT_EQ(parsed("18446744073709551616").as_uint64(), std::nullopt);
    EXPECT_EQ(parsed("18446744073709551616").number_text(), "18446744073709551616");
    EXPECT_EQ(parsed("-1").as_uint64(), std::nullopt);
    EXPECT_EQ(parsed("5"), Value(5u));
}

TEST(Parser, FractionsKeepTheirText) {
    EXPECT_EQ(parsed("0.10").number_text(), "0.10");
    EXPECT_EQ(parsed("1e-8").number_text(), "1e-8");
    EXPECT_EQ(parsed("1.0").as_int64(), std::nullopt);
    EXPECT_EQ(parsed("0.5").as_double(), 0.5);
    EXPECT_EQ(parsed("-3").as_double(), -3.0);
    EXPECT_EQ(parsed("18446744073709551615").as_double(), 18446744073709551615.0);
    EXPECT_EQ(parsed("\"1\"").as_double(), std::nullopt);
    EXPECT_EQ(parsed("\"1\"").number_text(), std::nullopt);
}

TEST(Parser, RefusesWhatIsNotJson) {
    for (const char* text : {"",        " ",           "{",        "[1,]",    "{\"a\":1,}",
                             "nul",     "01",          "+1",       ".5",      "1.",
                             "1e",      "'a'",         "[1] 2",    "{a:1}",   "\"\x01\"",
                             "\"\\x\"", "\"\\ud800\"", "\"\xff\"", "// x\n1", "\xef\xbb\xbf{}",
                             "1e400",   "NaN",         "\"",       "[1 2]"}) {
        EXPECT_EQ(refused(text), ParseErrorCode::Syntax) << text;
    }
}

TEST(Parser, DepthLimit) {
    EXPECT_TRUE(parse(nested(kMaxDepth)));
    EXPECT_EQ(refused(nested(kMaxDepth + 1)), ParseErrorCode::TooDeep);
    EXPECT_EQ(refused(std::string(1'000'000, '[')), ParseErrorCode::TooDeep);
}

TEST(Parser, SizeLimit) {
    EXPECT_TRUE(parse("[10]", 4));
    const auto value = parse("[10]", 3);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, ParseErrorCode::TooLarge);
}

TEST(Parser, RepeatedKeysStayAndTheLastIsFound) {
    const Value value = parsed(R"({"b":1,"a":2,"b":3})");
    EXPECT_EQ(to_text(value), R"({"b":1,"a":2,"b":3})");
    ASSERT_NE(value.find("b"), nullptr);
    EXPECT_EQ(value.find("b")->as_int64(), 3);
    EXPECT_EQ(value.find("c"), nullptr);
    EXPECT_EQ(Value(1).find("b"), nullptr);
}

TEST(ValueDeathTest, WrongTypeAborts) { EXPECT_DEATH((void)Value(1).string(), "check failed"); }

TEST(Writer, Compact) {
    std::string text;
    Writer writer(text);
    writer.begin_object()
        .member("a", 1)
        .member("b", "x")
        .key("c")
        .begin_array()
        .value(true)
        .null()
        .end_array();
    writer.member("d", uint64_t{18446744073709551615u})
        .key("e")
        .begin_object()
        .end_object()
        .key("f")
        .amount(1);
    writer.member("g", 0.5).end_object();
    EXPECT_EQ(text,
              R"({"a":1,"b":"x","c":[true,null],"d":18446744073709551615,"e":{},"f":0.00000001,"g":0.5})");
}

TEST(Writer, Indented) {
    const Value value = parsed(R"({"a":1,"b":[],"c":{"d":[1,{}]}})");
    std::string text;
    Writer(text, 2).value(value);
    EXPECT_EQ(text,
              "{\n  \"a\": 1,\n  \"b\": [\n  ],\n  \"c\": {\n    \"d\": [\n      1,\n      {\n      }\n    "
              "]\n  }\n}");
    std::string wide;
    Writer(wide, 4).value(parsed("[1]"));
    EXPECT_EQ(wide, "[\n    1\n]");
}

TEST(Writer, Escapes) {
    std::string text;
    append_quoted(text, std::string_view("\"\\\b\f\n\r\t\x01\x1f\x7f/\xc3\xa9\0", 14));
    EXPECT_EQ(text, "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f/\xc3\xa9\\u0000\"");
}

TEST(Writer, EscapesAtEveryPosition) {
    for (int code = 0; code < 256; ++code) {
        std::string alone;
        append_quoted(alone, std::string(1, static_cast<char>(code)));
        const std::string escaped = alone.substr(1, alone.size() - 2);
        for (size_t at = 0; at < 19; ++at) {
            std::string text(19, '\xe9'), quoted;
            text[at] = static_cast<char>(code);
            append_quoted(quoted, text);
            const std::string before(at, '\xe9'), after(18 - at, '\xe9');
            EXPECT_EQ(quoted, '"' + before + escaped + after + '"');
        }
        const bool plain = code >= 0x20 && code != 0x7f && code != '"' && code != '\\';
        EXPECT_EQ(escaped.size() == 1, plain) << code;
    }
}

TEST(Writer, HandsOverPieces) {
    std::string all;
    size_t pieces = 0;
    Writer writer(
        [&](std::string_view piece) {
            all += piece;
            ++pieces;
        },
        64);
    writer.begin_array();
    for (int i = 0; i < 100; ++i) writer.value(i);
    writer.end_array().finish();
    EXPECT_EQ(parsed(all).array().size(), 100u);
    EXPECT_GE(pieces, 4u);
    EXPECT_LE(pieces, 6u);
}

TEST(Writer, HandsOnLargeTextsAsTheyAre) {
    std::vector<std::string> pieces;
    Writer writer([&](std::string_view piece) { pieces.emplace_back(piece); }, 8);
    writer.begin_array().raw("1").raw("1234567").raw("12345678").raw("2").end_array().finish();
    EXPECT_EQ(pieces, (std::vector<std::string>{"[1,1234567", ",", "12345678", ",2]"}));
}

TEST(Writer, RawMembers) {
    std::string text;
    Writer writer(text);
    writer.begin_object().raw_members(R"("a":1,"b":2)").member("c", 3).raw_members(R"("d":4)").end_object().finish();
    EXPECT_EQ(text, R"({"a":1,"b":2,"c":3,"d":4})");
}

TEST(WriterDeathTest, CallsOutOfOrderAbort) {
    std::string text;
    EXPECT_DEATH(Writer(text).begin_object().value(1), "check failed");
    EXPECT_DEATH(Writer(text).begin_array().key("a"), "check failed");
    EXPECT_DEATH(Writer(text).begin_array().end_object(), "check failed");
    EXPECT_DEATH(Writer(text).begin_object().key("a").end_object(), "check failed");
    EXPECT_DEATH(Writer(text).begin_array().finish(), "check failed");
    EXPECT_DEATH(Writer(text).begin_array().raw_members("\"a\":1"), "check failed");
    EXPECT_DEATH(Writer(text).begin_object().key("a").raw_members("\"a\":1"), "check failed");
    EXPECT_DEATH(Writer(text, 2).begin_object().raw_members("\"a\":1"), "check failed");
}

TEST(Number, Amounts) {
    EXPECT_EQ(amount_text(0), "0.00000000");
    EXPECT_EQ(amount_text(-1), "-0.00000001");
    EXPECT_EQ(amount_text(5'000'000'000), "50.00000000");
    EXPECT_EQ(amount_text(2'100'000'000'000'000), "21000000.00000000");
    EXPECT_EQ(amount_text(std::numeric_limits<int64_t>::min()), "-92233720368.54775808");
}

TEST(Number, Doubles) {
    EXPECT_EQ(number_from_double(0.1), "0.1");
    EXPECT_EQ(number_from_double(1), "1");
    EXPECT_EQ(number_from_double(1e-8), "1e-08");
    EXPECT_EQ(number_from_double(1.0 / 3), "0.3333333333333333");
    EXPECT_EQ(number_from_double(std::nan("")), "null");
    EXPECT_EQ(number_from_double(std::numeric_limits<double>::infinity()), "null");
}

TEST(Number, FixedPoint) {
    EXPECT_EQ(parse_fixed_point("0", 8), 0);
    EXPECT_EQ(parse_fixed_point("-0.00000001", 8), -1);
    EXPECT_EQ(parse_fixed_point("50", 8), 5'000'000'000);
    EXPECT_EQ(parse_fixed_point("0.1000000000000000", 8), 10'000'000);
    EXPECT_EQ(parse_fixed_point("1e-8", 8), 1);
    EXPECT_EQ(parse_fixed_point("1E+2", 0), 100);
    EXPECT_EQ(parse_fixed_point("0e9999999999999", 8), 0);
    EXPECT_EQ(parse_fixed_point("9999999999.99999999", 8), 999'999'999'999'999'999);
    for (const char* text : {"", "-", "+1", "01", "1.", ".1", "1e", "1e+", " 1", "1 ", "0x1", "1.2.3",
                             "0.000000001", "1e-9", "10000000000", "1e9999999999", "1e-9999999999"}) {
        EXPECT_EQ(parse_fixed_point(text, 8), std::nullopt) << text;
    }
}

TEST(Number, Integers) {
    EXPECT_EQ(parse_int64("-9223372036854775808"), std::numeric_limits<int64_t>::min());
    EXPECT_EQ(parse_int64("9223372036854775808"), std::nullopt);
    EXPECT_EQ(parse_uint64("18446744073709551615"), std::numeric_limits<uint64_t>::max());
    EXPECT_EQ(parse_uint64("18446744073709551616"), std::nullopt);
    for (const char* text : {"", "+1", " 1", "1 ", "1.0", "a"})
        EXPECT_EQ(parse_int64(text), std::nullopt) << text;
    EXPECT_EQ(parse_uint64("-1"), std::nullopt);
}

TEST(Value, ConversionsKeepTheirType) {
    EXPECT_TRUE(Value("text").is_string());
    EXPECT_TRUE(Value(true).is_bool());
    EXPECT_EQ(Value(uint8_t{200}).as_int64(), 200);
    EXPECT_EQ(to_text(Value(Value::Array{Value(1), Value("a"), Value()})), R"([1,"a",null])");
}

}  // namespace
}  // namespace quanta::json
