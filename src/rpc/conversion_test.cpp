// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/conversion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "json/parser.h"

namespace quanta::rpc {
namespace {

std::string positional(std::string_view method, std::vector<std::string> words) {
    const auto params = positional_params(method, words);
    return params ? json::to_text(*params) : params.error().message;
}

std::string named(std::string_view method, std::vector<std::string> words) {
    const auto params = named_params(method, words);
    return params ? json::to_text(*params) : params.error().message;
}

TEST(Conversion, TableIsSorted) {
    const auto table = conversion_table();
    EXPECT_TRUE(std::is_sorted(table.begin(), table.end(), [](const Conversion& a, const Conversion& b) {
        return std::pair(a.method, a.position) < std::pair(b.method, b.position);
    }));
    EXPECT_TRUE(conversions_of("nosuchmethod").empty());
    EXPECT_EQ(conversions_of("stop").size(), 1u);
    EXPECT_FALSE(conversions_of(table.front().method).empty());
    EXPECT_FALSE(conversions_of(table.back().method).empty());
}

TEST(Conversion, Positional) {
    EXPECT_EQ(positional("getblockhash", {"7"}), "[7]");
    EXPECT_EQ(positional("getblock", {"00ff", "2"}), R"(["00ff",2])");
    EXPECT_EQ(positional("echo", {"7", "null"}), R"(["7","null"])");
    EXPECT_EQ(positional("echojson", {"7", "null", R"({"a":[0.10]})"}), R"([7,null,{"a":[0.10]}])");
    EXPECT_EQ(positional("gettxoutsetinfo", {"none", "00ff"}), R"(["none","00ff"])");
    EXPECT_EQ(positional("gettxoutsetinfo", {"none", "12"}), R"(["none",12])");
    EXPECT_EQ(positional("getblockhash", {"x"}), "Error parsing JSON: x");
    EXPECT_EQ(positional("getblockhash", {""}), "Error parsing JSON: ");
    EXPECT_EQ(positional("sendtoaddress", {"a", "1", "", "", "false", "true", "6"}),
              R"(["a",1,"","",false,true,6])");
    EXPECT_EQ(positional("send", {"{}", "6", "unset", "1", "{}"}), R"([{},6,"unset",1,{}])");
}

TEST(Conversion, Named) {
    EXPECT_EQ(named("getblockhash", {"height=7"}), R"({"height":7})");
    EXPECT_EQ(named("echo", {"arg0=a=b", "arg1="}), R"({"arg0":"a=b","arg1":""})");
    EXPECT_EQ(named("echojson", {"1", "arg3=3", "2"}), R"({"arg3":3,"args":[1,2]})");
    EXPECT_EQ(named("echojson", {"arg3=3", "arg3=4"}), R"({"arg3":4})");
    EXPECT_EQ(named("send", {"outputs={}", "fee_rate=5"}), R"({"outputs":{},"fee_rate":5})");
    EXPECT_EQ(named("decodepsbt", {"cHNidP8="}), R"({"args":["cHNidP8="]})");
    EXPECT_EQ(named("decodepsbt", {"psbt=cHNidP8="}), R"({"psbt":"cHNidP8="})");
    EXPECT_EQ(named("getblockhash", {"height=x"}), "Error parsing JSON: x");
    EXPECT_EQ(named("getblockhash", {}), "{}");
}

/// Every conversion of the interface's description is in the table, in its words.
TEST(Conversion, AgreesWithTheReference) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty())
        GTEST_SKIP() << "skipped: the description of the interface (QUANTA_TEST_DATA is not set)";
    std::ifstream file(folder + "/reference/rpc.json");
    ASSERT_TRUE(file) << folder;
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto reference = json::parse(text);
    ASSERT_TRUE(reference);
    int checked = 0;
    for (const auto& [method, description] : reference->find("methods")->object()) {
        const json::Value* conversions = description.find("cli");
        if (!conversions) continue;
        for (const json::Value& wanted : conversions->array()) {
            const json::Value::Array& triple = wanted.array();
            const int64_t position = *triple[0].as_int64();
            const std::string& name = triple[1].string();
            const std::string& how = triple[2].string();
            const Treatment treatment = how == "json"     ? Treatment::Json
                                        : how == "string" ? Treatment::String
                                                          : Treatment::JsonOrString;
            const auto entries = conversions_of(method);
            const bool found = std::any_of(entries.begin(), entries.end(), [&](const Conversion& entry) {
                return entry.position == position && entry.name == name && entry.treatment == treatment;
            });
            EXPECT_TRUE(found) << method << " " << name;
            ++checked;
        }
    }
    std::printf("rpc.json: %d cases\n", checked);
    EXPECT_GT(checked, 300);
}

}  // namespace
}  // namespace quanta::rpc
