// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "policy/limits.h"
#include "policy/standard.h"
#include "policy/test_support.h"
#include "policy/top_push.h"
#include "script/script.h"
#include "script/taproot.h"
#include "testing/spending.h"

namespace quanta::policy {
namespace {

using base::Bytes;
using primitives::Coin;
using primitives::MutableTransaction;
using script::ScriptBuilder;
using script::ScriptError;
using testing::coins_of;
using testing::ordinary;
using testing::text_of;

using Items = std::vector<Bytes>;

Bytes push(const Bytes& data) {
    return ScriptBuilder().push(data).bytes();
}

/// The verdict on spending one coin of `script`.
std::string spend(const Bytes& script, const Bytes& script_sig, const Items& witness = {}) {
    MutableTransaction transaction = ordinary();
    transaction.inputs[0].script_sig = script_sig;
    transaction.inputs[0].witness = witness;
    const auto verdict = check_inputs(*transaction.freeze(), coins_of(script));
    if (!verdict) {
        const bool of_witness = verdict.error().reason == "bad-witness-nonstandard";
        EXPECT_EQ(verdict.error().kind,
                  of_witness ? Rejection::Kind::WitnessMutated : Rejection::Kind::InputsNotStandard);
    }
    return text_of(verdict);
}

constexpr const char* kBadWitness = "bad-witness-nonstandard";

TEST(TopPush, WhatIsLeftOnTop) {
    EXPECT_EQ(top_push({}).value(), std::nullopt);
    const auto top = [](const Bytes& script_sig) {
        const auto span = top_push(script_sig).value().value();
        return Bytes(span.begin(), span.end());
    };
    EXPECT_EQ(top({script::OP_0}), Bytes());
    EXPECT_EQ(top({script::OP_1NEGATE}), Bytes{0x81});
    EXPECT_EQ(top({script::OP_16}), Bytes{16});
    EXPECT_EQ(top({1, 9, 2, 7, 8}), (Bytes{7, 8}));
}

TEST(TopPush, Errors) {
    const auto error = [](const Bytes& script_sig) { return top_push(script_sig).error(); };
    EXPECT_EQ(error({script::OP_RESERVED}), ScriptError::BadOpcode);
    EXPECT_EQ(error({script::OP_NOP}), ScriptError::BadOpcode);
    EXPECT_EQ(error({script::OP_1, 2, 1}), ScriptError::BadOpcode);
    EXPECT_TRUE(top_push(push(Bytes(520))));
    EXPECT_EQ(error(push(Bytes(521))), ScriptError::PushSize);
    EXPECT_TRUE(top_push(Bytes(1000, script::OP_1)));
    EXPECT_EQ(error(Bytes(1001, script::OP_1)), ScriptError::StackSize);
    Bytes large;
    for (int i = 0; i < 19; ++i) {
        const Bytes one = push(Bytes(520));
        large.insert(large.end(), one.begin(), one.end());
    }
    large.resize(script::kMaxScriptSize, script::OP_1);
    EXPECT_TRUE(top_push(large));
    large.push_back(script::OP_1);
    EXPECT_EQ(error(large), ScriptError::ScriptSize);
}

TEST(Inputs, KnownScripts) {
    EXPECT_EQ(spend(testing::p2pkh(), {}), "");
    EXPECT_EQ(spend(testing::p2wpkh(), {}), "");
    EXPECT_EQ(spend(testing::multisig(20 - 4), {}), "");
    EXPECT_EQ(spend(testing::anchor(), {}), "");
    EXPECT_EQ(spend(testing::program(1, 32), {}), "");
    EXPECT_EQ(spend({script::OP_1}, {}), "bad-txns-nonstandard-inputs, input 0 script unknown");
    EXPECT_EQ(spend(testing::program(1, 33), {}),
              "bad-txns-nonstandard-inputs, input 0 witness program is undefined");
    EXPECT_EQ(spend(testing::program(2, 32), {}),
              "bad-txns-nonstandard-inputs, input 0 witness program is undefined");
}

TEST(Inputs, NumberOfTheOneAtFault) {
    std::vector<Coin> coins = coins_of(testing::p2pkh(), 3);
    coins[2].script = primitives::ScriptBytes(Bytes{script::OP_1});
    EXPECT_EQ(text_of(check_inputs(*ordinary(3).freeze(), coins)),
              "bad-txns-nonstandard-inputs, input 2 script unknown");
}

TEST(Inputs, ScriptBehindP2sh) {
    EXPECT_EQ(spend(testing::p2sh(), push(testing::checksigs(15))), "");
    EXPECT_EQ(spend(testing::p2sh(), push(testing::checksigs(16))),
              "bad-txns-nonstandard-inputs, p2sh redeemscript sigops exceed limit (input 0: 16 > 15)");
    // Keys of a multisig count, not the 20 there might be.
    EXPECT_EQ(spend(testing::p2sh(), push(testing::multisig(15))), "");
    EXPECT_EQ(spend(testing::p2sh(), {}), "bad-txns-nonstandard-inputs, input 0 P2SH redeemscript missing");
    EXPECT_EQ(spend(testing::p2sh(), {script::OP_RESERVED}),
              "bad-txns-nonstandard-inputs, p2sh scriptsig malformed (input 0: Opcode missing or not "
              "understood)");
    EXPECT_EQ(spend(testing::p2sh(), push(Bytes(521))),
              "bad-txns-nonstandard-inputs, p2sh scriptsig malformed (input 0: Push value size limit "
              "exceeded)");
    EXPECT_EQ(spend(testing::p2sh(), Bytes(1001, script::OP_1)),
              "bad-txns-nonstandard-inputs, p2sh scriptsig malformed (input 0: Stack size limit exceeded)");
}

TEST(Inputs, SignatureOperationsThatRun) {
    // 166 times 15 behind P2SH and 10 bare ones are 2500.
    MutableTransaction transaction = ordinary(176);
    std::vector<Coin> coins = coins_of(testing::p2sh(), 166);
    for (size_t i = 0; i < 166; ++i)
        transaction.inputs[i].script_sig = push(testing::checksigs(15));
    coins.resize(176, coins_of(testing::p2pkh())[0]);
    EXPECT_EQ(executed_legacy_sigops(*transaction.freeze(), coins), kMaxLegacySigops);
    EXPECT_EQ(text_of(check_inputs(*transaction.freeze(), coins)), "");
    transaction.inputs.push_back({{testing::numbered_txid(1000), 0}, {}, 0, {}});
    coins.push_back(coins_of(testing::p2pkh())[0]);
    EXPECT_EQ(text_of(check_inputs(*transaction.freeze(), coins)),
              "bad-txns-nonstandard-inputs, non-witness sigops exceed bip54 limit");
}

TEST(Inputs, WhereSignatureOperationsCount) {
    const auto count = [](const Bytes& script, const Bytes& script_sig) {
        MutableTransaction transaction = ordinary();
        transaction.inputs[0].script_sig = script_sig;
        transaction.outputs.push_back({{}, testing::checksigs(9)});
        return executed_legacy_sigops(*transaction.freeze(), coins_of(script));
    };
    EXPECT_EQ(count(testing::p2wpkh(), {}), 0);
    EXPECT_EQ(count(testing::p2pkh(), {}), 1);
    EXPECT_EQ(count(testing::multisig(3), {}), 3);
    EXPECT_EQ(count(testing::p2pkh(), testing::checksigs(4)), 5);
    EXPECT_EQ(count(testing::p2sh(), push(testing::multisig(7))), 7);
}

TEST(Witness, OfP2wsh) {
    const Bytes script = testing::program(0, 32);
    const auto with = [&](size_t items, size_t item_size, size_t script_size) {
        Items witness(items, Bytes(item_size));
        witness.emplace_back(script_size);
        return spend(script, {}, witness);
    };
    EXPECT_EQ(with(100, 80, 3600), "");
    EXPECT_EQ(with(101, 80, 3600), kBadWitness);
    EXPECT_EQ(with(100, 81, 3600), kBadWitness);
    EXPECT_EQ(with(100, 80, 3601), kBadWitness);
    EXPECT_EQ(with(0, 0, 3600), "");
    EXPECT_EQ(with(0, 0, 3601), kBadWitness);
}

TEST(Witness, OfP2wshInsideP2sh) {
    const Bytes script_sig = push(testing::program(0, 32));
    EXPECT_EQ(spend(testing::p2sh(), script_sig, {Bytes(80), Bytes(3600)}), "");
    EXPECT_EQ(spend(testing::p2sh(), script_sig, {Bytes(81), Bytes(3600)}), kBadWitness);
    EXPECT_EQ(spend(testing::p2sh(), script_sig, {Bytes(3601)}), kBadWitness);
}

TEST(Witness, OfTaproot) {
    const Bytes script = testing::program(1, 32);
    const Bytes annex{script::kAnnexTag, 1};
    Bytes control(33, 9);
    control[0] = script::kTapscriptLeaf | 1;
    EXPECT_EQ(spend(script, {}, {Bytes(64)}), "");
    EXPECT_EQ(spend(script, {}, {Bytes(100)}), "");
    EXPECT_EQ(spend(script, {}, {Bytes(64), annex}), kBadWitness);
    // The only item is a signature, whatever it begins with.
    EXPECT_EQ(spend(script, {}, {annex}), "");
    EXPECT_EQ(spend(script, {}, {Bytes(80), Bytes(9999), control}), "");
    EXPECT_EQ(spend(script, {}, {Bytes(81), Bytes(9999), control}), kBadWitness);
    EXPECT_EQ(spend(script, {}, {Bytes(9999), control}), "");
    EXPECT_EQ(spend(script, {}, {Bytes(9999), Bytes()}), kBadWitness);
    control[0] = 0xc2;
    EXPECT_EQ(spend(script, {}, {Bytes(81), Bytes(9999), control}), "");
    // Taproot does not reach into P2SH, and nothing is known of it there.
    EXPECT_EQ(spend(testing::p2sh(), push(script), {Bytes(64), annex}), "");
}

TEST(Witness, ForNothing) {
    EXPECT_EQ(spend(testing::p2pkh(), {}, {Bytes(1)}), kBadWitness);
    EXPECT_EQ(spend(testing::anchor(), {}, {Bytes(1)}), kBadWitness);
    EXPECT_EQ(spend(testing::p2sh(), push(testing::p2pkh()), {Bytes(1)}), kBadWitness);
    EXPECT_EQ(spend(testing::p2sh(), {script::OP_1}, {Bytes(1)}), kBadWitness);
    EXPECT_EQ(spend(testing::p2wpkh(), {}, {Bytes(200), Bytes(200)}), "");
}

TEST(Witness, EveryInputIsLookedAt) {
    MutableTransaction transaction = ordinary(2);
    transaction.inputs[1].witness = {Bytes(1)};
    EXPECT_EQ(text_of(check_inputs(*transaction.freeze(), coins_of(testing::p2pkh(), 2))), kBadWitness);
}

TEST(WitnessProgram, BareOrBehindP2shButNoAnchor) {
    const auto found = [](const Bytes& script, const Bytes& script_sig) {
        MutableTransaction transaction = ordinary(2);
        transaction.inputs[1].script_sig = script_sig;
        std::vector<Coin> coins = coins_of(testing::p2pkh(), 2);
        coins[1].script = primitives::ScriptBytes(script);
        return spends_witness_program(*transaction.freeze(), coins);
    };
    EXPECT_TRUE(found(testing::p2wpkh(), {}));
    EXPECT_TRUE(found(testing::program(9, 9), {}));
    EXPECT_TRUE(found(testing::p2sh(), push(testing::p2wpkh())));
    EXPECT_TRUE(found(testing::p2sh(), push(testing::anchor())));
    EXPECT_FALSE(found(testing::anchor(), {}));
    EXPECT_FALSE(found(testing::p2pkh(), {}));
    EXPECT_FALSE(found(testing::p2sh(), push(testing::p2pkh())));
    EXPECT_FALSE(found(testing::p2sh(), {}));
    EXPECT_FALSE(found(testing::p2sh(), {script::OP_RESERVED}));
}

/// Spends a P2WPKH coin and an anchor.
class Scripts : public ::testing::Test {
protected:
    Scripts() {
        m_coins = coins_of(m_key.p2wpkh_script(), 2);
        m_coins[1].script = primitives::ScriptBytes(testing::anchor());
    }

