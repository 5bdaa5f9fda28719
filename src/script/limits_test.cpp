// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crypto/hash.h"
#include "script/script.h"
#include "script/test_support.h"

/// The last value each limit allows, and the first it does not.

namespace quanta::script {
namespace {

using base::Bytes;
using testing::assemble;
using testing::kPrograms;
using testing::legacy_verdict;
using testing::Spend;
using testing::tapscript_verdict;
using testing::v0_verdict;

/// `piece` `count` times.
ScriptBuilder repeat(std::initializer_list<Opcode> piece, size_t count) {
    ScriptBuilder script;
    for (size_t i = 0; i < count; ++i) {
        for (const Opcode opcode : piece)
            script.op(opcode);
    }
    return script;
}

/// A true script of exactly `size` bytes: pushes that are dropped again.
Bytes script_of_size(size_t size) {
    constexpr size_t kPrefix = 3;
    ScriptBuilder script;
    while (script.bytes().size() + 1 < size) {
        const size_t left = size - script.bytes().size() - 1;
        const size_t data = std::min<size_t>(left - kPrefix - 1, kMaxElementSize);
        script.op(OP_PUSHDATA2).op(static_cast<Opcode>(data & 0xff)).op(static_cast<Opcode>(data >> 8));
        script.append(Bytes(data)).op(OP_DROP);
    }
    return script.op(OP_1).bytes();
}

TEST(Limits, ScriptSize) {
    const Bytes largest = script_of_size(10'000);
    const Bytes too_large = script_of_size(10'001);
    ASSERT_EQ(largest.size(), 10'000u);
    ASSERT_EQ(too_large.size(), 10'001u);
    EXPECT_EQ(legacy_verdict(largest), "OK");
    EXPECT_EQ(legacy_verdict(too_large), "SCRIPT_SIZE");
    EXPECT_EQ((Spend{largest, {}, {OP_NOP}}.verdict()), "OK");
    EXPECT_EQ((Spend{too_large, {}, {OP_NOP}}.verdict()), "SCRIPT_SIZE");
    EXPECT_EQ(v0_verdict(largest), "OK");
    EXPECT_EQ(v0_verdict(too_large), "SCRIPT_SIZE");
    EXPECT_EQ(tapscript_verdict(too_large), "OK");
}

TEST(Limits, ElementSize) {
    const Bytes largest(kMaxElementSize, 1);
    const Bytes too_large(kMaxElementSize + 1, 1);
    for (const bool executed : {true, false}) {
        const auto pushing = [&](const Bytes& data) {
            ScriptBuilder script;
            if (!executed) script.number(0).op(OP_IF);
            script.push(data).op(OP_DROP);
            if (!executed) script.op(OP_ENDIF);
            return script.number(1).bytes();
        };
        EXPECT_EQ(legacy_verdict(pushing(largest)), "OK");
        EXPECT_EQ(legacy_verdict(pushing(too_large)), "PUSH_SIZE");
        EXPECT_EQ(v0_verdict(pushing(largest)), "OK");
        EXPECT_EQ(v0_verdict(pushing(too_large)), "PUSH_SIZE");
        EXPECT_EQ(tapscript_verdict(pushing(largest)), "OK");
        EXPECT_EQ(tapscript_verdict(pushing(too_large)), "PUSH_SIZE");
    }
    EXPECT_EQ(v0_verdict({OP_NOP}, {largest}), "OK");
    EXPECT_EQ(v0_verdict({OP_NOP}, {too_large}), "PUSH_SIZE");
    EXPECT_EQ(tapscript_verdict({OP_NOP}, {largest}), "OK");
    EXPECT_EQ(tapscript_verdict({OP_NOP}, {too_large}), "PUSH_SIZE");
    EXPECT_EQ(tapscript_verdict({OP_VER}, {too_large}), "OK");
}

TEST(Limits, Operations) {
    const Bytes most = repeat({OP_NOP}, 201).number(1).bytes();
    const Bytes too_many = repeat({OP_NOP}, 202).number(1).bytes();
    EXPECT_EQ(legacy_verdict(most), "OK");
    EXPECT_EQ(legacy_verdict(too_many), "OP_COUNT");
    EXPECT_EQ(v0_verdict(most), "OK");
    EXPECT_EQ(v0_verdict(too_many), "OP_COUNT");
    EXPECT_EQ(tapscript_verdict(too_many), "OK");
    // Those not executed count, pushes do not.
    EXPECT_EQ(legacy_verdict(repeat({OP_0, OP_IF, OP_NOP, OP_ENDIF}, 67).number(1).bytes()), "OK");
    EXPECT_EQ(legacy_verdict(repeat({OP_0, OP_IF, OP_NOP, OP_ENDIF}, 67).number(1).op(OP_NOP).bytes()),
              "OP_COUNT");
    EXPECT_EQ(legacy_verdict(repeat({OP_16}, 300).bytes()), "OK");
    // Scripts are counted one by one.
    EXPECT_EQ((Spend{most, {}, most}.verdict()), "OK");
}

/// `nops` operations, then a multisig of `keys` keys and no signature.
Bytes multisig_after(size_t nops, int keys) {
    ScriptBuilder script = repeat({OP_NOP}, nops);
    script.number(0).number(0);
    for (int i = 0; i < keys; ++i)
        script.number(i + 1);
    return script.number(keys).op(OP_CHECKMULTISIG).bytes();
}

TEST(Limits, MultisigKeysCountAsOperations) {
    EXPECT_EQ(legacy_verdict(multisig_after(180, 20)), "OK");
    EXPECT_EQ(legacy_verdict(multisig_after(181, 20)), "OP_COUNT");
    EXPECT_EQ(v0_verdict(multisig_after(197, 3)), "OK");
    EXPECT_EQ(v0_verdict(multisig_after(198, 3)), "OP_COUNT");
}

TEST(Limits, MultisigCounts) {
    EXPECT_EQ(legacy_verdict(multisig_after(0, 20)), "OK");
    EXPECT_EQ(legacy_verdict(multisig_after(0, 21)), "PUBKEY_COUNT");
    EXPECT_EQ(v0_verdict(multisig_after(0, 21)), "PUBKEY_COUNT");
    EXPECT_EQ(legacy_verdict(assemble("0 0 -1 CHECKMULTISIG")), "PUBKEY_COUNT");
    EXPECT_EQ(legacy_verdict(assemble("0 0 1 5 1 CHECKMULTISIG NOT")), "OK");
    EXPECT_EQ(legacy_verdict(assemble("0 0 0 2 5 1 CHECKMULTISIG NOT")), "SIG_COUNT");
    EXPECT_EQ(legacy_verdict(assemble("0 -1 5 1 CHECKMULTISIG")), "SIG_COUNT");
    EXPECT_EQ(legacy_verdict(assemble("0 0 0 2147483648 CHECKMULTISIG")), "SCRIPTNUM");
    EXPECT_EQ(legacy_verdict(assemble("0 2147483648 0 1 CHECKMULTISIG")), "SCRIPTNUM");
}

TEST(Limits, StackSize) {
    const Bytes most = repeat({OP_1}, 1000).bytes();
    const Bytes too_many = repeat({OP_1}, 1001).bytes();
    EXPECT_EQ(legacy_verdict(most), "OK");
    EXPECT_EQ(legacy_verdict(too_many), "STACK_SIZE");
    EXPECT_EQ(v0_verdict(most), "CLEANSTACK");
    EXPECT_EQ(v0_verdict(too_many), "STACK_SIZE");
    EXPECT_EQ(tapscript_verdict(most), "CLEANSTACK");
    EXPECT_EQ(tapscript_verdict(too_many), "STACK_SIZE");
    // Both stacks count together, and an operation may not even briefly end above.
    const Bytes split = repeat({OP_1, OP_TOALTSTACK}, 200).append(repeat({OP_1}, 800).bytes()).bytes();
    EXPECT_EQ(legacy_verdict(split), "OK");
    EXPECT_EQ(legacy_verdict(ScriptBuilder().append(split).op(OP_1).bytes()), "STACK_SIZE");
    EXPECT_EQ(legacy_verdict(repeat({OP_1}, 999).op(OP_2DUP).op(OP_2DROP).bytes()), "STACK_SIZE");
    EXPECT_EQ(legacy_verdict(repeat({OP_1}, 998).op(OP_2DUP).op(OP_2DROP).bytes()), "OK");
}

TEST(Limits, StackSizeAtTheStart) {
    const std::vector<Bytes> most(1000, Bytes{1});
    const std::vector<Bytes> too_many(1001, Bytes{1});
    // Witness v0 looks after each operation only, tapscript before the first one, too.
    EXPECT_EQ(v0_verdict({OP_NOP}, most), "CLEANSTACK");
    EXPECT_EQ(v0_verdict({OP_DROP}, too_many), "CLEANSTACK");
    EXPECT_EQ(v0_verdict({OP_NOP}, too_many), "STACK_SIZE");
    EXPECT_EQ(v0_verdict({}, too_many), "CLEANSTACK");
    EXPECT_EQ(tapscript_verdict({OP_DROP}, most), "CLEANSTACK");
    EXPECT_EQ(tapscript_verdict({OP_DROP}, too_many), "STACK_SIZE");
    EXPECT_EQ(tapscript_verdict({OP_VER}, too_many), "OK");
    const Bytes drop_most = repeat({OP_2DROP}, 499).op(OP_DROP).bytes();
    EXPECT_EQ(tapscript_verdict(drop_most, most), "OK");
    // Many items can be left to the first operation.
    const std::vector<Bytes> very_many(5000, Bytes{1});
    EXPECT_EQ(v0_verdict({OP_DROP}, very_many), "STACK_SIZE");
}

TEST(Limits, DeepConditions) {
    constexpr size_t kDepth = 200'000;
    const auto nested = [](Opcode first) {
        ScriptBuilder script;
        script.op(first).op(OP_IF);
        for (size_t i = 0; i < kDepth; ++i)
            script.op(OP_IF);
        for (size_t i = 0; i < kDepth; ++i)
            script.op(OP_ELSE).op(OP_ENDIF);
        return script;
    };
    EXPECT_EQ(tapscript_verdict(nested(OP_0).op(OP_ELSE).op(OP_1).op(OP_ENDIF).bytes()), "OK");
    EXPECT_EQ(tapscript_verdict(nested(OP_0).op(OP_1).bytes()), "UNBALANCED_CONDITIONAL");
    EXPECT_EQ(tapscript_verdict(nested(OP_1).bytes()), "INVALID_STACK_OPERATION");
}

}  // namespace
}  // namespace quanta::script
