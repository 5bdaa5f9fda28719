// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/field.h"

#include <cstddef>

#include "base/bytes.h"
#include "crypto/limb.h"

namespace quanta::crypto {
namespace {

/// The prime is 2^256 less this.
constexpr uint64_t kGap = 0x1000003d1;
constexpr uint64_t kFull = ~uint64_t{0};
constexpr Limbs256 kPrime = {0 - kGap, kFull, kFull, kFull};
/// (p + 1) / 4: this power of a square is its root, p being 3 modulo 4.
constexpr Limbs256 kRootExponent = {0xffffffffbfffff0c, kFull, kFull, kFull >> 2};
/// p - 2: this power of a number is its inverse.
constexpr Limbs256 kInverseExponent = {kPrime[0] - 2, kFull, kFull, kFull};

/// difference = a - b; returns the borrow.
bool subtract_all(Limbs256& difference, const Limbs256& a, const Limbs256& b) {
    unsigned char borrow = 0;
    for (size_t i = 0; i < a.size(); ++i)
        difference[i] = subtract(a[i], b[i], borrow);
    return borrow != 0;
}

/// Adds `carry` * 2^256 modulo p to `value`, and makes it less than p.
Limbs256 fold(Limbs256 value, uint64_t carry) {
    while (carry != 0) {
        Wide sum = Wide{carry} * kGap;
        for (uint64_t& limb : value) {
            sum += limb;
            limb = static_cast<uint64_t>(sum);
            sum >>= 64;
        }
        carry = static_cast<uint64_t>(sum);
    }
    Limbs256 less;
    return subtract_all(less, value, kPrime) ? value : less;
}

Limbs256 read_limbs(std::span<const uint8_t, 32> bytes) {
    Limbs256 limbs;
    for (size_t i = 0; i < limbs.size(); ++i) {
        limbs[i] = base::read_be<uint64_t>(bytes.data() + 8 * (limbs.size() - 1 - i));
    }
    return limbs;
}

}  // namespace

std::optional<FieldElement> FieldElement::parse(std::span<const uint8_t, 32> bytes) {
    const Limbs256 limbs = read_limbs(bytes);
    Limbs256 difference;
    if (!subtract_all(difference, limbs, kPrime)) return std::nullopt;
    return from_limbs(limbs);
}

FieldElement FieldElement::reduce(std::span<const uint8_t, 32> bytes) {
    return from_limbs(fold(read_limbs(bytes), 0));
}

std::array<uint8_t, 32> FieldElement::bytes() const {
    std::array<uint8_t, 32> bytes;
    for (size_t i = 0; i < m_limbs.size(); ++i) {
        base::write_be<uint64_t>(bytes.data() + 8 * (m_limbs.size() - 1 - i), m_limbs[i]);
    }
    return bytes;
}

FieldElement FieldElement::operator+(const FieldElement& other) const {
    Limbs256 sum;
    unsigned char carry = 0;
    for (size_t i = 0; i < sum.size(); ++i)
        sum[i] = add(m_limbs[i], other.m_limbs[i], carry);
    return from_limbs(fold(sum, carry));
}

FieldElement FieldElement::operator-(const FieldElement& other) const {
    Limbs256 difference;
    // What was borrowed, 2^256, is more than p by the gap. No further borrow: the difference is at least it.
    if (subtract_all(difference, m_limbs, other.m_limbs)) subtract_all(difference, difference, {kGap});
    return from_limbs(difference);
}

FieldElement FieldElement::operator*(const FieldElement& other) const {
    std::array<uint64_t, 8> product{};
    for (size_t i = 0; i < 4; ++i) {
        uint64_t carry = 0;
#pragma GCC unroll 4
        for (size_t j = 0; j < 4; ++j) {
            const Wide sum = Wide{m_limbs[i]} * other.m_limbs[j] + product[i + j] + carry;
            product[i + j] = static_cast<uint64_t>(sum);
            carry = static_cast<uint64_t>(sum >> 64);
        }
        product[i + 4] = carry;
    }
    Limbs256 result;
    uint64_t carry = 0;
#pragma GCC unroll 4
    for (size_t i = 0; i < 4; ++i) {
        const Wide sum = Wide{product[4 + i]} * kGap + product[i] + carry;
        result[i] = static_cast<uint64_t>(sum);
        carry = static_cast<uint64_t>(sum >> 64);
    }
    return from_limbs(fold(result, carry));
}

FieldElement FieldElement::half() const {
    Limbs256 value = m_limbs;
    unsigned char carry = 0;
    if ((value[0] & 1) != 0) {
        for (size_t i = 0; i < value.size(); ++i)
            value[i] = add(value[i], kPrime[i], carry);
    }
    for (size_t i = 0; i < value.size(); ++i) {
        const uint64_t above = i + 1 < value.size() ? value[i + 1] : carry;
        value[i] = value[i] >> 1 | above << 63;
    }
    return from_limbs(value);
}

FieldElement FieldElement::power(const Limbs256& exponent) const {
    constexpr unsigned kWindowBits = 4;
    std::array<FieldElement, 1 << kWindowBits> powers;
    powers[0] = FieldElement(1);
    for (size_t i = 1; i < powers.size(); ++i)
        powers[i] = powers[i - 1] * *this;
    FieldElement result(1);
    for (size_t at = 256; at > 0;) {
        at -= kWindowBits;
        for (unsigned i = 0; i < kWindowBits; ++i)
            result = result.square();
        result = result * powers[exponent[at / 64] >> at % 64 & (powers.size() - 1)];
    }
    return result;
}

FieldElement FieldElement::inverse() const {
    return power(kInverseExponent);
}

bool FieldElement::is_square() const {
    return jacobi_symbol(m_limbs, kPrime) >= 0;
}

std::optional<FieldElement> FieldElement::square_root() const {
    const FieldElement root = power(kRootExponent);
    if (root.square() != *this) return std::nullopt;
    return root;
}

}  // namespace quanta::crypto
