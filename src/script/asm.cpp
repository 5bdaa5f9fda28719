// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/hex.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/signature_checks.h"

namespace quanta::script {
namespace {

/// The name of the hash type when `push` has the strict form of a signature with a type legacy scripts know.
std::optional<std::string_view> signature_type(base::ByteSpan push) {
    if (!is_strict_der(push)) return std::nullopt;
    return sighash_name(push.back());
}

void append_push(std::string& out, base::ByteSpan push, AsmSigHash sighash) {
    if (push.size() <= kMaxNumberSize) {
        out += std::to_string(*ScriptNum::decode(push));
        return;
    }
    const auto type = sighash == AsmSigHash::Decode ? signature_type(push) : std::nullopt;
    base::append_hex(out, type ? push.first(push.size() - 1) : push);
    if (type) out.append("[").append(*type).append("]");
}

}  // namespace

std::string to_asm(base::ByteSpan script, AsmSigHash sighash) {
    std::string out;
    if (is_unspendable(script)) sighash = AsmSigHash::Plain;
    ScriptReader reader(script);
    while (reader.next()) {
        if (!out.empty()) out += ' ';
        if (reader.opcode() <= OP_PUSHDATA4) append_push(out, reader.data(), sighash);
        else out += opcode_name(reader.opcode());
    }
    if (reader.failed()) out += out.empty() ? "[error]" : " [error]";
    return out;
}

}  // namespace quanta::script
