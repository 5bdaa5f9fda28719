// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/analyse.h"
#include "psbt/combine.h"
#include "psbt/sign.h"
#include "psbt/test_psbt.h"
#include "script/sighash.h"
#include "sign/keyring.h"
#include "sign/standard_flags.h"
#include "sign/taproot_tree.h"

namespace quanta::psbt::testing {
namespace {

using sign::Keyring;

Bytes script_of(const keys::Destination& destination) {
    const primitives::ScriptBytes script = keys::script_for_destination(destination);
    return {script.span().begin(), script.span().end()};
}

Bytes multisig_of_two() {
    return script::ScriptBuilder()
        .number(2)
        .push(public_key(1).bytes())
        .push(public_key(2).bytes())
        .number(2)
        .op(script::OP_CHECKMULTISIG)
        .bytes();
}

/// From an empty PSBT to a transaction: outputs of `script` are spent, in version 0 and 2.
class Flow : public ::testing::TestWithParam<uint32_t> {
protected:
    /// A PSBT that spends two outputs of `script`, of a transaction that pays them.
    Psbt create(const Bytes& script, bool witness_utxo) {
        primitives::MutableTransaction previous = RawPsbt::transaction();
        previous.outputs = {{{1000}, script}, {{2000}, script}};
        m_previous = previous.freeze();
        primitives::MutableTransaction spending;
        for (uint32_t i = 0; i < 2; ++i)
            spending.inputs.push_back({{m_previous->txid(), i}, {}, 0xfffffffd, {}});
        spending.outputs.push_back({{2500}, {0x51}});
        Psbt psbt = Psbt::from_transaction(spending, GetParam());
        for (uint32_t i = 0; i < 2; ++i) {
            if (witness_utxo)
                psbt.inputs[i].witness_utxo = WitnessUtxo{{1000 * (i + 1)}, script};
            else
                psbt.inputs[i].previous = m_previous;
        }
        return psbt;
    }
    /// Each of `rings` signs a copy; copies are combined, finalized and extracted. Whether the outcome
    /// spends.
    bool sign_and_finish(const Bytes& script, bool witness_utxo, const std::vector<Keyring>& rings) {
        const Psbt created = create(script, witness_utxo);
        Psbt combined = created;
        for (const Keyring& ring : rings) {
            Psbt copy = through_text(created);
            const Spending spending(copy);
            for (size_t i = 0; i < copy.inputs.size(); ++i)
                sign_input(copy, i, ring, &spending, {.finalize = Finalize::No});
            EXPECT_TRUE(combine(combined, through_text(copy)));
        }
        if (!finalize(combined)) return false;
        return spends(extract(through_text(combined)), script);
    }
    static Psbt through_text(const Psbt& psbt) {
        const Bytes bytes = encode(psbt);
        Psbt decoded = decode(bytes).value();
        EXPECT_EQ(encode(decoded), bytes);
        return decoded;
    }
    bool spends(const primitives::MutableTransaction& transaction, const Bytes& script) {
        const auto frozen = transaction.freeze();
        std::vector<primitives::Coin> coins;
        for (const int64_t value : {1000, 2000})
            coins.push_back({{value}, primitives::ScriptBytes(script)});
        const script::SpendContext context(*frozen, coins);
        return script::verify_input(context, 0, sign::kStandardFlags) &&
               script::verify_input(context, 1, sign::kStandardFlags);
    }
    static Keyring ring(uint8_t number, std::vector<Bytes> scripts = {}) {
        Keyring ring;
        ring.add_key(key(number));
        ring.add_source(public_key(number), {{1, 2, 3, number}, {number}});
        for (Bytes& script : scripts)
            ring.add_script(std::move(script));
        return ring;
    }

