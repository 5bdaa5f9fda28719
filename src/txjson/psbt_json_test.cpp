// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/psbt_json.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "base/hex.h"
#include "json/parser.h"
#include "json/value.h"
#include "txjson/test_psbts.h"

namespace quanta::txjson::testing {
namespace {

using json::Value;

Value shown(const psbt::Psbt& psbt) {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    std::string text;
    json::Writer writer(text);
    write_psbt(writer, params, psbt);
    return json::parse(text).value();
}
Value analysed(const psbt::Analysis& analysis) {
    std::string text;
    json::Writer writer(text);
    write_analysis(writer, analysis);
    return json::parse(text).value();
}

/// The names of the members of `object`, in order.
std::string names(const Value& object) {
    std::string names;
    for (const auto& [name, member] : object.object())
        names += (names.empty() ? "" : " ") + name;
    return names;
}
/// Member `name` as text, "" when it is not there.
std::string member(const Value& object, std::string_view name) {
    const Value* found = object.find(name);
    return found ? json::to_text(*found) : "";
}

const std::string kKey = base::to_hex(test_key(1).public_key().bytes());
const std::string kOther = base::to_hex(test_key(2).public_key().bytes());
const std::string kXOnly = kKey.substr(2);
const std::string kHash = "09" + std::string(62, '0');
const std::string kProprietary = R"([{"identifier":"61","subtype":5,"key":"fc01610562","value":"77"}])";
const std::string kUnknown = R"({"9901":"02"})";
const std::string kParticipants =
    R"([{"aggregate_pubkey":")" + kKey + R"(","participant_pubkeys":[")" + kOther + "\",\"" + kKey + "\"]}]";
const std::string kTapKeys = R"([{"pubkey":")" + kXOnly +
                             R"(","master_fingerprint":"01020304","path":"m/5h/6","leaf_hashes":[")" + kHash +
                             "\"]}]";

TEST(PsbtJson, MembersOfBothVersions) {
    EXPECT_EQ(names(shown(full_psbt(psbt::kVersion0))),
              "tx global_xpubs psbt_version proprietary unknown inputs outputs");
    const Value psbt = shown(full_psbt(psbt::kVersion2));
    EXPECT_EQ(names(psbt),
              "global_xpubs tx_version fallback_locktime input_count output_count inputs_modifiable "
              "outputs_modifiable has_sighash_single psbt_version proprietary unknown inputs outputs");
    EXPECT_EQ(member(psbt, "inputs_modifiable"), "false");
    EXPECT_EQ(member(psbt, "outputs_modifiable"), "true");
    EXPECT_EQ(member(psbt, "has_sighash_single"), "true");
    EXPECT_EQ(member(psbt, "proprietary"), kProprietary);
    EXPECT_EQ(member(psbt, "unknown"), kUnknown);
    const Value& xpub = psbt.find("global_xpubs")->array()[0];
    EXPECT_EQ(names(xpub), "xpub master_fingerprint path");
    EXPECT_EQ(member(xpub, "xpub").substr(0, 5), "\"tpub");
    EXPECT_EQ(member(xpub, "path"), R"("m/5h/6")");
}

TEST(PsbtJson, MembersOfInputs) {
    const std::string rest =
        "taproot_key_path_sig taproot_script_path_sigs taproot_scripts taproot_bip32_derivs "
        "taproot_internal_key taproot_merkle_root musig2_participant_pubkeys musig2_pubnonces "
        "musig2_partial_sigs proprietary unknown";
    const std::string first =
        "witness_utxo partial_signatures sighash redeem_script witness_script bip32_derivs "
        "ripemd160_preimages sha256_preimages hash160_preimages hash256_preimages ";
    const std::string place = "previous_txid previous_vout sequence time_locktime height_locktime ";
    EXPECT_EQ(names(shown(full_psbt(psbt::kVersion0)).find("inputs")->array()[0]), first + rest);
    const Value psbt = shown(full_psbt(psbt::kVersion2));
    const Value& input = psbt.find("inputs")->array()[0];
    EXPECT_EQ(names(input), first + place + rest);
    EXPECT_EQ(names(psbt.find("inputs")->array()[1]),
              "final_scriptSig final_scriptwitness previous_txid previous_vout sequence");
    EXPECT_EQ(member(psbt.find("inputs")->array()[1], "final_scriptwitness"), R"(["01",""])");
}

TEST(PsbtJson, ValuesOfInputs) {
    const Value psbt = shown(full_psbt(psbt::kVersion2));
    const Value& input = psbt.find("inputs")->array()[0];
    const std::string short_hash = "08" + std::string(38, '0');
    const std::pair<const char*, std::string> expected[] = {
        {"sighash", R"("SINGLE|ANYONECANPAY")"},
        {"partial_signatures", "{\"" + kKey + R"(":"300602010102010183"})"},
        {"witness_script", R"({"asm":"2","hex":"52","type":"nonstandard"})"},
        {"ripemd160_preimages", "{\"" + short_hash + R"(":"01"})"},
        {"sha256_preimages", "{\"" + kHash + R"(":"02"})"},
        {"hash160_preimages", "{\"" + short_hash + R"(":"03"})"},
        {"hash256_preimages", "{\"" + kHash + R"(":"04"})"},
        {"time_locktime", "500000000"},
        {"height_locktime", "77"},
        {"taproot_scripts", R"([{"script":"51","leaf_ver":192,"control_blocks":[")" +
                                base::to_hex(base::Bytes(33, 1)) + "\"]}]"},
        {"taproot_script_path_sigs", R"([{"pubkey":")" + kXOnly + R"(","leaf_hash":")" + kHash +
                                         R"(","sig":")" + base::to_hex(base::Bytes(64, 6)) + "\"}]"},
        {"taproot_bip32_derivs", kTapKeys},
        {"taproot_merkle_root", "\"" + kHash + "\""},
        {"musig2_participant_pubkeys", kParticipants},
        {"musig2_pubnonces", R"([{"participant_pubkey":")" + kOther + R"(","aggregate_pubkey":")" + kKey +
                                 R"(","pubnonce":")" + base::to_hex(base::Bytes(66, 1)) + "\"}]"},
        {"musig2_partial_sigs", R"([{"participant_pubkey":")" + kOther + R"(","aggregate_pubkey":")" + kKey +
                                    R"(","leaf_hash":")" + kHash + R"(","partial_sig":")" +
                                    base::to_hex(base::Bytes(32, 2)) + "\"}]"},
        {"proprietary", kProprietary},
        {"unknown", kUnknown},
    };
    for (const auto& [name, text] : expected)
        EXPECT_EQ(member(input, name), text) << name;
}

