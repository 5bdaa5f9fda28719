// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/script.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/hex.h"
#include "script/test_support.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::ByteSpan;
using base::to_hex;
using testing::assemble;
using testing::unhex;

const std::string kKeyHex = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kHash20(40, 'a');
const std::string kHash32(64, 'b');

Bytes filled(size_t size, uint8_t value = 7) {
    return Bytes(size, value);
}

TEST(Opcodes, NamesAndValues) {
    EXPECT_EQ(OP_1NEGATE, 0x4f);
    EXPECT_EQ(OP_16, 0x60);
    EXPECT_EQ(OP_RETURN, 0x6a);
    EXPECT_EQ(OP_TUCK, 0x7d);
    EXPECT_EQ(OP_RESERVED2, 0x8a);
    EXPECT_EQ(OP_WITHIN, 0xa5);
    EXPECT_EQ(OP_CHECKMULTISIGVERIFY, 0xaf);
    EXPECT_EQ(OP_CHECKSIGADD, 0xba);
    EXPECT_EQ(opcode_name(OP_0), "0");
    EXPECT_EQ(opcode_name(OP_1NEGATE), "-1");
    EXPECT_EQ(opcode_name(OP_1), "1");
    EXPECT_EQ(opcode_name(OP_16), "16");
    EXPECT_EQ(opcode_name(OP_RESERVED), "OP_RESERVED");
    EXPECT_EQ(opcode_name(OP_PUSHDATA2), "OP_PUSHDATA2");
    EXPECT_EQ(opcode_name(OP_CHECKLOCKTIMEVERIFY), "OP_CHECKLOCKTIMEVERIFY");
    EXPECT_EQ(opcode_name(OP_CHECKSIGADD), "OP_CHECKSIGADD");
    EXPECT_EQ(opcode_name(static_cast<Opcode>(OP_CHECKSIGADD + 1)), "OP_UNKNOWN");
    EXPECT_EQ(opcode_name(static_cast<Opcode>(75)), "OP_UNKNOWN");
    EXPECT_EQ(opcode_name(OP_INVALIDOPCODE), "OP_INVALIDOPCODE");
}

TEST(Opcodes, EveryNameLeadsBack) {
    int named = 0;
    for (int value = OP_NOP; value <= OP_CHECKSIGADD; ++value) {
        const auto opcode = static_cast<Opcode>(value);
        EXPECT_EQ(opcode_from_name(opcode_name(opcode)), opcode);
        ++named;
    }
    EXPECT_EQ(named, 0xba - 0x61 + 1);
    EXPECT_EQ(opcode_from_name("OP_FALSE"), OP_0);
    EXPECT_EQ(opcode_from_name("OP_TRUE"), OP_1);
    EXPECT_EQ(opcode_from_name("OP_1NEGATE"), OP_1NEGATE);
    EXPECT_EQ(opcode_from_name("OP_NOP3"), OP_CHECKSEQUENCEVERIFY);
    EXPECT_EQ(opcode_from_name("OP_PUSHDATA4"), OP_PUSHDATA4);
    EXPECT_FALSE(opcode_from_name("DUP"));
    EXPECT_FALSE(opcode_from_name(""));
}

TEST(Opcodes, SuccessSet) {
    std::set<int> expected = {80, 98, 137, 138, 141, 142};
    for (int i = 126; i <= 129; ++i)
        expected.insert(i);
    for (int i = 131; i <= 134; ++i)
        expected.insert(i);
    for (int i = 149; i <= 153; ++i)
        expected.insert(i);
    for (int i = 187; i <= 254; ++i)
        expected.insert(i);
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(is_op_success(static_cast<uint8_t>(i)), expected.contains(i)) << i;
    }
}

