// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/test_sign.h"

#include "script/sighash.h"
#include "sign/signature_maker.h"
#include "sign/solver.h"

namespace quanta::sign::testing {
namespace {

using crypto::KeyForm;

constexpr uint8_t kTypes[] = {
    script::kSigHashDefault,
    script::kSigHashAll,
    script::kSigHashNone,
    script::kSigHashSingle,
    script::kSigHashAll | script::kSigHashAnyoneCanPay,
    script::kSigHashNone | script::kSigHashAnyoneCanPay,
    script::kSigHashSingle | script::kSigHashAnyoneCanPay,
};

Keyring ring(std::vector<uint8_t> numbers, std::vector<base::Bytes> scripts = {},
             KeyForm form = KeyForm::Compressed) {
    Keyring keyring;
    for (const uint8_t number : numbers)
        keyring.add_key(key(number), form);
    for (base::Bytes& script : scripts)
        keyring.add_script(std::move(script));
    return keyring;
}

TEST(Sign, KeysOfEveryKindAndType) {
    for (const uint8_t type : kTypes) {
        for (const KeyForm form : {KeyForm::Compressed, KeyForm::Uncompressed}) {
            const Keyring keyring = ring({1}, {}, form);
            const crypto::PublicKey own = public_key(1, form);
            EXPECT_EQ(sign_twice(pay_to_key(own), keyring, type), "");
            EXPECT_EQ(sign_twice(script_of(keys::PubKeyHash{own.hash()}), keyring, type), "");
            const base::Bytes inner = pay_to_key(own);
            EXPECT_EQ(sign_twice(p2sh(inner), ring({1}, {inner}, form), type), "");
        }
        const base::Bytes program = p2wpkh(public_key(1));
        EXPECT_EQ(sign_twice(program, ring({1}), type), "");
        EXPECT_EQ(sign_twice(p2sh(program), ring({1}, {program}), type), "");
        const base::Bytes inner = script_of(keys::PubKeyHash{public_key(1).hash()});
        EXPECT_EQ(sign_twice(p2wsh(inner), ring({1}, {inner}), type), "");
        EXPECT_EQ(sign_twice(p2sh(p2wsh(inner)), ring({1}, {inner, p2wsh(inner)}), type), "");
    }
}

TEST(Sign, WitnessProgramsTakeCompressedKeysAlone) {
    const crypto::PublicKey own = public_key(1, KeyForm::Uncompressed);
    EXPECT_NE(sign_twice(p2wpkh(own), ring({1}, {}, KeyForm::Uncompressed)), "");
    const base::Bytes inner = pay_to_key(own);
    EXPECT_NE(sign_twice(p2wsh(inner), ring({1}, {inner}, KeyForm::Uncompressed)), "");
}

TEST(Sign, Multisig) {
    const base::Bytes inner = multisig(2, {public_key(1), public_key(2), public_key(3)});
    for (const std::vector<uint8_t>& held : {std::vector<uint8_t>{1, 2}, {1, 3}, {2, 3}, {1, 2, 3}}) {
        EXPECT_EQ(sign_twice(inner, ring(held)), "");
        EXPECT_EQ(sign_twice(p2sh(inner), ring(held, {inner})), "");
        EXPECT_EQ(sign_twice(p2wsh(inner), ring(held, {inner})), "");
        EXPECT_EQ(sign_twice(p2sh(p2wsh(inner)), ring(held, {inner, p2wsh(inner)})), "");
    }
    const std::string lacking =
        "CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)";
    EXPECT_EQ(sign_twice(inner, ring({1})), lacking);
    EXPECT_EQ(sign_twice(p2wsh(inner), ring({1}, {inner})), lacking);
}

TEST(Sign, WhatIsMissingIsTold) {
    const SizeMaker sizes;
    const base::Bytes inner = multisig(1, {public_key(1)});
    InputSignatures known;
    EXPECT_FALSE(solve_input(Keyring(), sizes, p2sh(inner), known));
    EXPECT_EQ(known.missing.redeem_script, crypto::hash160(inner));
    known = {};
    EXPECT_FALSE(solve_input(Keyring(), sizes, p2wsh(inner), known));
    EXPECT_EQ(known.missing.witness_script, crypto::sha256(inner));
    known = {};
    EXPECT_FALSE(solve_input(Keyring(), sizes, p2wpkh(public_key(1)), known));
    EXPECT_EQ(known.missing.public_keys, std::vector{public_key(1).hash()});
    EXPECT_FALSE(known.missing.signatures_alone());

    Spend spend({p2wpkh(public_key(1))});
    Keyring watching;
    watching.add_public_key(public_key(1));
    EXPECT_EQ(spend.sign(watching).size(), 1u);
    known = {};
    // A script that is not the one asked for is not taken.
    known.redeem_script = pay_to_key(public_key(2));
    EXPECT_FALSE(solve_input(Keyring(), sizes, p2sh(inner), known));
    known.redeem_script = inner;
    EXPECT_TRUE(solve_input(Keyring(), sizes, p2sh(inner), known));
}

TEST(Sign, ScriptsThatNestWrongly) {
    const SizeMaker sizes;
    const base::Bytes base = pay_to_key(public_key(1));
    const auto solves = [&](const base::Bytes& script, std::vector<base::Bytes> scripts) {
        InputSignatures known;
        return solve_input(ring({1}, std::move(scripts)), sizes, script, known);
    };
    EXPECT_FALSE(solves(p2sh(p2sh(base)), {base, p2sh(base)}));
    EXPECT_FALSE(solves(p2wsh(p2sh(base)), {base, p2sh(base)}));
    EXPECT_FALSE(solves(p2wsh(p2wsh(base)), {base, p2wsh(base)}));
    const base::Bytes program = p2wpkh(public_key(1));
    EXPECT_FALSE(solves(p2wsh(program), {program}));
    const base::Bytes taproot = script_of(keys::Taproot{public_key(1).xonly()});
    EXPECT_TRUE(solves(taproot, {}));
    EXPECT_FALSE(solves(p2sh(taproot), {taproot}));
    EXPECT_FALSE(solves({script::OP_RETURN}, {}));
    EXPECT_FALSE(solves({script::OP_1}, {}));
}

TEST(Sign, SingleNeedsAnOutputBesideTheInput) {
    const base::Bytes program = p2wpkh(public_key(1));
    Spend spend({program, program}, 1);
    const auto errors = spend.sign(ring({1}), script::kSigHashSingle);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0].index, 1u);
}

