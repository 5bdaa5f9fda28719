// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/coin_cache.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace quanta::chain {
namespace {

using primitives::Amount;
using primitives::Coin;
using primitives::OutPoint;
using primitives::ScriptBytes;

OutPoint outpoint(uint32_t number) {
    OutPoint result;
    base::write_be(result.txid.data(), number / 4);
    result.index = number % 4;
    return result;
}

Coin coin(uint32_t number, primitives::Height height = 1) {
    const base::Bytes script(number % 80, static_cast<uint8_t>(number));
    return {Amount{number}, ScriptBytes(base::ByteSpan(script)), height, number % 3 == 0};
}

TEST(CoinCache, StatesOfAnOutpoint) {
    CoinCache cache({1, 2});
    EXPECT_EQ(cache.state(outpoint(1)), CoinCache::State::Unknown);
    EXPECT_FALSE(cache.spend(outpoint(1)));
    cache.insert_clean(outpoint(1), coin(1));
    EXPECT_EQ(cache.get(outpoint(1)), coin(1));
    EXPECT_EQ(cache.spend(outpoint(1)), coin(1));
    EXPECT_EQ(cache.state(outpoint(1)), CoinCache::State::Spent);
    EXPECT_FALSE(cache.spend(outpoint(1)));
    cache.insert_clean(outpoint(1), coin(1));  // what was read before it was spent comes too late
    EXPECT_EQ(cache.state(outpoint(1)), CoinCache::State::Spent);
    cache.mark_spent(outpoint(2));
    EXPECT_EQ(cache.state(outpoint(2)), CoinCache::State::Spent);
}

TEST(CoinCache, FreshCoinsLeaveNoTrace) {
    CoinCache cache({1, 2});
    cache.add(outpoint(1), coin(1), true);
    cache.add(outpoint(2), coin(2), false);
    cache.spend(outpoint(1));
    cache.spend(outpoint(2));
    EXPECT_EQ(cache.state(outpoint(1)), CoinCache::State::Unknown);
    EXPECT_EQ(cache.state(outpoint(2)), CoinCache::State::Spent);
}

TEST(CoinCache, ACoinPutBackOverAMarkerIsNotFresh) {
    CoinCache cache({1, 2});
    cache.insert_clean(outpoint(1), coin(1));
    cache.spend(outpoint(1));
    cache.add(outpoint(1), coin(1), true);
    cache.spend(outpoint(1));
    EXPECT_EQ(cache.state(outpoint(1)), CoinCache::State::Spent);  // the database still has to hear of it
}

TEST(CoinCache, ChangesComeInOrderAndEndWhenWritten) {
    CoinCache cache({1, 2});
    for (uint32_t i : {9, 3, 5, 7, 6, 4}) cache.add(outpoint(i), coin(i), false);
    cache.insert_clean(outpoint(1), coin(1));
    cache.spend(outpoint(5));
    std::vector<OutPoint> seen;
    EXPECT_TRUE(cache.for_each_change([&](const OutPoint& at, const Coin* changed) {
        EXPECT_EQ(changed == nullptr, at == outpoint(5));
        seen.push_back(at);
        return true;
    }));
    EXPECT_EQ(seen, (std::vector<OutPoint>{outpoint(3), outpoint(4), outpoint(5), outpoint(6), outpoint(7),
                                           outpoint(9)}));
    EXPECT_FALSE(cache.for_each_change([](const OutPoint&, const Coin*) { return false; }));
    cache.mark_written(1 << 20);
    EXPECT_TRUE(cache.for_each_change([](const OutPoint&, const Coin*) { return false; }));
    EXPECT_EQ(cache.state(outpoint(5)), CoinCache::State::Unknown);
    EXPECT_EQ(cache.get(outpoint(9)), coin(9));
}

TEST(CoinCache, KeepsTheYoungestWhenShort) {
    CoinCache cache({1, 2});
    constexpr uint32_t kCoins = 100'000;
    for (uint32_t i = 0; i < kCoins; ++i) cache.add(outpoint(i), coin(i, static_cast<int>(i / 1000)), false);
    const size_t half = cache.used_bytes() / 2;
    cache.mark_written(half);
    EXPECT_LE(cache.used_bytes(), half + half / 4);
    EXPECT_GE(cache.used_bytes(), half - half / 4);
    EXPECT_EQ(cache.state(outpoint(0)), CoinCache::State::Unknown);
    EXPECT_EQ(cache.state(outpoint(kCoins - 1)), CoinCache::State::Unspent);
    cache.mark_written(0);
    EXPECT_EQ(cache.size(), 0u);
}

/// The cache and a plain map in front of a plain map must never differ, whatever happens in which order.
TEST(CoinCache, BehavesAsAMap) {
    std::mt19937 random(7);
    CoinCache cache({random(), random()});
    std::map<OutPoint, Coin> database;
    std::map<OutPoint, Coin> truth;
    const auto write = [&] {
        cache.for_each_change([&](const OutPoint& at, const Coin* changed) {
            if (changed != nullptr) {
                database[at] = *changed;
            } else {
                database.erase(at);
            }
            return true;
        });
        cache.mark_written(random() % 2 == 0 ? 0 : cache.used_bytes() / 2);
        EXPECT_EQ(database, truth);
    };
    for (int step = 0; step < 60000; ++step) {
        const uint32_t number = random() % 3000;
        const OutPoint at = outpoint(number);
        const auto known = truth.find(at);
        if (known == truth.end()) {
            cache.add(at, coin(number, step), !database.contains(at) && random() % 2 == 0);
            truth[at] = coin(number, step);
        } else {
            std::optional<Coin> spent = cache.spend(at);
            if (!spent) {
                ASSERT_EQ(cache.state(at), CoinCache::State::Unknown);
                cache.insert_clean(at, database.at(at));
                spent = cache.spend(at);
            }
            ASSERT_EQ(spent, known->second);
            truth.erase(known);
        }
        if (step % 9973 == 0) write();
    }
    write();
}

TEST(CoinCache, ChangingSizesTakeNoMoreMemory) {
    CoinCache cache({1, 2});
    constexpr uint32_t kCoins = 20'000;
    constexpr size_t kMaxBytes = 12 << 20;
    for (size_t size = 0; size < 400; size += 10) {
        const Coin sized{Amount{1}, ScriptBytes(base::Bytes(size)), static_cast<primitives::Height>(size),
                         false};
        for (uint32_t i = 0; i < kCoins; ++i) cache.add(outpoint(i), sized, true);
        EXPECT_LE(cache.used_bytes(), kMaxBytes);
        cache.mark_written(0);
    }
    EXPECT_EQ(cache.size(), 0u);
    EXPECT_LE(cache.used_bytes(), 2u << 20);
}

TEST(CoinCache, WhatIsKeptStaysAsItWas) {
    CoinCache cache({1, 2});
    constexpr uint32_t kCoins = 50'000;
    for (uint32_t i = 0; i < kCoins; ++i) cache.add(outpoint(i), coin(i, i % 10 == 0 ? 2 : 1), true);
    const size_t before = cache.used_bytes();
    cache.mark_written(before / 4);
    EXPECT_LT(cache.used_bytes(), before / 2);
    for (uint32_t i = 0; i < kCoins; ++i) {
        if (i % 10 == 0) {
            ASSERT_EQ(cache.get(outpoint(i)), coin(i, 2));
        } else {
            ASSERT_EQ(cache.state(outpoint(i)), CoinCache::State::Unknown);
        }
    }
    for (uint32_t i = 0; i < kCoins; ++i) cache.add(outpoint(i + kCoins), coin(i, 3), true);
    for (uint32_t i = 0; i < kCoins; ++i) ASSERT_EQ(cache.spend(outpoint(i + kCoins)), coin(i, 3));
    for (uint32_t i = 0; i < kCoins; i += 10) ASSERT_EQ(cache.spend(outpoint(i)), coin(i, 2));
}

}  // namespace
}  // namespace quanta::chain