    std::shared_ptr<const primitives::Transaction> m_previous;
};

TEST_P(Flow, OneKey) {
    const Bytes hash = script_of(keys::PubKeyHash{public_key(1).hash()});
    EXPECT_TRUE(sign_and_finish(hash, false, {ring(1)}));
    const Bytes program = script_of(keys::WitnessV0KeyHash{public_key(1).hash()});
    const Bytes wrapped = script_of(keys::ScriptHash{crypto::hash160(program)});
    for (const bool witness_utxo : {false, true}) {
        EXPECT_TRUE(sign_and_finish(program, witness_utxo, {ring(1)}));
        EXPECT_TRUE(sign_and_finish(wrapped, witness_utxo, {ring(1, {program})}));
        EXPECT_FALSE(sign_and_finish(program, witness_utxo, {ring(2)}));
    }
    // Amounts that no signature covers must be proven by the previous transaction.
    EXPECT_FALSE(sign_and_finish(hash, true, {ring(1)}));
}

TEST_P(Flow, TwoSigners) {
    const Bytes inner = multisig_of_two();
    const Bytes p2sh = script_of(keys::ScriptHash{crypto::hash160(inner)});
    const Bytes p2wsh = script_of(keys::WitnessV0ScriptHash{crypto::sha256(inner)});
    EXPECT_TRUE(sign_and_finish(p2sh, false, {ring(1, {inner}), ring(2, {inner})}));
    for (const bool witness_utxo : {false, true}) {
        EXPECT_TRUE(sign_and_finish(p2wsh, witness_utxo, {ring(2, {inner}), ring(1, {inner})}));
        EXPECT_FALSE(sign_and_finish(p2wsh, witness_utxo, {ring(2, {inner}), ring(2, {inner})}));
    }
}

TEST_P(Flow, Taproot) {
    const auto leaf = [](uint8_t number) {
        return script::ScriptBuilder().push(public_key(number).xonly()).op(script::OP_CHECKSIG).bytes();
    };
    const std::vector<sign::TapTreeLeaf> leaves{{1, 0xc0, leaf(1)}, {1, 0xc0, leaf(2)}};
    const auto built = sign::build_taproot(public_key(9).xonly(), leaves).value();
    const Bytes script = script_of(keys::Taproot{built.output_key});
    for (const uint8_t number : {1, 2, 9}) {
        Keyring own = ring(number);
        own.add_taproot(built.output_key, built.output);
        EXPECT_TRUE(sign_and_finish(script, true, {own}));
        EXPECT_TRUE(sign_and_finish(script, false, {own}));
    }
    Keyring other = ring(3);
    other.add_taproot(built.output_key, built.output);
    EXPECT_FALSE(sign_and_finish(script, true, {other}));
    // Without the other inputs' outputs there is nothing to sign.
    Psbt psbt = create(script, true);
    psbt.inputs[1].witness_utxo.reset();
    Keyring own = ring(9);
    own.add_taproot(built.output_key, built.output);
    const Spending spending(psbt);
    EXPECT_EQ(sign_input(psbt, 0, own, &spending, {}), Signed::Incomplete);
    EXPECT_EQ(sign_input(psbt, 1, own, &spending, {}), Signed::NoOutput);
}

TEST_P(Flow, HashTypesMustAgree) {
    const Bytes program = script_of(keys::WitnessV0KeyHash{public_key(1).hash()});
    const auto sign_with = [&](Psbt& psbt, std::optional<uint32_t> type) {
        const Spending spending(psbt);
        return sign_input(psbt, 0, ring(1), &spending, {.sighash_type = type, .finalize = Finalize::No});
    };
    Psbt psbt = create(program, true);
    EXPECT_EQ(sign_with(psbt, script::kSigHashNone), Signed::Complete);
    EXPECT_EQ(psbt.inputs[0].sighash_type, script::kSigHashNone);
    EXPECT_EQ(sign_with(psbt, std::nullopt), Signed::SighashMismatch);
    EXPECT_EQ(sign_with(psbt, script::kSigHashNone), Signed::Complete);
    psbt.inputs[0].sighash_type.reset();
    EXPECT_EQ(sign_with(psbt, std::nullopt), Signed::SighashMismatch);
    psbt = create(program, true);
    EXPECT_EQ(sign_with(psbt, script::kSigHashAll), Signed::Complete);
    EXPECT_EQ(psbt.inputs[0].sighash_type, std::nullopt);
    psbt = create(program, true);
    psbt.inputs[0].sighash_type = 0x101;
    EXPECT_EQ(sign_with(psbt, 0x101), Signed::SighashMismatch);
}

TEST_P(Flow, RolesFollowEachOther) {
    const Bytes program = script_of(keys::WitnessV0KeyHash{public_key(1).hash()});
    Psbt psbt = create(program, true);
    const WitnessUtxo told = *psbt.inputs[1].witness_utxo;
    psbt.inputs[1].witness_utxo.reset();
    EXPECT_EQ(analyse(psbt).next, Role::Updater);
    EXPECT_FALSE(analyse(psbt).fee);
    psbt.inputs[1].witness_utxo = told;
    Analysis analysis = analyse(psbt);
    EXPECT_EQ(analysis.next, Role::Updater);
    EXPECT_EQ(analysis.fee->sat, 500);
    EXPECT_FALSE(analysis.virtual_size);
    EXPECT_EQ(analysis.inputs[0].missing.public_keys, std::vector{public_key(1).hash()});

    Keyring watching;
    watching.add_source(public_key(1), {{1, 2, 3, 4}, {}});
    const Spending spending(psbt);
    for (size_t i = 0; i < 2; ++i)
        EXPECT_EQ(sign_input(psbt, i, watching, &spending, {}), Signed::Incomplete);
    analysis = analyse(psbt);
    EXPECT_EQ(analysis.next, Role::Signer);
    EXPECT_EQ(analysis.inputs[0].missing.signatures, std::vector{public_key(1).hash()});
    ASSERT_TRUE(analysis.virtual_size);
    for (size_t i = 0; i < 2; ++i)
        sign_input(psbt, i, ring(1), &spending, {.finalize = Finalize::No});
    EXPECT_EQ(analyse(psbt).next, Role::Finalizer);
    EXPECT_TRUE(finalize(psbt));
    EXPECT_EQ(analyse(psbt).next, Role::Extractor);
    const size_t weight = extract(psbt).freeze()->weight();
    EXPECT_EQ(analyse(psbt).virtual_size, (weight + 3) / 4);
    EXPECT_LE((weight + 3) / 4, *analysis.virtual_size);
}

TEST_P(Flow, WhatCanNeverBeValid) {
    const Bytes program = script_of(keys::WitnessV0KeyHash{public_key(1).hash()});
    const auto error = [](const Psbt& psbt) {
        const Analysis analysis = analyse(psbt);
        EXPECT_EQ(analysis.next, Role::Creator);
        EXPECT_TRUE(analysis.inputs.empty());
        return analysis.error;
    };
    Psbt psbt = create(program, true);
    psbt.inputs[1].witness_utxo->value.sat = primitives::kMaxMoneySat;
    EXPECT_EQ(error(psbt), "PSBT is not valid. Input 1 has invalid value");
    psbt.inputs[1].witness_utxo->value.sat = primitives::kMaxMoneySat - 1000;
    EXPECT_EQ(analyse(psbt).error, "");
    psbt.inputs[0].witness_utxo->value.sat = -1;
    EXPECT_EQ(error(psbt), "PSBT is not valid. Input 0 has invalid value");
    psbt = create(program, true);
    psbt.outputs[0].value.sat = -1;
    EXPECT_EQ(error(psbt), "PSBT is not valid. Output amount invalid");
    psbt = create({script::OP_RETURN}, true);
    EXPECT_EQ(error(psbt), "PSBT is not valid. Input 0 spends unspendable output");
}

TEST_P(Flow, OutputsTellWhatIsKnown) {
    Psbt psbt = create({0x51}, true);
    const Bytes inner = multisig_of_two();
    psbt.outputs[0].script = script_of(keys::WitnessV0ScriptHash{crypto::sha256(inner)});
    update_output(psbt.outputs[0], ring(1, {inner}));
    EXPECT_EQ(psbt.outputs[0].witness_script, inner);
    EXPECT_EQ(psbt.outputs[0].keys.size(), 1u);
    const std::vector<sign::TapTreeLeaf> leaves{
        {0, 0xc0, script::ScriptBuilder().push(public_key(1).xonly()).op(script::OP_CHECKSIG).bytes()}};
    const auto built = sign::build_taproot(public_key(9).xonly(), leaves).value();
    psbt.outputs[0] = {};
    psbt.outputs[0].script = script_of(keys::Taproot{built.output_key});
    Keyring own = ring(1);
    own.add_taproot(built.output_key, built.output);
    own.add_taproot_tree(built.output_key, leaves);
    update_output(psbt.outputs[0], own);
    EXPECT_EQ(psbt.outputs[0].taproot_internal_key, public_key(9).xonly());
    EXPECT_EQ(psbt.outputs[0].taproot_tree, leaves);
    EXPECT_EQ(psbt.outputs[0].taproot_keys.begin()->second.leaves.size(), 1u);
    through_text(psbt);
}

TEST_P(Flow, PreviousTransactionsGoWhereNobodyNeedsThem) {
    const auto kept = [&](const Bytes& script, uint32_t type) {
        Psbt psbt = create(script, false);
        for (Input& input : psbt.inputs) {
            input.witness_utxo = input.spent_output();
            input.sighash_type = type;
        }
        drop_previous_transactions(psbt);
        return psbt.inputs[0].previous != nullptr;
    };
    const Bytes taproot = script_of(keys::Taproot{public_key(1).xonly()});
    EXPECT_FALSE(kept(taproot, 0));
    EXPECT_TRUE(kept(taproot, script::kSigHashAll | script::kSigHashAnyoneCanPay));
    EXPECT_TRUE(kept(script_of(keys::WitnessV0KeyHash{public_key(1).hash()}), 0));
    EXPECT_TRUE(kept({0x51}, 0));
}

INSTANTIATE_TEST_SUITE_P(Versions, Flow, ::testing::Values(kVersion0, kVersion2));

}  // namespace
}  // namespace quanta::psbt::testing
