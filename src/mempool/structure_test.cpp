// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Parts of the pool by themselves: size and memory, ages, the rolling fee, recent blocks, blocks taken off,
// events.
#include <gtest/gtest.h>
#include <malloc.h>

#include "mempool/disconnected.h"
#include "mempool/recently_confirmed.h"
#include "mempool/rolling_fee.h"
#include "mempool/test_mempool.h"

namespace quanta::mempool {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using primitives::MutableTransaction;

constexpr int64_t kDay_s = 24 * 60 * 60;

std::shared_ptr<const primitives::Block> block_of(const std::vector<TransactionRef>& transactions,
                                                  uint8_t number = 0) {
    MutableTransaction coinbase;
    coinbase.inputs.push_back({{}, base::Bytes(3, number), 0, {}});
    coinbase.outputs.push_back({{1}, {}});
    std::vector<base::Bytes> raw{coinbase.serialize()};
    for (const TransactionRef& transaction : transactions)
        raw.emplace_back(transaction->raw().begin(), transaction->raw().end());
    return primitives::Block::parse(primitives::Block::assemble({}, raw)).value();
}

// ---- the rolling fee ----------------------------------------------------------------------------------

TEST(RollingFee, RisesWithWhatIsThrownOutAndHalvesOnceBlocksCame) {
    RollingFee fee(FeeRate::per_kvb(100));
    const RollingFee::Fill full{100, 100};
    EXPECT_EQ(fee.rate(0, full), FeeRate::per_kvb(0));
    fee.thrown_out(FeeRate::per_kvb(10'000));
    fee.thrown_out(FeeRate::per_kvb(500));
    EXPECT_EQ(fee.rate(10 * kDay_s, full), FeeRate::per_kvb(10'100)) << "no block came yet";
    fee.block_came(10 * kDay_s);
    EXPECT_EQ(fee.rate(10 * kDay_s + 10, full), FeeRate::per_kvb(10'100)) << "too early";
    EXPECT_EQ(fee.rate(10 * kDay_s + kDay_s / 2, full), FeeRate::per_kvb(5'050));
    EXPECT_EQ(fee.rate(11 * kDay_s, full), FeeRate::per_kvb(2'525));
}

TEST(RollingFee, FallsFasterInAPoolWithRoom) {
    for (const auto& [bytes, halvings] :
         {std::pair<size_t, int>{100, 1}, {50, 1}, {49, 2}, {25, 2}, {24, 4}}) {
        RollingFee fee(FeeRate::per_kvb(100));
        fee.thrown_out(FeeRate::per_kvb(159'900));
        fee.block_came(0);
        EXPECT_EQ(fee.rate(kDay_s / 2, {bytes, 100}), FeeRate::per_kvb(160'000 >> halvings)) << bytes;
    }
}

TEST(RollingFee, EndsBelowHalfOfTheIncrement) {
    RollingFee fee(FeeRate::per_kvb(100));
    const RollingFee::Fill full{100, 100};
    fee.thrown_out(FeeRate::per_kvb(100));
    fee.block_came(0);
    EXPECT_EQ(fee.rate(kDay_s, full), FeeRate::per_kvb(100)) << "never below the increment but zero";
    EXPECT_EQ(fee.rate(kDay_s + 20, full), FeeRate::per_kvb(0));
    EXPECT_EQ(fee.rate(2 * kDay_s, full), FeeRate::per_kvb(0));
}

// ---- size and age -------------------------------------------------------------------------------------

TEST(PoolSize, TheWorstChunkGoesAndSetsTheFee) {
    Options options;
    options.max_bytes = 200'000;
    TestMempool m(options);
    std::vector<TransactionRef> entered;
    std::string answer;
    for (int i = 0; i < 1'000; ++i) {
        const auto transaction = TestMempool::make({.from = {m.coin()}, .fee_sat = 10'000 - i});
        answer = m.offer(transaction);
        if (answer != "ok") break;
        entered.push_back(transaction);
    }
    EXPECT_EQ(answer, "mempool full");
    EXPECT_LE(m.reader.info().memory_bytes, options.max_bytes);
    const int64_t vsize = policy::virtual_size(static_cast<int64_t>(entered[0]->weight()));
    const auto last_fee = static_cast<int64_t>(10'000 - entered.size());
    const int64_t expected = FeeRate(Amount{last_fee}, vsize).sat_per_kvb() + 100;
    EXPECT_EQ(m.reader.info().min_rate, FeeRate::per_kvb(expected));
    EXPECT_TRUE(
        m.offer({.from = {m.coin()}, .fee_sat = last_fee + 5}).starts_with("mempool min fee not met, "));
    EXPECT_EQ(m.offer({.from = {m.coin()}, .fee_sat = 20'000}), "ok");
    EXPECT_FALSE(m.has(entered.back()));
    EXPECT_TRUE(m.has(entered.front()));
}

TEST(PoolSize, APackageIsCutAtItsEnd) {
    Options options;
    options.max_bytes = 60'000;
    TestMempool m(options);
    while (m.offer({.from = {m.coin()}, .fee_sat = 5'000}) == "ok") {
    }
    const auto parent = TestMempool::make({.from = {m.coin()}, .fee_sat = 0, .padding = 30'000});
    const auto child = TestMempool::make({.from = {TestMempool::output(parent)}, .fee_sat = 1'700'000});
    const PackageResult result = m.acceptance.accept_package(std::vector{parent, child}, Terms{});
    EXPECT_EQ(result.rejection, std::nullopt) << result.rejection->text();
    EXPECT_TRUE(m.has(child));
    EXPECT_LE(m.reader.info().memory_bytes, options.max_bytes);
    const auto big = TestMempool::make({.from = {m.coin()}, .fee_sat = 3'900'000, .padding = 70'000});
    EXPECT_EQ(m.offer(big), "mempool full");
}

TEST(PoolSize, OldTransactionsExpireWithWhatDependsOnThem) {
    TestMempool m;
    const auto old = TestMempool::make({.from = {m.coin()}});
    ASSERT_EQ(m.offer(old), "ok");
    m.clock.advance_s(m.state.options.expiry_s);
    const auto child = TestMempool::make({.from = {TestMempool::output(old)}});
    ASSERT_EQ(m.offer(child), "ok") << "not yet";
    m.clock.advance_s(1);
    ASSERT_EQ(m.offer({.from = {m.coin()}}), "ok");
    EXPECT_FALSE(m.has(old));
    EXPECT_FALSE(m.has(child));
    EXPECT_EQ(m.reader.info().count, 1u);
}

TEST(PoolSize, MemoryIsCountedAsTheAllocatorGivesIt) {
    Options options;
    TestMempool m(options);
    std::vector<TransactionRef> made;
    constexpr int kCount = 2'000;
    for (int i = 0; i < kCount; ++i) {
        const size_t inputs = 1 + static_cast<size_t>(i % 3);
        Spec spec{.from = {}, .fee_sat = 5'000, .outputs = 1 + static_cast<size_t>(i % 4)};
        for (size_t input = 0; input < inputs; ++input)
            spec.from.push_back(m.coin());
        made.push_back(TestMempool::make(spec));
    }
    std::vector<base::Bytes> raw;
    for (const auto& transaction : made)
        raw.emplace_back(transaction->raw().begin(), transaction->raw().end());
    made.clear();
    malloc_trim(0);
    const size_t before = mallinfo2().uordblks;
    {
        // Without the comparison after each, which takes long.
        State state({}, m.clock, {3, 4});
        const sys::MutexLock lock(state.mutex);
        for (base::Bytes& bytes : raw) {
            cluster::Change change(state.pool.graph_for_change());
            std::vector<Admission> admissions(1);
            Stored& stored = admissions[0].stored;
            stored.entry.transaction = std::move(primitives::parse_transaction(base::Bytes(bytes))).value();
            stored.entry.weight = static_cast<int64_t>(stored.transaction().weight());
            stored.entry.time_s = 1;
            stored.handle = change.add({1'000, stored.entry.weight});
            ASSERT_FALSE(change.too_large());
            state.pool.commit(change, {}, {}, std::move(admissions));
            state.changed();
        }
        const size_t used = mallinfo2().uordblks - before;
        const size_t counted = state.pool.memory_bytes();
        std::printf("%zu bytes counted, %zu used, %zu a transaction\n", counted, used, counted / kCount);
        EXPECT_GT(counted, used * 9 / 10);
        EXPECT_LT(counted, used * 12 / 10);
    }
}

TEST(State, IsCheckedAfterOneOfSoManyChanges) {
    sys::FakeClock clock;
    Options options;
    options.check_every = 3;
    State state(options, clock, {1, 2});
    const sys::MutexLock lock(state.mutex);
    // The graph has one more than the pool knows of.
    cluster::Change change(state.pool.graph_for_change());
    change.add({1'000, 400});
    change.commit();
    state.changed();
    state.changed();
    EXPECT_DEATH(state.changed(), "m_graph.count");
}

// ---- blocks -------------------------------------------------------------------------------------------

TEST(RecentlyConfirmed, KnowsTheLastOnesAndForgetsTheRest) {
    RecentlyConfirmed recent({1, 2});
    TestMempool m;
    const auto transaction = TestMempool::make({.from = {m.coin()}});
    recent.add(*block_of({transaction}));
    EXPECT_TRUE(recent.contains(transaction->txid()));
    EXPECT_TRUE(recent.contains(transaction->wtxid()));
    EXPECT_FALSE(recent.contains(primitives::Txid()));
    std::vector<TransactionRef> many;
    for (int i = 0; i < 200; ++i)
        many.push_back(TestMempool::make({.from = {m.coin()}}));
    size_t added = 0;
    while (added < 2 * RecentlyConfirmed::kGeneration + 1'000) {
        for (auto& one : many)
            one = TestMempool::make({.from = {m.coin()}});
        recent.add(*block_of(many));
        added += 2 * many.size();
    }
    EXPECT_FALSE(recent.contains(transaction->txid()));
    EXPECT_TRUE(recent.contains(many[0]->txid()));
    recent.clear();
    EXPECT_FALSE(recent.contains(many[0]->txid()));
}

TEST(DisconnectedBlocks, ComeBackLowestFirstWithoutWhatIsConfirmed) {
    TestMempool m;
    std::vector<TransactionRef> made;
    for (int i = 0; i < 4; ++i)
        made.push_back(TestMempool::make({.from = {m.coin()}}));
    DisconnectedBlocks blocks;
    EXPECT_TRUE(blocks.empty());
    EXPECT_TRUE(blocks.add(block_of({made[2], made[3]}, 2)).empty());
    EXPECT_TRUE(blocks.add(block_of({made[0], made[1]}, 1)).empty());
    blocks.remove(*block_of({made[1]}, 3));
    std::vector<primitives::Txid> seen;
    blocks.for_each([&](const primitives::Transaction& transaction) {
        if (!transaction.is_coinbase()) seen.push_back(transaction.txid());
        return seen.size() < 2;
    });
    EXPECT_EQ(seen, (std::vector{made[0]->txid(), made[2]->txid()}));
    blocks.clear();
    EXPECT_TRUE(blocks.empty());
}

TEST(DisconnectedBlocks, AreBounded) {
    TestMempool m;
    const auto large = TestMempool::make({.from = {m.coin()}, .padding = 3'900'000});
    DisconnectedBlocks blocks;
    for (uint8_t i = 0; i < 5; ++i)
        EXPECT_TRUE(blocks.add(block_of({large}, i)).empty());
    const auto given_up = blocks.add(block_of({large}, 5));
    ASSERT_EQ(given_up.size(), 1u);
    EXPECT_EQ(given_up[0]->transactions()[0].inputs()[0].script_sig[0], 0) << "the highest";
}

// ---- events -------------------------------------------------------------------------------------------

class Counter final : public PoolSink {
public:
    void entered(const Entered& event) override {
        EXPECT_GT(event.sequence, last);
        last = event.sequence;
        ++count;
    }
    uint64_t last = 0;
    int count = 0;
};

TEST(EventFeed, TellsInOrderAndOnlyWhoListens) {
    TestMempool m;
    Counter counter;
    ASSERT_EQ(m.offer({.from = {m.coin()}}), "ok");
    m.state.feed.add_sink(counter);
    for (int i = 0; i < 300; ++i)
        ASSERT_EQ(m.offer({.from = {m.coin()}}), "ok");
    m.state.feed.wait_until_handled();
    EXPECT_EQ(counter.count, 300);
    EXPECT_EQ(counter.last, 301u);
    m.state.feed.remove_sink(counter);
    ASSERT_EQ(m.offer({.from = {m.coin()}}), "ok");
    m.state.feed.wait_until_handled();
    EXPECT_EQ(counter.count, 300);
}

TEST(EventFeed, EveryReasonHasAWord) {
    EXPECT_STREQ(leave_reason_text(LeaveReason::Block), "block");
    EXPECT_STREQ(leave_reason_text(LeaveReason::SizeLimit), "sizelimit");
    EXPECT_STREQ(leave_reason_text(LeaveReason::Reorg), "reorg");
}

}  // namespace
}  // namespace quanta::mempool
