// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "script/script.h"
#include "script/test_support.h"

namespace quanta::script {
namespace {

using base::Bytes;
using testing::assemble;
using testing::kPrograms;
using testing::legacy_verdict;
using testing::Spend;
using testing::tapscript_verdict;
using testing::v0_verdict;

/// Expects `verdict` of the script `text` as a legacy, witness v0 and tapscript one.
void expect_everywhere(std::string_view text, std::string_view verdict, VerifyFlags flags = kPrograms) {
    const Bytes script = assemble(text);
    EXPECT_EQ(legacy_verdict(script, flags), verdict) << text;
    EXPECT_EQ(v0_verdict(script, {}, flags), verdict) << text;
    EXPECT_EQ(tapscript_verdict(script, {}, flags), verdict) << text;
}

void expect_all_ok(const std::vector<std::string_view>& scripts) {
    for (const std::string_view text : scripts)
        expect_everywhere(text, "OK");
}

TEST(Operations, Pushes) {
    expect_all_ok({"1", "-1 0x0181 EQUAL", "16 0x0110 EQUAL", "0 0x4c00 EQUAL", "0x4c01aa 0x01aa EQUAL",
                   "0x4d0100aa 0x01aa EQUAL", "0x4e01000000aa 0x01aa EQUAL", "0 SIZE 0 EQUALVERIFY NOT"});
    expect_everywhere("0", "EVAL_FALSE");
    expect_everywhere("0x0180", "EVAL_FALSE");
    expect_everywhere("0x020000", "EVAL_FALSE");
    expect_everywhere("0x02aa", "BAD_OPCODE");
}

TEST(Operations, Conditionals) {
    expect_all_ok({"1 IF 1 ELSE 0 ENDIF", "0 IF 0 ELSE 1 ENDIF", "0 NOTIF 1 ELSE 0 ENDIF",
                   "1 NOTIF 0 ELSE 1 ENDIF",
                   // Several ELSE take turns.
                   "1 IF 1 ELSE 0 ELSE ENDIF", "0 IF 0 ELSE 1 ELSE 0 ENDIF",
                   // What is not taken is not run, nor are the conditions in it.
                   "0 IF RETURN VERIFY IF ELSE ENDIF ELSE 1 ENDIF", "0 IF 1 IF 0 ELSE 0 ENDIF ENDIF 1",
                   "1 IF 0 IF 0 ELSE 1 ENDIF ENDIF", "0 IF IF IF ENDIF ELSE IF ENDIF ENDIF ELSE 1 ENDIF",
                   "0 IF 0xba ENDIF 1"});
    for (const char* text : {"1 IF", "1 IF ELSE", "1 ELSE", "1 ENDIF", "1 1 IF ENDIF ENDIF",
                             "1 0 IF IF ENDIF", "1 IF ENDIF ELSE ENDIF"}) {
        expect_everywhere(text, "UNBALANCED_CONDITIONAL");
    }
    expect_everywhere("IF ENDIF", "INVALID_STACK_OPERATION");
    expect_everywhere("0 IF VERIF ENDIF 1", "BAD_OPCODE");
    expect_everywhere("0 IF VERNOTIF ENDIF 1", "BAD_OPCODE");
}

TEST(Operations, MinimalConditions) {
    for (const char* condition : {"2", "0x020100", "0x0100", "0x0180", "-1"}) {
        const Bytes script = assemble(std::string(condition) + " IF 1 ELSE 1 ENDIF");
        EXPECT_EQ(legacy_verdict(script, kPrograms | kVerifyMinimalIf), "OK") << condition;
        EXPECT_EQ(v0_verdict(script), "OK") << condition;
        EXPECT_EQ(v0_verdict(script, {}, kPrograms | kVerifyMinimalIf), "MINIMALIF") << condition;
        EXPECT_EQ(tapscript_verdict(script), "TAPSCRIPT_MINIMALIF") << condition;
        EXPECT_EQ(tapscript_verdict(assemble("0 IF " + std::string(condition) + " IF ENDIF ENDIF 1")), "OK")
            << condition;
    }
    expect_everywhere("1 IF 1 ENDIF", "OK", kPrograms | kVerifyMinimalIf);
    expect_everywhere("0 IF ELSE 1 ENDIF", "OK", kPrograms | kVerifyMinimalIf);
}

TEST(Operations, Verdicts) {
    expect_everywhere("1 VERIFY 1", "OK");
    expect_everywhere("0 VERIFY 1", "VERIFY");
    expect_everywhere("1 RETURN", "OP_RETURN");
    expect_everywhere("1 2 EQUALVERIFY 1", "EQUALVERIFY");
    expect_everywhere("1 2 NUMEQUALVERIFY 1", "NUMEQUALVERIFY");
    expect_everywhere("FROMALTSTACK", "INVALID_ALTSTACK_OPERATION");
    expect_everywhere("1 NOP", "OK");
}

TEST(Operations, StackShuffling) {
    expect_all_ok(
        {"5 6 TOALTSTACK TOALTSTACK FROMALTSTACK 5 EQUALVERIFY FROMALTSTACK 6 EQUAL",
         "7 8 9 2DROP 7 EQUAL",
         "7 8 DROP 7 EQUAL",
         "7 DUP EQUAL",
         "3 4 2DUP 4 EQUALVERIFY 3 EQUALVERIFY 4 EQUALVERIFY 3 EQUAL",
         "3 4 5 3DUP 5 EQUALVERIFY 4 EQUALVERIFY 3 EQUALVERIFY 5 EQUALVERIFY 4 EQUALVERIFY 3 EQUAL",
         "3 4 5 6 2OVER 4 EQUALVERIFY 3 EQUALVERIFY 6 EQUALVERIFY 5 EQUALVERIFY 2DROP 1",
         "1 2 3 4 5 6 2ROT 2 EQUALVERIFY 1 EQUALVERIFY 6 EQUALVERIFY 5 EQUALVERIFY 4 EQUALVERIFY 3 EQUAL",
         "1 2 3 4 2SWAP 2 EQUALVERIFY 1 EQUALVERIFY 4 EQUALVERIFY 3 EQUAL",
         "2 IFDUP EQUAL",
         "0 IFDUP DEPTH 1 EQUALVERIFY NOT",
         "5 5 5 DEPTH 3 EQUALVERIFY 2DROP",
         "8 9 NIP 9 EQUAL",
         "8 9 OVER 8 EQUALVERIFY 9 EQUALVERIFY 8 EQUAL",
         "7 8 9 2 PICK 7 EQUALVERIFY 9 EQUALVERIFY 8 EQUALVERIFY 7 EQUAL",
         "9 0 PICK EQUAL",
         "7 8 9 2 ROLL 7 EQUALVERIFY 9 EQUALVERIFY 8 EQUAL",
         "9 0 ROLL 9 EQUAL",
         "7 8 9 ROT 7 EQUALVERIFY 9 EQUALVERIFY 8 EQUAL",
         "8 9 SWAP 8 EQUALVERIFY 9 EQUAL",
         "8 9 TUCK 9 EQUALVERIFY 8 EQUALVERIFY 9 EQUAL",
         "'abc' SIZE 3 EQUALVERIFY 'abc' EQUAL",
         "0 SIZE 0 EQUALVERIFY 0 EQUAL"});
    for (const char* text : {"5 -1 PICK", "5 1 PICK", "5 -1 ROLL", "5 1 ROLL"}) {
        expect_everywhere(text, "INVALID_STACK_OPERATION");
    }
}

TEST(Operations, Arithmetic) {
    expect_all_ok({"4 1ADD 5 EQUAL",
                   "0 1SUB -1 EQUAL",
                   "5 NEGATE -5 EQUAL",
                   "0 NEGATE 0 EQUAL",
                   "-5 ABS 5 EQUAL",
                   "5 ABS 5 EQUAL",
                   "0 NOT",
                   "1 NOT 0 EQUAL",
                   "2 NOT 0 EQUAL",
                   "0 0NOTEQUAL 0 EQUAL",
                   "-7 0NOTEQUAL",
                   "2 3 ADD 5 EQUAL",
                   "2 3 SUB -1 EQUAL",
                   "1 1 BOOLAND",
                   "1 0 BOOLAND NOT",
                   "0 1 BOOLAND NOT",
                   "1 0 BOOLOR",
                   "0 5 BOOLOR",
                   "0 0 BOOLOR NOT",
                   "3 3 NUMEQUAL",
                   "3 0x020300 NUMEQUAL",
                   "3 4 NUMEQUAL NOT",
                   "3 3 NUMEQUALVERIFY 1",
                   "3 4 NUMNOTEQUAL",
                   "3 3 NUMNOTEQUAL NOT",
                   "-1 0 LESSTHAN",
                   "0 0 LESSTHAN NOT",
                   "1 0 GREATERTHAN",
                   "0 0 GREATERTHAN NOT",
                   "0 0 LESSTHANOREQUAL",
                   "1 0 LESSTHANOREQUAL NOT",
                   "0 0 GREATERTHANOREQUAL",
                   "-1 0 GREATERTHANOREQUAL NOT",
                   "3 -4 MIN -4 EQUAL",
                   "-4 3 MIN -4 EQUAL",
                   "3 -4 MAX 3 EQUAL",
                   "-4 3 MAX 3 EQUAL",
                   "0 0 1 WITHIN",
                   "1 0 1 WITHIN NOT",
                   "-1 0 1 WITHIN NOT",
                   "2147483647 1ADD 2147483648 EQUAL",
                   "-2147483647 DUP ADD -4294967294 EQUAL",
                   "2147483647 DUP ADD SIZE 5 EQUALVERIFY 4294967294 EQUAL"});
}

TEST(Operations, NumberOperandsAreLimited) {
    const std::vector<std::string> unary = {"1ADD", "1SUB", "NEGATE", "ABS", "NOT", "0NOTEQUAL"};
    const std::vector<std::string> binary = {
        "ADD",         "SUB",      "BOOLAND",     "BOOLOR",          "NUMEQUAL",           "NUMEQUALVERIFY",
        "NUMNOTEQUAL", "LESSTHAN", "GREATERTHAN", "LESSTHANOREQUAL", "GREATERTHANOREQUAL", "MIN",
        "MAX"};
    for (const std::string& name : unary)
        expect_everywhere("2147483648 " + name, "SCRIPTNUM");
    for (const std::string& name : binary) {
        expect_everywhere("2147483648 1 " + name, "SCRIPTNUM");
        expect_everywhere("1 2147483648 " + name, "SCRIPTNUM");
    }
    for (const char* text : {"2147483648 0 0 WITHIN", "0 2147483648 0 WITHIN", "0 0 2147483648 WITHIN",
                             "0 2147483648 PICK", "0 2147483648 ROLL"}) {
        expect_everywhere(text, "SCRIPTNUM");
    }
    // Padded numbers are numbers, unless policy asks for the shortest form.
    expect_everywhere("0x020000 NOT", "OK");
    expect_everywhere("0x020000 NOT", "SCRIPTNUM", kPrograms | kVerifyMinimalData);
    expect_everywhere("1 0x03010000 NUMEQUAL", "SCRIPTNUM", kPrograms | kVerifyMinimalData);
}

TEST(Operations, MinimalPushes) {
    for (const char* text : {"0x4c00 NOT", "0x0101", "0x0181", "0x4c01aa", "0x4d0100aa", "0x4e01000000aa"}) {
        expect_everywhere(text, "OK");
        expect_everywhere(text, "MINIMALDATA", kPrograms | kVerifyMinimalData);
    }
    // Where it is not executed, any push will do.
    expect_everywhere("0 IF 0x4c00 ENDIF 1", "OK", kPrograms | kVerifyMinimalData);
}

TEST(Operations, Hashes) {
    expect_all_ok(
        {"0 RIPEMD160 0x149c1185a5c5e9fc54612808977ee8f548b2258d31 EQUAL",
         "0 SHA1 0x14da39a3ee5e6b4b0d3255bfef95601890afd80709 EQUAL",
         "0 SHA256 0x20e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 EQUAL",
         "'a' DUP SHA256 RIPEMD160 SWAP HASH160 EQUAL", "'a' DUP SHA256 SHA256 SWAP HASH256 EQUAL",
         "'a' SHA256 SIZE 32 EQUALVERIFY SHA256 SHA256 SIZE 32 EQUALVERIFY HASH160 SIZE 20 EQUALVERIFY"});
}

TEST(Operations, NeedTheirArguments) {
    const std::vector<std::pair<std::string, int>> needs = {{"IF", 1},
                                                            {"NOTIF", 1},
                                                            {"VERIFY", 1},
                                                            {"TOALTSTACK", 1},
                                                            {"2DROP", 2},
                                                            {"2DUP", 2},
                                                            {"3DUP", 3},
                                                            {"2OVER", 4},
                                                            {"2ROT", 6},
                                                            {"2SWAP", 4},
                                                            {"IFDUP", 1},
                                                            {"DROP", 1},
                                                            {"DUP", 1},
                                                            {"NIP", 2},
                                                            {"OVER", 2},
                                                            {"PICK", 2},
                                                            {"ROLL", 2},
                                                            {"ROT", 3},
                                                            {"SWAP", 2},
                                                            {"TUCK", 2},
                                                            {"SIZE", 1},
                                                            {"EQUAL", 2},
                                                            {"EQUALVERIFY", 2},
                                                            {"1ADD", 1},
                                                            {"1SUB", 1},
                                                            {"NEGATE", 1},
                                                            {"ABS", 1},
                                                            {"NOT", 1},
                                                            {"0NOTEQUAL", 1},
                                                            {"ADD", 2},
                                                            {"SUB", 2},
                                                            {"BOOLAND", 2},
                                                            {"BOOLOR", 2},
                                                            {"NUMEQUAL", 2},
                                                            {"NUMEQUALVERIFY", 2},
                                                            {"NUMNOTEQUAL", 2},
                                                            {"LESSTHAN", 2},
                                                            {"GREATERTHAN", 2},
                                                            {"LESSTHANOREQUAL", 2},
                                                            {"GREATERTHANOREQUAL", 2},
                                                            {"MIN", 2},
                                                            {"MAX", 2},
                                                            {"WITHIN", 3},
                                                            {"RIPEMD160", 1},
                                                            {"SHA1", 1},
                                                            {"SHA256", 1},
                                                            {"HASH160", 1},
                                                            {"HASH256", 1},
                                                            {"CHECKSIG", 2},
                                                            {"CHECKSIGVERIFY", 2},
                                                            {"CHECKLOCKTIMEVERIFY", 1},
                                                            {"CHECKSEQUENCEVERIFY", 1}};
    const VerifyFlags flags = kPrograms | kVerifyCheckLockTime | kVerifyCheckSequence;
    for (const auto& [name, count] : needs) {
        std::string text;
        for (int i = 1; i < count; ++i)
            text += "0 ";
        expect_everywhere(text + name, "INVALID_STACK_OPERATION", flags);
        const Bytes enough = assemble("0 " + text + name);
        EXPECT_NE(legacy_verdict(enough, flags), "INVALID_STACK_OPERATION") << name;
        EXPECT_NE(v0_verdict(enough, {}, flags), "INVALID_STACK_OPERATION") << name;
        EXPECT_NE(tapscript_verdict(enough, {}, flags), "INVALID_STACK_OPERATION") << name;
    }
    EXPECT_EQ(tapscript_verdict(assemble("0 0 CHECKSIGADD")), "INVALID_STACK_OPERATION");
    EXPECT_EQ(tapscript_verdict(assemble("0 0 0 CHECKSIGADD")), "TAPSCRIPT_EMPTY_PUBKEY");
    for (const char* text : {"CHECKMULTISIG", "0 CHECKMULTISIG", "0 0 CHECKMULTISIG", "0 0 1 CHECKMULTISIG",
                             "0 1 0 1 CHECKMULTISIG", "0 1 0 1 CHECKMULTISIGVERIFY"}) {
        EXPECT_EQ(legacy_verdict(assemble(text)), "INVALID_STACK_OPERATION") << text;
        EXPECT_EQ(v0_verdict(assemble(text)), "INVALID_STACK_OPERATION") << text;
    }
    EXPECT_EQ(legacy_verdict(assemble("0 0 0 CHECKMULTISIG")), "OK");
}

TEST(Operations, ThoseThatDoNotExist) {
    for (int value = 0; value < 256; ++value) {
        const auto opcode = static_cast<uint8_t>(value);
        const Bytes run = {OP_1, opcode};
        const Bytes skipped = {OP_0, OP_IF, opcode, OP_ENDIF, OP_1};
        if (is_disabled(opcode)) {
            EXPECT_EQ(legacy_verdict(run), "DISABLED_OPCODE") << value;
            EXPECT_EQ(legacy_verdict(skipped), "DISABLED_OPCODE") << value;
            EXPECT_EQ(v0_verdict(skipped), "DISABLED_OPCODE") << value;
        }
        if (opcode == OP_RESERVED || opcode == OP_VER || opcode == OP_RESERVED1 || opcode > OP_NOP10) {
            EXPECT_EQ(legacy_verdict(run), "BAD_OPCODE") << value;
            EXPECT_EQ(legacy_verdict(skipped), "OK") << value;
            EXPECT_EQ(v0_verdict(run), "BAD_OPCODE") << value;
        }
        if (is_op_success(opcode)) {
            // Neither limits nor what comes after matter, except pushes cut short before it.
            EXPECT_EQ(tapscript_verdict(run), "OK") << value;
            EXPECT_EQ(tapscript_verdict({opcode, OP_PUSHDATA1}), "OK") << value;
            EXPECT_EQ(tapscript_verdict({0x02, opcode}), "BAD_OPCODE") << value;
            EXPECT_EQ(tapscript_verdict(skipped, {}, kPrograms | kVerifyDiscourageOpSuccess),
                      "DISCOURAGE_OP_SUCCESS")
                << value;
        }
    }
    EXPECT_EQ(tapscript_verdict({OP_1, OP_INVALIDOPCODE}), "BAD_OPCODE");
    EXPECT_EQ(tapscript_verdict({OP_0, OP_IF, OP_INVALIDOPCODE, OP_ENDIF, OP_1}), "OK");
}

TEST(Operations, UpgradableNops) {
    for (const char* text : {"NOP1", "NOP4", "NOP5", "NOP6", "NOP7", "NOP8", "NOP9", "NOP10"}) {
        const std::string script = "1 " + std::string(text);
        expect_everywhere(script, "OK");
        expect_everywhere(script, "DISCOURAGE_UPGRADABLE_NOPS", kPrograms | kVerifyDiscourageUpgradableNops);
    }
    expect_everywhere("1 NOP", "OK", kPrograms | kVerifyDiscourageUpgradableNops);
    // These two are in use, even where their rules are not.
    expect_everywhere("1 CHECKLOCKTIMEVERIFY CHECKSEQUENCEVERIFY", "OK",
                      kPrograms | kVerifyDiscourageUpgradableNops);
}

struct LockCase {
    std::string_view script;
    uint32_t field;  ///< lock time of the transaction or sequence of the input
    std::string_view verdict;
};

TEST(LockTimes, Absolute) {
    const std::vector<LockCase> cases = {
        {"100 CHECKLOCKTIMEVERIFY", 100, "OK"},
        {"100 CHECKLOCKTIMEVERIFY", 101, "OK"},
        {"100 CHECKLOCKTIMEVERIFY", 99, "UNSATISFIED_LOCKTIME"},
        {"0 CHECKLOCKTIMEVERIFY 1", 0, "OK"},
        {"-1 CHECKLOCKTIMEVERIFY", 100, "NEGATIVE_LOCKTIME"},
        {"499999999 CHECKLOCKTIMEVERIFY", 499999999, "OK"},
        {"499999999 CHECKLOCKTIMEVERIFY", 500000000, "UNSATISFIED_LOCKTIME"},
        {"500000000 CHECKLOCKTIMEVERIFY", 500000000, "OK"},
        {"500000000 CHECKLOCKTIMEVERIFY", 499999999, "UNSATISFIED_LOCKTIME"},
        {"4294967295 CHECKLOCKTIMEVERIFY", 4294967295, "OK"},
        {"549755813887 CHECKLOCKTIMEVERIFY", 4294967295, "UNSATISFIED_LOCKTIME"},
        {"549755813888 CHECKLOCKTIMEVERIFY", 4294967295, "SCRIPTNUM"}};
    for (const LockCase& item : cases) {
        Spend spend{{}, {}, assemble(item.script), kVerifyCheckLockTime};
        spend.lock_time = item.field;
        spend.sequence = 0xfffffffe;
        EXPECT_EQ(spend.verdict(), item.verdict) << item.script << " " << item.field;
        spend.sequence = 0xffffffff;
        EXPECT_NE(spend.verdict(), "OK") << item.script;
        spend.flags = kVerifyNone;
        EXPECT_EQ(spend.verdict(), "OK") << item.script;
    }
}

TEST(LockTimes, Relative) {
    constexpr uint32_t kTime = 1u << 22;
    const std::vector<LockCase> cases = {
        {"100 CHECKSEQUENCEVERIFY", 100, "OK"},
        {"100 CHECKSEQUENCEVERIFY", 99, "UNSATISFIED_LOCKTIME"},
        {"100 CHECKSEQUENCEVERIFY", 65535, "OK"},
        {"-1 CHECKSEQUENCEVERIFY", 100, "NEGATIVE_LOCKTIME"},
        {"100 CHECKSEQUENCEVERIFY", kTime | 100, "UNSATISFIED_LOCKTIME"},
        {"4194404 CHECKSEQUENCEVERIFY", kTime | 100, "OK"},
        {"4194404 CHECKSEQUENCEVERIFY", kTime | 99, "UNSATISFIED_LOCKTIME"},
        {"4194404 CHECKSEQUENCEVERIFY", 100, "UNSATISFIED_LOCKTIME"},
        // Bits that mean nothing are not compared.
        {"65636 CHECKSEQUENCEVERIFY", 100, "OK"},
        {"100 CHECKSEQUENCEVERIFY", 0x10000 | 99, "UNSATISFIED_LOCKTIME"},
        {"100 CHECKSEQUENCEVERIFY", 0x80000000 | 100, "UNSATISFIED_LOCKTIME"},
        {"2147483748 CHECKSEQUENCEVERIFY", 0, "OK"},
        {"2147483748 CHECKSEQUENCEVERIFY", 0xffffffff, "OK"},
        {"4294967396 CHECKSEQUENCEVERIFY", 99, "UNSATISFIED_LOCKTIME"},
        {"549755813888 CHECKSEQUENCEVERIFY", 100, "SCRIPTNUM"}};
    for (const LockCase& item : cases) {
        Spend spend{{}, {}, assemble(item.script), kVerifyCheckSequence};
        spend.version = 2;
        spend.sequence = item.field;
        EXPECT_EQ(spend.verdict(), item.verdict) << item.script << " " << item.field;
        spend.flags = kVerifyNone;
        EXPECT_EQ(spend.verdict(), "OK") << item.script;
    }
    Spend old{{}, {}, assemble("1 CHECKSEQUENCEVERIFY"), kVerifyCheckSequence};
    old.sequence = 1;
    EXPECT_EQ(old.verdict(), "UNSATISFIED_LOCKTIME");
    old.version = 0xffffffff;
    EXPECT_EQ(old.verdict(), "OK");
}

}  // namespace
}  // namespace quanta::script
