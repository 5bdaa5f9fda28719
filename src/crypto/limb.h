// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// @file
/// Arithmetic on the 64-bit limbs of large numbers, inside this library.

namespace quanta::crypto {

/// Holds the product of two limbs.
__extension__ using Wide = unsigned __int128;

/// a + b + carry; the carry out replaces `carry`. Compilers miss the carry flag in the general form.
inline uint64_t add(uint64_t a, uint64_t b, unsigned char& carry) {
#if defined(__x86_64__)
    unsigned long long sum;
    carry = _addcarry_u64(carry, a, b, &sum);
    return sum;
#else
    const Wide sum = Wide{a} + b + carry;
    carry = static_cast<unsigned char>(sum >> 64);
    return static_cast<uint64_t>(sum);
#endif
}

/// a - b - borrow; the borrow out replaces `borrow`.
inline uint64_t subtract(uint64_t a, uint64_t b, unsigned char& borrow) {
#if defined(__x86_64__)
    unsigned long long difference;
    borrow = _subborrow_u64(borrow, a, b, &difference);
    return difference;
#else
    const Wide difference = Wide{a} - b - borrow;
    borrow = static_cast<unsigned char>(difference >> 64 & 1);
    return static_cast<uint64_t>(difference);
#endif
}

}  // namespace quanta::crypto
