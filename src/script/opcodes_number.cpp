// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "script/execution.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using base::Err;

int64_t unary_result(Opcode opcode, int64_t a) {
    switch (opcode) {
        case OP_1ADD: return a + 1;
        case OP_1SUB: return a - 1;
        case OP_NEGATE: return -a;
        case OP_ABS: return a < 0 ? -a : a;
        case OP_NOT: return a == 0;
        default: return a != 0;  // OP_0NOTEQUAL
    }
}

int64_t binary_result(Opcode opcode, int64_t a, int64_t b) {
    switch (opcode) {
        case OP_ADD: return a + b;
        case OP_SUB: return a - b;
        case OP_BOOLAND: return a != 0 && b != 0;
        case OP_BOOLOR: return a != 0 || b != 0;
        case OP_NUMNOTEQUAL: return a != b;
        case OP_LESSTHAN: return a < b;
        case OP_GREATERTHAN: return a > b;
        case OP_LESSTHANOREQUAL: return a <= b;
        case OP_GREATERTHANOREQUAL: return a >= b;
        case OP_MIN: return std::min(a, b);
        case OP_MAX: return std::max(a, b);
        default: return a == b;  // OP_NUMEQUAL, OP_NUMEQUALVERIFY
    }
}

}  // namespace

base::Result<int64_t, ScriptError> number_at(const Execution& run, size_t depth, size_t max_size) {
    const auto number = ScriptNum::decode(run.stack.top(depth), max_size, run.number_form());
    if (!number) return Err(ScriptError::ScriptNum);
    return *number;
}

Status op_push_number(Execution& run) {
    const Opcode opcode = run.reader.opcode();
    run.stack.push_number(opcode == OP_1NEGATE ? -1 : small_number(opcode));
    return {};
}

Status op_equal(Execution& run) {
    TRY(need_items(run, 2));
    const ByteSpan a = run.stack.top(1);
    const ByteSpan b = run.stack.top(0);
    const bool equal = std::equal(a.begin(), a.end(), b.begin(), b.end());
    run.stack.pop(2);
    run.stack.push_bool(equal);
    if (run.reader.opcode() == OP_EQUALVERIFY) return verify_top(run, ScriptError::EqualVerify);
    return {};
}

Status op_unary(Execution& run) {
    TRY(need_items(run, 1));
    const int64_t number = TRY(number_at(run, 0));
    run.stack.pop();
    run.stack.push_number(unary_result(run.reader.opcode(), number));
    return {};
}

Status op_binary(Execution& run) {
    TRY(need_items(run, 2));
    const int64_t a = TRY(number_at(run, 1));
    const int64_t b = TRY(number_at(run, 0));
    run.stack.pop(2);
    run.stack.push_number(binary_result(run.reader.opcode(), a, b));
    if (run.reader.opcode() == OP_NUMEQUALVERIFY) return verify_top(run, ScriptError::NumEqualVerify);
    return {};
}

Status op_within(Execution& run) {
    TRY(need_items(run, 3));
    const int64_t value = TRY(number_at(run, 2));
    const int64_t low = TRY(number_at(run, 1));
    const int64_t end = TRY(number_at(run, 0));
    run.stack.pop(3);
    run.stack.push_bool(low <= value && value < end);
    return {};
}

Status op_hash(Execution& run) {
    TRY(need_items(run, 1));
    const StackItem message = run.stack.remove(0);
    switch (run.reader.opcode()) {
        case OP_RIPEMD160: run.stack.push_copy(crypto::ripemd160(message.bytes())); break;
        case OP_SHA1: run.stack.push_copy(crypto::sha1(message.bytes())); break;
        case OP_SHA256: run.stack.push_copy(crypto::sha256(message.bytes())); break;
        case OP_HASH160: run.stack.push_copy(crypto::hash160(message.bytes())); break;
        default: run.stack.push_copy(crypto::sha256d(message.bytes())); break;  // OP_HASH256
    }
    return {};
}

}  // namespace quanta::script
