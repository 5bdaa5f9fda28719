// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/execution.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using base::Err;
using primitives::TxIn;

/// BIP68: bits of a sequence number, also used by OP_CHECKSEQUENCEVERIFY (BIP112).
constexpr uint32_t kSequenceDisabled = 1u << 31;
constexpr uint32_t kSequenceIsTime = 1u << 22;
constexpr uint32_t kSequenceValue = 0xffff;
/// Transactions of a lower version have no relative lock times.
constexpr uint32_t kRelativeLockVersion = 2;

/// Whether the argument of OP_IF is empty or a single 1.
bool is_minimal_condition(ByteSpan condition) {
    return condition.empty() || (condition.size() == 1 && condition[0] == 1);
}

Status check_condition_form(const Execution& run, ByteSpan condition) {
    if (is_minimal_condition(condition)) return {};
    if (run.version == SigVersion::Tapscript) return Err(ScriptError::TapscriptMinimalIf);
    const bool required = run.version == SigVersion::WitnessV0 && run.input.has(kVerifyMinimalIf);
    if (required) return Err(ScriptError::MinimalIf);
    return {};
}

/// Whether `a` and `b` are both heights or both times.
bool same_lock_kind(int64_t a, int64_t b) {
    return (a < int64_t{kLockTimeThreshold}) == (b < int64_t{kLockTimeThreshold});
}

bool satisfies_lock_time(const Execution& run, int64_t required) {
    const int64_t lock_time = run.input.transaction().lock_time();
    if (!same_lock_kind(lock_time, required) || required > lock_time) return false;
    // A final input would switch the lock time of its transaction off.
    return run.input.tx_in().sequence != 0xffffffff;
}

bool satisfies_sequence(const Execution& run, uint32_t required) {
    constexpr uint32_t kCompared = kSequenceIsTime | kSequenceValue;
    const uint32_t sequence = run.input.tx_in().sequence;
    if (run.input.transaction().version() < kRelativeLockVersion || (sequence & kSequenceDisabled))
        return false;
    if ((sequence & kSequenceIsTime) != (required & kSequenceIsTime)) return false;
    return (required & kCompared) <= (sequence & kCompared);
}

}  // namespace

Status op_nothing(Execution&) {
    return {};
}

Status op_upgradable_nop(Execution& run) {
    if (run.input.has(kVerifyDiscourageUpgradableNops)) return Err(ScriptError::DiscourageUpgradableNops);
    return {};
}

Status op_bad(Execution&) {
    return Err(ScriptError::BadOpcode);
}

Status op_if(Execution& run) {
    bool taken = false;
    if (run.conditions.all_taken()) {
        TRY(need_items(run, 1));
        const ByteSpan condition = run.stack.top();
        TRY(check_condition_form(run, condition));
        taken = is_true(condition) == (run.reader.opcode() == OP_IF);
        run.stack.pop();
    }
    run.conditions.enter(taken);
    return {};
}

Status op_else(Execution& run) {
    if (run.conditions.empty()) return Err(ScriptError::UnbalancedConditional);
    run.conditions.invert();
    return {};
}

Status op_end_if(Execution& run) {
    if (run.conditions.empty()) return Err(ScriptError::UnbalancedConditional);
    run.conditions.leave();
    return {};
}

Status verify_top(Execution& run, ScriptError error) {
    if (!is_true(run.stack.top())) return Err(error);
    run.stack.pop();
    return {};
}

Status op_verify(Execution& run) {
    TRY(need_items(run, 1));
    return verify_top(run, ScriptError::Verify);
}

Status op_return(Execution&) {
    return Err(ScriptError::OpReturn);
}

Status op_check_lock_time(Execution& run) {
    if (!run.input.has(kVerifyCheckLockTime)) return {};
    TRY(need_items(run, 1));
    const int64_t required = TRY(number_at(run, 0, kMaxLockTimeSize));
    if (required < 0) return Err(ScriptError::NegativeLockTime);
    if (!satisfies_lock_time(run, required)) return Err(ScriptError::UnsatisfiedLockTime);
    return {};
}

Status op_check_sequence(Execution& run) {
    if (!run.input.has(kVerifyCheckSequence)) return {};
    TRY(need_items(run, 1));
    const int64_t required = TRY(number_at(run, 0, kMaxLockTimeSize));
    if (required < 0) return Err(ScriptError::NegativeLockTime);
    const auto bits = static_cast<uint32_t>(required);
    if ((bits & kSequenceDisabled) == 0 && !satisfies_sequence(run, bits)) {
        return Err(ScriptError::UnsatisfiedLockTime);
    }
    return {};
}

}  // namespace quanta::script
