// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/rolling_set.h"

#include <gtest/gtest.h>

#include "sys/random.h"

namespace quanta::relay {
namespace {

TEST(RollingSetTest, remembers_the_last_keys_and_forgets_those_long_gone) {
    constexpr size_t kCapacity = 100;
    RollingSet set(kCapacity);
    EXPECT_EQ(set.memory_bytes(), 0u);
    sys::FakeRandom random(1);
    std::vector<uint64_t> keys;
    for (size_t i = 0; i < 1000; ++i) {
        keys.push_back(random.u64());
        EXPECT_TRUE(set.insert(keys.back()));
        for (size_t back = 0; back < std::min(kCapacity, keys.size()); ++back)
            ASSERT_TRUE(set.contains(keys[keys.size() - 1 - back])) << i << " " << back;
        if (keys.size() > 2 * kCapacity) {
            ASSERT_FALSE(set.contains(keys[keys.size() - 1 - 2 * kCapacity]));
        }
    }
    EXPECT_LE(set.memory_bytes(), 2 * 4 * kCapacity * sizeof(uint32_t));
    EXPECT_FALSE(set.insert(keys.back()));
    set.clear();
    EXPECT_FALSE(set.contains(keys.back()));
}

TEST(RollingSetTest, any_key_will_do) {
    RollingSet set(1);
    EXPECT_FALSE(set.contains(0));
    EXPECT_TRUE(set.insert(0));
    EXPECT_TRUE(set.contains(0));
    constexpr uint64_t kMost = ~uint64_t{0};
    EXPECT_TRUE(set.insert(kMost));
    EXPECT_TRUE(set.contains(0));  // the generation before
    EXPECT_TRUE(set.insert(uint64_t{7} << 32));
    EXPECT_FALSE(set.contains(0));
    EXPECT_TRUE(set.contains(kMost));
    EXPECT_TRUE(set.contains(uint64_t{7} << 32));
}

TEST(RollingSetTest, both_halves_of_a_key_tell) {
    RollingSet set(1000);
    sys::FakeRandom random(2);
    std::vector<uint64_t> keys;
    for (size_t i = 0; i < 1000; ++i) {
        keys.push_back(random.u64());
        EXPECT_TRUE(set.insert(keys.back()));
    }
    for (const uint64_t key : keys) {
        EXPECT_TRUE(set.contains(key));
        EXPECT_FALSE(set.contains(key ^ uint64_t{1} << 40));
    }
    for (size_t i = 0; i < 100'000; ++i)
        EXPECT_FALSE(set.contains(random.u64()));
}

}  // namespace
}  // namespace quanta::relay
