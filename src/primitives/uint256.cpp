// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "primitives/uint256.h"

#include <bit>
#include <cmath>

#include "base/check.h"

namespace quanta::primitives {

namespace {

constexpr uint32_t kCompactSign = 0x00800000;
constexpr uint32_t kCompactMantissa = 0x007fffff;

}  // namespace

Uint256 Uint256::from_hash(const BlockHash& hash) {
    Uint256 result;
    for (int i = 0; i < 4; ++i) result.m_words[i] = base::read_le<uint64_t>(hash.data() + 8 * i);
    return result;
}

BlockHash Uint256::to_hash() const {
    BlockHash hash;
    for (int i = 0; i < 4; ++i) base::write_le(hash.data() + 8 * i, m_words[i]);
    return hash;
}

Uint256 Uint256::from_constant(std::string_view hex) {
    const std::optional<BlockHash> hash = BlockHash::from_text(hex);
    CHECK(hash.has_value());
    return from_hash(*hash);
}

std::string Uint256::to_text() const { return to_hash().to_text(); }

int Uint256::bit_length() const {
    for (int i = 3; i >= 0; --i) {
        if (m_words[i] != 0) return 64 * i + std::bit_width(m_words[i]);
    }
    return 0;
}

double Uint256::to_double() const {
    double result = 0;
    for (int i = 3; i >= 0; --i) result = std::ldexp(result, 64) + static_cast<double>(m_words[i]);
    return result;
}

Uint256 Uint256::operator~() const {
    Uint256 result;
    for (int i = 0; i < 4; ++i) result.m_words[i] = ~m_words[i];
    return result;
}

Uint256& Uint256::operator+=(const Uint256& other) {
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; ++i) {
        carry += static_cast<unsigned __int128>(m_words[i]) + other.m_words[i];
        m_words[i] = static_cast<uint64_t>(carry);
        carry >>= 64;
    }
    return *this;
}

Uint256& Uint256::operator-=(const Uint256& other) {
    *this += ~other;
    return *this += Uint256(1);
}

Uint256& Uint256::operator<<=(int bits) {
    const int words = bits / 64;
    const int rest = bits % 64;
    for (int i = 3; i >= 0; --i) {
        const uint64_t high = i >= words ? m_words[i - words] : 0;
        const uint64_t low = i > words ? m_words[i - words - 1] : 0;
        m_words[i] = rest == 0 ? high : high << rest | low >> (64 - rest);
    }
    return *this;
}

Uint256& Uint256::operator>>=(int bits) {
    const int words = bits / 64;
    const int rest = bits % 64;
    for (int i = 0; i < 4; ++i) {
        const uint64_t low = i + words < 4 ? m_words[i + words] : 0;
        const uint64_t high = i + words + 1 < 4 ? m_words[i + words + 1] : 0;
        m_words[i] = rest == 0 ? low : low >> rest | high << (64 - rest);
    }
    return *this;
}

Uint256& Uint256::operator*=(uint32_t factor) {
    unsigned __int128 carry = 0;
    for (uint64_t& word : m_words) {
        carry += static_cast<unsigned __int128>(word) * factor;
        word = static_cast<uint64_t>(carry);
        carry >>= 64;
    }
    return *this;
}

Uint256& Uint256::operator/=(const Uint256& divisor) {
    CHECK(divisor != Uint256(0));
    Uint256 quotient;
    Uint256 remainder = *this;
    for (int shift = bit_length() - divisor.bit_length(); shift >= 0; --shift) {
        const Uint256 part = divisor << shift;
        if (remainder < part) continue;
        remainder -= part;
        quotient.m_words[shift / 64] |= uint64_t{1} << (shift % 64);
    }
    return *this = quotient;
}

CompactTarget decode_compact(uint32_t bits) {
    const int length = static_cast<int>(bits >> 24);
    const uint32_t mantissa = bits & kCompactMantissa;
    CompactTarget target{};
    target.value = length <= 3 ? Uint256(mantissa >> (8 * (3 - length))) : Uint256(mantissa) << (8 * (length - 3));
    // As deployed: sign and overflow look at the mantissa that is left after short lengths cut it.
    const uint32_t word = length <= 3 ? mantissa >> (8 * (3 - length)) : mantissa;
    target.negative = word != 0 && (bits & kCompactSign) != 0;
    target.overflow = word != 0 && (length > 34 || (word > 0xff && length > 33) || (word > 0xffff && length > 32));
    return target;
}

uint32_t encode_compact(const Uint256& value) {
    int length = (value.bit_length() + 7) / 8;
    uint32_t mantissa = static_cast<uint32_t>(length <= 3 ? value.low64() << (8 * (3 - length))
                                                          : (value >> (8 * (length - 3))).low64());
    if (mantissa & kCompactSign) {
        mantissa >>= 8;
        ++length;
    }
    return mantissa | static_cast<uint32_t>(length) << 24;
}

}  // namespace quanta::primitives