    Verdict check(size_t index) const {
        const auto transaction = m_transaction.freeze();
        return check_script({*transaction, m_coins}, index);
    }
    std::string failed(const char* why) const {
        const auto transaction = m_transaction.freeze();
        return "mempool-script-verify-flag-failed (" + std::string(why) + "), input 0 of " +
               transaction->txid().to_text() + " (wtxid " + transaction->wtxid().to_text() + "), spending " +
               testing::numbered_txid(1).to_text() + ":0";
    }

    const quanta::testing::TestKey m_key{1};
    MutableTransaction m_transaction = ordinary(2);
    std::vector<Coin> m_coins;
};

TEST_F(Scripts, Satisfied) {
    m_key.sign_p2wpkh(m_transaction, 0, m_coins);
    EXPECT_EQ(text_of(check(0)), "");
    EXPECT_EQ(text_of(check(1)), "");
}

TEST_F(Scripts, NotSatisfied) {
    quanta::testing::TestKey(2).sign_p2wpkh(m_transaction, 0, m_coins);
    EXPECT_EQ(text_of(check(0)), failed("Script failed an OP_EQUALVERIFY operation"));
    EXPECT_EQ(check(0).error().kind, Rejection::Kind::NotStandard);
}

TEST_F(Scripts, WitnessTakenAway) {
    EXPECT_EQ(text_of(check(0)), failed("Witness program hash mismatch"));
    EXPECT_EQ(check(0).error().kind, Rejection::Kind::WitnessStripped);
}

}  // namespace
}  // namespace quanta::policy
