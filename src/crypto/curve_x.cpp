// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/curve_x.h"

#include <bit>
#include <cstddef>
#include <optional>

#include "crypto/field.h"
#include "crypto/limb.h"

namespace quanta::crypto {
namespace {

/// The curve is y^2 = x^3 + 7.
constexpr uint64_t kCurveConstant = 7;

template <size_t n>
using Limbs = std::array<uint64_t, n>;

/// difference = a - b; returns the borrow.
template <size_t n>
[[gnu::always_inline]] inline bool subtract_all(Limbs<n>& difference, const Limbs<n>& a, const Limbs<n>& b) {
    unsigned char borrow = 0;
#pragma GCC unroll 4
    for (size_t i = 0; i < n; ++i)
        difference[i] = subtract(a[i], b[i], borrow);
    return borrow != 0;
}

/// result = value when `mask` is zero, -value when it is all ones.
template <size_t n>
[[gnu::always_inline]] inline void negate(Limbs<n>& result, Limbs<n> value, uint64_t mask) {
    Limbs<n> masks;
    masks.fill(mask);
    for (uint64_t& limb : value)
        limb ^= mask;
    subtract_all(result, value, masks);
}

/// value / 2^bits, for bits of 0 to 63.
template <size_t n>
[[gnu::always_inline]] inline void shift_right(Limbs<n>& value, int bits) {
#pragma GCC unroll 4
    for (size_t i = 0; i + 1 < n; ++i) {
        value[i] = value[i] >> bits | value[i + 1] << 1 << (63 - bits);
    }
    value[n - 1] >>= bits;
}

/// What is left of a symbol to be worked out: sign * (a / b), b odd. Bit 1 of `flips` is the sign.
template <size_t n>
struct Pair {
    Limbs<n> a;
    Limbs<n> b;
    uint64_t flips = 0;
};

/// The zero bits at the bottom of `limb`, 63 at most.
inline int count_zeros(uint64_t limb) {
    return std::countr_zero(limb | uint64_t{1} << 63);
}

/// Takes `zeros` zero bits off the bottom of a. 2 is no square modulo 3 and 5 modulo 8.
template <size_t n>
[[gnu::always_inline]] inline void take_twos(Pair<n>& pair, int zeros) {
    shift_right(pair.a, zeros);
    const uint64_t b = pair.b[0];
    pair.flips ^= static_cast<uint64_t>(zeros) << 1 & (b ^ b >> 1);
}

/// Makes a and b smaller, until the top limb of both is zero (with more limbs than one) or a is.
///
/// Each round has a and b odd, makes the larger one the difference, which is even, and takes the twos off it.
/// Which one is larger cannot be foretold, so that is done without a branch.
template <size_t n>
Pair<n> reduce(Pair<n> pair) {
    take_twos(pair, count_zeros(pair.a[0]));
    while (n == 1 ? pair.a[0] != 0 : (pair.a[n - 1] | pair.b[n - 1]) != 0) {
        if ((pair.a[0] & 1) == 0) {
            // Rare: more than 63 zeros. But a may be zero altogether, too.
            uint64_t any = 0;
            for (const uint64_t limb : pair.a)
                any |= limb;
            if (any == 0) return pair;
            take_twos(pair, count_zeros(pair.a[0]));
            continue;
        }
        Limbs<n> difference;
        const uint64_t smaller = 0 - uint64_t{subtract_all(difference, pair.a, pair.b)};
        // Trading places changes the sign when both are 3 modulo 4.
        pair.flips ^= pair.a[0] & pair.b[0] & smaller;
#pragma GCC unroll 4
        for (size_t i = 0; i < n; ++i)
            pair.b[i] ^= (pair.a[i] ^ pair.b[i]) & smaller;
        negate(pair.a, difference, smaller);
        take_twos(pair, count_zeros(difference[0]));
    }
    return pair;
}

/// The symbol, by numbers of ever fewer limbs.
template <size_t n>
int symbol(Pair<n> pair) {
    pair = reduce(pair);
    if constexpr (n > 1) {
        if ((pair.a[n - 1] | pair.b[n - 1]) != 0) return 0;  // a is zero, b not one
        Pair<n - 1> rest{{}, {}, pair.flips};
        for (size_t i = 0; i + 1 < n; ++i) {
            rest.a[i] = pair.a[i];
            rest.b[i] = pair.b[i];
        }
        return symbol(rest);
    } else {
        if (pair.b[0] != 1) return 0;
        return (pair.flips & 2) != 0 ? -1 : 1;
    }
}

}  // namespace

int jacobi_symbol(Limbs256 a, Limbs256 b) {
    return symbol(Pair<4>{a, b});
}

bool is_curve_x(std::span<const uint8_t, 32> x) {
    const std::optional<FieldElement> number = FieldElement::parse(x);
    return number && is_curve_x(*number);
}

bool is_curve_x(const FieldElement& x) {
    return (x.square() * x + FieldElement(kCurveConstant)).is_square();
}

}  // namespace quanta::crypto
