// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/chunk_order.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <set>
#include <string>
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
        for (const uint64_t tie : {uint64_t{0}, uint64_t{2'000}, UINT64_MAX}) {
            const ChunkKey from{fee_sat, 2, 0, tie};
            auto at = order.first_after(from);
            for (const ChunkKey& key : keys) {
                if (compare_keys(key, from) <= 0) continue;
                ASSERT_NE(at, order.end());
                ASSERT_EQ(order[at].tie, key.tie);
                at = order.next(at);
            }
            ASSERT_EQ(at, order.end());
        }
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

/// The changes of `log` as text: the fees of what went and came.
std::string since(const ChangeLog& log, uint64_t version) {
    const std::optional<ChunkChanges> changes = log.since(version);
    if (!changes) return "forgotten";
    std::string text;
    for (const ChunkKey& key : changes->gone)
        text += '-' + std::to_string(key.fee_sat);
    for (const ChunkKey& key : changes->come)
        text += '+' + std::to_string(key.fee_sat);
    return text;
}

TEST(ChangeLog, TellsWhatCameAndWentOnTheWhole) {
    using enum ChangeLog::Event;
    ChangeLog log;
    EXPECT_EQ(since(log, 0), "");
    log.note(1, {10, 1, 0, 1}, Come);
    log.note(1, {50, 1, 0, 2}, Come);
    log.note(2, {10, 1, 0, 1}, Gone);
    log.note(2, {20, 1, 0, 1}, Come);
    log.note(3, {20, 1, 0, 1}, Gone);
    log.note(4, {5, 1, 0, 3}, Come);
    EXPECT_EQ(since(log, 0), "+50+5");
    EXPECT_EQ(since(log, 1), "-10+5");
    EXPECT_EQ(since(log, 2), "-20+5");
    EXPECT_EQ(since(log, 3), "+5");
    EXPECT_EQ(since(log, 4), "");
    EXPECT_DEATH(log.note(3, {1, 1, 0, 9}, Come), "check failed");
}

TEST(ChangeLog, OneThatCameBackIsAmongBoth) {
    using enum ChangeLog::Event;
    ChangeLog log;
    log.note(1, {10, 1, 0, 1}, Gone);
    log.note(1, {10, 1, 4, 1}, Come);
    const std::optional<ChunkChanges> changes = log.since(0);
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->gone.size(), 1U);
    ASSERT_EQ(changes->come.size(), 1U);
    EXPECT_EQ(changes->gone[0].cluster, 0U);
    EXPECT_EQ(changes->come[0].cluster, 4U);
}

TEST(ChangeLog, SaysWhatItHasForgotten) {
    ChangeLog log;
    for (uint64_t version = 1; version <= ChangeLog::kCapacity; ++version)
        log.note(version, {1, 1, 0, version}, ChangeLog::Event::Come);
    EXPECT_EQ(log.since(0)->come.size(), ChangeLog::kCapacity);
    log.note(ChangeLog::kCapacity, {1, 1, 0, 0}, ChangeLog::Event::Come);
    EXPECT_EQ(since(log, 0), "forgotten");
    EXPECT_EQ(log.since(1)->come.size(), ChangeLog::kCapacity);
}

}  // namespace
}  // namespace quanta::cluster
