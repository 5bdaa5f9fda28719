// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "crypto/curve_x.h"

namespace quanta::crypto {

/// A number modulo p = 2^256 - 2^32 - 977, over which secp256k1 is defined. A value, always below p.
///
/// The time of what it does depends on the numbers: for what is public alone. Internal to this library.
class FieldElement {
public:
    /// Zero.
    constexpr FieldElement() = default;
    constexpr explicit FieldElement(uint64_t small) : m_limbs{small} {}
    /// 32 bytes, big endian; nothing when they are a number from p up.
    static std::optional<FieldElement> parse(std::span<const uint8_t, 32> bytes);
    /// 32 bytes, big endian, modulo p.
    static FieldElement reduce(std::span<const uint8_t, 32> bytes);
    /// From limbs below p.
    static constexpr FieldElement from_limbs(const Limbs256& limbs) {
        FieldElement element;
        element.m_limbs = limbs;
        return element;
    }

    /// 32 bytes, big endian.
    std::array<uint8_t, 32> bytes() const;

    FieldElement operator+(const FieldElement& other) const;
    FieldElement operator-(const FieldElement& other) const;
    FieldElement operator-() const { return FieldElement() - *this; }
    FieldElement operator*(const FieldElement& other) const;
    FieldElement square() const { return *this * *this; }
    /// The one whose double this is.
    FieldElement half() const;
    /// One over this; zero for zero. Some microseconds.
    FieldElement inverse() const;
    /// Whether there is a square root; half a microsecond.
    bool is_square() const;
    /// Of the two square roots the one that is a square itself; nothing when there is none. Some
    /// microseconds.
    std::optional<FieldElement> square_root() const;

    bool is_zero() const { return *this == FieldElement(); }
    friend bool operator==(const FieldElement&, const FieldElement&) = default;

private:
    /// This to the power of `exponent`.
    FieldElement power(const Limbs256& exponent) const;

    Limbs256 m_limbs{};
};

}  // namespace quanta::crypto
