// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/curve_x.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/hex.h"
#include "crypto/secp256k1.h"

namespace quanta::crypto {
namespace {

constexpr uint64_t kFull = ~uint64_t{0};
constexpr Limbs256 kPrime = {0xfffffffefffffc2f, kFull, kFull, kFull};
const std::string kPrimeStart = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc";

XOnlyKey key(const std::string& hex) {
    XOnlyKey result;
    const base::Bytes bytes = base::from_hex(hex).value();
    EXPECT_EQ(bytes.size(), result.size());
    std::copy(bytes.begin(), bytes.end(), result.begin());
    return result;
}

/// What libsecp256k1 finds by taking the square root.
bool has_point(const XOnlyKey& x) {
    return PublicKey::from_xonly(x).is_valid();
}

/// The symbol over a prime: which residues are squares is found by squaring all of them.
int symbol_of_prime(uint64_t a, uint64_t prime) {
    if (a % prime == 0) return 0;
    for (uint64_t root = 1; root < prime; ++root) {
        if (root * root % prime == a % prime) return 1;
    }
    return -1;
}

/// By definition: the product over the prime factors of b.
int expected_symbol(uint64_t a, uint64_t b) {
    int symbol = 1;
    for (uint64_t factor = 3; b > 1; factor += 2) {
        for (; b % factor == 0; b /= factor)
            symbol *= symbol_of_prime(a, factor);
    }
    return symbol;
}

TEST(JacobiSymbol, SmallNumbers) {
    for (uint64_t b = 1; b < 130; b += 2) {
        for (uint64_t a = 0; a < 300; ++a) {
            EXPECT_EQ(jacobi_symbol({a}, {b}), expected_symbol(a, b)) << a << " over " << b;
        }
    }
}

/// 2^bits.
Limbs256 power_of_two(unsigned bits) {
    Limbs256 power{};
    power[bits / 64] = uint64_t{1} << (bits % 64);
    return power;
}

TEST(JacobiSymbol, PowersOfTwo) {
    // 2 is a square modulo 2^256 - 2^32 - 977, which is 7 modulo 8; modulo numbers that are 3 or 5 every
    // other power.
    for (unsigned bits = 0; bits < 256; ++bits) {
        const int alternating = bits % 2 == 0 ? 1 : -1;
        EXPECT_EQ(jacobi_symbol(power_of_two(bits), kPrime), 1);
        EXPECT_EQ(jacobi_symbol(power_of_two(bits), {3}), alternating);
        EXPECT_EQ(jacobi_symbol(power_of_two(bits), {5}), alternating);
        EXPECT_EQ(jacobi_symbol(power_of_two(bits), {kFull - 2, kFull, kFull, kFull}), alternating);
        EXPECT_EQ(jacobi_symbol(power_of_two(bits), {1}), 1);
        // Over 2^bits + 1.
        Limbs256 below = power_of_two(bits);
        below[0] |= 1;
        if (bits > 0) {
            EXPECT_EQ(jacobi_symbol(power_of_two(bits), below), bits == 1 ? -1 : 1) << bits;
        }
    }
}

TEST(JacobiSymbol, CommonDivisors) {
    EXPECT_EQ(jacobi_symbol({}, {1}), 1);
    EXPECT_EQ(jacobi_symbol({}, {3}), 0);
    EXPECT_EQ(jacobi_symbol({}, kPrime), 0);
    EXPECT_EQ(jacobi_symbol(kPrime, kPrime), 0);
    EXPECT_EQ(jacobi_symbol({0, 0, 0, 15}, {0xffffffffffffffff}), 0);
    // 2^128 - 1 divides 2^256 - 1.
    EXPECT_EQ(jacobi_symbol({kFull, kFull}, {kFull, kFull, kFull, kFull}), 0);
    EXPECT_EQ(jacobi_symbol({kFull, kFull, kFull, kFull}, {kFull, kFull}), 0);
}

TEST(JacobiSymbol, IsMultiplicative) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 2000; ++i) {
        const uint64_t a = random() >> random() % 32;
        const uint64_t c = random() >> random() % 32;
        __extension__ const unsigned __int128 both = static_cast<unsigned __int128>(a) * c;
        Limbs256 b{};
        for (size_t limb = 0; limb <= random() % 4; ++limb)
            b[limb] = random();
        b[0] |= 1;
        const Limbs256 product = {static_cast<uint64_t>(both), static_cast<uint64_t>(both >> 64)};
        EXPECT_EQ(jacobi_symbol(product, b), jacobi_symbol({a}, b) * jacobi_symbol({c}, b));
    }
}

TEST(CurveX, Boundaries) {
    EXPECT_FALSE(is_curve_x(key(std::string(64, '0'))));
    EXPECT_TRUE(is_curve_x(key(std::string(63, '0') + "1")));
    EXPECT_FALSE(is_curve_x(key(std::string(63, '0') + "5")));
    EXPECT_FALSE(is_curve_x(key(std::string(64, 'f'))));
    EXPECT_TRUE(is_curve_x(key("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")));
    // p - 3 is a point; p + 1, which would be 1, is too large.
    EXPECT_TRUE(is_curve_x(key(kPrimeStart + "2c")));
    EXPECT_FALSE(is_curve_x(key(kPrimeStart + "2f")));
    EXPECT_FALSE(is_curve_x(key(kPrimeStart + "30")));
    for (int low = 0; low < 256; ++low) {
        XOnlyKey below = key(kPrimeStart + "00");
        below.back() = static_cast<uint8_t>(low);
        EXPECT_EQ(is_curve_x(below), has_point(below)) << low;
        XOnlyKey small{};
        small.back() = static_cast<uint8_t>(low);
        EXPECT_EQ(is_curve_x(small), has_point(small)) << low;
    }
}

TEST(CurveX, SingleBitsAndRuns) {
    for (size_t bit = 0; bit < 256; ++bit) {
        XOnlyKey one{};
        one[bit / 8] = static_cast<uint8_t>(1 << bit % 8);
        EXPECT_EQ(is_curve_x(one), has_point(one)) << bit;
        XOnlyKey others;
        others.fill(0xff);
        others[bit / 8] ^= one[bit / 8];
        EXPECT_EQ(is_curve_x(others), has_point(others)) << bit;
    }
}

TEST(CurveX, AgreesWithTheSquareRoot) {
    std::mt19937_64 random(256);
    size_t points = 0;
    for (int i = 0; i < 20'000; ++i) {
        XOnlyKey x{};
        const size_t first = random() % 4 == 0 ? random() % 32 : 0;
        for (size_t j = first; j < x.size(); ++j)
            x[j] = static_cast<uint8_t>(random());
        const bool expected = has_point(x);
        points += expected ? 1 : 0;
        ASSERT_EQ(is_curve_x(x), expected) << base::to_hex(x);
    }
    EXPECT_GT(points, 9'000u);
    EXPECT_LT(points, 11'000u);
}

}  // namespace
}  // namespace quanta::crypto
