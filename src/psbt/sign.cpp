// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/sign.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/verify_spend.h"
#include "sign/solver.h"
#include "sign/standard_flags.h"

namespace quanta::psbt {

namespace {

using base::Bytes;
using base::ByteSpan;
using primitives::Coin;
using primitives::MutableTransaction;
using sign::CoinsKnown;
using sign::InputSignatures;

bool is_taproot(ByteSpan script) {
    const auto program = script::is_witness_program(script);
    return program && program->is_taproot();
}

/// What `input` knows about being spent.
InputSignatures known_of(const Input& input) {
    InputSignatures known;
    if (input.is_final()) {
        known.complete = true;
        known.script_sig = input.final_script_sig;
        known.witness = input.final_witness;
        return known;
    }
    known.redeem_script = input.redeem_script;
    known.witness_script = input.witness_script;
    known.signatures = input.signatures;
    for (const auto& [key, source] : input.keys)
        known.keys.emplace(key.hash(), sign::KnownKey{key, source});
    known.taproot = input.taproot;
    known.taproot_key_signature = input.taproot_key_signature;
    known.taproot_leaf_signatures = input.taproot_leaf_signatures;
    known.taproot_keys = input.taproot_keys;
    return known;
}

void finish(Input& input, InputSignatures& known) {
    input.signatures.clear();
    input.keys.clear();
    input.redeem_script.clear();
    input.witness_script.clear();
    input.final_script_sig = std::move(known.script_sig);
    input.final_witness = std::move(known.witness);
}

/// Puts `known` into `into`, an input or an output.
template <typename Part>
void note_keys(Part& into, const InputSignatures& known) {
    if (!known.redeem_script.empty()) into.redeem_script = known.redeem_script;
    if (!known.witness_script.empty()) into.witness_script = known.witness_script;
    for (const auto& [hash, key] : known.keys)
        into.keys.emplace(key.key, key.source);
    for (const auto& [key, source] : known.taproot_keys)
        into.taproot_keys.insert_or_assign(key, source);
}

void note(Input& input, const InputSignatures& known) {
    note_keys(input, known);
    input.signatures.insert(known.signatures.begin(), known.signatures.end());
    input.taproot = known.taproot;
    input.taproot_key_signature = known.taproot_key_signature;
    input.taproot_leaf_signatures = known.taproot_leaf_signatures;
}

/// Whether the signatures `input` has are of hash type `type`.
bool signatures_are_of(const Input& input, uint32_t type) {
    constexpr size_t kSchnorrSize = 64;
    const auto schnorr_fits = [&](const Bytes& signature) {
        if (type == script::kSigHashDefault) return signature.size() == kSchnorrSize;
        return signature.size() == kSchnorrSize + 1 && signature.back() == type;
    };
    if (!input.taproot_key_signature.empty() && !schnorr_fits(input.taproot_key_signature)) return false;
    for (const auto& [place, signature] : input.taproot_leaf_signatures) {
        if (!schnorr_fits(signature)) return false;
    }
    const auto ecdsa_fits = [&](const auto& entry) { return entry.second.signature.back() == type; };
    return type == script::kSigHashDefault ||
           std::all_of(input.signatures.begin(), input.signatures.end(), ecdsa_fits);
}

/// The hash type to sign with; nothing when it is another than the input asks for, or already has.
std::optional<uint8_t> choose_type(Input& input, bool taproot, const std::optional<uint32_t>& wanted) {
    const uint32_t usual = taproot ? script::kSigHashDefault : script::kSigHashAll;
    const uint32_t type = wanted.value_or(usual);
    if (input.sighash_type && *input.sighash_type != type) return std::nullopt;
    if (type > UINT8_MAX || !signatures_are_of(input, type)) return std::nullopt;
    const bool is_default = type == usual || type == script::kSigHashDefault;
    if (wanted && !is_default) input.sighash_type = type;
    return static_cast<uint8_t>(type);
}

}  // namespace

Spending::Spending(const Psbt& psbt) {
    auto transaction = psbt.unsigned_transaction();
    CHECK(transaction);
    for (const Input& input : psbt.inputs) {
        const auto output = input.spent_output();
        if (!output) m_known = CoinsKnown::Some;
        Coin& coin = m_coins.emplace_back();
        if (output) coin = {output->value, primitives::ScriptBytes(output->script)};
    }
    m_frozen = transaction->freeze();
    m_context = std::make_unique<script::SpendContext>(*m_frozen, m_coins);
}

bool Spending::is_spent(const Input& input, size_t index, CoinsKnown known) const {
    if (!input.is_final() || !input.spent_output()) return false;
    if (known != CoinsKnown::All && is_taproot(m_coins[index].script)) return false;
    const std::vector<base::ByteSpan> witness(input.final_witness.begin(), input.final_witness.end());
    primitives::TxIn spend = m_frozen->inputs()[index];
    spend.script_sig = input.final_script_sig;
    spend.witness = witness;
    return script::verify_spend(*m_context, index, spend, sign::kStandardFlags).has_value();
}

namespace {

/// One input being signed.
class InputSigner {
public:
    InputSigner(Input& input, size_t index, const Spending* spending)
        : m_input(input), m_index(index), m_spending(spending) {}