TEST(PsbtJson, HashTypesWithoutAName) {
    psbt::Psbt psbt = blank_psbt(psbt::kVersion2, 1);
    psbt.inputs[0].sighash_type = 0x55;
    EXPECT_EQ(member(shown(psbt).find("inputs")->array()[0], "sighash"), "\"\"");
}

TEST(PsbtJson, Outputs) {
    const std::string first = "redeem_script witness_script bip32_derivs ";
    const std::string rest =
        "taproot_internal_key taproot_tree taproot_bip32_derivs musig2_participant_pubkeys proprietary "
        "unknown";
    EXPECT_EQ(names(shown(full_psbt(psbt::kVersion0)).find("outputs")->array()[0]), first + rest);
    const Value psbt = shown(full_psbt(psbt::kVersion2));
    const Value& output = psbt.find("outputs")->array()[0];
    EXPECT_EQ(names(output), first + "amount script " + rest);
    EXPECT_EQ(member(output, "amount"), "0.00000500");
    EXPECT_EQ(member(output, "taproot_tree"),
              R"([{"depth":1,"leaf_ver":192,"script":"51"},{"depth":1,"leaf_ver":192,"script":""}])");
    EXPECT_EQ(member(output, "taproot_bip32_derivs"), kTapKeys);
    EXPECT_EQ(names(psbt.find("outputs")->array()[1]), "amount script");
    EXPECT_EQ(names(shown(full_psbt(psbt::kVersion0)).find("outputs")->array()[1]), "");
}

