// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/hex.h"

#include <algorithm>

namespace quanta::base {

namespace {

/// The digit for `value`, 0 to 15; without a branch or a table, so that many are worked out at once.
constexpr char digit_of(uint8_t value) { return static_cast<char>(value + '0' + (value > 9 ? 'a' - '0' - 10 : 0)); }

/// The value of one hex digit, or -1.
int digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

}  // namespace

void append_hex(std::string& out, ByteSpan bytes) {
    const size_t start = out.size();
    out.resize(start + bytes.size() * 2);
    char* to = out.data() + start;
    const uint8_t* from = bytes.data();
    for (size_t i = 0; i < bytes.size(); ++i) {
        to[2 * i] = digit_of(static_cast<uint8_t>(from[i] >> 4));
        to[2 * i + 1] = digit_of(from[i] & 15);
    }
}

std::string to_hex(ByteSpan bytes) {
    std::string text;
    append_hex(text, bytes);
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes(text.size() / 2);
    for (size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit_value(text[2 * i]);
        const int low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<uint8_t>(high << 4 | low);
    }
    return bytes;
}

bool is_hex(std::string_view text) {
    return !text.empty() && text.size() % 2 == 0 &&
           std::all_of(text.begin(), text.end(), [](char c) { return digit_value(c) >= 0; });
}

}  // namespace quanta::base
