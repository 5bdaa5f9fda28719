// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/transcript_rpc.h"

namespace quanta::node_rpc {
namespace {

/// Private key 1 on regtest, and outputs to it.
constexpr const char* kKey = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA";
constexpr const char* kWitnessScript = "0014751e76e8199196d454941c45d1b3a323f1433bd6";
constexpr const char* kInnerScript = "210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac";
const std::string kTxid(64, '1');

class RawSignMethods : public TranscriptFixture {
protected:
    void SetUp() override { start(); }

    /// An unsigned transaction that spends one output of `kTxid`.
    static std::string unsigned_hex() {
        return "0200000001" + kTxid +
               "0000000000fdffffff01e80300000000000001"
               "51"
               "00000000";
    }
    std::string sign(const std::string& previous, const std::string& rest = "") {
        return call("signrawtransactionwithkey",
                    "[\"" + unsigned_hex() + "\",[\"" + kKey + "\"],[{" + previous + "}]" + rest + "]");
    }
    static std::string previous(const std::string& script, const std::string& rest = "") {
        return "\"txid\":\"" + kTxid + R"(","vout":0,"scriptPubKey":")" + script + "\"" + rest;
    }
};

TEST_F(RawSignMethods, SignrawtransactionwithkeyAnswersAsRecorded) {
    replay("signrawtransactionwithkey", [](const std::string&, const json::Value& recorded) {
        // Other calls spend what only the recording node's chain had.
        const json::Value* outputs = nullptr;
        if (const json::Value& params = *recorded.find("params");
            params.is_array() && params.array().size() > 2) {
            outputs = &params.array()[2];
        }
        return recorded.find("error") || (outputs && outputs->is_array() && !outputs->array().empty());
    });
}

TEST_F(RawSignMethods, CombinerawtransactionAnswersAsRecorded) {
    replay("combinerawtransaction",
           [](const std::string&, const json::Value& recorded) { return recorded.find("error") != nullptr; });
}

TEST_F(RawSignMethods, WhatIsToldAboutOutputs) {
    const std::string amount = R"(,"amount":0.5)";
    EXPECT_NE(sign(previous(kWitnessScript, amount)).find("\"complete\":true"), std::string::npos);
    EXPECT_EQ(sign(previous(kWitnessScript)),
              "-3: Missing amount for CTxOut(nValue=21000000.00000000, "
              "scriptPubKey=0014751e76e8199196d454941c45d1)");
    EXPECT_EQ(sign(R"("vout":0,"scriptPubKey":"51")"), "-3: Missing txid");
    EXPECT_EQ(sign(R"("txid":"zz","vout":0,"scriptPubKey":"51")"),
              "-8: txid must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(sign("\"txid\":\"" + kTxid + R"(","scriptPubKey":"51")"), "-3: Missing vout");
    EXPECT_EQ(sign("\"txid\":\"" + kTxid + R"(","vout":-1,"scriptPubKey":"51")"),
              "-22: vout cannot be negative");
    EXPECT_EQ(sign("\"txid\":\"" + kTxid + R"(","vout":0)"), "-3: Missing scriptPubKey");
    EXPECT_EQ(sign(previous("zz")), "-8: scriptPubKey must be hexadecimal string (not 'zz')");
    EXPECT_EQ(sign(previous(kWitnessScript, R"(,"amount":-1)")), "-3: Amount out of range");
    const std::string hashed = "a914" + std::string(40, '0') + "87";
    EXPECT_EQ(sign(previous(hashed)), "-8: Missing redeemScript/witnessScript");
    EXPECT_EQ(sign(previous(hashed, std::string(R"(,"redeemScript":")") + kInnerScript + "\"")),
              "-8: redeemScript/witnessScript does not match scriptPubKey");
    EXPECT_EQ(sign(previous(hashed, R"(,"redeemScript":5)")),
              "-3: JSON value of type number for field redeemScript is not of expected type string");
    EXPECT_EQ(call("signrawtransactionwithkey", "[\"" + unsigned_hex() + "\",[],[5]]"),
              R"(-22: expected object with {"txid'","vout","scriptPubKey"})");
    EXPECT_EQ(sign(previous(kWitnessScript, amount), R"(,"all")"),
              "-8: 'all' is not a valid sighash parameter.");
    EXPECT_EQ(call("signrawtransactionwithkey", R"(["00",[]])"),
              "-22: TX decode failed. Make sure the tx has at least one input.");
    EXPECT_EQ(call("signrawtransactionwithkey", "[\"" + unsigned_hex() + "\",[\"x\"]]"),
              "-5: Invalid private key");
}

TEST_F(RawSignMethods, CoinsOfTheChainAreKnown) {
    m_builder.mine_empty(1);
    submit_built();
    const testing::SpendableCoin coin = m_builder.coinbase_coin(1);
    primitives::MutableTransaction spend = testing::spend_to(std::vector{coin}, base::Bytes{0x51});
    const std::string hex = base::to_hex(spend.serialize());
    // Anyone may spend it.
    EXPECT_EQ(call("signrawtransactionwithkey", "[\"" + hex + "\",[]]"),
              "{\"hex\":\"" + hex + "\",\"complete\":true}");
    EXPECT_EQ(call("combinerawtransaction", "[[\"" + hex + "\",\"" + hex + "\"]]"), "\"" + hex + "\"");
    const std::string outpoint = "{\"txid\":\"" + coin.outpoint.txid.to_text() + "\",\"vout\":0,";
    EXPECT_EQ(
        call("signrawtransactionwithkey", "[\"" + hex + "\",[],[" + outpoint + R"("scriptPubKey":"52"}]])"),
        "-22: Previous output scriptPubKey mismatch:\n1\nvs:\n2");
    spend.inputs[0].prevout.index = 7;
    const json::Value reply =
        value("signrawtransactionwithkey", "[\"" + base::to_hex(spend.serialize()) + "\",[]]");
    EXPECT_EQ(reply.find("errors")->array()[0].find("error")->string(), "Input not found or already spent");
}

}  // namespace
}  // namespace quanta::node_rpc
