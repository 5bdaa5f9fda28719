// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>

#include "script/execution.h"

namespace quanta::script {
namespace {

using base::Err;
using HandlerTable = std::array<OpHandler, 256>;

constexpr void set_range(HandlerTable& table, Opcode first, Opcode last, OpHandler handler) {
    for (int opcode = first; opcode <= last; ++opcode)
        table[static_cast<size_t>(opcode)] = handler;
}

constexpr void set_flow(HandlerTable& table) {
    table[OP_NOP] = op_nothing;
    table[OP_NOP1] = op_upgradable_nop;
    set_range(table, OP_NOP4, OP_NOP10, op_upgradable_nop);
    table[OP_IF] = table[OP_NOTIF] = op_if;
    table[OP_ELSE] = op_else;
    table[OP_ENDIF] = op_end_if;
    table[OP_VERIFY] = op_verify;
    table[OP_RETURN] = op_return;
    table[OP_CHECKLOCKTIMEVERIFY] = op_check_lock_time;
    table[OP_CHECKSEQUENCEVERIFY] = op_check_sequence;
}

constexpr void set_stack(HandlerTable& table) {
    table[OP_TOALTSTACK] = op_to_alt_stack;
    table[OP_FROMALTSTACK] = op_from_alt_stack;
    table[OP_DUP] = table[OP_2DUP] = table[OP_3DUP] = table[OP_OVER] = table[OP_2OVER] = op_copy_items;
    table[OP_SWAP] = table[OP_ROT] = table[OP_2SWAP] = table[OP_2ROT] = op_raise_items;
    table[OP_DROP] = table[OP_2DROP] = op_drop_items;
    table[OP_IFDUP] = op_if_dup;
    table[OP_DEPTH] = op_depth;
    table[OP_NIP] = op_nip;
    table[OP_TUCK] = op_tuck;
    table[OP_PICK] = table[OP_ROLL] = op_pick_or_roll;
    table[OP_SIZE] = op_size;
}

constexpr HandlerTable make_handlers() {
    HandlerTable table{};
    table.fill(op_bad);
    table[OP_1NEGATE] = op_push_number;
    set_range(table, OP_1, OP_16, op_push_number);
    set_flow(table);
    set_stack(table);
    table[OP_EQUAL] = table[OP_EQUALVERIFY] = op_equal;
    set_range(table, OP_1ADD, OP_0NOTEQUAL, op_unary);
    set_range(table, OP_ADD, OP_MAX, op_binary);
    table[OP_WITHIN] = op_within;
    set_range(table, OP_RIPEMD160, OP_HASH256, op_hash);
    table[OP_CODESEPARATOR] = op_code_separator;
    table[OP_CHECKSIG] = table[OP_CHECKSIGVERIFY] = op_check_sig;
    table[OP_CHECKSIGADD] = op_check_sig_add;
    table[OP_CHECKMULTISIG] = table[OP_CHECKMULTISIGVERIFY] = op_check_multisig;
    // Never run: as they are disabled, or OP_SUCCESS, the script has failed or succeeded before.
    for (size_t opcode = 0; opcode < table.size(); ++opcode) {
        if (is_disabled(static_cast<uint8_t>(opcode))) table[opcode] = op_bad;
    }
    return table;
}

constexpr HandlerTable kHandlers = make_handlers();

/// The rules for operations that hold whether they are executed or not.
Status check_presence(Execution& run) {
    const Opcode opcode = run.reader.opcode();
    if (run.reader.data().size() > kMaxElementSize) return Err(ScriptError::PushSize);
    if (run.version == SigVersion::Tapscript || opcode <= OP_16) return {};
    if (++run.op_count > kMaxOps) return Err(ScriptError::OpCount);
    if (is_disabled(opcode)) return Err(ScriptError::DisabledOpcode);
    const bool constant_code = run.version == SigVersion::Base && run.input.has(kVerifyConstScriptCode);
    if (opcode == OP_CODESEPARATOR && constant_code) return Err(ScriptError::OpCodeSeparator);
    return {};
}

Status run_operation(Execution& run) {
    TRY(check_presence(run));
    const Opcode opcode = run.reader.opcode();
    const bool executed = run.conditions.all_taken();
    if (opcode <= OP_PUSHDATA4) {
        if (!executed) return {};
        const base::ByteSpan data = run.reader.data();
        if (run.input.has(kVerifyMinimalData) && !is_minimal_push(data, opcode)) {
            return Err(ScriptError::MinimalData);
        }
        run.stack.push_view(data);
        return {};
    }
    const bool conditional = opcode >= OP_IF && opcode <= OP_ENDIF;
    return executed || conditional ? kHandlers[opcode](run) : Status();
}

}  // namespace

Status run_script(Execution& run) {
    if (run.version != SigVersion::Tapscript && run.script.size() > kMaxScriptSize) {
        return Err(ScriptError::ScriptSize);
    }
    for (; run.reader.next(); ++run.op_index) {
        TRY(run_operation(run));
        if (run.stack.size() + run.alt_stack.size() > kMaxStackSize) return Err(ScriptError::StackSize);
    }
    if (run.reader.failed()) return Err(ScriptError::BadOpcode);
    if (!run.conditions.empty()) return Err(ScriptError::UnbalancedConditional);
    return {};
}

}  // namespace quanta::script
