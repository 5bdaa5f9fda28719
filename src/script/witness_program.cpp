// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/witness_program.h"

#include <algorithm>
#include <array>

#include "codec/writer.h"
#include "script/preimage.h"
#include "script/signature_checks.h"
#include "script/taproot.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using base::Err;
using Witness = std::span<const ByteSpan>;

/// Added to the size of the witness for the budget of signature checks, weight units (BIP342).
constexpr int64_t kBudgetOffsetWu = 50;

Status load_stack(ItemStack& stack, Witness items) {
    for (const ByteSpan item : items) {
        if (item.size() > kMaxElementSize) return Err(ScriptError::PushSize);
        stack.push_view(item);
    }
    return {};
}

/// Runs what has been set up; one true item must be left.
Status run_to_true(Execution& run) {
    TRY(run_script(run));
    if (run.stack.size() != 1) return Err(ScriptError::CleanStack);
    if (!is_true(run.stack.top())) return Err(ScriptError::EvalFalse);
    return {};
}

Status run_v0(const SpendInput& input, ByteSpan script, Witness items) {
    ItemStack stack;
    TRY(load_stack(stack, items));
    Execution run(input, SigVersion::WitnessV0, script, stack);
    return run_to_true(run);
}

Status verify_keyhash(const SpendInput& input, ByteSpan key_hash) {
    const Witness witness = input.tx_in().witness;
    if (witness.size() != 2) return Err(ScriptError::WitnessProgramMismatch);
    std::array<uint8_t, 25> script = {OP_DUP, OP_HASH160, 20};
    std::copy(key_hash.begin(), key_hash.end(), script.begin() + 3);
    script[23] = OP_EQUALVERIFY;
    script[24] = OP_CHECKSIG;
    return run_v0(input, script, witness);
}

Status verify_scripthash(const SpendInput& input, ByteSpan script_hash) {
    const Witness witness = input.tx_in().witness;
    if (witness.empty()) return Err(ScriptError::WitnessProgramWitnessEmpty);
    const crypto::Digest256 hash = crypto::sha256(witness.back());
    if (!std::equal(hash.begin(), hash.end(), script_hash.begin()))
        return Err(ScriptError::WitnessProgramMismatch);
    return run_v0(input, witness.back(), witness.first(witness.size() - 1));
}

int64_t serialized_size(Witness witness) {
    size_t size = codec::compact_size_length(witness.size());
    for (const ByteSpan item : witness)
        size += codec::compact_size_length(item.size()) + item.size();
    return static_cast<int64_t>(size);
}

/// What the bytes of a tapscript say before it runs.
enum class SuccessScan : uint8_t { None, Found, Malformed };

SuccessScan scan_for_success(ByteSpan script) {
    ScriptReader reader(script);
    while (reader.next()) {
        if (is_op_success(reader.opcode())) return SuccessScan::Found;
    }
    return reader.failed() ? SuccessScan::Malformed : SuccessScan::None;
}

Status run_tapscript(const SpendInput& input, ByteSpan script, Witness items,
                     const TaprootExtension& extension) {
    switch (scan_for_success(script)) {
        case SuccessScan::Malformed: return Err(ScriptError::BadOpcode);
        case SuccessScan::Found:
            if (input.has(kVerifyDiscourageOpSuccess)) return Err(ScriptError::DiscourageOpSuccess);
            return {};
        case SuccessScan::None: break;
    }
    if (items.size() > kMaxStackSize) return Err(ScriptError::StackSize);
    ItemStack stack;
    TRY(load_stack(stack, items));
    Execution run(input, SigVersion::Tapscript, script, stack);
    run.taproot = extension;
    run.sigop_budget_wu = serialized_size(input.tx_in().witness) + kBudgetOffsetWu;
    return run_to_true(run);
}

Status verify_script_path(const SpendInput& input, std::span<const uint8_t, 32> key, Witness witness,
                          TaprootExtension extension) {
    const ByteSpan control = witness.back();
    const ByteSpan script = witness[witness.size() - 2];
    if (!is_control_size(control.size())) return Err(ScriptError::TaprootWrongControlSize);
    const uint8_t leaf_version = control[0] & kLeafVersionMask;
    extension.leaf_hash = tapleaf_hash(leaf_version, script);
    if (!is_taproot_commitment(control, key, *extension.leaf_hash))
        return Err(ScriptError::WitnessProgramMismatch);
    if (leaf_version == kTapscriptLeaf) {
        return run_tapscript(input, script, witness.first(witness.size() - 2), extension);
    }
    if (input.has(kVerifyDiscourageUpgradableTaprootVersion)) {
        return Err(ScriptError::DiscourageUpgradableTaprootVersion);
    }
    return {};
}

Status verify_taproot(const SpendInput& input, std::span<const uint8_t, 32> key) {
    Witness witness = input.tx_in().witness;
    if (witness.empty()) return Err(ScriptError::WitnessProgramWitnessEmpty);
    TaprootExtension extension;
    if (witness.size() >= 2 && !witness.back().empty() && witness.back()[0] == kAnnexTag) {
        crypto::Sha256 annex;
        hash_sized(annex, witness.back());
        extension.annex_hash = annex.finalize();
        witness = witness.first(witness.size() - 1);
    }
    if (witness.size() == 1) return check_schnorr(input, witness[0], key, extension);
    return verify_script_path(input, key, witness, extension);
}

}  // namespace

Status verify_witness_program(const SpendInput& input, const WitnessProgram& program, ProgramPlace place) {
    if (program.version == 0) {
        if (program.is_v0_keyhash()) return verify_keyhash(input, program.program);
        if (program.is_v0_scripthash()) return verify_scripthash(input, program.program);
        return Err(ScriptError::WitnessProgramWrongLength);
    }
    if (program.is_taproot() && place == ProgramPlace::Bare) {
        if (!input.has(kVerifyTaproot)) return {};
        return verify_taproot(input, program.program.first<32>());
    }
    if (program.is_anchor() && place == ProgramPlace::Bare) return {};
    if (input.has(kVerifyDiscourageUpgradableWitnessProgram)) {
        return Err(ScriptError::DiscourageUpgradableWitnessProgram);
    }
    return {};
}

}  // namespace quanta::script
