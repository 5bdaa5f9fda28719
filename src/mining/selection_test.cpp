// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
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
    const auto paying = pool.add({.fee_sat = 1000, .witness = true});
    const int64_t weight = weight_of(paying);
    ASSERT_NE(weight % 4, 0) << "its size is not a number of virtual bytes";
    // 1,000 satoshi for as many bytes, the last one begun, are this many for 1,000.
    const int64_t rate = int64_t{1000} * 1000 / ((weight + 3) / 4);
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
            room += chunk.fee_size().size_wu;
            fees += chunk.fee_size().fee_sat;
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

/// Changes of all kinds to a pool whose transactions differ in all that a selection looks at.
class RandomPool {
public:
    explicit RandomPool(uint64_t seed) : m_random(seed) {}

    void change() {
        switch (m_random() % 8) {
            case 0:
                return remove();
            case 1:
                if (m_all.empty()) return;
                return pool.prioritise(any(), static_cast<int64_t>(m_random() % 20'000) - 10'000);
            default:
                return add();
        }
    }
    std::mt19937_64& random() { return m_random; }

    TestPool pool;

private:
    const TransactionRef& any() { return m_all[m_random() % m_all.size()]; }
    void add() {
        PoolSpec spec{.fee_sat = static_cast<int64_t>(m_random() % 5000 + 200), .padding = m_random() % 300};
        if (m_random() % 8 == 0) spec.sigop_cost = static_cast<int64_t>(m_random() % 20'000);
        if (m_random() % 8 == 0) spec.lock_time = static_cast<uint32_t>(98 + m_random() % 4);
        spec.witness = m_random() % 4 == 0;
        for (uint64_t parents = m_random() % 3; parents > 0 && !m_all.empty(); --parents) {
            const TransactionRef& parent = any();
            const OutPoint coin{parent->txid(), static_cast<uint32_t>(m_random() % 4)};
            const bool free = pool.reader.contains(parent->txid()) && !pool.reader.spender(coin);
            if (free && std::ranges::find(spec.spends, coin) == spec.spends.end())
                spec.spends.push_back(coin);
            // So no cluster becomes too large.
            if (spec.spends.size() == 1 && pool.reader.cluster(parent->txid())->count > 20)
                spec.spends.clear();
            if (spec.spends.size() == 1) break;
        }
        m_all.push_back(pool.add(spec));
    }
    void remove() {
        if (m_all.empty()) return;
        const size_t which = m_random() % m_all.size();
        pool.remove(m_all[which]);
        m_all.erase(m_all.begin() + static_cast<std::ptrdiff_t>(which));
    }

    std::mt19937_64 m_random;
    std::vector<TransactionRef> m_all;
};

using Block = std::multiset<const primitives::Transaction*>;

Block block_of(const Selection& selection) {
    Block block;
    for (const BlockTransaction& next : selection.transactions())
        block.insert(next.transaction.get());
    return block;
}

/// What `renewal` makes of `block`.
Block renewed(Block block, const std::optional<Selection::Renewal>& renewal) {
    if (!renewal) return block;
    for (const BlockTransaction& came : renewal->after)
        block.insert(came.transaction.get());
    for (const BlockTransaction& went : renewal->before) {
        const auto found = block.find(went.transaction.get());
        EXPECT_NE(found, block.end());
        if (found != block.end()) block.erase(found);
    }
    return block;
}

TEST(Selection, RenewedIsAsMadeAnew) {
    // 10,000 changes: mostly looked at one by one, at times many at once.
    size_t different = 0;
    for (uint64_t run = 0; run < 20; ++run) {
        RandomPool random(run);
        const BlockLimits limits = room_for(static_cast<int64_t>(3000 + random.random()() % 60'000));
        const BlockPosition position{
            .height = 100, .lock_time_cutoff = 1'700'000'000, .witnesses = run % 4 != 0};
        Selection selection(limits, position);
        Block held;
        for (int changes = 0; changes < 500;) {
            const uint64_t times = random.random()() % 20 == 0 ? 30 : 1 + random.random()() % 2;
            for (uint64_t i = 0; i < times; ++i, ++changes)
                random.change();
            const auto renewal = selection.renew(random.pool.reader);
            ASSERT_EQ(selected(selection), select(random.pool, limits, position)) << run << ' ' << changes;
            // What is told of the change is what changed.
            const Block block = block_of(selection);
            ASSERT_EQ(renewed(held, renewal), block) << run << ' ' << changes;
            different += block != held ? 1 : 0;
            held = block;
        }
    }
    EXPECT_GT(different, 1'000u);
}

TEST(Selection, BeginsAnewWhenThePoolHasForgotten) {
    TestPool pool;
    const BlockLimits limits = room_for(30'000);
    Selection selection(limits, kPosition);
    std::vector<TransactionRef> all;
    std::mt19937_64 random(3);
    fill(pool, random, 200, all);
    ASSERT_TRUE(selection.renew(pool.reader));
    for (size_t i = 0; i <= cluster::ChangeLog::kCapacity / 2; ++i)
        pool.prioritise(all[0], i % 2 == 0 ? 50'000 : -50'000);
    pool.remove(all[1]);
    const Block held = block_of(selection);
    const auto renewal = selection.renew(pool.reader);
    EXPECT_EQ(selected(selection), select(pool, limits));
    EXPECT_EQ(renewed(held, renewal), block_of(selection));
}

TEST(Selection, HoldsLittleMoreThanTheBlock) {
    TestPool pool;
    TransactionRef worst = pool.add({.fee_sat = 100});
    const BlockLimits limits = room_for(100'000);
    Selection selection(limits, kPosition);
    ASSERT_TRUE(selection.renew(pool.reader));
    ASSERT_EQ(selection.transactions().size(), 1u);
    // The block is full, and behind it there are more than it has room for by far.
    (void)pool.add({.fee_sat = 2'000'000'000, .padding = 24'000});
    for (int64_t i = 0; i <= Selection::kMaxFailures; ++i)
        (void)pool.add({.fee_sat = 10'000'000 + i, .padding = 1000});
    for (int64_t i = 0; i < 20; ++i)
        (void)pool.add({.fee_sat = 500'000 + i, .padding = 90'000});
    auto renewal = selection.renew(pool.reader);
    ASSERT_TRUE(renewal);
    EXPECT_EQ(renewal->after.size(), 1u);
    EXPECT_EQ(renewal->before.size(), 1u);
    renewal.reset();
    pool.remove(worst);
    const std::weak_ptr<const primitives::Transaction> gone = worst;
    worst = nullptr;
    EXPECT_TRUE(gone.expired());
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
