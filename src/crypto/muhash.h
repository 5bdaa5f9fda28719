// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace quanta::crypto {

/// A number modulo 2^3072 - 1103717, a prime. Limbs are little endian.
class Num3072 {
public:
    static constexpr size_t kLimbs = 48;
    static constexpr size_t kBytes = 384;

    /// One.
    Num3072() { m_limbs[0] = 1; }
    /// From kBytes little-endian bytes; values from the modulus up are taken modulo it.
    explicit Num3072(const uint8_t* bytes);
    /// Multiplies by `other`, which may be this very number.
    void multiply(const Num3072& other);
    /// The inverse; zero has none and gives zero.
    Num3072 inverse() const;
    /// Writes kBytes little-endian bytes of the value below the modulus.
    void to_bytes(uint8_t* out) const;
    /// Whether the value is zero modulo the prime.
    bool is_zero() const;

private:
    std::array<uint64_t, kLimbs> m_limbs{};
};

/// A hash of a set of byte strings that can be built in any order and from parts.
///
/// Each element becomes a number modulo a 3072-bit prime: the ChaCha20 key stream under its SHA-256. The set is
/// the product of the numbers inserted over the product of those removed. Values are independent: threads may
/// each build a part and combine them.
class MuHash3072 {
public:
    static constexpr size_t kSerializedBytes = 2 * Num3072::kBytes;

    /// The empty set.
    MuHash3072() = default;
    MuHash3072& insert(base::ByteSpan element);
    /// The inverse of insert, also when the element was not inserted (yet).
    MuHash3072& remove(base::ByteSpan element);
    /// The union of both sets.
    MuHash3072& operator*=(const MuHash3072& other);
    /// Takes the elements of `other` out.
    MuHash3072& operator/=(const MuHash3072& other);
    /// SHA-256 of the 384 little-endian bytes of the product. Costs an inversion when anything was removed.
    Digest256 finalize() const;

    /// Numerator and denominator, 384 little-endian bytes each.
    std::array<uint8_t, kSerializedBytes> serialize() const;
    /// The inverse of serialize; nothing unless there are kSerializedBytes bytes.
    static std::optional<MuHash3072> deserialize(base::ByteSpan bytes);

private:
    Num3072 m_numerator;
    Num3072 m_denominator;
};

}  // namespace quanta::crypto
