// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_json.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <vector>

#include "base/hex.h"
#include "descriptor/infer.h"
#include "json/number.h"
#include "json/parser.h"
#include "json/value.h"
#include "keys/address.h"

namespace quanta::txjson {
namespace {

using base::Bytes;
using primitives::Coin;
using primitives::Transaction;

const params::ChainParams& regtest() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

Bytes hex(std::string_view text) {
    return base::from_hex(text).value();
}

std::string script_text(std::string_view script) {
    std::string text;
    json::Writer writer(text);
    TransactionJson(writer, regtest()).script_pub_key(hex(script));
    return text;
}

std::string transaction_text(const Transaction& transaction, const TransactionView& view) {
    std::string text;
    json::Writer writer(text);
    TransactionJson(writer, regtest()).transaction(transaction, view);
    return text;
}

constexpr const char* kKeyHash = "2b4569203694fc997e13f2c0a1383b9e16c77a0d";
constexpr const char* kXOnly = "2913b252fe537830f843bfdc5fa7d20ba48639a87c86ff837b92d083c55ad7c1";

TEST(ScriptPubKey, ShowsKeyHash) {
    EXPECT_EQ(
        script_text(std::string("76a914") + kKeyHash + "88ac"),
        R"({"asm":"OP_DUP OP_HASH160 2b4569203694fc997e13f2c0a1383b9e16c77a0d OP_EQUALVERIFY OP_CHECKSIG",)"
        R"("desc":"addr(mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z)#jdtmxdcm",)"
        R"("hex":"76a9142b4569203694fc997e13f2c0a1383b9e16c77a0d88ac",)"
        R"("address":"mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z","type":"pubkeyhash"})");
}

TEST(ScriptPubKey, ShowsTaproot) {
    EXPECT_EQ(script_text(std::string("5120") + kXOnly),
              R"({"asm":"1 2913b252fe537830f843bfdc5fa7d20ba48639a87c86ff837b92d083c55ad7c1",)"
              R"("desc":"rawtr(2913b252fe537830f843bfdc5fa7d20ba48639a87c86ff837b92d083c55ad7c1)#jfevjtpc",)"
              R"("hex":"51202913b252fe537830f843bfdc5fa7d20ba48639a87c86ff837b92d083c55ad7c1",)"
              R"("address":"bcrt1p9yfmy5h72durp7zrhlw9lf7jpwjgvwdg0jr0lqmmjtgg83266lqsekaqka",)"
              R"("type":"witness_v1_taproot"})");
}

TEST(ScriptPubKey, ShowsScriptsWithoutAddress) {
    EXPECT_EQ(script_text("51"), R"({"asm":"1","desc":"raw(51)#8lvh9jxk","hex":"51","type":"nonstandard"})");
    EXPECT_EQ(script_text(""), R"({"asm":"","desc":"raw()#58lrscpx","hex":"","type":"nonstandard"})");
    EXPECT_EQ(
        script_text("210214a1b6ce88cff5b65a33e317bef20f17ece9594eca6885054d81082972dae6d3ac"),
        R"({"asm":"0214a1b6ce88cff5b65a33e317bef20f17ece9594eca6885054d81082972dae6d3 OP_CHECKSIG",)"
        R"("desc":"pk(0214a1b6ce88cff5b65a33e317bef20f17ece9594eca6885054d81082972dae6d3)#p743mfqt",)"
        R"("hex":"210214a1b6ce88cff5b65a33e317bef20f17ece9594eca6885054d81082972dae6d3ac","type":"pubkey"})");
}

TEST(ScriptPubKey, ShowsUnknownWitnessAndAnchor) {
    EXPECT_EQ(script_text("52026666"),
              R"json({"asm":"2 26214","desc":"addr(bcrt1zvenqs7qrrn)#xgtu5e78","hex":"52026666",)json"
              R"("address":"bcrt1zvenqs7qrrn","type":"witness_unknown"})");
    EXPECT_EQ(script_text("51024e73"),
              R"json({"asm":"1 29518","desc":"addr(bcrt1pfeesnyr2tx)#swxgse0y","hex":"51024e73",)json"
              R"("address":"bcrt1pfeesnyr2tx","type":"anchor"})");
}

TEST(ScriptPubKey, SaysWhatTheDescriptorLibrarySays) {
    const std::string key = "0214a1b6ce88cff5b65a33e317bef20f17ece9594eca6885054d81082972dae6d3";
    for (const std::string& script : std::vector<std::string>{
             std::string("76a914") + kKeyHash + "88ac", std::string("a914") + kKeyHash + "87",
             std::string("0014") + kKeyHash, std::string("0020") + kXOnly, std::string("5120") + kXOnly,
             "5120" + std::string(64, 'f'), "51024e73" + std::string(), "5202ffff" + std::string(),
             "21" + key + "ac", "5121" + key + "51ae", "6a0401020304" + std::string(),
             "0015" + std::string(kKeyHash) + "00"}) {
        const json::Value shown = json::parse(script_text(script)).value();
        EXPECT_EQ(shown.find("desc")->string(), descriptor::infer_descriptor(hex(script), regtest())) << script;
        EXPECT_EQ(shown.find("asm")->string(), script::to_asm(hex(script))) << script;
        const json::Value* address = shown.find("address");
        EXPECT_EQ(address == nullptr ? "" : address->string(),
                  keys::encode_address(keys::destination_from_script(hex(script)), regtest()))
            << script;
    }
}

/// Two inputs and one output of 40 coins.
std::shared_ptr<const Transaction> two_inputs() {
    primitives::MutableTransaction transaction;
    transaction.version = 0xffffffff;
    transaction.lock_time = 7;
    transaction.inputs.resize(2);
    transaction.inputs[0].prevout = {primitives::Txid(), 1};
    transaction.inputs[0].script_sig = hex("51");
    transaction.inputs[1].prevout = {primitives::Txid(), 0};
    transaction.inputs[1].sequence = 5;
    transaction.inputs[1].witness = {hex(""), hex("beef")};
    transaction.outputs.push_back({{40 * primitives::kCoinSat}, hex("51")});
    return transaction.freeze();
}

TEST(TransactionJson, ShowsFeeAndPrevoutsWhenKnown) {
    const auto transaction = two_inputs();
    std::vector<Coin> spent(2);
    spent[0] = {{25 * primitives::kCoinSat}, primitives::ScriptBytes(hex("51")), 3, true};
    spent[1] = {{15 * primitives::kCoinSat + 1}, primitives::ScriptBytes(hex("")), 4, false};
    const std::string with = transaction_text(*transaction, {spent, Prevouts::Show, RawHex::Omit});
    const std::string zero(64, '0');
    EXPECT_EQ(with.substr(with.find("\"version\"")),
              R"("version":4294967295,"size":111,"vsize":105,"weight":420,"locktime":7,"vin":[{"txid":")" +
                  zero +
                  R"(","vout":1,"scriptSig":{"asm":"1","hex":"51"},"prevout":{"generated":true,"height":3,)"
                  R"("value":25.00000000,"scriptPubKey":{"asm":"1","desc":"raw(51)#8lvh9jxk","hex":"51",)"
                  R"("type":"nonstandard"}},"sequence":4294967295},{"txid":")" +
                  zero +
                  R"(","vout":0,"scriptSig":{"asm":"","hex":""},"txinwitness":["","beef"],)"
                  R"("prevout":{"generated":false,"height":4,"value":15.00000001,"scriptPubKey":{"asm":"",)"
                  R"("desc":"raw()#58lrscpx","hex":"","type":"nonstandard"}},"sequence":5}],)"
                  R"("vout":[{"value":40.00000000,"n":0,"scriptPubKey":{"asm":"1","desc":"raw(51)#8lvh9jxk",)"
                  R"("hex":"51","type":"nonstandard"}}],"fee":0.00000001})");
    const std::string fee_only = transaction_text(*transaction, {spent, Prevouts::Omit, RawHex::Omit});
    EXPECT_EQ(fee_only.find("prevout"), std::string::npos);
    EXPECT_NE(fee_only.find(R"("fee":0.00000001})"), std::string::npos);
    const std::string bare = transaction_text(*transaction, {});
    EXPECT_EQ(bare.find("fee"), std::string::npos);
    EXPECT_NE(bare.find(R"("hex":")" + base::to_hex(transaction->raw()) + "\"}"), std::string::npos);
}

