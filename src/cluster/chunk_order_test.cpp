// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/chunk_order.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

#include "cluster/change_log.h"

namespace quanta::cluster {
namespace {

struct Before {
    bool operator()(const ChunkKey& a, const ChunkKey& b) const { return compare_keys(a, b) < 0; }
};
using Keys = std::set<ChunkKey, Before>;

std::vector<uint64_t> ties(const Keys& keys) {
    std::vector<uint64_t> result;
    for (const ChunkKey& key : keys)
        result.push_back(key.tie);
    return result;
}

std::vector<uint64_t> ties(const ChunkOrder& order) {
    std::vector<uint64_t> result;
    for (auto at = order.begin(); at != order.end(); at = order.next(at))
        result.push_back(order[at].tie);
    std::vector<uint64_t> backwards;
    for (auto at = order.end(); at != order.begin();) {
        at = order.previous(at);
        backwards.insert(backwards.begin(), order[at].tie);
    }
    EXPECT_EQ(result, backwards);
    return result;
}

void expect_same_starts(const ChunkOrder& order, const Keys& keys) {
    for (int64_t fee_sat = -2; fee_sat < 12; ++fee_sat) {
        auto at = order.first_not_better({fee_sat, 2});
        for (const ChunkKey& key : keys) {
            if (better_rate(key.fee_size(), {fee_sat, 2})) continue;
            ASSERT_NE(at, order.end());
            ASSERT_EQ(order[at].tie, key.tie);
            at = order.next(at);
        }
        ASSERT_EQ(at, order.end());
    }
}

TEST(ChunkOrder, LikeASet) {
    std::mt19937_64 random(1);
    ChunkOrder order;
    Keys keys;
    // Grows to about 3,000 keys, then shrinks to nothing.
    for (uint64_t i = 0; i < 6'000 || !keys.empty(); ++i) {
        const bool grow = i < 6'000 ? random() % 4 != 0 : false;
        if (grow || keys.empty()) {
            const ChunkKey key{static_cast<int64_t>(random() % 8), 1 + static_cast<uint32_t>(random() % 3), 0,
                               i};
            order.insert(key);
            keys.insert(key);
        } else {
            const auto from = keys.lower_bound({static_cast<int64_t>(random() % 8), 2, 0, random() % 6'000});
            const ChunkKey key = from == keys.end() ? *keys.begin() : *from;
            order.erase(key);
            keys.erase(key);
        }
        ASSERT_EQ(order.count(), keys.size());
        if (i % 500 == 0) {
            ASSERT_EQ(ties(order), ties(keys)) << i;
            expect_same_starts(order, keys);
        }
    }
    EXPECT_EQ(order.begin(), order.end());
    EXPECT_EQ(order.memory_bytes(), 0U);
}

TEST(ChunkOrder, KeysAreUnique) {
    ChunkOrder order;
    EXPECT_DEATH(order.erase({1, 1, 0, 1}), "check failed");
    order.insert({1, 1, 0, 1});
    EXPECT_DEATH(order.insert({2, 2, 7, 1}), "check failed");
    EXPECT_DEATH(order.erase({1, 1, 0, 2}), "check failed");
}

TEST(ChunkOrder, TiesHoldTheIndex) {
    const ChunkKey key{1, 1, 0, ChunkKey::make_tie(5, 63)};
    EXPECT_EQ(key.index(), 63U);
    EXPECT_LT(key.tie, ChunkKey::make_tie(6, 0));
}

TEST(ChangeLog, KeepsTheBestSince) {
    ChangeLog log;
    EXPECT_FALSE(log.best_since(0));
    log.note(1, {50, 1});
    log.note(2, {10, 1});
    log.note(3, {20, 1});
    EXPECT_EQ(log.best_since(0), (FeeSize{50, 1}));
    EXPECT_EQ(log.best_since(1), (FeeSize{20, 1}));
    EXPECT_EQ(log.best_since(2), (FeeSize{20, 1}));
    EXPECT_FALSE(log.best_since(3));
    EXPECT_DEATH(log.note(3, {1, 1}), "check failed");
}

TEST(ChangeLog, BeyondItsCapacityItErrsUpwards) {
    ChangeLog log;
    const auto rate_at = [](uint64_t version) { return FeeSize{100'000 - static_cast<int64_t>(version), 1}; };
    const uint64_t last = 3 * ChangeLog::kCapacity;
    for (uint64_t version = 1; version <= last; ++version)
        log.note(version, rate_at(version));
    for (uint64_t version = 0; version < last; ++version) {
        const FeeSize truth = rate_at(version + 1);
        const bool exact = version > last - ChangeLog::kCapacity;
        ASSERT_EQ(log.best_since(version), exact ? truth : rate_at(1)) << version;
    }
}

}  // namespace
}  // namespace quanta::cluster
