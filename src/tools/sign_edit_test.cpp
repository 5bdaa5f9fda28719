// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "crypto/hash.h"
#include "keys/private_key_text.h"
#include "script/verify.h"
#include "sign/standard_flags.h"
#include "tools/test_edit.h"

namespace quanta::tools {
namespace {

// Private key 1 and its public key.
const std::string kKeys = R"(set=privatekeys:["KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"])";
const std::string kPublicKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kInput = "in=" + kTxid + ":0";
const std::string kOutput = "outscript=0.5:0 0x14 0x751e76e8199196d454941c45d1b3a323f1433bd6";

/// The command for one coin of `script` and more members.
std::string coins(const std::string& script, const std::string& more = "") {
    return R"(set=prevtxs:[{"txid":")" + kTxid + R"(","vout":0,"scriptPubKey":")" + script + "\"" + more +
           "}]";
}

std::string hash160(const std::string& hex) {
    return base::to_hex(crypto::hash160(*base::from_hex(hex)));
}
std::string p2wpkh() {
    return "0014" + hash160(kPublicKey);
}

/// Whether the first input of the transaction on `bench` may spend 1 coin of `script`.
bool spends(EditBench& bench, const std::string& script) {
    const auto transaction = bench.editor().transaction();
    const std::vector<primitives::Coin> spent{
        {{primitives::kCoinSat}, primitives::ScriptBytes(*base::from_hex(script)), 1}};
    const script::SpendContext context(*transaction, spent);
    return script::verify_input(context, 0, sign::kStandardFlags).has_value();
}

/// Signs for 1 coin of `script` with private key 1: whether that spends it, or why it was refused.
std::string signs(const std::string& script, const std::string& more = "",
                  const std::string& sign = "sign=ALL") {
    EditBench bench;
    const std::string outcome =
        bench.apply({kInput, kOutput, kKeys, coins(script, R"(,"amount":1)" + more), sign});
    if (outcome != "done") return outcome;
    return spends(bench, script) ? "spends" : "does not spend";
}

TEST(TxSign, EveryKindOfOutput) {
    EXPECT_EQ(signs("21" + kPublicKey + "ac"), "spends");
    EXPECT_EQ(signs("76a914" + hash160(kPublicKey) + "88ac"), "spends");
    EXPECT_EQ(signs(p2wpkh()), "spends");
    const std::string member = R"(,"redeemScript":")";
    EXPECT_EQ(signs("a914" + hash160(p2wpkh()) + "87", member + p2wpkh() + "\""), "spends");
    const std::string multisig = "5121" + kPublicKey + "51ae";
    const std::string program = "0020" + base::to_hex(crypto::sha256(*base::from_hex(multisig)));
    EXPECT_EQ(signs(multisig), "spends");
    for (const std::string name : {"redeemScript", "witnessScript"}) {
        const std::string inner = ",\"" + name + "\":\"" + multisig + "\"";
        EXPECT_EQ(signs("a914" + hash160(multisig) + "87", inner), "spends") << name;
        EXPECT_EQ(signs(program, inner), "spends") << name;
        EXPECT_EQ(signs("a914" + hash160(program) + "87", inner), "spends") << name;
    }
    EXPECT_EQ(signs(program), "does not spend");
    EXPECT_EQ(signs("76a914" + std::string(40, '0') + "88ac"), "does not spend");
}

TEST(TxSign, HashTypes) {
    const auto type_after = [](const std::string& sign) {
        EditBench bench;
        EXPECT_EQ(bench.apply({kInput, kOutput, kKeys, coins(p2wpkh(), R"(,"amount":"1.0")"), sign}), "done");
        EXPECT_TRUE(spends(bench, p2wpkh())) << sign;
        return int{bench.editor().transaction()->inputs()[0].witness[0].back()};
    };
    EXPECT_EQ(type_after("sign"), 1);
    EXPECT_EQ(type_after("sign=ALL"), 1);
    EXPECT_EQ(type_after("sign=DEFAULT"), 1);
    EXPECT_EQ(type_after("sign=NONE"), 2);
    EXPECT_EQ(type_after("sign=SINGLE"), 3);
    EXPECT_EQ(type_after("sign=ALL|ANYONECANPAY"), 0x81);
    EXPECT_EQ(type_after("sign=NONE|ANYONECANPAY"), 0x82);
    EXPECT_EQ(type_after("sign=SINGLE|ANYONECANPAY"), 0x83);
    EXPECT_EQ(signs(p2wpkh(), "", "sign=all"), "unknown sighash flag/sign option");
}

TEST(TxSign, WhatIsSignedStaysSigned) {
    EditBench bench;
    ASSERT_EQ(bench.apply({kInput, kOutput, kKeys, coins(p2wpkh(), R"(,"amount":1)"), "sign=ALL"}), "done");
    const std::string before = bench.hex();
    ASSERT_EQ(bench.apply({"set=privatekeys:[]", "sign=ALL"}), "done");
    EXPECT_EQ(bench.hex(), before);
}

