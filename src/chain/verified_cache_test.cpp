// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/verified_cache.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/bytes.h"

namespace quanta::chain {
namespace {

primitives::Wtxid wtxid(uint64_t number) {
    primitives::Wtxid id;
    base::write_le(id.data(), number);
    return id;
}

TEST(VerifiedCache, KnowsWhatWasAddedUnderTheSameFlagsAlone) {
    VerifiedCache cache(1 << 20, {});
    EXPECT_FALSE(cache.contains(wtxid(1), script::kVerifyP2sh));
    cache.add(wtxid(1), script::kVerifyP2sh);
    EXPECT_TRUE(cache.contains(wtxid(1), script::kVerifyP2sh));
    EXPECT_FALSE(cache.contains(wtxid(1), script::kVerifyP2sh | script::kVerifyWitness));
    EXPECT_FALSE(cache.contains(wtxid(1), script::kVerifyNone));
    EXPECT_FALSE(cache.contains(wtxid(2), script::kVerifyP2sh));
}

TEST(VerifiedCache, TheZeroKeyOfAnEmptySlotMatchesNothing) {
    VerifiedCache cache(0, {});
    cache.add(wtxid(7), script::kVerifyNone);
    for (uint64_t i = 100; i < 10'000; ++i) ASSERT_FALSE(cache.contains(wtxid(i), script::kVerifyNone));
}

TEST(VerifiedCache, KeepsTheNewestAndStaysWithinItsSize) {
    VerifiedCache cache(64 << 10, {});
    const uint64_t capacity = cache.capacity();
    EXPECT_LE(capacity * 16, size_t{64} << 10);
    for (uint64_t i = 0; i < 20 * capacity; ++i) cache.add(wtxid(i), script::kVerifyP2sh);
    uint64_t newest = 0;
    uint64_t all = 0;
    for (uint64_t i = 0; i < 20 * capacity; ++i) {
        if (!cache.contains(wtxid(i), script::kVerifyP2sh)) continue;
        ++all;
        if (i >= 20 * capacity - capacity / 4) ++newest;
    }
    EXPECT_LE(all, capacity);
    EXPECT_GT(newest, capacity / 4 * 99 / 100);
}

TEST(VerifiedCache, AddingAgainTakesNoSecondPlace) {
    VerifiedCache cache(0, {});
    for (int round = 0; round < 1'000; ++round) cache.add(wtxid(1), script::kVerifyP2sh);
    cache.add(wtxid(2), script::kVerifyP2sh);
    EXPECT_TRUE(cache.contains(wtxid(1), script::kVerifyP2sh));
    EXPECT_TRUE(cache.contains(wtxid(2), script::kVerifyP2sh));
}

TEST(VerifiedCache, TakesManyThreads) {
    VerifiedCache cache(1 << 20, {});
    std::vector<std::thread> threads;
    std::atomic<int> missing{0};
    for (uint64_t t = 0; t < 4; ++t) {
        threads.emplace_back([&cache, &missing, t] {
            for (uint64_t i = 0; i < 2'000; ++i) {
                cache.add(wtxid(i * 4 + t), script::kVerifyP2sh);
                if (!cache.contains(wtxid(i * 4 + t), script::kVerifyP2sh)) ++missing;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(missing.load(), 0);
}

}  // namespace
}  // namespace quanta::chain
