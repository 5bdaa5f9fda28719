// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace quanta::crypto {

class FieldElement;

/// A number of 256 bits, least significant limb first.
using Limbs256 = std::array<uint64_t, 4>;

/// The Jacobi symbol of `a` over `b`, which is odd: 0 when they have a common divisor, else 1 or -1, which
/// for a prime `b` tells whether `a` is a square modulo `b` or not. Half a microsecond; the time depends on
/// the numbers.
int jacobi_symbol(Limbs256 a, Limbs256 b);

/// Whether `x` (big endian) is the x coordinate of a point of secp256k1: below the field's prime p, and
/// x^3 + 7 a square modulo p. The time depends on `x`: for what is public alone. A square root, which is how
/// libsecp256k1 finds out, takes ten times as long.
bool is_curve_x(std::span<const uint8_t, 32> x);
bool is_curve_x(const FieldElement& x);

}  // namespace quanta::crypto
