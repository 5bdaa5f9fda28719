// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "primitives/hashes.h"

namespace quanta::primitives {

/// An unsigned integer of 256 bits for targets and chain work; arithmetic is modulo 2^256.
class Uint256 {
public:
    constexpr Uint256() = default;
    constexpr Uint256(uint64_t value) : m_words{value, 0, 0, 0} {}

    /// The number whose little-endian bytes are those of `hash`.
    static Uint256 from_hash(const BlockHash& hash);
    /// The inverse of from_hash.
    BlockHash to_hash() const;
    /// From 64 hex digits, most significant first; aborts on anything else (for constants).
    static Uint256 from_constant(std::string_view hex);
    /// 64 hex digits, most significant first.
    std::string to_text() const;

    /// Bits needed to write this number; 0 for zero.
    int bit_length() const;
    uint64_t low64() const { return m_words[0]; }
    double to_double() const;

    Uint256 operator~() const;
    Uint256& operator+=(const Uint256& other);
    Uint256& operator-=(const Uint256& other);
    Uint256& operator<<=(int bits);
    Uint256& operator>>=(int bits);
    /// Multiplies by a word.
    Uint256& operator*=(uint32_t factor);
    /// Divides, rounding down. Aborts on division by zero.
    Uint256& operator/=(const Uint256& divisor);

    friend Uint256 operator+(Uint256 a, const Uint256& b) { return a += b; }
    friend Uint256 operator-(Uint256 a, const Uint256& b) { return a -= b; }
    friend Uint256 operator<<(Uint256 a, int bits) { return a <<= bits; }
    friend Uint256 operator>>(Uint256 a, int bits) { return a >>= bits; }
    friend Uint256 operator*(Uint256 a, uint32_t factor) { return a *= factor; }
    friend Uint256 operator/(Uint256 a, const Uint256& divisor) { return a /= divisor; }
    friend constexpr bool operator==(const Uint256&, const Uint256&) = default;
    friend constexpr std::strong_ordering operator<=>(const Uint256& a, const Uint256& b) {
        for (int i = 3; i >= 0; --i) {
            if (a.m_words[i] != b.m_words[i]) return a.m_words[i] <=> b.m_words[i];
        }
        return std::strong_ordering::equal;
    }

private:
    std::array<uint64_t, 4> m_words{};  ///< least significant first
};

/// What the compact form of a target ("bits" of a header) stands for.
struct CompactTarget {
    Uint256 value;
    bool negative;  ///< the sign bit is set and the value is not zero
    bool overflow;  ///< the value does not fit 256 bits
};

/// Decodes the compact form: one byte of length, sign bit, 23 bits of mantissa.
CompactTarget decode_compact(uint32_t bits);
/// The compact form of `value`, mantissa cut off.
uint32_t encode_compact(const Uint256& value);

}  // namespace quanta::primitives
