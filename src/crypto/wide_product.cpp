// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/wide_product.h"

#include <cstddef>

#include "crypto/limb.h"

namespace quanta::crypto {
namespace {

/// Numbers up to this many limbs are multiplied limb by limb: smaller halves cost more in additions.
constexpr size_t kSchoolLimbs = 12;

/// sum = a + b, all of n limbs; returns the carry.
template <size_t n>
inline uint64_t add_all(uint64_t* sum, const uint64_t* a, const uint64_t* b) {
    unsigned char carry = 0;
#pragma GCC unroll 48
    for (size_t i = 0; i < n; ++i) sum[i] = add(a[i], b[i], carry);
    return carry;
}

/// difference = a - b, all of n limbs; returns the borrow.
template <size_t n>
inline uint64_t subtract_all(uint64_t* difference, const uint64_t* a, const uint64_t* b) {
    unsigned char borrow = 0;
#pragma GCC unroll 48
    for (size_t i = 0; i < n; ++i) difference[i] = subtract(a[i], b[i], borrow);
    return borrow;
}

/// distance = |a - b|, all of n limbs; returns whether a is the smaller one.
template <size_t n>
inline bool distance(uint64_t* distance, const uint64_t* a, const uint64_t* b) {
    const bool smaller = subtract_all<n>(distance, a, b) != 0;
    const uint64_t mask = smaller ? ~uint64_t{0} : 0;
    unsigned char carry = smaller ? 1 : 0;
    for (size_t i = 0; i < n; ++i) distance[i] = add(distance[i] ^ mask, 0, carry);
    return smaller;
}

template <size_t n>
inline void school_product(uint64_t* product, const uint64_t* a, const uint64_t* b) {
    for (size_t i = 0; i < n; ++i) product[i] = 0;
#pragma GCC unroll 12
    for (size_t i = 0; i < n; ++i) {
        uint64_t carry = 0;
#pragma GCC unroll 12
        for (size_t j = 0; j < n; ++j) {
            const Wide sum = Wide{a[i]} * b[j] + product[i + j] + carry;
            product[i + j] = static_cast<uint64_t>(sum);
            carry = static_cast<uint64_t>(sum >> 64);
        }
        product[i + n] = carry;
    }
}

/// Karatsuba's way: three products of halves instead of four.
template <size_t n>
[[gnu::noinline]] void product_of(uint64_t* product, const uint64_t* a, const uint64_t* b) {
    if constexpr (n <= kSchoolLimbs) {
        school_product<n>(product, a, b);
    } else {
        constexpr size_t half = n / 2;
        uint64_t a_distance[half];
        uint64_t b_distance[half];
        uint64_t crossed[n];
        uint64_t middle[n];
        product_of<half>(product, a, b);
        product_of<half>(product + n, a + half, b + half);
        const bool a_low_smaller = distance<half>(a_distance, a, a + half);
        const bool b_low_smaller = distance<half>(b_distance, b, b + half);
        product_of<half>(crossed, a_distance, b_distance);
        // low * high' + high * low' = low * low' + high * high' - (low - high) * (low' - high')
        uint64_t carry = add_all<n>(middle, product, product + n);
        if (a_low_smaller == b_low_smaller) {
            carry -= subtract_all<n>(middle, middle, crossed);
        } else {
            carry += add_all<n>(middle, middle, crossed);
        }
        carry += add_all<n>(product + half, product + half, middle);
        for (size_t i = half + n; carry != 0 && i < 2 * n; ++i) {
            product[i] += carry;
            carry = product[i] < carry ? 1 : 0;
        }
    }
}

}  // namespace

void wide_product_48(uint64_t* product, const uint64_t* a, const uint64_t* b) { product_of<48>(product, a, b); }

}  // namespace quanta::crypto
