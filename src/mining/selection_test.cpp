// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "mining/test_pool.h"

namespace quanta::mining {
namespace {

using mempool::ChunkSnapshot;
using primitives::OutPoint;

constexpr BlockPosition kPosition{.height = 100, .lock_time_cutoff = 1'700'000'000, .witnesses = true};

std::vector<TransactionRef> selected(const Selection& selection) {
    std::vector<TransactionRef> transactions;
    for (const BlockTransaction& next : selection.transactions())
        transactions.push_back(next.transaction);
    return transactions;
}

std::vector<TransactionRef> select(const TestPool& pool, const BlockLimits& limits = {},
                                   const BlockPosition& position = kPosition) {
    Selection selection(limits, position);
    (void)selection.renew(pool.reader);
    return selected(selection);
}

/// Limits that leave room for `weight` in transactions.
BlockLimits room_for(int64_t weight) {
    return {.max_weight = weight + 8000, .reserved_weight = 8000};
}

int64_t weight_of(const TransactionRef& transaction) {
    return static_cast<int64_t>(transaction->weight());
}

TEST(Selection, TakesTheBestFirstAndAllThatFits) {
    TestPool pool;
    const auto cheap = pool.add({.fee_sat = 100});
    const auto dear = pool.add({.fee_sat = 300});
    const auto child = pool.add({.fee_sat = 5000, .spends = {TestPool::output(cheap)}});
    EXPECT_EQ(select(pool), (std::vector{cheap, child, dear}));
    EXPECT_EQ(select(TestPool()), std::vector<TransactionRef>());
}

TEST(Selection, KeepsToTheWeight) {
    TestPool pool;
    const auto first = pool.add({.fee_sat = 300});
    const auto second = pool.add({.fee_sat = 200});
    const int64_t both = weight_of(first) + weight_of(second);
    EXPECT_EQ(select(pool, room_for(both)).size(), 2u);
    EXPECT_EQ(select(pool, room_for(both - 1)), std::vector{first});
    EXPECT_EQ(select(pool, room_for(weight_of(first) - 1)).size(), 0u);
    EXPECT_EQ(select(pool, {.max_weight = 5000, .reserved_weight = 8000}).size(), 0u);
}

TEST(Selection, KeepsToTheSigopCost) {
    TestPool pool;
    const auto first = pool.add({.fee_sat = 300, .sigop_cost = 70'000});
    const auto second = pool.add({.fee_sat = 200, .sigop_cost = 9600});
    const auto third = pool.add({.fee_sat = 100, .sigop_cost = 1});
    EXPECT_EQ(select(pool), (std::vector{first, second}));
    EXPECT_EQ(select(pool, {.reserved_sigop_cost = 401}), (std::vector{first, third}));
    EXPECT_EQ(select(pool, {.reserved_sigop_cost = 399}), (std::vector{first, second, third}));
}

TEST(Selection, LeavesOutWhatDependsOnWhatIsLeftOut) {
    TestPool pool;
    const auto large = pool.add({.fee_sat = 100'000, .padding = 2000});
    const auto child = pool.add({.fee_sat = 500, .spends = {TestPool::output(large)}});
    const auto grandchild = pool.add({.fee_sat = 400, .spends = {TestPool::output(child)}});
    const auto other = pool.add({.fee_sat = 300});
    EXPECT_EQ(select(pool), (std::vector{large, child, grandchild, other}));
    EXPECT_EQ(select(pool, room_for(weight_of(large) - 1)), std::vector{other});
}

TEST(Selection, KeepsToTheLeastRate) {
    TestPool pool;
    const auto paying = pool.add({.fee_sat = 1000});
    const int64_t weight = weight_of(paying);
    // 1,000 satoshi for `weight` are this many for 1,000 virtual bytes.
    const int64_t rate = int64_t{1000} * 4000 / weight;
    EXPECT_EQ(select(pool, {.min_rate_sat_per_kvb = rate}).size(), 1u);
    EXPECT_EQ(select(pool, {.min_rate_sat_per_kvb = rate + 1}).size(), 0u);
    TestPool free;
    (void)free.add({.fee_sat = 0});
    EXPECT_EQ(select(free).size(), 0u);
    EXPECT_EQ(select(free, {.min_rate_sat_per_kvb = 0}).size(), 1u);
}

TEST(Selection, TakesWhatIsFinal) {
    TestPool pool;
    const auto late = pool.add({.fee_sat = 300, .lock_time = 100});
    const auto timed = pool.add({.fee_sat = 200, .lock_time = 1'700'000'000});
    EXPECT_EQ(select(pool).size(), 0u);
    EXPECT_EQ(select(pool, {}, {.height = 101, .lock_time_cutoff = 1'700'000'000}), std::vector{late});
    EXPECT_EQ(select(pool, {}, {.height = 100, .lock_time_cutoff = 1'700'000'001}), std::vector{timed});
}

TEST(Selection, TakesNoWitnessesBeforeTheyAreAllowed) {
    TestPool pool;
    const auto with = pool.add({.fee_sat = 300, .witness = true});
    const auto child = pool.add({.fee_sat = 200, .spends = {TestPool::output(with)}});
    const auto without = pool.add({.fee_sat = 100});
    EXPECT_EQ(select(pool), (std::vector{with, child, without}));
    BlockPosition early = kPosition;
    early.witnesses = false;
    EXPECT_EQ(select(pool, {}, early), std::vector{without});
}

TEST(Selection, GivesUpWhenAlmostFullAfterManyFailures) {
    TestPool pool;
    const auto first = pool.add({.fee_sat = 1'000'000'000, .padding = 20'000});
    for (int i = 0; i < Selection::kMaxFailures; ++i)
        (void)pool.add({.fee_sat = 1'000'000, .padding = 1000});
    const auto small = pool.add({.fee_sat = 500});
    const auto selected_with = [&](int64_t room) { return select(pool, room_for(weight_of(first) + room)); };
    // A thousand failures are not too many.
    EXPECT_EQ(selected_with(3999), (std::vector{first, small}));
    (void)pool.add({.fee_sat = 1'000'000, .padding = 1000});
    EXPECT_EQ(selected_with(3999), std::vector{first});
    // So much room is worth the search.
    EXPECT_EQ(selected_with(4000), (std::vector{first, small}));
}

TEST(Selection, SearchesOnWhenTheFirstLookWasTooShort) {
    TestPool pool;
    const auto first = pool.add({.fee_sat = 1'000'000'000, .padding = 20'000});
    for (int i = 0; i < 20; ++i)
        (void)pool.add({.fee_sat = 10'000'000, .padding = 90'000});
    const auto small = pool.add({.fee_sat = 500});
    EXPECT_EQ(select(pool, room_for(weight_of(first) + 5000)), (std::vector{first, small}));
}

/// The fees of the best of all sets of transactions that a block of `room` may hold, found by trying them
/// all.
int64_t best_fees(const std::vector<ChunkSnapshot::Transaction>& all, int64_t room) {
    int64_t best = 0;
    for (uint32_t chosen = 0; chosen < uint32_t{1} << all.size(); ++chosen) {
        int64_t weight = 0;
        int64_t fees = 0;
        std::set<primitives::Txid> missing;
        for (size_t i = all.size(); i-- > 0;) {
            if ((chosen >> i & 1) == 0) continue;
            weight += weight_of(all[i].transaction);
            fees += all[i].fee.sat;
            missing.erase(all[i].transaction->txid());
            // Coins that are no one's output here begin with a number instead of a hash.
            for (const primitives::TxIn& input : all[i].transaction->inputs()) {
                const bool of_pool = std::ranges::any_of(
                    all, [&](const auto& other) { return other.transaction->txid() == input.prevout.txid; });
                if (of_pool) missing.insert(input.prevout.txid);
            }
        }
        if (missing.empty() && weight <= room) best = std::max(best, fees);
    }
    return best;
}

/// A pool at random: some spend others.
void fill(TestPool& pool, std::mt19937_64& random, size_t count, std::vector<TransactionRef>& all) {
    while (count-- > 0) {
        PoolSpec spec{.fee_sat = static_cast<int64_t>(random() % 5000 + 200), .padding = random() % 300};
        if (!all.empty() && random() % 2 == 0) {
            const TransactionRef& parent = all[random() % all.size()];
            const OutPoint coin{parent->txid(), static_cast<uint32_t>(random() % 4)};
            if (pool.reader.contains(parent->txid()) && !pool.reader.spender(coin)) spec.spends = {coin};
        }
        all.push_back(pool.add(spec));
    }
}

TEST(Selection, NoSetPaysMoreThanWholeChunks) {
    std::mt19937_64 random(11);
    for (int run = 0; run < 40; ++run) {
        TestPool pool;
        std::vector<TransactionRef> all;
        fill(pool, random, 10, all);
        const ChunkSnapshot chunks = pool.all();
        int64_t room = 0;
        int64_t fees = 0;
        size_t transactions = 0;
        for (const ChunkSnapshot::Chunk& chunk : chunks.chunks) {
            const int64_t before = fees;
            room += chunk.fee_size.size_wu;
            fees += chunk.fee_size.fee_sat;
            transactions += chunk.count;
            // Room for so many chunks exactly: nothing is better.
            const auto whole = select(pool, room_for(room));
            EXPECT_EQ(whole.size(), transactions);
            EXPECT_EQ(best_fees(chunks.transactions, room), fees);
            // A little less: the best set pays less than with the chunk, and not less than without it.
            const int64_t less = best_fees(chunks.transactions, room - 1);
            EXPECT_LT(less, fees);
            int64_t got = 0;
            for (const TransactionRef& next : select(pool, room_for(room - 1)))
                got += pool.reader.find(next->txid())->fee.sat;
            EXPECT_GE(got, before);
            EXPECT_LE(got, less);
        }
    }
}

TEST(Selection, RenewedIsAsMadeAnew) {
    std::mt19937_64 random(5);
    for (int run = 0; run < 8; ++run) {
        TestPool pool;
        const BlockLimits limits = room_for(static_cast<int64_t>(3000 + random() % 60'000));
        std::vector<TransactionRef> all;
        Selection selection(limits, kPosition);
        std::vector<TransactionRef> held;
        for (int round = 0; round < 150; ++round) {
            fill(pool, random, random() % 3, all);
            if (!all.empty() && random() % 3 == 0) pool.remove(all[random() % all.size()]);
            if (!all.empty() && random() % 5 == 0)
                pool.prioritise(all[random() % all.size()], static_cast<int64_t>(random() % 20'000) - 10'000);
            const auto renewal = selection.renew(pool.reader);
            ASSERT_EQ(selected(selection), select(pool, limits)) << run << ' ' << round;
            // What is told of the change is what changed.
            const auto now = selected(selection);
            if (!renewal) {
                ASSERT_EQ(held, now);
                continue;
            }
            const size_t same = held.size() - renewal->before.size();
            ASSERT_EQ(same, now.size() - renewal->after.size());
            for (size_t i = 0; i < same; ++i)
                ASSERT_EQ(held[i], now[i]);
            for (size_t i = same; i < held.size(); ++i)
                ASSERT_EQ(held[i], renewal->before[i - same].transaction);
            held = now;
        }
    }
}

TEST(Selection, IsNotLookedAtAgainWhenNothingCanHaveChanged) {
    TestPool pool;
    const auto first = pool.add({.fee_sat = 10'000});
    Selection selection({.min_rate_sat_per_kvb = 100}, kPosition);
    EXPECT_TRUE(selection.renew(pool.reader));
    EXPECT_FALSE(selection.renew(pool.reader));
    (void)pool.add({.fee_sat = 1});
    EXPECT_FALSE(selection.renew(pool.reader)) << "too cheap";
    const auto second = pool.add({.fee_sat = 5000});
    const auto renewal = selection.renew(pool.reader);
    ASSERT_TRUE(renewal);
    EXPECT_TRUE(renewal->before.empty());
    ASSERT_EQ(renewal->after.size(), 1u);
    EXPECT_EQ(renewal->after[0].transaction, second);
    EXPECT_EQ(selection.tip(), pool.tip);
}

}  // namespace
}  // namespace quanta::mining