TEST(PsbtJson, Fee) {
    psbt::Psbt psbt = blank_psbt(psbt::kVersion2, 2);
    EXPECT_EQ(member(shown(psbt), "fee"), "");
    psbt.inputs[0].witness_utxo = psbt::WitnessUtxo{{300}, {}};
    EXPECT_EQ(member(shown(psbt), "fee"), "");
    psbt.inputs[1].witness_utxo = psbt::WitnessUtxo{{400}, {}};
    EXPECT_EQ(member(shown(psbt), "fee"), "-0.00000200");
    const int64_t most = primitives::kMaxMoneySat;
    psbt.inputs[1].witness_utxo->value.sat = most - 300;
    EXPECT_EQ(member(shown(psbt), "fee"), "20999999.99999100");
    psbt.inputs[1].witness_utxo->value.sat = most - 299;
    EXPECT_EQ(member(shown(psbt), "fee"), "");
    psbt.inputs[1].witness_utxo->value.sat = -1;
    EXPECT_EQ(member(shown(psbt), "fee"), "");
    psbt.inputs[1].witness_utxo->value.sat = 0;
    psbt.outputs[0].value.sat = -1;
    EXPECT_EQ(member(shown(psbt), "fee"), "");
    EXPECT_EQ(member(shown(blank_psbt(psbt::kVersion0, 0)), "fee"), "-0.00000900");
}

TEST(PsbtJson, Analysis) {
    const std::string key_hash = base::to_hex(test_key(1).public_key().hash());
    const Value analysis = analysed(psbt::analyse(signed_psbt(psbt::kVersion2)));
    EXPECT_EQ(json::to_text(analysis),
              R"({"inputs":[{"has_utxo":true,"is_final":true,"next":"extractor"},)"
              R"({"has_utxo":true,"is_final":false,"next":"signer","missing":{"signatures":[")" +
                  key_hash +
                  R"("]}},{"has_utxo":false,"is_final":false,"next":"updater"}],"next":"updater"})");

    psbt::Analysis made;
    made.next = psbt::Role::Creator;
    made.error = "why";
    EXPECT_EQ(json::to_text(analysed(made)), R"({"next":"creator","error":"why"})");
    made = {};
    made.inputs.resize(1);
    sign::Missing& missing = made.inputs[0].missing;
    missing.public_keys = missing.signatures = {crypto::Digest160{1}};
    missing.redeem_script = crypto::Digest160{2};
    missing.witness_script = crypto::Digest256{3};
    const Value all = analysed(made);
    EXPECT_EQ(names(*all.find("inputs")->array()[0].find("missing")),
              "pubkeys redeemscript witnessscript signatures");
}

TEST(PsbtJson, FeeRatesAreRoundedDown) {
    const auto rate = [](int64_t fee_sat, size_t size) {
        psbt::Analysis analysis;
        analysis.fee = {fee_sat};
        analysis.virtual_size = size;
        return member(analysed(analysis), "estimated_feerate");
    };
    EXPECT_EQ(rate(100'000, 99), "0.01010101");
    EXPECT_EQ(rate(1, 1000), "0.00000001");
    EXPECT_EQ(rate(1, 1001), "0.00000000");
    EXPECT_EQ(rate(-1, 1000), "-0.00000001");
    EXPECT_EQ(rate(-1, 1001), "-0.00000001");
    EXPECT_EQ(rate(primitives::kMaxMoneySat, 1), "21000000000.00000000");
}

}  // namespace
}  // namespace quanta::txjson::testing