TEST(Sign, UnknownCoinsAndUnknownScripts) {
    const base::Bytes program = p2wpkh(public_key(1));
    const base::Bytes taproot = script_of(keys::Taproot{public_key(1).xonly()});
    Spend spend({program, program, taproot, {0xba}});
    spend.coins[1].reset();
    const auto errors = spend.sign(ring({1}));
    ASSERT_EQ(errors.size(), 3u);
    EXPECT_EQ(input_error_text(errors[0]), "Input not found or already spent");
    // A signature of taproot covers all coins.
    EXPECT_EQ(errors[1].index, 2u);
    EXPECT_EQ(input_error_text(errors[2]), "Opcode missing or not understood");
}

TEST(Sign, SignaturesAreKept) {
    const base::Bytes inner = multisig(2, {public_key(1), public_key(2)});
    Spend spend({p2wsh(inner)});
    EXPECT_EQ(spend.sign(ring({2}, {inner})).size(), 1u);
    EXPECT_TRUE(spend.sign(ring({1})).empty());
    const auto before = spend.transaction.serialize();
    EXPECT_TRUE(spend.sign(Keyring()).empty());
    EXPECT_EQ(spend.transaction.serialize(), before);
}

TEST(Sign, PushesAreMinimal) {
    const std::vector<base::Bytes> items{{}, {1}, {16}, {17}, {0x81}, {0x80}, {0}, base::Bytes(76, 7)};
    const base::Bytes script = push_items(items);
    const base::Bytes start{script::OP_0,
                            script::OP_1,
                            script::OP_16,
                            1,
                            17,
                            script::OP_1NEGATE,
                            1,
                            0x80,
                            1,
                            0,
                            script::OP_PUSHDATA1,
                            76};
    EXPECT_EQ(base::Bytes(script.begin(), script.begin() + static_cast<ptrdiff_t>(start.size())), start);
}

}  // namespace
}  // namespace quanta::sign::testing