TEST(ScriptNum, Encodings) {
    const std::vector<std::pair<int64_t, std::string>> cases = {{0, ""},
                                                                {1, "01"},
                                                                {-1, "81"},
                                                                {127, "7f"},
                                                                {-127, "ff"},
                                                                {128, "8000"},
                                                                {-128, "8080"},
                                                                {255, "ff00"},
                                                                {256, "0001"},
                                                                {-32767, "ffff"},
                                                                {32768, "008000"},
                                                                {2147483647, "ffffff7f"},
                                                                {-2147483647, "ffffffff"},
                                                                {2147483648, "0000008000"},
                                                                {-2147483648, "0000008080"},
                                                                {INT64_MAX, "ffffffffffffff7f"},
                                                                {INT64_MIN, "000000000000008080"}};
    for (const auto& [number, hex] : cases) {
        const ScriptNum encoded(number);
        EXPECT_EQ(to_hex(encoded.bytes()), hex);
        if (encoded.bytes().size() > 8) continue;
        EXPECT_EQ(ScriptNum::decode(encoded.bytes(), 8, NumberForm::Minimal), number);
    }
}

TEST(ScriptNum, SizesAndForms) {
    EXPECT_EQ(ScriptNum::decode(unhex("ffffff7f")), 2147483647);
    EXPECT_FALSE(ScriptNum::decode(unhex("ffffffff00")));
    EXPECT_EQ(ScriptNum::decode(unhex("ffffffff00"), kMaxLockTimeSize), 4294967295);
    EXPECT_FALSE(ScriptNum::decode(unhex("ffffffffff00"), kMaxLockTimeSize));
    for (const char* padded : {"00", "80", "0100", "0180", "7f00", "00000080"}) {
        EXPECT_TRUE(ScriptNum::decode(unhex(padded))) << padded;
        EXPECT_FALSE(ScriptNum::decode(unhex(padded), 4, NumberForm::Minimal)) << padded;
    }
    EXPECT_EQ(ScriptNum::decode(unhex("80")), 0);
    EXPECT_EQ(ScriptNum::decode(unhex("0180")), -1);
    EXPECT_EQ(ScriptNum::decode(unhex("8080"), 4, NumberForm::Minimal), -128);
}

TEST(ScriptNum, Truth) {
    for (const char* no : {"", "00", "80", "0000", "0080", "00000000000080"})
        EXPECT_FALSE(is_true(unhex(no))) << no;
    for (const char* yes : {"01", "81", "8000", "0081", "000100", "80000000"})
        EXPECT_TRUE(is_true(unhex(yes))) << yes;
}

TEST(ScriptReader, ReadsEveryPush) {
    const Bytes script = unhex(
        "00"
        "0102"
        "4c0103"
        "4d010004"
        "4e0100000005"
        "5187");
    ScriptReader reader(script);
    const std::vector<std::pair<Opcode, std::string>> expected = {
        {OP_0, ""},           {static_cast<Opcode>(1), "02"}, {OP_PUSHDATA1, "03"},
        {OP_PUSHDATA2, "04"}, {OP_PUSHDATA4, "05"},           {OP_1, ""},
        {OP_EQUAL, ""}};
    for (const auto& [opcode, data] : expected) {
        ASSERT_TRUE(reader.next());
        EXPECT_EQ(reader.opcode(), opcode);
        EXPECT_EQ(to_hex(reader.data()), data);
    }
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
}

TEST(ScriptReader, StopsAtPushesCutShort) {
    for (const char* cut :
         {"01", "4b00", "4c", "4c01", "4d", "4d01", "4d0100", "4e010000", "4e01000000", "4effffffff00"}) {
        Bytes script = unhex(cut);
        script.insert(script.begin(), OP_DUP);
        ScriptReader reader(script);
        EXPECT_TRUE(reader.next()) << cut;
        EXPECT_FALSE(reader.next()) << cut;
        EXPECT_TRUE(reader.failed()) << cut;
        EXPECT_EQ(reader.position(), 1u) << cut;
    }
}