TEST(TransactionJson, ShowsMembersAmongOthers) {
    const auto transaction = two_inputs();
    std::string text;
    json::Writer writer(text);
    TransactionJson json(writer, regtest());
    writer.begin_object().member("in_active_chain", true);
    json.transaction_members(*transaction, {});
    writer.member("confirmations", 1).end_object();
    const std::string whole = transaction_text(*transaction, {});
    EXPECT_EQ(text, R"({"in_active_chain":true,)" + whole.substr(1, whole.size() - 2) + R"(,"confirmations":1})");
}

TEST(TransactionJson, ShowsCoinbase) {
    const auto coinbase = primitives::parse_transaction(
        hex("020000000001010000000000000000000000000000000000000000000000000000000000000000ffffffff0302c900fe"
            "ffffff"
            "0100f902950000000001510120"
            "0000000000000000000000000000000000000000000000000000000000000000c8000000"));
    ASSERT_TRUE(coinbase);
    std::string text;
    json::Writer writer(text);
    TransactionJson(writer, regtest()).coinbase_summary(**coinbase);
    const std::string zero(64, '0');
    EXPECT_EQ(text, R"({"version":2,"locktime":200,"sequence":4294967294,"coinbase":"02c900","witness":")" +
                        zero + "\"}");
    // A coinbase has no fee, whatever it is said to spend.
    const std::vector<Coin> spent(1);
    const std::string whole = transaction_text(**coinbase, {spent, Prevouts::Show, RawHex::Omit});
    EXPECT_NE(whole.find(R"("vin":[{"coinbase":"02c900","txinwitness":[")" + zero +
                         R"("],"sequence":4294967294}])"),
              std::string::npos);
    EXPECT_EQ(whole.find("fee"), std::string::npos);
}

