// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/script_num.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::script {
namespace {

constexpr uint8_t kSignBit = 0x80;

/// Whether the last byte holds more than a sign that the byte before has no room for.
bool is_minimal(base::ByteSpan bytes) {
    if (bytes.empty() || (bytes.back() & ~kSignBit) != 0) return true;
    return bytes.size() > 1 && (bytes[bytes.size() - 2] & kSignBit) != 0;
}

}  // namespace

ScriptNum::ScriptNum(int64_t value) {
    const bool negative = value < 0;
    uint64_t rest = negative ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    for (; rest != 0; rest >>= 8)
        m_bytes[m_size++] = static_cast<uint8_t>(rest);
    if (m_size == 0) return;
    if (m_bytes[m_size - 1] & kSignBit) m_bytes[m_size++] = 0;
    if (negative) m_bytes[m_size - 1] |= kSignBit;
}

std::optional<int64_t> ScriptNum::decode(base::ByteSpan bytes, size_t max_size, NumberForm form) {
    ASSUME(max_size <= 8);
    if (bytes.size() > max_size) return std::nullopt;
    if (form == NumberForm::Minimal && !is_minimal(bytes)) return std::nullopt;
    if (bytes.empty()) return 0;
    uint64_t magnitude = 0;
    for (size_t i = 0; i < bytes.size(); ++i)
        magnitude |= uint64_t{bytes[i]} << (8 * i);
    const uint64_t sign = uint64_t{kSignBit} << (8 * (bytes.size() - 1));
    const auto value = static_cast<int64_t>(magnitude & ~sign);
    return magnitude & sign ? -value : value;
}

bool is_true(base::ByteSpan bytes) {
    if (bytes.empty()) return false;
    if ((bytes.back() & ~kSignBit) != 0) return true;
    return std::any_of(bytes.begin(), bytes.end() - 1, [](uint8_t byte) { return byte != 0; });
}

}  // namespace quanta::script