TEST(ScriptBuilder, ChoosesThePush) {
    const auto prefix = [](size_t size) {
        const Bytes script = ScriptBuilder().push(filled(size)).bytes();
        return to_hex(ByteSpan(script).first(script.size() - size));
    };
    EXPECT_EQ(prefix(0), "00");
    EXPECT_EQ(prefix(1), "01");
    EXPECT_EQ(prefix(75), "4b");
    EXPECT_EQ(prefix(76), "4c4c");
    EXPECT_EQ(prefix(255), "4cff");
    EXPECT_EQ(prefix(256), "4d0001");
    EXPECT_EQ(prefix(65535), "4dffff");
    EXPECT_EQ(prefix(65536), "4e00000100");
    EXPECT_EQ(to_hex(ScriptBuilder().number(-1).number(0).number(16).number(17).number(-2).bytes()),
              "4f006001110182");
}

TEST(Script, MinimalPushes) {
    for (const size_t size : {0u, 2u, 75u, 76u, 255u, 256u, 520u}) {
        const Bytes data = filled(size);
        const Bytes script = ScriptBuilder().push(data).bytes();
        EXPECT_TRUE(is_minimal_push(data, static_cast<Opcode>(script[0]))) << size;
        EXPECT_EQ(is_minimal_push(data, OP_PUSHDATA1), size >= 76 && size <= 255) << size;
        EXPECT_EQ(is_minimal_push(data, OP_PUSHDATA2), size >= 256) << size;
        EXPECT_FALSE(is_minimal_push(data, OP_PUSHDATA4)) << size;
    }
    const auto direct = static_cast<Opcode>(1);
    for (const uint8_t value : {0x01, 0x10, 0x81})
        EXPECT_FALSE(is_minimal_push(Bytes{value}, direct)) << value;
    for (const uint8_t value : {0x00, 0x11, 0x80, 0x82})
        EXPECT_TRUE(is_minimal_push(Bytes{value}, direct)) << value;
}

