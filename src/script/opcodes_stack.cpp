// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/execution.h"

namespace quanta::script {
namespace {

using base::Err;

/// Takes the item at `depth`, `count` times: what lies above follows by itself.
struct Move {
    size_t depth;
    size_t count;
};

constexpr Move copied_by(Opcode opcode) {
    switch (opcode) {
        case OP_2DUP: return {1, 2};
        case OP_3DUP: return {2, 3};
        case OP_OVER: return {1, 1};
        case OP_2OVER: return {3, 2};
        default: return {0, 1};  // OP_DUP
    }
}

constexpr Move raised_by(Opcode opcode) {
    switch (opcode) {
        case OP_ROT: return {2, 1};
        case OP_2SWAP: return {3, 2};
        case OP_2ROT: return {5, 2};
        default: return {1, 1};  // OP_SWAP
    }
}

}  // namespace

Status op_to_alt_stack(Execution& run) {
    TRY(need_items(run, 1));
    run.alt_stack.push(run.stack.remove(0));
    return {};
}

Status op_from_alt_stack(Execution& run) {
    if (run.alt_stack.empty()) return Err(ScriptError::InvalidAltstackOperation);
    run.stack.push(run.alt_stack.remove(0));
    return {};
}

Status op_copy_items(Execution& run) {
    const Move move = copied_by(run.reader.opcode());
    TRY(need_items(run, move.depth + 1));
    for (size_t i = 0; i < move.count; ++i)
        run.stack.push(run.stack.item(move.depth));
    return {};
}

Status op_raise_items(Execution& run) {
    const Move move = raised_by(run.reader.opcode());
    TRY(need_items(run, move.depth + 1));
    for (size_t i = 0; i < move.count; ++i)
        run.stack.push(run.stack.remove(move.depth));
    return {};
}

Status op_drop_items(Execution& run) {
    const size_t count = run.reader.opcode() == OP_2DROP ? 2 : 1;
    TRY(need_items(run, count));
    run.stack.pop(count);
    return {};
}

Status op_if_dup(Execution& run) {
    TRY(need_items(run, 1));
    if (is_true(run.stack.top())) run.stack.push(run.stack.item(0));
    return {};
}

Status op_depth(Execution& run) {
    run.stack.push_number(static_cast<int64_t>(run.stack.size()));
    return {};
}

Status op_nip(Execution& run) {
    TRY(need_items(run, 2));
    run.stack.remove(1);
    return {};
}

Status op_tuck(Execution& run) {
    TRY(need_items(run, 2));
    run.stack.push(run.stack.remove(1));
    run.stack.push(run.stack.item(1));
    return {};
}

Status op_pick_or_roll(Execution& run) {
    TRY(need_items(run, 2));
    const int64_t depth = TRY(number_at(run, 0));
    run.stack.pop();
    if (depth < 0 || static_cast<size_t>(depth) >= run.stack.size())
        return Err(ScriptError::InvalidStackOperation);
    const auto at = static_cast<size_t>(depth);
    run.stack.push(run.reader.opcode() == OP_PICK ? run.stack.item(at) : run.stack.remove(at));
    return {};
}

Status op_size(Execution& run) {
    TRY(need_items(run, 1));
    run.stack.push_number(static_cast<int64_t>(run.stack.item(0).size()));
    return {};
}

}  // namespace quanta::script
