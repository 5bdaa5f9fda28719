// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "script/flags.h"
#include "script/item_stack.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/verify.h"

/// @file
/// Inside of the interpreter: what one run of a script consists of.

namespace quanta::script {

/// The outcome of a step.
using Status = base::Result<void, ScriptError>;

/// Which set of rules a script runs under.
enum class SigVersion : uint8_t { Base, WitnessV0, Tapscript };

/// The input being verified: the same for all scripts it runs.
struct SpendInput {
    const SpendContext& context;
    size_t index;
    VerifyFlags flags;
    const primitives::TxIn& input;  ///< with the script and the witness to be verified

    bool has(VerifyFlags flag) const { return (flags & flag) != 0; }
    const primitives::Transaction& transaction() const { return context.transaction(); }
    const primitives::TxIn& tx_in() const { return input; }
};

/// Which branches of OP_IF the position is in. Deeper branches inside one that is not taken need no memory:
/// only the outermost of those not taken decides. Constant time and space at any depth.
class Conditions {
public:
    bool empty() const { return m_depth == 0; }
    bool all_taken() const { return m_first_not_taken == kNone; }
    void enter(bool taken) {
        if (!taken && all_taken()) m_first_not_taken = m_depth;
        ++m_depth;
    }
    /// OP_ELSE. Not when empty.
    void invert() {
        if (all_taken())
            m_first_not_taken = m_depth - 1;
        else if (m_first_not_taken == m_depth - 1)
            m_first_not_taken = kNone;
    }
    /// OP_ENDIF. Not when empty.
    void leave() {
        --m_depth;
        if (m_first_not_taken == m_depth) m_first_not_taken = kNone;
    }

private:
    static constexpr size_t kNone = SIZE_MAX;
    size_t m_depth = 0;
    size_t m_first_not_taken = kNone;
};

/// The last signature hash computed, for keys of a multisig that are tried in turn.
struct SigHashCache {
    bool filled = false;
    uint8_t hash_type = 0;
    base::ByteSpan script_code;  ///< compared by place
    crypto::Digest256 hash{};
};

/// One run of one script. Operations change it.
struct Execution {
    Execution(const SpendInput& spend, SigVersion rules, base::ByteSpan bytes, ItemStack& items)
        : input(spend), version(rules), script(bytes), stack(items), reader(bytes) {}

    NumberForm number_form() const {
        return input.has(kVerifyMinimalData) ? NumberForm::Minimal : NumberForm::Any;
    }
    /// From the last executed OP_CODESEPARATOR on.
    base::ByteSpan script_code() const { return script.subspan(code_start); }

    const SpendInput& input;
    const SigVersion version;
    const base::ByteSpan script;
    ItemStack& stack;
    ItemStack alt_stack;
    ScriptReader reader;
    Conditions conditions;
    int op_count = 0;       ///< operations above OP_16 and keys of multisigs
    uint32_t op_index = 0;  ///< of the current operation among all
    size_t code_start = 0;
    SigHashCache sighash_cache;
    /// Tapscript alone: what its signatures cover, and how many more may be checked, in weight units.
    TaprootExtension taproot;
    int64_t sigop_budget_wu = 0;
};

/// Runs the script to its end. The stack then holds what it left.
Status run_script(Execution& run);

/// One operation, or a group that differs in details: `run.reader.opcode()` tells which.
using OpHandler = Status (*)(Execution& run);

// Flow.
Status op_nothing(Execution& run);
Status op_upgradable_nop(Execution& run);
Status op_bad(Execution& run);
Status op_if(Execution& run);
Status op_else(Execution& run);
Status op_end_if(Execution& run);
Status op_verify(Execution& run);
Status op_return(Execution& run);
Status op_check_lock_time(Execution& run);
Status op_check_sequence(Execution& run);
// Stack.
Status op_to_alt_stack(Execution& run);
Status op_from_alt_stack(Execution& run);
Status op_copy_items(Execution& run);
Status op_raise_items(Execution& run);
Status op_drop_items(Execution& run);
Status op_if_dup(Execution& run);
Status op_depth(Execution& run);
Status op_nip(Execution& run);
Status op_tuck(Execution& run);
Status op_pick_or_roll(Execution& run);
Status op_size(Execution& run);
// Numbers and hashes.
Status op_push_number(Execution& run);
Status op_equal(Execution& run);
Status op_unary(Execution& run);
Status op_binary(Execution& run);
Status op_within(Execution& run);
Status op_hash(Execution& run);
// Signatures.
Status op_code_separator(Execution& run);
Status op_check_sig(Execution& run);
Status op_check_sig_add(Execution& run);
Status op_check_multisig(Execution& run);

/// InvalidStackOperation unless the stack holds `count` items.
inline Status need_items(const Execution& run, size_t count) {
    if (run.stack.size() < count) return base::Err(ScriptError::InvalidStackOperation);
    return {};
}

/// The number in the item at `depth`, or ScriptNum.
base::Result<int64_t, ScriptError> number_at(const Execution& run, size_t depth,
                                             size_t max_size = kMaxNumberSize);

/// Drops a true top; fails with `error` when it is false. The second half of the …VERIFY operations.
Status verify_top(Execution& run, ScriptError error);

}  // namespace quanta::script
