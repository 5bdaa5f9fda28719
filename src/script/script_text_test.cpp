// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/script_text.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"
#include "script/sighash.h"

namespace quanta::script {
namespace {

std::string made(std::string_view text) {
    const auto script = parse_script_text(text);
    return script ? base::to_hex(*script) : std::string(script_text_error_text(script.error()));
}

constexpr const char* kUnknown = "script parse error: unknown opcode";
constexpr const char* kRange =
    "script parse error: decimal numeric value only allowed in the range -0xFFFFFFFF...0xFFFFFFFF";

TEST(ScriptText, Operations) {
    EXPECT_EQ(made(""), "");
    EXPECT_EQ(made(" \t\n"), "");
    EXPECT_EQ(made("OP_DUP HASH160\tOP_EQUALVERIFY\n CHECKSIG "), "76a988ac");
    EXPECT_EQ(made("NOP NOP10 RESERVED"), "61b950");
    EXPECT_EQ(made("OP_CHECKLOCKTIMEVERIFY CHECKSEQUENCEVERIFY"), "b1b2");
    for (const char* word : {"OP_CHECKSIGADD", "OP_0", "TRUE", "OP_16", "PUSHDATA1", "OP_PUSHDATA4",
                             "INVALIDOPCODE", "OP_", "dup", "OP_DUPX", "123badscript", "-", "+1", "1.0"})
        EXPECT_EQ(made(word), kUnknown) << word;
}

TEST(ScriptText, Numbers) {
    EXPECT_EQ(made("0 1 16 -1"), "0051604f");
    EXPECT_EQ(made("17 -17 127 128 -128"),
              "01110191017f0280000280"
              "80");
    EXPECT_EQ(made("4294967295"), "05ffffffff00");
    EXPECT_EQ(made("-4294967295"), "05ffffffff80");
    EXPECT_EQ(made("007"), "57");
    for (const char* word : {"4294967296", "-4294967296", "9223372036854775808", "-9223372036854775809",
                             "999999999999999999999999999999"})
        EXPECT_EQ(made(word), kRange) << word;
}

TEST(ScriptText, BytesAndTexts) {
    EXPECT_EQ(made("0x76A9 0xff"), "76a9ff");
    EXPECT_EQ(made("'ab' ''"), "02616200");
    EXPECT_EQ(made("'" + std::string(76, 'x') + "'").substr(0, 6), "4c4c78");
    for (const char* word : {"0x", "0xf", "0xgg", "'", "'a b'", "'a"})
        EXPECT_EQ(made(word), kUnknown) << word;
}

TEST(SighashName, BothWays) {
    int known = 0;
    for (int type = 0; type < 256; ++type) {
        const auto name = sighash_name(static_cast<uint8_t>(type));
        if (!name) continue;
        ++known;
        EXPECT_EQ(sighash_from_name(*name), static_cast<uint8_t>(type)) << *name;
    }
    EXPECT_EQ(known, 6);
    EXPECT_EQ(sighash_from_name("DEFAULT"), kSigHashDefault);
    for (const char* name : {"", "all", "ALL|", "ANYONECANPAY", "DEFAULT|ANYONECANPAY", "ALL|NONE"})
        EXPECT_FALSE(sighash_from_name(name)) << name;
}

}  // namespace
}  // namespace quanta::script
