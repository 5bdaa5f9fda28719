// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/top_push.h"

#include <array>

#include "script/script.h"

namespace quanta::policy {
namespace {

using base::ByteSpan;
using base::Err;
using script::Opcode;
using script::ScriptError;

/// What OP_1NEGATE and OP_1 to OP_16 push.
constexpr uint8_t kMinusOne[] = {0x81};
constexpr std::array<uint8_t, 16> kNumbers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

ByteSpan pushed(const script::ScriptReader& reader) {
    const Opcode opcode = reader.opcode();
    if (opcode == script::OP_1NEGATE) return kMinusOne;
    if (script::is_small_number(opcode)) return ByteSpan(kNumbers).subspan(opcode - script::OP_1, 1);
    return reader.data();
}

}  // namespace

base::Result<std::optional<ByteSpan>, ScriptError> top_push(ByteSpan script_sig) {
    if (script_sig.size() > script::kMaxScriptSize) return Err(ScriptError::ScriptSize);
    script::ScriptReader reader(script_sig);
    std::optional<ByteSpan> top;
    for (size_t items = 1; reader.next(); ++items) {
        const Opcode opcode = reader.opcode();
        if (reader.data().size() > script::kMaxElementSize) return Err(ScriptError::PushSize);
        if (opcode > script::OP_16 || opcode == script::OP_RESERVED) return Err(ScriptError::BadOpcode);
        top = pushed(reader);
        if (items > script::kMaxStackSize) return Err(ScriptError::StackSize);
    }
    if (reader.failed()) return Err(ScriptError::BadOpcode);
    return top;
}

}  // namespace quanta::policy