/// Replies recorded from the deployed node, one JSON object a line.
std::vector<json::Value> recorded_replies(const std::string& method) {
    std::ifstream file(std::string(QUANTA_TEST_DATA) + "/reference/rpc-transcripts/" + method + ".jsonl");
    std::vector<json::Value> replies;
    for (std::string line; std::getline(file, line);) {
        if (line.find("…") != std::string::npos) continue;
        const auto parsed = json::parse(line);
        if (!parsed) continue;
        if (const json::Value* reply = parsed->find("reply")) replies.push_back(*reply);
    }
    return replies;
}

/// The coins that the recorded inputs show; with a fee alone, coins that make up for it.
std::vector<Coin> recorded_coins(const json::Value& recorded, const Transaction& transaction) {
    std::vector<Coin> coins;
    if (recorded.find("fee") == nullptr) return coins;
    const auto sat = [](const json::Value& amount) {
        return json::parse_fixed_point(*amount.number_text(), 8).value();
    };
    for (const json::Value& input : recorded.find("vin")->array()) {
        Coin& coin = coins.emplace_back();
        const json::Value* prevout = input.find("prevout");
        if (prevout == nullptr) continue;
        coin.is_coinbase = prevout->find("generated")->boolean();
        coin.height = static_cast<int32_t>(*prevout->find("height")->as_int64());
        coin.value.sat = sat(*prevout->find("value"));
        coin.script = primitives::ScriptBytes(hex(prevout->find("scriptPubKey")->find("hex")->string()));
    }
    if (recorded.find("vin")->array()[0].find("prevout") == nullptr) {
        coins[0].value.sat = transaction.output_sum().sat + sat(*recorded.find("fee"));
    }
    return coins;
}

TEST(TransactionJson, WritesWhatTheDeployedNodeWrites) {
    if (std::string(QUANTA_TEST_DATA).empty())
        GTEST_SKIP() << "QUANTA_TEST_DATA is empty: getblock.jsonl skipped";
    size_t cases = 0;
    for (const json::Value& reply : recorded_replies("getblock")) {
        if (!reply.is_object() || !reply.find("tx")->array()[0].is_object()) continue;
        for (const json::Value& recorded : reply.find("tx")->array()) {
            const auto transaction = primitives::parse_transaction(hex(recorded.find("hex")->string()));
            ASSERT_TRUE(transaction);
            const std::vector<Coin> coins = recorded_coins(recorded, **transaction);
            const bool prevouts = recorded.find("vin")->array()[0].find("prevout") != nullptr;
            EXPECT_EQ(transaction_text(**transaction, {coins, prevouts ? Prevouts::Show : Prevouts::Omit}),
                      json::to_text(recorded));
            ++cases;
        }
    }
    std::printf("getblock.jsonl: %zu transactions\n", cases);
    EXPECT_GT(cases, 0u);
}

/// Calls `visit` for every member called `name` anywhere in `value`.
void find_all(const json::Value& value, std::string_view name,
              const std::function<void(const json::Value&)>& visit) {
    std::vector<const json::Value*> open{&value};
    while (!open.empty()) {
        const json::Value& next = *open.back();
        open.pop_back();
        if (next.is_array()) {
            for (const json::Value& element : next.array())
                open.push_back(&element);
        }
        if (!next.is_object()) continue;
        for (const auto& [key, member] : next.object()) {
            if (key == name) visit(member);
            open.push_back(&member);
        }
    }
}

TEST(ScriptPubKey, WritesWhatTheDeployedNodeWrites) {
    if (std::string(QUANTA_TEST_DATA).empty())
        GTEST_SKIP() << "QUANTA_TEST_DATA is empty: transcripts skipped";
    size_t cases = 0;
    for (const char* method :
         {"gettxout", "getblock", "getrawtransaction", "decoderawtransaction", "decodepsbt"}) {
        for (const json::Value& reply : recorded_replies(method)) {
            find_all(reply, "scriptPubKey", [&](const json::Value& recorded) {
                if (recorded.find("desc") == nullptr ||
                    json::to_text(recorded).find("\"bc1") != std::string::npos)
                    return;
                EXPECT_EQ(script_text(recorded.find("hex")->string()), json::to_text(recorded)) << method;
                ++cases;
            });
        }
    }
    std::printf("transcripts: %zu output scripts\n", cases);
    EXPECT_GT(cases, 0u);
}

}  // namespace
}  // namespace quanta::txjson