    Signed sign(const sign::Provider& provider, const SignOptions& options) {
        const auto output = m_input.spent_output();
        if (!output) return Signed::NoOutput;
        const auto type = choose_type(m_input, is_taproot(output->script), options.sighash_type);
        if (!type) return Signed::SighashMismatch;
        InputSignatures known = known_of(m_input);
        const bool complete = known.complete || solve(provider, *type, output->script, known);
        if (options.missing) *options.missing = known.missing;
        // Only signatures of witnesses cover amounts: without the previous transaction nobody knows whether
        // what is told of the output is true.
        if (!m_input.previous && !known.uses_witness) return Signed::Incomplete;
        if (known.complete || (complete && options.finalize == Finalize::Yes))
            finish(m_input, known);
        else
            note(m_input, known);
        if (known.uses_witness) m_input.witness_utxo = output;
        return complete ? Signed::Complete : Signed::Incomplete;
    }

private:
    bool solve(const sign::Provider& provider, uint8_t type, ByteSpan coin_script,
               InputSignatures& known) const {
        if (!m_spending) return sign::solve_input(provider, sign::SizeMaker(), coin_script, known);
        const sign::TransactionSigner signer(m_spending->context(), m_index, type, m_spending->coins_known());
        if (!sign::solve_input(provider, signer, coin_script, known)) return false;
        Input solved = m_input;
        solved.final_script_sig = known.script_sig;
        solved.final_witness = known.witness;
        return m_spending->is_spent(solved, m_index);
    }

    Input& m_input;
    const size_t m_index;
    const Spending* m_spending;
};

}  // namespace

Signed sign_input(Psbt& psbt, size_t index, const sign::Provider& provider, const Spending* spending,
                  const SignOptions& options) {
    Input& input = psbt.inputs[index];
    if (spending && spending->is_spent(input, index)) return Signed::Complete;
    return InputSigner(input, index, spending).sign(provider, options);
}

void update_output(Output& output, const sign::Provider& provider) {
    InputSignatures known;
    known.redeem_script = output.redeem_script;
    known.witness_script = output.witness_script;
    for (const auto& [key, source] : output.keys)
        known.keys.emplace(key.hash(), sign::KnownKey{key, source});
    known.taproot.internal_key = output.taproot_internal_key;
    known.taproot_tree = output.taproot_tree;
    known.taproot_keys = output.taproot_keys;
    // Nothing is signed: only what is asked for on the way counts.
    sign::solve_input(provider, sign::NoMaker(), output.script, known);
    note_keys(output, known);
    output.taproot_internal_key = known.taproot.internal_key;
    output.taproot_tree = known.taproot_tree;
}

bool finalize(Psbt& psbt) {
    if (psbt.inputs.empty()) return true;
    const Spending spending(psbt);
    bool complete = true;
    for (size_t i = 0; i < psbt.inputs.size(); ++i) {
        const SignOptions options{.sighash_type = psbt.inputs[i].sighash_type};
        complete &= sign_input(psbt, i, sign::empty_provider(), &spending, options) == Signed::Complete;
    }
    return complete;
}

void drop_previous_transactions(Psbt& psbt) {
    const auto can_do_without = [](const Input& input) {
        const uint32_t type = input.sighash_type.value_or(0);
        return (type & script::kSigHashAnyoneCanPay) == 0 && input.witness_utxo &&
               script::is_witness_program(input.witness_utxo->script)
                       .value_or(script::WitnessProgram{})
                       .version > 0;
    };
    if (!std::all_of(psbt.inputs.begin(), psbt.inputs.end(), can_do_without)) return;
    for (Input& input : psbt.inputs)
        input.previous.reset();
}

MutableTransaction extract(const Psbt& psbt) {
    auto transaction = psbt.unsigned_transaction();
    CHECK(transaction);
    for (size_t i = 0; i < psbt.inputs.size(); ++i) {
        transaction->inputs[i].script_sig = psbt.inputs[i].final_script_sig;
        transaction->inputs[i].witness = psbt.inputs[i].final_witness;
    }
    return std::move(*transaction);
}

}  // namespace quanta::psbt
