// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/verify.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "script/script.h"
#include "script/test_support.h"
#include "script/test_vectors.h"

namespace quanta::script {
namespace {

using base::Bytes;
using testing::assemble;
using testing::kPrograms;
using testing::OneLeafTree;
using testing::Spend;
using testing::unhex;

Bytes p2sh_of(const Bytes& redeem) {
    return ScriptBuilder().op(OP_HASH160).push(crypto::hash160(redeem)).op(OP_EQUAL).bytes();
}
Bytes p2wsh_of(const Bytes& script) {
    return ScriptBuilder().op(OP_0).push(crypto::sha256(script)).bytes();
}
Bytes push_of(const Bytes& data) {
    return ScriptBuilder().push(data).bytes();
}

/// Spends the P2SH output of `redeem` with `arguments` before it.
Spend p2sh_spend(const Bytes& redeem, std::string_view arguments, VerifyFlags flags = kPrograms) {
    return {ScriptBuilder().append(assemble(arguments)).push(redeem).bytes(), {}, p2sh_of(redeem), flags};
}

TEST(VerifyInput, Legacy) {
    EXPECT_EQ((Spend{assemble("1"), {}, assemble("1 EQUAL")}.verdict()), "OK");
    EXPECT_EQ((Spend{assemble("2"), {}, assemble("1 EQUAL")}.verdict()), "EVAL_FALSE");
    EXPECT_EQ((Spend{{}, {}, {}}.verdict()), "EVAL_FALSE");
    EXPECT_EQ((Spend{assemble("1"), {}, {}}.verdict()), "OK");
    EXPECT_EQ((Spend{assemble("1 RETURN"), {}, assemble("1")}.verdict()), "OP_RETURN");
    // Scripts end on their own, and each has an alternative stack of its own.
    EXPECT_EQ((Spend{assemble("1 IF"), {}, assemble("1 ENDIF")}.verdict()), "UNBALANCED_CONDITIONAL");
    EXPECT_EQ((Spend{assemble("1 TOALTSTACK"), {}, assemble("FROMALTSTACK")}.verdict()),
              "INVALID_ALTSTACK_OPERATION");
}

TEST(VerifyInput, PushOnlyAndCleanStack) {
    const VerifyFlags clean = kVerifyP2sh | kVerifyWitness | kVerifyCleanStack;
    EXPECT_EQ((Spend{assemble("1 NOP"), {}, assemble("1")}.verdict()), "OK");
    EXPECT_EQ((Spend{assemble("1 NOP"), {}, assemble("1"), kVerifySigPushOnly}.verdict()), "SIG_PUSHONLY");
    EXPECT_EQ((Spend{{}, {}, assemble("1"), clean}.verdict()), "OK");
    EXPECT_EQ((Spend{{}, {}, assemble("1 1"), clean}.verdict()), "CLEANSTACK");
    EXPECT_EQ((Spend{{}, {}, assemble("1 1")}.verdict()), "OK");
    EXPECT_EQ(p2sh_spend(assemble("1"), "", clean).verdict(), "OK");
    EXPECT_EQ(p2sh_spend(assemble("1"), "1", clean).verdict(), "CLEANSTACK");
    EXPECT_EQ(p2sh_spend(assemble("DROP 1"), "1", clean).verdict(), "OK");
}

TEST(VerifyInput, ScriptHash) {
    const Bytes redeem = assemble("2 EQUAL");
    EXPECT_EQ(p2sh_spend(redeem, "2").verdict(), "OK");
    EXPECT_EQ(p2sh_spend(redeem, "3").verdict(), "EVAL_FALSE");
    EXPECT_EQ(p2sh_spend(redeem, "3", kVerifyNone).verdict(), "OK");
    EXPECT_EQ(p2sh_spend(redeem, "2 NOP").verdict(), "SIG_PUSHONLY");
    EXPECT_EQ(p2sh_spend(redeem, "2 NOP", kVerifyNone).verdict(), "OK");
    EXPECT_EQ(p2sh_spend({}, "1").verdict(), "OK");
    EXPECT_EQ(p2sh_spend({}, "").verdict(), "EVAL_FALSE");
    EXPECT_EQ(p2sh_spend(unhex("02aa"), "1").verdict(), "BAD_OPCODE");
    EXPECT_EQ((Spend{push_of(assemble("1")), {}, p2sh_of(redeem), kPrograms}.verdict()), "EVAL_FALSE");
    EXPECT_EQ((Spend{{}, {}, p2sh_of(redeem), kPrograms}.verdict()), "INVALID_STACK_OPERATION");
    // A number opcode pushes the redeem script as well as any.
    EXPECT_EQ((Spend{assemble("1 -1"), {}, p2sh_of(unhex("81")), kPrograms}.verdict()), "DISABLED_OPCODE");
    // Only the exact form has a script behind it.
    Bytes longer = p2sh_of(redeem);
    longer.push_back(OP_NOP);
    EXPECT_EQ((Spend{ScriptBuilder().number(3).push(redeem).bytes(), {}, longer, kPrograms}.verdict()), "OK");
    // One hash inside another is not looked into.
    EXPECT_EQ(p2sh_spend(p2sh_of(redeem), "3").verdict(), "EVAL_FALSE");
    EXPECT_EQ(p2sh_spend(p2sh_of({OP_RETURN}), "0x016a").verdict(), "OK");
}

TEST(VerifyInput, WitnessScriptHash) {
    const Bytes script = assemble("2 EQUAL");
    Spend spend{{}, {{2}, script}, p2wsh_of(script), kPrograms};
    EXPECT_EQ(spend.verdict(), "OK");
    spend.witness = {{3}, script};
    EXPECT_EQ(spend.verdict(), "EVAL_FALSE");
    spend.witness = {{2}, {2}, script};
    EXPECT_EQ(spend.verdict(), "CLEANSTACK");
    spend.witness = {{2}, assemble("3 EQUAL")};
    EXPECT_EQ(spend.verdict(), "WITNESS_PROGRAM_MISMATCH");
    spend.witness = {};
    EXPECT_EQ(spend.verdict(), "WITNESS_PROGRAM_WITNESS_EMPTY");
    spend.flags = kVerifyP2sh;
    EXPECT_EQ(spend.verdict(), "OK");
    spend.flags = kPrograms;
    spend.script_sig = {OP_0};
    EXPECT_EQ(spend.verdict(), "WITNESS_MALLEATED");
    // A program of zeros is a false item before it is a program.
    EXPECT_EQ((Spend{{}, {script}, unhex("0020" + std::string(64, '0')), kPrograms}.verdict()), "EVAL_FALSE");
}

TEST(VerifyInput, WitnessInsideScriptHash) {
    const Bytes script = assemble("2 EQUAL");
    const Bytes program = p2wsh_of(script);
    Spend spend{push_of(program), {{2}, script}, p2sh_of(program), kPrograms | kVerifyCleanStack};
    EXPECT_EQ(spend.verdict(), "OK");
    spend.script_sig = ScriptBuilder().number(1).push(program).bytes();
    EXPECT_EQ(spend.verdict(), "WITNESS_MALLEATED_P2SH");
    spend.script_sig = ScriptBuilder().op(OP_PUSHDATA1).append(push_of(program)).bytes();
    EXPECT_EQ(spend.verdict(), "WITNESS_MALLEATED_P2SH");
    spend.script_sig = push_of(program);
    spend.witness.clear();
    EXPECT_EQ(spend.verdict(), "WITNESS_PROGRAM_WITNESS_EMPTY");
    spend.flags = kVerifyP2sh;
    EXPECT_EQ(spend.verdict(), "OK");
}

TEST(VerifyInput, UnexpectedWitness) {
    Spend spend{{}, {{1}}, assemble("1"), kPrograms};
    EXPECT_EQ(spend.verdict(), "WITNESS_UNEXPECTED");
    spend.flags = kVerifyP2sh;
    EXPECT_EQ(spend.verdict(), "OK");
    Spend wrapped = p2sh_spend(assemble("1"), "");
    wrapped.witness = {{1}};
    EXPECT_EQ(wrapped.verdict(), "WITNESS_UNEXPECTED");
}

TEST(VerifyInput, ProgramsWithoutRules) {
    const VerifyFlags discourage = kPrograms | kVerifyDiscourageUpgradableWitnessProgram;
    const std::string none = "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM";
    const auto bare = [](const std::string& hex, VerifyFlags flags) {
        return Spend{{}, {{1}}, unhex(hex), flags}.verdict();
    };
    const auto wrapped = [](const std::string& hex, VerifyFlags flags) {
        return Spend{push_of(unhex(hex)), {{1}}, p2sh_of(unhex(hex)), flags}.verdict();
    };
    for (const std::string& program : {std::string("5102aabb"), "5114" + std::string(40, 'a'),
                                       "5220" + std::string(64, 'a'), std::string("60024e73")}) {
        EXPECT_EQ(bare(program, kPrograms), "OK") << program;
        EXPECT_EQ(bare(program, discourage), none) << program;
        EXPECT_EQ(wrapped(program, discourage), none) << program;
    }
    for (const size_t size : {2u, 19u, 21u, 31u, 33u, 40u}) {
        const Bytes program = ScriptBuilder().op(OP_0).push(Bytes(size, 1)).bytes();
        EXPECT_EQ((Spend{{}, {{1}}, program, kPrograms}.verdict()), "WITNESS_PROGRAM_WRONG_LENGTH") << size;
    }
    // Pay to anchor is known, and nothing more is asked; inside P2SH it is unknown, as taproot is.
    EXPECT_EQ(bare("51024e73", discourage), "OK");
    EXPECT_EQ(wrapped("51024e73", discourage), none);
    EXPECT_EQ(wrapped("51024e73", kPrograms), "OK");
    EXPECT_EQ(wrapped("5120" + std::string(64, 'a'), kPrograms), "OK");
    EXPECT_EQ(wrapped("5120" + std::string(64, 'a'), discourage), none);
    EXPECT_EQ((Spend{{}, {}, unhex("51024e73"), discourage}.verdict()), "OK");
}

TEST(ScriptErrors, EachHasItsOwnWords) {
    std::set<std::string_view> names;
    std::set<std::string_view> texts;
    constexpr auto kCount = static_cast<size_t>(ScriptError::Unknown) + 1;
    for (size_t i = 0; i < kCount; ++i) {
        names.insert(script_error_name(static_cast<ScriptError>(i)));
        texts.insert(script_error_text(static_cast<ScriptError>(i)));
    }
    EXPECT_EQ(names.size(), kCount);
    EXPECT_EQ(texts.size(), kCount);
    EXPECT_EQ(script_error_name(ScriptError::EvalFalse), "EVAL_FALSE");
    EXPECT_EQ(script_error_name(ScriptError::SigNullFail), "NULLFAIL");
    EXPECT_EQ(script_error_text(ScriptError::OpReturn), "OP_RETURN was encountered");
    EXPECT_EQ(script_error_text(ScriptError::Unknown), "unknown error");
}

TEST(ScriptErrors, TextsAreTheDeployedOnes) {
    LOAD_OR_SKIP(table, "../reference/script-flags.json");
    int count = 0;
    for (size_t i = 0; i <= static_cast<size_t>(ScriptError::Unknown); ++i) {
        const auto error = static_cast<ScriptError>(i);
        // The vectors call this one by a shorter name.
        const std::string_view name =
            error == ScriptError::SigNullFail ? "SIG_NULLFAIL" : script_error_name(error);
        const json::Value* text = table->find("error_messages")->find(name);
        ASSERT_TRUE(text) << name;
        EXPECT_EQ(script_error_text(error), text->string());
        ++count;
    }
    std::printf("script-flags.json: %d texts\n", count);
    EXPECT_EQ(static_cast<size_t>(count) + 1, table->find("error_messages")->object().size());
}

}  // namespace
}  // namespace quanta::script
