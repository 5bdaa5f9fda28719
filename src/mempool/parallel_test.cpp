// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Many threads at once: transactions that depend on each other or conflict, readers, blocks, packages.
#include <gtest/gtest.h>

#include <atomic>

#include "mempool/intake.h"
#include "mempool/test_mempool.h"

namespace quanta::mempool {
namespace {

constexpr int kThreads = 4;
constexpr int kFamilies = 60;

/// Runs `body` with numbers of its own on several threads.
void on_threads(const std::function<void(int)>& body) {
    std::vector<sys::Thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back("test." + std::to_string(i), [&body, i] { body(i); });
}

TEST(ParallelAcceptance, EveryoneOffersEverything) {
    TestMempool m;
    std::vector<TransactionRef> all;
    for (int i = 0; i < kFamilies; ++i) {
        const auto parent = TestMempool::make({.from = {m.coin()}, .outputs = 2});
        all.push_back(parent);
        all.push_back(TestMempool::make({.from = {TestMempool::output(parent, 0)}}));
        all.push_back(TestMempool::make({.from = {TestMempool::output(parent, 1)}, .fee_sat = 3'000}));
    }
    std::atomic<size_t> accepted{0};
    std::atomic<bool> reading{true};
    sys::Thread looker("looker", [&] {
        while (reading) {
            const auto txids = m.reader.txids();
            m.reader.details(txids);
            m.reader.chunks({.weight = 100'000, .least = {0, 1}});
            m.reader.info();
        }
    });
    on_threads([&](int number) {
        for (size_t i = 0; i < all.size(); ++i) {
            const auto& one = all[(i * 7 + static_cast<size_t>(number)) % all.size()];
            for (int attempt = 0; attempt < 3; ++attempt) {
                if (m.offer(one) == "ok") ++accepted;
            }
        }
        for (const auto& one : all) {
            if (m.offer(one) == "ok") ++accepted;
        }
    });
    reading = false;
    looker.join();
    EXPECT_EQ(accepted.load(), all.size()) << "each enters once";
    EXPECT_EQ(m.reader.info().count, all.size());
}

TEST(ParallelAcceptance, OfThoseThatSpendOneCoinTheBestStays) {
    TestMempool m;
    std::vector<testing::SpendableCoin> coins;
    for (int i = 0; i < 20; ++i)
        coins.push_back(m.coin());
    on_threads([&](int number) {
        for (int round = 0; round < 10; ++round) {
            for (const auto& coin : coins)
                m.offer({.from = {coin}, .fee_sat = 1'000 * (round * kThreads + number + 1)});
        }
    });
    EXPECT_EQ(m.reader.info().count, coins.size());
    for (const auto& coin : coins)
        EXPECT_EQ(m.reader.spender(coin.outpoint)->fee.sat, 1'000 * 10 * kThreads);
}

TEST(ParallelAcceptance, BlocksComeInBetween) {
    TestMempool m;
    std::vector<TransactionRef> all;
    std::vector<testing::SpendableCoin> coins;
    for (int i = 0; i < 200; ++i) {
        coins.push_back(m.coin());
        all.push_back(TestMempool::make({.from = {coins.back()}}));
    }
    std::vector<const chain::HeaderNode*> tips;
    for (int i = 0; i < 20; ++i)
        tips.push_back(m.extend());
    sys::Thread miner("miner", [&] {
        for (size_t i = 0; i < tips.size(); ++i) {
            primitives::MutableTransaction coinbase;
            coinbase.inputs.push_back({{}, base::Bytes(3, static_cast<uint8_t>(i)), 0, {}});
            coinbase.outputs.push_back({{1}, {}});
            std::vector<base::Bytes> raw{coinbase.serialize()};
            // Each confirms one of the first transactions, in the pool or not.
            raw.emplace_back(all[i]->raw().begin(), all[i]->raw().end());
            m.coins.remove(coins[i].outpoint);
            m.coins.set_tip(tips[i]);
            m.follower.block_connected(
                {i + 1, tips[i], primitives::Block::parse(primitives::Block::assemble({}, raw)).value(),
                 nullptr});
            auto snapshot = std::make_shared<chain::Snapshot>();
            snapshot->sequence = i + 1;
            snapshot->tip = tips[i];
            m.follower.tip_changed(snapshot);
            m.follower.wait_until_settled(i + 1);
        }
    });
    on_threads([&](int number) {
        for (size_t i = static_cast<size_t>(number); i < all.size(); i += kThreads)
            m.offer(all[i]);
    });
    miner.join();
    for (size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(m.has(all[i]), i >= tips.size()) << i;
}

TEST(ParallelAcceptance, SubmittedFamiliesNeverMissTheirParents) {
    TestMempool m;
    sys::WorkerPool threads("intake", kThreads, 2 * Intake::kMaxPending);
    Intake intake(threads, [&](const TransactionRef& transaction, const Terms& terms) {
        return m.acceptance.accept(transaction, terms);
    });
    std::vector<TransactionRef> all;
    for (int i = 0; i < kFamilies; ++i) {
        TransactionRef last = TestMempool::make({.from = {m.coin()}});
        all.push_back(last);
        for (int depth = 0; depth < 5; ++depth) {
            last = TestMempool::make({.from = {TestMempool::output(last), m.coin()}});
            all.push_back(last);
        }
    }
    std::atomic<size_t> accepted{0};
    for (const auto& one : all) {
        intake.submit(one, {}, [&accepted](const TransactionResult& result) {
            if (result.accepted()) ++accepted;
        });
    }
    intake.drain();
    EXPECT_EQ(accepted.load(), all.size());
    EXPECT_EQ(m.reader.info().count, all.size());
}

}  // namespace
}  // namespace quanta::mempool
