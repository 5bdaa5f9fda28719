// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/transcript_rpc.h"

namespace quanta::node_rpc {
namespace {

constexpr const char* kAddress = "bcrt1q6dtr7apwjnqh0jyxrwz9lm8dgufvrncfcqzxtq";
const std::string kTxid(64, '1');

class RawMethods : public TranscriptFixture {
protected:
    void SetUp() override { start(); }

    std::string create(const std::string& inputs, const std::string& outputs, const std::string& rest = "") {
        return call("createrawtransaction", "[" + inputs + "," + outputs + rest + "]");
    }
    /// One input with `members` after txid.
    static std::string input(const std::string& members) {
        return R"([{"txid":")" + kTxid + "\"" + members + "}]";
    }
};

TEST_F(RawMethods, DecoderawtransactionAnswersAsRecorded) {
    replay("decoderawtransaction");
}
TEST_F(RawMethods, CreaterawtransactionAnswersAsRecorded) {
    replay("createrawtransaction", [](const std::string&, const json::Value& recorded) {
        // Recorded parameters have lost keys that occur twice.
        return json::to_text(recorded).find("duplicate") == std::string::npos;
    });
}
TEST_F(RawMethods, DecodescriptAnswersAsRecorded) {
    replay("decodescript");
}

TEST_F(RawMethods, DecodescriptVectors) {
    const auto path = testing::test_data(QUANTA_TEST_DATA, "vectors/rpc/rpc_decodescript.json");
    if (!path) GTEST_SKIP() << "needs vectors/rpc of QUANTA_TEST_DATA";
    const json::Value cases = json::parse(testing::read_text(*path)).value();
    for (const json::Value& entry : cases.array()) {
        const json::Value reply = value("decodescript", one(entry.array()[0].string()));
        for (const auto& [name, expected] : entry.array()[1].object()) {
            if (name == "segwit") continue;
            ASSERT_NE(reply.find(name), nullptr) << name;
            EXPECT_EQ(*reply.find(name), expected);
        }
        EXPECT_EQ(reply.object().size(), entry.array()[1].object().size());
    }
    std::printf("rpc_decodescript: %zu scripts\n", cases.array().size());
}

TEST_F(RawMethods, Decoderawtransaction) {
    EXPECT_EQ(call("decoderawtransaction", R"(["00"])"), "-22: TX decode failed");
    EXPECT_EQ(call("decoderawtransaction", R"(["zz"])"), "-22: TX decode failed");
    // Without inputs it can only be read as plain.
    const std::string no_inputs = create("[]", R"([{"data":"aa"}])");
    const std::string params = "[" + no_inputs;
    EXPECT_EQ(value("decoderawtransaction", params + ",false]").find("vout")->array().size(), 1u);
    EXPECT_EQ(call("decoderawtransaction", params + ",true]"), "-22: TX decode failed");
}

TEST_F(RawMethods, CreaterawtransactionSequences) {
    const std::string address = std::string(R"({")") + kAddress + R"(":1})";
    const auto sequence = [&](const std::string& inputs, const std::string& rest) {
        const std::string hex = create(inputs, address, rest);
        const json::Value decoded = value("decoderawtransaction", "[" + hex + "]");
        return decoded.find("vin")->array()[0].find("sequence")->as_int64();
    };
    const std::string plain = input(R"(,"vout":0)");
    EXPECT_EQ(sequence(plain, ""), 0xfffffffd);
    EXPECT_EQ(sequence(plain, ",0,false"), 0xffffffff);
    EXPECT_EQ(sequence(plain, ",1,false"), 0xfffffffe);
    EXPECT_EQ(sequence(input(R"(,"vout":0,"sequence":4294967295)"), ""), 0xffffffff);
    EXPECT_EQ(create(input(R"(,"vout":0,"sequence":4294967295)"), address, ",0,true"),
              "-8: Invalid parameter combination: Sequence number(s) contradict replaceable option");
    EXPECT_EQ(create(input(R"(,"vout":0,"sequence":4294967296)"), address),
              "-8: Invalid parameter, sequence number is out of range");
}

TEST_F(RawMethods, CreaterawtransactionBounds) {
    const std::string locktime = "-8: Invalid parameter, locktime out of range";
    EXPECT_EQ(create("[]", "[]", ",4294967296"), locktime);
    EXPECT_EQ(create("[]", "[]", ",4294967295"),
              "\"02000000"
              "0000"
              "ffffffff\"");
    const std::string version = "-8: Invalid parameter, version out of range(1~3)";
    EXPECT_EQ(create("[]", "[]", ",0,true,0"), version);
    EXPECT_EQ(create("[]", "[]", ",0,true,4"), version);
    EXPECT_EQ(create("[]", "[]", ",0,true,1"),
              "\"01000000"
              "0000"
              "00000000\"");
    EXPECT_EQ(create("[]", "[]", ",0,true,3"),
              "\"03000000"
              "0000"
              "00000000\"");
}

TEST_F(RawMethods, CreaterawtransactionErrors) {
    EXPECT_EQ(create(input(R"(,"vout":-1)"), "[]"), "-8: Invalid parameter, vout cannot be negative");
    EXPECT_EQ(create(input(R"(,"vout":"0")"), "[]"), "-8: Invalid parameter, missing vout key");
    EXPECT_EQ(create("[{}]", "[]"), "-3: JSON value of type null is not of expected type string");
    EXPECT_EQ(create("[]", "null"), "-8: Invalid parameter, output argument must be non-null");
    EXPECT_EQ(create("[]", "\"x\""), "-3: JSON value of type string is not of expected type array");
    EXPECT_EQ(create("[]", "[5]"), "-8: Invalid parameter, key-value pair not an object as expected");
    EXPECT_EQ(create("[]", "[{}]"), "-8: Invalid parameter, key-value pair must contain exactly one key");
    EXPECT_EQ(create("[]", R"([{"data":"00","x":1}])"),
              "-8: Invalid parameter, key-value pair must contain exactly one key");
    EXPECT_EQ(create("[]", R"([{"data":"00"},{"data":"00"}])"), "-8: Invalid parameter, duplicate key: data");
    const std::string paid = std::string("\"") + kAddress + "\":1";
    EXPECT_EQ(create("[]", "{" + paid + "," + paid + "}"),
              std::string("-8: Invalid parameter, duplicated address: ") + kAddress);
    EXPECT_EQ(create("[]", R"([{"data":[]}])"), "-8: Data must be hexadecimal string (not '')");
    EXPECT_EQ(create("[]", R"([{"data":12}])"), R"("02000000000100000000000000000)"
                                                R"(36a011200000000")");
    EXPECT_EQ(create("[]", R"({"foo":1})"), "-5: Invalid Bitcoin address: foo");
    EXPECT_EQ(create("[]", R"({"foo":-1})"), "-3: Amount out of range");
    EXPECT_EQ(create("[]", R"({"foo":"x"})"), "-3: Invalid amount");
}

}  // namespace
}  // namespace quanta::node_rpc
