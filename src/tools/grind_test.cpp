// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/grind.h"

#include <gtest/gtest.h>

#include "primitives/uint256.h"

namespace quanta::tools {
namespace {

/// Every other hash is below half of all.
constexpr uint32_t kEasy = 0x207fffff;
/// One in 65,536.
constexpr uint32_t kHarder = 0x1f00ffff;

primitives::BlockHeader header(uint32_t bits, uint32_t nonce = 0) {
    primitives::BlockHeader made;
    made.version = 4;
    made.time = 1'700'000'000;
    made.bits = bits;
    made.nonce = nonce;
    return made;
}

bool meets_target(primitives::BlockHeader header, uint32_t nonce) {
    header.nonce = nonce;
    return primitives::Uint256::from_hash(header.hash()) <= primitives::decode_compact(header.bits).value;
}

TEST(Grind, FindsANonceWithAnyNumberOfThreads) {
    for (const int threads : {1, 2, 5}) {
        for (const uint32_t bits : {kEasy, kHarder}) {
            const auto nonce = grind(header(bits), threads);
            ASSERT_TRUE(nonce);
            EXPECT_TRUE(meets_target(header(bits), *nonce));
        }
    }
}

TEST(Grind, LooksAtAsManyAsItIsToldTo) {
    // The first nonce that meets the target, found one by one.
    uint32_t first = 0;
    while (!meets_target(header(kHarder), first))
        ++first;
    ASSERT_GT(first, 1u);
    EXPECT_EQ(grind(header(kHarder), 1, uint64_t{first} + 1), first);
    EXPECT_EQ(grind(header(kHarder), 1, first), std::nullopt);
    EXPECT_EQ(grind(header(kHarder), 3, first), std::nullopt);
    EXPECT_EQ(grind(header(kHarder, first), 1, 1), first);
    EXPECT_EQ(grind(header(kHarder), 1, 0), std::nullopt);
}

TEST(Grind, GoesOnAtZero) {
    // From the last nonce on, the first that meets the target.
    constexpr uint32_t kLast = 0xffffffff;
    uint32_t expected = kLast;
    while (!meets_target(header(kEasy), expected))
        ++expected;
    EXPECT_EQ(grind(header(kEasy, kLast), 1), expected);
    const auto far = grind(header(kHarder, kLast), 1);
    ASSERT_TRUE(far);
    EXPECT_LT(*far, 0x80000000u);
}

TEST(Grind, BitsThatAreNoTarget) {
    for (const uint32_t bits :
         {0u, 0x01000000u, 0x00ffffffu, 0x04800001u, 0x2100ffffu + 0x01000000u, 0xff7fffffu})
        EXPECT_EQ(grind(header(bits), 2), std::nullopt) << bits;
}

}  // namespace
}  // namespace quanta::tools
