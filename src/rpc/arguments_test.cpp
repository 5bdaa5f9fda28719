// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/arguments.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hash256.h"
#include "json/parser.h"

namespace quanta::rpc {
namespace {

using TestHash = base::Hash256<struct TestTag>;

Method sample_method() {
    return {.name = "sample",
            .description = "A method for tests.",
            .params = {{.name = "hash", .kind = Kind::Hex},
                       {.name = "count", .kind = Kind::Number, .optional = true, .default_json = "1"},
                       {.name = "flag", .kind = Kind::Bool, .optional = true, .aliases = {"old_flag"}},
                       {.name = "options",
                        .kind = Kind::Object,
                        .optional = true,
                        .inner = {{Kind::Number, "fee_rate"}, {Kind::Bool, "flag"}},
                        .members_are_named = true}}};
}

/// The bound values as JSON, or "<code> <message>".
std::string bound(const Method& method, std::string_view params) {
    const auto args = Arguments::bind(method, *json::parse(params));
    if (!args) return std::to_string(args.error().code) + " " + args.error().message;
    return json::to_text(json::Value(args->values()));
}

std::string bound(std::string_view params) {
    return bound(sample_method(), params);
}

TEST(Arguments, PositionalCountIsChecked) {
    EXPECT_EQ(bound(R"(["ab"])"), R"(["ab"])");
    EXPECT_EQ(bound(R"(["ab",1,true,{}])"), R"(["ab",1,true,{}])");
    EXPECT_EQ(bound("[]").rfind("-1 sample \"hash\" ( count", 0), 0u) << bound("[]");
    EXPECT_EQ(bound("null").rfind("-1 sample", 0), 0u);
    EXPECT_EQ(bound("{}").rfind("-1 sample", 0), 0u);
    EXPECT_EQ(bound(R"(["ab",1,true,{},null])").rfind("-1 sample", 0), 0u);
}

TEST(Arguments, TypesAreChecked) {
    EXPECT_EQ(bound(R"(["ab",null,null])"), R"(["ab",null,null])");
    EXPECT_EQ(
        bound("[null]"),
        "-3 Wrong type passed:\n{\n    \"Position 1 (hash)\": \"JSON value of type null is not of expected "
        "type string\"\n}");
    EXPECT_EQ(bound(R"([1,"x",0,[]])"),
              "-3 Wrong type passed:\n{\n"
              "    \"Position 1 (hash)\": \"JSON value of type number is not of expected type string\",\n"
              "    \"Position 2 (count)\": \"JSON value of type string is not of expected type number\",\n"
              "    \"Position 3 (flag)\": \"JSON value of type number is not of expected type bool\",\n"
              "    \"Position 4 (options)\": \"JSON value of type array is not of expected type object\"\n}");
}

TEST(Arguments, NamesFindTheirPositions) {
    EXPECT_EQ(bound(R"({"hash":"ab"})"), R"(["ab"])");
    EXPECT_EQ(bound(R"({"flag":true,"hash":"ab"})"), R"(["ab",null,true])");
    EXPECT_EQ(bound(R"({"old_flag":true,"hash":"ab"})"), R"(["ab",null,true])");
    EXPECT_EQ(bound(R"({"flag":true,"old_flag":true,"hash":"ab"})"), "-8 Unknown named parameter old_flag");
    EXPECT_EQ(bound(R"({"hash":"ab","x":1,"y":2})"), "-8 Unknown named parameter x");
    EXPECT_EQ(bound(R"({"hash":"ab","hash":"ab"})"), "-8 Parameter hash specified multiple times");
}

TEST(Arguments, ArgsHoldsLeadingValues) {
    EXPECT_EQ(bound(R"({"args":["ab",2],"flag":false})"), R"(["ab",2,false])");
    EXPECT_EQ(bound(R"({"args":["ab",2]})"), R"(["ab",2])");
    EXPECT_EQ(bound(R"({"args":["ab",2],"count":2})"),
              "-8 Parameter count specified twice both as positional and named argument");
    EXPECT_EQ(bound(R"({"args":"ab"})"), "-8 Unknown named parameter args");
    EXPECT_EQ(bound(R"({"args":["ab",2,true,{},5]})").rfind("-1 sample", 0), 0u);
}

TEST(Arguments, MembersOfOptionsMayBeNamed) {
    EXPECT_EQ(bound(R"({"hash":"ab","fee_rate":5})"), R"(["ab",null,null,{"fee_rate":5}])");
    // A parameter of the method comes before a member of the same name.
    EXPECT_EQ(bound(R"({"hash":"ab","fee_rate":5,"flag":true})"), R"(["ab",null,true,{"fee_rate":5}])");
    EXPECT_EQ(bound(R"({"hash":"ab","fee_rate":5,"options":{}})"),
              "-8 Parameter options conflicts with parameter fee_rate");
    EXPECT_EQ(bound(R"({"hash":"ab","fee_rate":5,"options":null})"), R"(["ab",null,null,{"fee_rate":5}])");
}

TEST(Arguments, TypedAccess) {
    const Method method = sample_method();
    const auto args = Arguments::bind(method, *json::parse(R"(["ab",3000000000,true])"));
    ASSERT_TRUE(args);
    EXPECT_EQ(*args->integer<int64_t>("count"), 3'000'000'000);
    EXPECT_EQ(args->integer<int32_t>("count").error(), (RpcError{-1, "JSON integer out of range"}));
    EXPECT_EQ(*args->boolean_or("flag", false), true);
    EXPECT_FALSE(args->has("options"));
    EXPECT_EQ(*args->string("hash"), "ab");
    EXPECT_EQ(*args->string_or("hash", "x"), "ab");
    EXPECT_EQ((*args->bytes("hash")).size(), 1u);
    EXPECT_EQ(args->hash<TestHash>("hash").error().message, "hash must be of length 64 (not 2, for 'ab')");
    EXPECT_EQ(args->size(), 3u);
    const auto fewer = Arguments::bind(method, *json::parse(R"(["ab"])"));
    EXPECT_EQ(*fewer->integer_or("count", 7), 7);
    EXPECT_EQ(fewer->boolean("flag").error().code, kWrongType);
    EXPECT_DEATH(fewer->find("nothing"), "check failed");
}

TEST(Values, Hashes) {
    const std::string digits = "00" + std::string(60, 'a') + "ff";
    const auto hash = parse_hash<TestHash>(digits, "txid");
    ASSERT_TRUE(hash);
    EXPECT_EQ(hash->to_text(), digits);
    EXPECT_EQ(hash->bytes()[0], 0xff);
    EXPECT_EQ(parse_hash<TestHash>("zz", "blockhash").error(),
              (RpcError{-8, "blockhash must be of length 64 (not 2, for 'zz')"}));
    const std::string bad(64, 'z');
    EXPECT_EQ(parse_hash<TestHash>(bad, "txid").error(),
              (RpcError{-8, "txid must be hexadecimal string (not '" + bad + "')"}));
    EXPECT_EQ(parse_hash<TestHash>(std::string(65, 'a'), "txid").error().code, -8);
}

TEST(Values, Hex) {
    EXPECT_EQ((*parse_hex("00Ff", "proof")).size(), 2u);
    EXPECT_EQ(parse_hex("zz", "proof").error(),
              (RpcError{-8, "proof must be hexadecimal string (not 'zz')"}));
    EXPECT_FALSE(parse_hex("0", "proof"));
    EXPECT_FALSE(parse_hex("", "proof"));
}

TEST(Values, Amounts) {
    const auto amount = [](std::string_view text) { return parse_amount(*json::parse(text)); };
    EXPECT_EQ(*amount("1.5"), 150'000'000);
    EXPECT_EQ(*amount(R"("0.00000001")"), 1);
    EXPECT_EQ(*amount("0"), 0);
    EXPECT_EQ(*amount("21000000"), kMaxAmountSat);
    EXPECT_EQ(amount("21000000.00000001").error(), (RpcError{-3, "Amount out of range"}));
    EXPECT_EQ(amount("-0.00000001").error(), (RpcError{-3, "Amount out of range"}));
    EXPECT_EQ(amount("0.000000001").error(), (RpcError{-3, "Invalid amount"}));
    EXPECT_EQ(amount(R"("foo")").error(), (RpcError{-3, "Invalid amount"}));
    EXPECT_EQ(amount("true").error(), (RpcError{-3, "Amount is not a number or string"}));
    EXPECT_EQ(*parse_amount(json::Value(std::string("1.234")), 3), 1234);
}

TEST(Values, Verbosity) {
    const auto verbosity = [](std::string_view text, BoolVerbosity bools) {
        const json::Value value = *json::parse(text);
        return parse_verbosity(&value, 1, bools);
    };
    EXPECT_EQ(*parse_verbosity(nullptr, 1, BoolVerbosity::Allowed), 1);
    EXPECT_EQ(*verbosity("null", BoolVerbosity::Allowed), 1);
    EXPECT_EQ(*verbosity("false", BoolVerbosity::Allowed), 0);
    EXPECT_EQ(*verbosity("true", BoolVerbosity::Allowed), 1);
    EXPECT_EQ(*verbosity("3", BoolVerbosity::Refused), 3);
    EXPECT_EQ(verbosity("true", BoolVerbosity::Refused).error(),
              (RpcError{-3, "Verbosity was boolean but only integer allowed"}));
    EXPECT_EQ(verbosity(R"("2")", BoolVerbosity::Allowed).error(),
              (RpcError{-3, "JSON value of type string is not of expected type number"}));
}

TEST(Values, TypedReads) {
    EXPECT_EQ(read_int64(*json::parse("1.5")).error(), (RpcError{-1, "JSON integer out of range"}));
    EXPECT_EQ(read_int64(*json::parse("9223372036854775808")).error().code, -1);
    EXPECT_EQ(*read_int64(*json::parse("-9223372036854775808")), INT64_MIN);
    EXPECT_EQ(read_integer<uint8_t>(*json::parse("256")).error().code, -1);
    EXPECT_EQ(*read_integer<uint8_t>(*json::parse("255")), 255);
    EXPECT_DOUBLE_EQ(*read_double(*json::parse("0.5")), 0.5);
    EXPECT_EQ(read_double(json::Value()).error().code, kWrongType);
    EXPECT_EQ(read_array(json::Value(1)).error().message,
              "JSON value of type number is not of expected type array");
    EXPECT_EQ(read_object(json::Value(true)).error().message,
              "JSON value of type bool is not of expected type object");
}

TEST(Values, Members) {
    const MemberRule rules[] = {{"txid", json::Type::String}, {"vout", std::nullopt, true}};
    const auto check = [&](std::string_view text, OtherMembers others) {
        const auto outcome = check_members(*json::parse(text), rules, others);
        return outcome ? std::string() : outcome.error().message;
    };
    EXPECT_EQ(check(R"({"txid":"a"})", OtherMembers::Refused), "");
    EXPECT_EQ(check(R"({"txid":"a","vout":null,"x":1})", OtherMembers::Ignored), "");
    EXPECT_EQ(check(R"({"txid":"a","x":1})", OtherMembers::Refused), "Unexpected key x");
    EXPECT_EQ(check(R"({"txid":null})", OtherMembers::Ignored), "Missing txid");
    EXPECT_EQ(check(R"({"txid":1})", OtherMembers::Ignored),
              "JSON value of type number for field txid is not of expected type string");
}

}  // namespace
}  // namespace quanta::rpc
