// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/verify.h"

#include <algorithm>

#include "base/check.h"
#include "script/execution.h"
#include "script/script.h"
#include "script/verify_spend.h"
#include "script/witness_program.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using base::Err;

Status run_legacy(const SpendInput& input, ByteSpan script, ItemStack& stack) {
    Execution run(input, SigVersion::Base, script, stack);
    return run_script(run);
}

/// As run_legacy; a true item must be on top then.
Status run_legacy_to_true(const SpendInput& input, ByteSpan script, ItemStack& stack) {
    TRY(run_legacy(input, script, stack));
    if (stack.empty() || !is_true(stack.top())) return Err(ScriptError::EvalFalse);
    return {};
}

/// Whether `script` is one push of `data`, the shortest by length prefix.
bool is_push_of(ByteSpan script, ByteSpan data) {
    return script.size() == data.size() + 1 && script[0] == data.size() && data.size() < OP_PUSHDATA1 &&
           std::equal(data.begin(), data.end(), script.begin() + 1);
}

/// How the scripts of an input ended.
enum class Ending : uint8_t { Legacy, Program };

/// The script whose hash the coin holds, taken off the stack that scriptSig left.
base::Result<Ending, ScriptError> verify_redeem_script(const SpendInput& input, ByteSpan script,
                                                       ItemStack& stack) {
    const ByteSpan script_sig = input.tx_in().script_sig;
    if (!is_push_only(script_sig)) return Err(ScriptError::SigPushOnly);
    TRY(run_legacy_to_true(input, script, stack));
    const auto program = is_witness_program(script);
    if (!input.has(kVerifyWitness) || !program) return Ending::Legacy;
    if (!is_push_of(script_sig, script)) return Err(ScriptError::WitnessMalleatedP2sh);
    TRY(verify_witness_program(input, *program, ProgramPlace::InsideP2sh));
    return Ending::Program;
}

/// Runs scriptSig, the coin's script, and what they lead to.
base::Result<Ending, ScriptError> verify_scripts(const SpendInput& input, ItemStack& stack) {
    const ByteSpan script_sig = input.tx_in().script_sig;
    const ByteSpan coin_script = input.context.coins()[input.index].script;
    TRY(run_legacy(input, script_sig, stack));
    // The coin's script replaces the top by its verdict and leaves all below as it was.
    const StackItem redeem_script = stack.empty() ? StackItem::view({}) : stack.item(0);
    TRY(run_legacy_to_true(input, coin_script, stack));
    if (input.has(kVerifyP2sh) && is_p2sh(coin_script)) {
        stack.pop();
        return verify_redeem_script(input, redeem_script.bytes(), stack);
    }
    const auto program = is_witness_program(coin_script);
    if (!input.has(kVerifyWitness) || !program) return Ending::Legacy;
    if (!script_sig.empty()) return Err(ScriptError::WitnessMalleated);
    TRY(verify_witness_program(input, *program, ProgramPlace::Bare));
    return Ending::Program;
}

}  // namespace

Status verify_input(const SpendContext& context, size_t index, VerifyFlags flags) {
    CHECK(index < context.coins().size());
    return verify_spend(context, index, context.transaction().inputs()[index], flags);
}

Status verify_spend(const SpendContext& context, size_t index, const primitives::TxIn& tx_in,
                    VerifyFlags flags) {
    CHECK(index < context.coins().size());
    const SpendInput input{context, index, flags, tx_in};
    ASSUME(!input.has(kVerifyCleanStack) || (input.has(kVerifyP2sh) && input.has(kVerifyWitness)));
    ASSUME(!input.has(kVerifyWitness) || input.has(kVerifyP2sh));
    const bool push_only = !input.has(kVerifySigPushOnly) || is_push_only(input.tx_in().script_sig);
    if (!push_only) return Err(ScriptError::SigPushOnly);
    ItemStack stack;
    const Ending ending = TRY(verify_scripts(input, stack));
    if (ending == Ending::Program) return {};
    if (input.has(kVerifyCleanStack) && stack.size() != 1) return Err(ScriptError::CleanStack);
    const bool unexpected = input.has(kVerifyWitness) && !input.tx_in().witness.empty();
    if (unexpected) return Err(ScriptError::WitnessUnexpected);
    return {};
}

}  // namespace quanta::script
