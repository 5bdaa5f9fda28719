// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/base32.h"

#include <cstdint>

namespace quanta::wire {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
/// Bits of a character, and those that are taken of it.
constexpr unsigned kDigitBits = 5;
constexpr uint32_t kDigitMask = (1 << kDigitBits) - 1;
constexpr unsigned kByteBits = 8;

std::optional<uint32_t> digit_value(char character) {
    if (character >= 'A' && character <= 'Z') return static_cast<uint32_t>(character - 'A');
    if (character >= 'a' && character <= 'z') return static_cast<uint32_t>(character - 'a');
    if (character >= '2' && character <= '7') return static_cast<uint32_t>(character - '2' + 26);
    return std::nullopt;
}

}  // namespace

std::string to_base32(base::ByteSpan bytes) {
    std::string text;
    text.reserve((bytes.size() * kByteBits + kDigitBits - 1) / kDigitBits);
    uint32_t pending = 0;
    unsigned pending_bits = 0;
    for (uint8_t byte : bytes) {
        pending = (pending << kByteBits) | byte;
        pending_bits += kByteBits;
        while (pending_bits >= kDigitBits) {
            pending_bits -= kDigitBits;
            text.push_back(kAlphabet[(pending >> pending_bits) & kDigitMask]);
        }
    }
    if (pending_bits > 0) text.push_back(kAlphabet[(pending << (kDigitBits - pending_bits)) & kDigitMask]);
    return text;
}

std::optional<base::Bytes> from_base32(std::string_view text) {
    base::Bytes bytes;
    bytes.reserve(text.size() * kDigitBits / kByteBits);
    uint32_t pending = 0;
    unsigned pending_bits = 0;
    for (char character : text) {
        const std::optional<uint32_t> digit = digit_value(character);
        if (!digit) return std::nullopt;
        pending = (pending << kDigitBits) | *digit;
        pending_bits += kDigitBits;
        if (pending_bits < kByteBits) continue;
        pending_bits -= kByteBits;
        bytes.push_back(static_cast<uint8_t>(pending >> pending_bits));
    }
    const uint32_t left_over = pending & ((1U << pending_bits) - 1);
    if (pending_bits >= kDigitBits || left_over != 0) return std::nullopt;
    return bytes;
}

}  // namespace quanta::wire
