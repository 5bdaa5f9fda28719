// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/wide_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

namespace quanta::crypto {
namespace {

__extension__ using Wide = unsigned __int128;
using Limbs = std::array<uint64_t, 48>;
using Product = std::array<uint64_t, 96>;

/// Column by column: a way of its own to the same result.
Product expected_product(const Limbs& a, const Limbs& b) {
    Product product{};
    Wide low = 0;
    Wide high = 0;
    for (size_t column = 0; column < product.size(); ++column) {
        for (size_t i = column < 48 ? 0 : column - 47; i < 48 && i <= column; ++i) {
            const Wide term = Wide{a[i]} * b[column - i];
            low += static_cast<uint64_t>(term);
            high += static_cast<uint64_t>(term >> 64);
        }
        product[column] = static_cast<uint64_t>(low);
        low = (low >> 64) + high;
        high = 0;
    }
    return product;
}

void check(const Limbs& a, const Limbs& b) {
    Product product;
    product.fill(0x5555);
    wide_product_48(product.data(), a.data(), b.data());
    EXPECT_EQ(product, expected_product(a, b));
}

/// Limbs that make carries and equal halves likely.
Limbs patterned(std::mt19937_64& random) {
    constexpr std::array<uint64_t, 5> kEdges = {0, 1, ~uint64_t{0}, uint64_t{1} << 63, ~uint64_t{0} - 1};
    Limbs limbs;
    const bool edges = random() % 2 == 0;
    for (uint64_t& limb : limbs) limb = edges ? kEdges[random() % kEdges.size()] : random();
    if (random() % 4 == 0) std::copy_n(limbs.begin(), 24, limbs.begin() + 24);
    return limbs;
}

TEST(WideProduct, EdgesOfTheLimbs) {
    Limbs zero{};
    Limbs one{1};
    Limbs ones;
    ones.fill(~uint64_t{0});
    Limbs top{};
    top[47] = ~uint64_t{0};
    for (const Limbs& a : {zero, one, ones, top}) {
        for (const Limbs& b : {zero, one, ones, top}) check(a, b);
    }
}

TEST(WideProduct, AgreesWithColumns) {
    std::mt19937_64 random(3072);
    for (int i = 0; i < 3000; ++i) check(patterned(random), patterned(random));
}

}  // namespace
}  // namespace quanta::crypto