TEST(TxSign, NothingToSign) {
    EXPECT_EQ(made({kKeys, coins(p2wpkh()), "sign=ALL"}), "02000000000000000000");
    const std::string unsigned_form = made({kInput, kOutput});
    EXPECT_EQ(made({kInput, kOutput, kKeys, "set=prevtxs:[]", "sign=ALL"}), unsigned_form);
    EXPECT_EQ(made({kInput, kOutput, "set=privatekeys:[]", coins(p2wpkh()), "sign=ALL"}), unsigned_form);
}

TEST(TxSign, AmountsThatWitnessesSign) {
    EXPECT_EQ(made({kInput, kOutput, kKeys, coins(p2wpkh()), "sign=ALL"}),
              "Missing amount for CTxOut with scriptPubKey=" + p2wpkh());
    EditBench bench;
    const std::string legacy = "76a914" + hash160(kPublicKey) + "88ac";
    ASSERT_EQ(bench.apply({kInput, kOutput, kKeys, coins(legacy), "sign=ALL"}), "done");
    EXPECT_TRUE(spends(bench, legacy));
    const auto refused = [](const std::string& amount) {
        return made({kInput, kKeys, coins(p2wpkh(), ",\"amount\":" + amount), "sign=ALL"});
    };
    EXPECT_EQ(refused("null"), "Amount is not a number or string");
    EXPECT_EQ(refused("\"x\""), "Invalid amount");
    EXPECT_EQ(refused("0.000000001"), "Invalid amount");
    EXPECT_EQ(refused("-1"), "Amount out of range");
    EXPECT_EQ(refused("21000000.00000001"), "Amount out of range");
}

TEST(TxSign, RefusedRegisters) {
    const auto with_keys = [](const std::string& json) {
        return made({kInput, "set=privatekeys:" + json, coins(p2wpkh()), "sign=ALL"});
    };
    EXPECT_EQ(made({kInput, "sign=ALL"}), "privatekeys register variable must be set.");
    EXPECT_EQ(made({kInput, kKeys, "sign=ALL"}), "prevtxs register variable must be set.");
    EXPECT_EQ(with_keys("{}"), "privatekeys register variable must be a JSON array");
    EXPECT_EQ(with_keys("[1]"), "privatekey not a std::string");
    EXPECT_EQ(with_keys("[\"x\"]"), "privatekey not valid");
    EXPECT_EQ(made({kInput, kKeys, "set=prevtxs:1", "sign=ALL"}),
              "prevtxs register variable must be a JSON array");
}

TEST(TxSign, RefusedCoins) {
    const auto with_coin = [](const std::string& json) {
        return made({kInput, kKeys, "set=prevtxs:[" + json + "]", "sign=ALL"});
    };
    constexpr const char* kTypes = "prevtxs internal object typecheck fail";
    const std::string txid = R"("txid":")" + kTxid + "\"";
    EXPECT_EQ(with_coin("1"), "expected prevtxs internal object");
    for (const std::string& json :
         {std::string("{}"), "{" + txid + R"(,"vout":0})",
          std::string(R"({"txid":1,"vout":0,"scriptPubKey":"51"})"),
          "{" + txid + R"(,"vout":"0","scriptPubKey":"51"})", "{" + txid + R"(,"vout":0,"scriptPubKey":51})",
          "{" + txid + R"(,"scriptPubKey":"51"})", std::string(R"({"vout":0,"scriptPubKey":"51"})")})
        EXPECT_EQ(with_coin(json), kTypes) << json;
    EXPECT_EQ(with_coin(R"({"txid":"zz","vout":0,"scriptPubKey":"51"})"),
              "txid must be hexadecimal string (not 'zz')");
    EXPECT_EQ(with_coin("{" + txid + R"(,"vout":-1,"scriptPubKey":"51"})"), "vout cannot be negative");
    for (const char* index : {"2147483648", "0.5"})
        EXPECT_EQ(with_coin("{" + txid + R"(,"vout":)" + index + R"(,"scriptPubKey":"51"})"),
                  "JSON integer out of range");
    for (const std::string script : {"", "zz", "5"})
        EXPECT_EQ(with_coin("{" + txid + R"(,"vout":0,"scriptPubKey":")" + script + "\"}"),
                  "scriptPubKey must be hexadecimal string (not '" + script + "')");
    const std::string coin = "{" + txid + R"(,"vout":0,"scriptPubKey":")";
    EXPECT_EQ(with_coin(coin + "51\"}," + coin + "52\"}"),
              "Previous output scriptPubKey mismatch:\n1\nvs:\n2");
    EXPECT_EQ(with_coin(coin + R"(51","redeemScript":"x"})"),
              "redeemScript must be hexadecimal string (not 'x')");
    EXPECT_EQ(with_coin(coin + R"(51","witnessScript":7})"),
              "witnessScript must be hexadecimal string (not '7')");
}

}  // namespace
}  // namespace quanta::tools