TEST(Script, PushOnlyAndUnspendable) {
    EXPECT_TRUE(is_push_only({}));
    EXPECT_TRUE(is_push_only(assemble("0 1 16 -1 RESERVED 'abc'")));
    EXPECT_FALSE(is_push_only(assemble("1 NOP")));
    EXPECT_FALSE(is_push_only(unhex("5102aa")));
    EXPECT_TRUE(is_unspendable(assemble("RETURN")));
    EXPECT_FALSE(is_unspendable({}));
    EXPECT_FALSE(is_unspendable(filled(10'000)));
    EXPECT_TRUE(is_unspendable(filled(10'001)));
}

TEST(Script, WitnessPrograms) {
    const Bytes script = unhex("5202aabb");
    const auto program = is_witness_program(script);
    ASSERT_TRUE(program);
    EXPECT_EQ(program->version, 2);
    EXPECT_EQ(to_hex(program->program), "aabb");
    EXPECT_TRUE(is_witness_program(unhex("0028" + std::string(80, 'c'))));
    for (const std::string& none :
         {std::string("0001aa"), "0029" + std::string(82, 'c'), std::string("6102aabb"),
          std::string("4f02aabb"), std::string("5202aabbcc"), std::string("5203aabb"),
          std::string("524c02aabb"), std::string("")}) {
        EXPECT_FALSE(is_witness_program(unhex(none))) << none;
    }
    EXPECT_EQ(is_witness_program(unhex("6002aabb"))->version, 16);
    EXPECT_TRUE(is_witness_program(unhex("51024e73"))->is_anchor());
    EXPECT_FALSE(is_witness_program(unhex("52024e73"))->is_anchor());
    EXPECT_FALSE(is_witness_program(unhex("51024e74"))->is_anchor());
}

struct ClassCase {
    std::string hex;
    std::string name;
    std::string solutions;
    int number = 0;
};

TEST(Classify, EveryKind) {
    const std::string uncompressed = "04" + kKeyHex.substr(2) + std::string(64, '1');
    const std::vector<ClassCase> cases = {
        {"21" + kKeyHex + "ac", "pubkey", kKeyHex},
        {"41" + uncompressed + "ac", "pubkey", uncompressed},
        {"76a914" + kHash20 + "88ac", "pubkeyhash", kHash20},
        {"a914" + kHash20 + "87", "scripthash", kHash20},
        {"5121" + kKeyHex + "51ae", "multisig", kKeyHex, 1},
        {"5221" + kKeyHex + "41" + uncompressed + "52ae", "multisig", kKeyHex + uncompressed, 2},
        {"6a", "nulldata", ""},
        {"6a02aabb51", "nulldata", ""},
        {"0014" + kHash20, "witness_v0_keyhash", kHash20},
        {"0020" + kHash32, "witness_v0_scripthash", kHash32},
        {"5120" + kHash32, "witness_v1_taproot", kHash32, 1},
        {"51024e73", "anchor", "4e73", 1},
        {"6002aabb", "witness_unknown", "aabb", 16},
        {"5114" + kHash20, "witness_unknown", kHash20, 1},
        {"0015" + kHash20 + "00", "nonstandard", ""},
        {"", "nonstandard", ""},
        {"6aac", "nonstandard", ""},
        {"6a02aa", "nonstandard", ""},
        {"20" + kKeyHex.substr(2) + "ac", "nonstandard", ""},
        {"21" + uncompressed.substr(0, 66) + "ac", "nonstandard", ""},
        {"4c21" + kKeyHex + "ac", "nonstandard", ""},
        {"a94c14" + kHash20 + "87", "nonstandard", ""}};
    for (const ClassCase& item : cases) {
        const Bytes script = unhex(item.hex);
        const ScriptType type = classify(script);
        EXPECT_EQ(script_kind_name(type.type), item.name) << item.hex;
        EXPECT_EQ(classify_kind(script), type.type) << item.hex;
        std::string solutions;
        for (const ByteSpan part : type.solutions)
            solutions += to_hex(part);
        EXPECT_EQ(solutions, item.solutions) << item.hex;
        EXPECT_EQ(type.number, item.number) << item.hex;
    }
}

std::string multisig_hex(const std::string& required, int keys, const std::string& total) {
    std::string hex = required;
    for (int i = 0; i < keys; ++i)
        hex += "21" + kKeyHex;
    return hex + total + "ae";
}

TEST(Classify, MultisigCounts) {
    const auto is_multisig = [](const std::string& hex) {
        return classify(unhex(hex)).type == ScriptKind::Multisig;
    };
    EXPECT_TRUE(is_multisig(multisig_hex("60", 16, "60")));
    EXPECT_TRUE(is_multisig(multisig_hex("0111", 17, "0111")));
    EXPECT_TRUE(is_multisig(multisig_hex("0114", 20, "0114")));
    EXPECT_FALSE(is_multisig(multisig_hex("0115", 21, "0115")));
    EXPECT_FALSE(is_multisig(multisig_hex("00", 1, "51")));
    EXPECT_FALSE(is_multisig(multisig_hex("52", 1, "51")));
    EXPECT_FALSE(is_multisig(multisig_hex("51", 1, "52")));
    EXPECT_FALSE(is_multisig(multisig_hex("51", 2, "51")));
    // A count of 16 or less has an opcode of its own, and sizes must be the shortest.
    EXPECT_FALSE(is_multisig(multisig_hex("51", 16, "0110")));
    EXPECT_FALSE(is_multisig(multisig_hex("51", 17, "4c0111")));
    EXPECT_FALSE(is_multisig(multisig_hex("51", 1, "5151")));
    EXPECT_FALSE(is_multisig("ae"));
    EXPECT_FALSE(is_multisig("51ae"));
    EXPECT_FALSE(
        is_multisig("51"
                    "21" +
                    kKeyHex.substr(0, 60) + "51ae"));
    EXPECT_EQ(classify(unhex(multisig_hex("53", 20, "0114"))).solutions.size(), 20u);
}

TEST(Sigops, OfOneScript) {
    const auto both = [](const Bytes& script) {
        return std::pair(count_sigops(script, SigopCount::Legacy),
                         count_sigops(script, SigopCount::Accurate));
    };
    EXPECT_EQ(both(assemble("CHECKSIG CHECKSIGVERIFY")), std::pair(int64_t{2}, int64_t{2}));
    EXPECT_EQ(both(assemble("CHECKMULTISIG")), std::pair(int64_t{20}, int64_t{20}));
    EXPECT_EQ(both(assemble("1 CHECKMULTISIG")), std::pair(int64_t{20}, int64_t{1}));
    EXPECT_EQ(both(assemble("16 CHECKMULTISIGVERIFY")), std::pair(int64_t{20}, int64_t{16}));
    EXPECT_EQ(both(assemble("17 CHECKMULTISIG")), std::pair(int64_t{20}, int64_t{20}));
    EXPECT_EQ(both(assemble("0 CHECKMULTISIG")), std::pair(int64_t{20}, int64_t{20}));
    EXPECT_EQ(both(assemble("2 NOP CHECKMULTISIG")), std::pair(int64_t{20}, int64_t{20}));
    EXPECT_EQ(both(assemble("'\xac\xac' CHECKSIGADD")), std::pair(int64_t{0}, int64_t{0}));
    // What stands before a push cut short counts.
    EXPECT_EQ(both(unhex("ac05acac")), std::pair(int64_t{1}, int64_t{1}));
}

TEST(Sigops, OfScriptHashes) {
    const Bytes p2sh = unhex("a914" + kHash20 + "87");
    const Bytes redeem = assemble("2 CHECKMULTISIG CHECKSIG");
    EXPECT_EQ(count_p2sh_sigops(ScriptBuilder().number(0).push(redeem).bytes(), p2sh), 3);
    EXPECT_EQ(count_p2sh_sigops(ScriptBuilder().push(redeem).op(OP_NOP).bytes(), p2sh), 0);
    EXPECT_EQ(count_p2sh_sigops(ScriptBuilder().push(redeem).append(unhex("02aa")).bytes(), p2sh), 0);
    EXPECT_EQ(count_p2sh_sigops(ScriptBuilder().push(redeem).number(1).bytes(), p2sh), 0);
    EXPECT_EQ(count_p2sh_sigops(ScriptBuilder().push(redeem).bytes(), redeem), 0);
    EXPECT_EQ(count_p2sh_sigops({}, p2sh), 0);
}

TEST(Sigops, OfWitnesses) {
    const Bytes script = assemble("2 CHECKMULTISIG CHECKSIG");
    const std::vector<ByteSpan> items = {ByteSpan(), script};
    primitives::TxIn input;
    input.witness = items;
    const auto count = [&](const Bytes& coin_script) {
        return count_witness_sigops(input, coin_script, kVerifyP2sh | kVerifyWitness);
    };
    const Bytes keyhash = unhex("0014" + kHash20);
    const Bytes scripthash = unhex("0020" + kHash32);
    const Bytes p2sh = unhex("a914" + kHash20 + "87");
    EXPECT_EQ(count(keyhash), 1);
    EXPECT_EQ(count(scripthash), 3);
    EXPECT_EQ(count(unhex("5120" + kHash32)), 0);
    EXPECT_EQ(count(unhex("0015" + kHash20 + "00")), 0);
    EXPECT_EQ(count(p2sh), 0);
    EXPECT_EQ(count_witness_sigops(input, scripthash, kVerifyP2sh), 0);
    const Bytes wrapped = ScriptBuilder().push(scripthash).bytes();
    input.script_sig = wrapped;
    EXPECT_EQ(count(p2sh), 3);
    EXPECT_EQ(count(unhex("51")), 0);
    const Bytes not_pushes = ScriptBuilder().op(OP_NOP).push(scripthash).bytes();
    input.script_sig = not_pushes;
    EXPECT_EQ(count(p2sh), 0);
    input.witness = {};
    EXPECT_EQ(count(scripthash), 0);
}

TEST(Sigops, CostOfTransactions) {
    const Bytes redeem = assemble("2 CHECKMULTISIG");
    const Bytes witness_script = assemble("CHECKSIG CHECKSIG CHECKSIG");
    primitives::MutableTransaction draft;
    draft.inputs.push_back({{primitives::Txid(), 1}, ScriptBuilder().push(redeem).bytes(), 0, {}});
    draft.inputs.push_back({{primitives::Txid(), 2}, {}, 0, {witness_script}});
    draft.inputs.push_back({{primitives::Txid(), 3}, {OP_CHECKSIG}, 0, {}});
    draft.outputs.push_back({{}, {OP_CHECKMULTISIG}});
    const auto transaction = draft.freeze();
    const auto coin = [](const std::string& hex) {
        return primitives::Coin{{}, primitives::ScriptBytes(unhex(hex))};
    };
    const std::vector<primitives::Coin> coins = {coin("a914" + kHash20 + "87"), coin("0020" + kHash32),
                                                 coin("51")};
    EXPECT_EQ(legacy_sigops(*transaction), 21);
    EXPECT_EQ(sigop_cost(*transaction, coins, kVerifyNone), 84);
    EXPECT_EQ(sigop_cost(*transaction, coins, kVerifyP2sh), 84 + 8);
    EXPECT_EQ(sigop_cost(*transaction, coins, kVerifyP2sh | kVerifyWitness), 84 + 8 + 3);

    primitives::MutableTransaction coinbase;
    coinbase.inputs.push_back({{}, {OP_CHECKSIG, OP_CHECKSIG}, 0, {}});
    coinbase.outputs.push_back({{}, {OP_CHECKSIG}});
    EXPECT_EQ(sigop_cost(*coinbase.freeze(), {}, kVerifyP2sh | kVerifyWitness), 12);
}

TEST(Asm, ShowsScripts) {
    const std::string signature =
        "30060201020201000"
        "1";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", ""},
        {"00", "0"},
        {"4f51", "-1 1"},
        {"50", "OP_RESERVED"},
        {"0101", "1"},
        {"0181", "-1"},
        {"024e73", "29518"},
        {"02eeee", "-28398"},
        {"04ffffffff", "-2147483647"},
        {"050000000001", "0000000001"},
        {"4c00", "0"},
        {"6a0200", "OP_RETURN [error]"},
        {"05aa", "[error]"},
        {"76ee", "OP_DUP OP_UNKNOWN"},
        {"ff", "OP_INVALIDOPCODE"},
        {"76a914" + kHash20 + "88ac", "OP_DUP OP_HASH160 " + kHash20 + " OP_EQUALVERIFY OP_CHECKSIG"},
        {"09" + signature, signature}};
    for (const auto& [hex, text] : cases)
        EXPECT_EQ(to_asm(unhex(hex)), text) << hex;
}

TEST(Asm, DecodesHashTypes) {
    const std::string der = "3006020102020100";
    const auto decoded = [](const std::string& hex) { return to_asm(unhex(hex), AsmSigHash::Decode); };
    EXPECT_EQ(decoded("09" + der + "01"), der + "[ALL]");
    EXPECT_EQ(decoded("09" + der + "02"), der + "[NONE]");
    EXPECT_EQ(decoded("09" + der + "03"), der + "[SINGLE]");
    EXPECT_EQ(decoded("09" + der + "81"), der + "[ALL|ANYONECANPAY]");
    EXPECT_EQ(decoded("09" + der + "82"), der + "[NONE|ANYONECANPAY]");
    EXPECT_EQ(decoded("09" + der + "83"), der + "[SINGLE|ANYONECANPAY]");
    for (const char* type : {"00", "04", "80", "84", "41"})
        EXPECT_EQ(decoded("09" + der + type), der + type);
    EXPECT_EQ(decoded("08" + der.substr(2) + "01"), der.substr(2) + "01");
    // Data after OP_RETURN is never a signature.
    EXPECT_EQ(decoded("6a09" + der + "01"), "OP_RETURN " + der + "01");
}

}  // namespace
}  // namespace quanta::script
