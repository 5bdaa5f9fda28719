// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/script.h"

#include "base/check.h"

namespace quanta::script {
namespace {

/// Sizes a push of each form can state.
constexpr size_t kMaxDirect = OP_PUSHDATA1 - 1;
constexpr size_t kMaxPushData1 = 0xff;
constexpr size_t kMaxPushData2 = 0xffff;

/// Bytes of the length that follows `opcode`.
constexpr size_t length_bytes(Opcode opcode) {
    if (opcode < OP_PUSHDATA1) return 0;
    return size_t{1} << (opcode - OP_PUSHDATA1);
}

}  // namespace

bool ScriptReader::read_push() {
    const size_t prefix = length_bytes(m_opcode);
    const size_t available = m_script.size() - m_position - 1;
    m_data = {};
    m_failed = true;
    if (available < prefix) return false;
    size_t size = prefix == 0 ? m_opcode : 0;
    for (size_t i = 0; i < prefix; ++i)
        size |= size_t{m_script[m_position + 1 + i]} << (8 * i);
    if (available - prefix < size) return false;
    m_failed = false;
    m_data = m_script.subspan(m_position + 1 + prefix, size);
    m_position += 1 + prefix + size;
    return true;
}

ScriptBuilder& ScriptBuilder::push(base::ByteSpan data) {
    const size_t size = data.size();
    CHECK(size <= 0xffffffff);
    const Opcode opcode = push_opcode(size);
    op(opcode);
    for (size_t i = 0; i < length_bytes(opcode); ++i)
        m_bytes.push_back(static_cast<uint8_t>(size >> (8 * i)));
    return append(data);
}

ScriptBuilder& ScriptBuilder::number(int64_t number) {
    if (number == -1) return op(OP_1NEGATE);
    if (number >= 0 && number <= 16) return op(small_number_opcode(static_cast<int>(number)));
    return push(ScriptNum(number).bytes());
}

ScriptBuilder& ScriptBuilder::append(base::ByteSpan script) {
    m_bytes.insert(m_bytes.end(), script.begin(), script.end());
    return *this;
}

Opcode push_opcode(size_t size) {
    if (size <= kMaxDirect) return static_cast<Opcode>(size);
    if (size <= kMaxPushData1) return OP_PUSHDATA1;
    return size <= kMaxPushData2 ? OP_PUSHDATA2 : OP_PUSHDATA4;
}

bool is_minimal_push(base::ByteSpan data, Opcode opcode) {
    // One byte that an opcode of its own can push.
    if (data.size() == 1 && ((data[0] >= 1 && data[0] <= 16) || data[0] == 0x81)) return false;
    return opcode == push_opcode(data.size());
}

bool is_push_only(base::ByteSpan script) {
    ScriptReader reader(script);
    while (reader.next()) {
        if (reader.opcode() > OP_16) return false;
    }
    return !reader.failed();
}

bool is_p2sh(base::ByteSpan script) {
    return script.size() == 23 && script[0] == OP_HASH160 && script[1] == 20 && script[22] == OP_EQUAL;
}

bool is_unspendable(base::ByteSpan script) {
    return (!script.empty() && script[0] == OP_RETURN) || script.size() > kMaxScriptSize;
}

std::optional<WitnessProgram> is_witness_program(base::ByteSpan script) {
    constexpr size_t kMinProgram = 2;
    constexpr size_t kMaxProgram = 40;
    if (script.size() < kMinProgram + 2 || script.size() > kMaxProgram + 2) return std::nullopt;
    const auto version = static_cast<Opcode>(script[0]);
    if (version != OP_0 && !is_small_number(version)) return std::nullopt;
    if (script[1] + size_t{2} != script.size()) return std::nullopt;
    return WitnessProgram{small_number(version), script.subspan(2)};
}

}  // namespace quanta::script
