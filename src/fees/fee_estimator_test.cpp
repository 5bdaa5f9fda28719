// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/fee_estimator.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "fees/estimates_codec.h"
#include "fees/test_support.h"
#include "sys/fake_file_system.h"
#include "sys/test_directory.h"

namespace quanta::fees {
namespace {

using primitives::BlockHash;
using primitives::FeeRate;
using primitives::Height;
using primitives::Txid;
using testing::numbered_block;
using testing::numbered_txid;

constexpr EstimateMode kEconomical = EstimateMode::Economical;
constexpr EstimateMode kConservative = EstimateMode::Conservative;

/// A pool of one full block at two rates.
class FakePool final : public PoolView {
public:
    bool is_loaded() const override { return loaded; }
    BlockHash tip() const override { return at; }
    FeeRate floor() const override { return FeeRate::per_kvb(100); }
    std::vector<PoolChunk> best_chunks(int64_t weight) const override {
        EXPECT_EQ(weight, kFullBlockWeight);
        ++asked;
        return {{FeeRate::per_kvb(upper), 2'000'000}, {FeeRate::per_kvb(lower), 2'000'000}};
    }

    bool loaded = true;
    BlockHash at;
    int64_t upper = 8000;
    int64_t lower = 6000;
    mutable int asked = 0;
};

class FeeEstimatorTest : public ::testing::Test {
protected:
    FeeEstimator::Options options() {
        return {m_directory / "fees", m_directory / "fee_estimates.dat", m_stale};
    }
    std::string blocks_path() { return m_directory / "fees/block_policy_estimates.dat"; }
    std::string pool_path() { return m_directory / "fees/mempool_policy_estimator.dat"; }

    /// `count` blocks with transactions of 20,000 sat/kvB that are mined at once; nearly all came from the
    /// pool.
    void run(FeeEstimator& estimator, int count) {
        for (int i = 0; i < count; ++i) {
            std::vector<Txid> mined;
            for (int j = 0; j < 5; ++j) {
                mined.push_back(numbered_txid(++m_number));
                estimator.entered({mined.back(), m_height, {20'000}, 1000, Usable::Yes});
            }
            ++m_height;
            m_pool.at = numbered_block(static_cast<uint64_t>(m_height));
            estimator.connected({m_height, m_pool.at, mined, m_coverage, 1'000'000});
        }
    }

    void make_old(const std::string& path, std::chrono::seconds age) {
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
    }

    sys::TestDirectory m_directory;
    sys::FaultyFileSystem m_files{sys::real_file_system()};
    sys::FakeClock m_clock;
    StaleFiles m_stale = StaleFiles::Ignore;
    FakePool m_pool;
    uint64_t m_coverage = 990'000;
    uint64_t m_number = 0;
    Height m_height = 0;
};

TEST_F(FeeEstimatorTest, Names) {
    for (const Source source : {Source::Both, Source::Blocks, Source::Pool})
        EXPECT_EQ(source_from_name(source_name(source)), source);
    EXPECT_EQ(source_name(Source::Both), "none");
    EXPECT_EQ(source_name(Source::Blocks), "block_policy");
    EXPECT_EQ(source_name(Source::Pool), "mempool_policy");
    EXPECT_EQ(source_from_name(""), std::nullopt);
    EXPECT_EQ(source_from_name("both"), std::nullopt);
}

TEST_F(FeeEstimatorTest, NothingKnown) {
    const FeeEstimator estimator(options(), m_files, m_clock);
    const FeeEstimate estimate = estimator.estimate(1, kEconomical, Source::Both, m_pool);
    EXPECT_FALSE(estimate.sat_per_kvb);
    EXPECT_EQ(estimate.blocks, 0);
    EXPECT_EQ(estimate_fault_text(estimate.fault), "Insufficient data or no feerate found");
    EXPECT_EQ(estimator.max_target(), 1008);
    EXPECT_TRUE(estimator.coverage().empty());
    const FeeEstimate of_pool = estimator.estimate(1, kEconomical, Source::Pool, m_pool);
    EXPECT_EQ(estimate_fault_text(of_pool.fault),
              "mempool_policy: Not enough recent block data for fee rate estimation");
    EXPECT_EQ(of_pool.blocks, 2);
}

TEST_F(FeeEstimatorTest, TheLowerOfBothForTheNextBlocks) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 100);
    const auto ask = [&](int target, EstimateMode mode, Source source) {
        return estimator.estimate(target, mode, source, m_pool);
    };
    EXPECT_EQ(ask(2, kEconomical, Source::Blocks).sat_per_kvb, 20'000);
    EXPECT_EQ(ask(2, kEconomical, Source::Blocks).source, Source::Blocks);
    EXPECT_EQ(ask(2, kEconomical, Source::Both).sat_per_kvb, 6000);
    EXPECT_EQ(ask(2, kEconomical, Source::Both).source, Source::Pool);
    EXPECT_EQ(ask(2, kEconomical, Source::Both).blocks, 2);
    EXPECT_EQ(ask(1, kConservative, Source::Both).sat_per_kvb, 8000);
    EXPECT_EQ(ask(3, kEconomical, Source::Both).sat_per_kvb, 20'000);
    EXPECT_EQ(ask(3, kEconomical, Source::Pool).sat_per_kvb, 6000);
    EXPECT_NEAR(estimator.raw(HorizonKind::Short, 2, 0.95).value().rate.value(), 20'000, 1e-6);
    EXPECT_EQ(estimator.coverage().size(), 6u);
    EXPECT_EQ(estimator.coverage()[0], (BlockCoverage{100, 990'000, 1'000'000}));
    EXPECT_EQ(estimator.coverage()[5].height, 95);
}

TEST_F(FeeEstimatorTest, BlocksAreTheBoundWhereThePoolAsksForMore) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 100);
    m_pool.upper = 90'000;
    m_pool.lower = 20'000;
    EXPECT_EQ(estimator.estimate(2, kEconomical, Source::Both, m_pool).source, Source::Blocks);
    EXPECT_EQ(estimator.estimate(2, kConservative, Source::Both, m_pool).sat_per_kvb, 20'000);
    EXPECT_EQ(estimator.estimate(2, kConservative, Source::Pool, m_pool).sat_per_kvb, 90'000);
}

TEST_F(FeeEstimatorTest, ThePoolIsAskedAgainAfterAWhileOrABlock) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 10);
    const auto ask = [&] { return *estimator.estimate(2, kEconomical, Source::Pool, m_pool).sat_per_kvb; };
    EXPECT_EQ(ask(), 6000);
    m_pool.lower = 5000;
    m_clock.advance_s(6);
    EXPECT_EQ(ask(), 6000);
    EXPECT_EQ(m_pool.asked, 1);
    m_clock.advance_s(1);
    EXPECT_EQ(ask(), 5000);
    m_pool.lower = 4000;
    run(estimator, 1);
    EXPECT_EQ(ask(), 4000);
    EXPECT_EQ(m_pool.asked, 3);
}

TEST_F(FeeEstimatorTest, AnIncompletePoolIsSaidToBeSo) {
    FeeEstimator estimator(options(), m_files, m_clock);
    m_coverage = 700'000;
    run(estimator, 100);
    const FeeEstimate estimate = estimator.estimate(2, kEconomical, Source::Both, m_pool);
    EXPECT_FALSE(estimate.sat_per_kvb);
    EXPECT_EQ(estimate.blocks, 2);
    EXPECT_EQ(estimate_fault_text(estimate.fault),
              "mempool_policy: Mempool is unreliable for fee rate estimation");
    EXPECT_EQ(estimator.estimate(3, kEconomical, Source::Both, m_pool).sat_per_kvb, 20'000);
    m_pool.loaded = false;
    EXPECT_EQ(estimate_fault_text(estimator.estimate(2, kEconomical, Source::Both, m_pool).fault),
              "mempool_policy: Mempool not loaded yet, no fee rate estimate available");
}

TEST_F(FeeEstimatorTest, WhatLeavesIsNotFollowed) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 50);
    for (uint64_t i = 0; i < 1000; ++i)
        estimator.entered({numbered_txid(1'000'000 + i), m_height, {15'000}, 1000, Usable::Yes});
    run(estimator, 3);
    for (uint64_t i = 0; i < 1000; ++i)
        estimator.left(numbered_txid(1'000'000 + i));
    const HorizonEstimate estimate = *estimator.raw(HorizonKind::Short, 2, 0.85);
    EXPECT_NEAR(estimate.rate.value(), 20'000, 1e-6);
    EXPECT_EQ(estimate.fail.value().left_pool, 1000);
}

TEST_F(FeeEstimatorTest, GoesOnAfterARestart) {
    FeeEstimator first(options(), m_files, m_clock);
    run(first, 100);
    first.stop();
    FeeEstimator second(options(), m_files, m_clock);
    second.load(m_pool.at);
    EXPECT_EQ(second.estimate(2, kEconomical, Source::Blocks, m_pool).sat_per_kvb, 20'000);
    EXPECT_EQ(second.estimate(2, kEconomical, Source::Pool, m_pool).sat_per_kvb, 6000);
    // Blocks came in between: what the pool held then says nothing now.
    FeeEstimator third(options(), m_files, m_clock);
    third.load(numbered_block(7777));
    EXPECT_EQ(third.estimate(2, kEconomical, Source::Blocks, m_pool).sat_per_kvb, 20'000);
    EXPECT_EQ(third.estimate(2, kEconomical, Source::Pool, m_pool).fault, EstimateFault::TooFewBlocks);
}

TEST_F(FeeEstimatorTest, TheOldPlaceIsReadWhileThereIsNoNewFile) {
    FeeEstimator first(options(), m_files, m_clock);
    run(first, 100);
    first.stop();
    std::filesystem::rename(blocks_path(), m_directory / "fee_estimates.dat");
    FeeEstimator second(options(), m_files, m_clock);
    second.load(m_pool.at);
    EXPECT_EQ(second.estimate(2, kEconomical, Source::Blocks, m_pool).sat_per_kvb, 20'000);
    // An empty estimator's file takes its place.
    FeeEstimator(options(), m_files, m_clock).save();
    FeeEstimator third(options(), m_files, m_clock);
    third.load(m_pool.at);
    EXPECT_FALSE(third.estimate(2, kEconomical, Source::Blocks, m_pool).sat_per_kvb);
}

TEST_F(FeeEstimatorTest, OldFilesAreIgnoredUnlessAskedFor) {
    FeeEstimator first(options(), m_files, m_clock);
    run(first, 100);
    first.stop();
    const auto known = [&] {
        FeeEstimator estimator(options(), m_files, m_clock);
        estimator.load(m_pool.at);
        return estimator.estimate(2, kEconomical, Source::Blocks, m_pool).sat_per_kvb.has_value();
    };
    make_old(blocks_path(), std::chrono::hours(60) - std::chrono::minutes(5));
    EXPECT_TRUE(known());
    make_old(blocks_path(), std::chrono::hours(60) + std::chrono::minutes(5));
    EXPECT_FALSE(known());
    m_stale = StaleFiles::Accept;
    EXPECT_TRUE(known());
}

TEST_F(FeeEstimatorTest, WrittenEveryHour) {
    FeeEstimator estimator(options(), m_files, m_clock);
    estimator.tick();
    m_clock.advance_s(kSaveSeconds - 1);
    estimator.tick();
    EXPECT_FALSE(m_files.exists(blocks_path()));
    m_clock.advance_s(1);
    estimator.tick();
    EXPECT_TRUE(m_files.exists(blocks_path()));
    EXPECT_TRUE(m_files.exists(pool_path()));
    ASSERT_TRUE(m_files.remove(blocks_path()));
    m_clock.advance_s(kSaveSeconds - 1);
    estimator.tick();
    EXPECT_FALSE(m_files.exists(blocks_path()));
}

TEST_F(FeeEstimatorTest, DamagedFilesAreIgnored) {
    ASSERT_TRUE(m_files.create_directories(m_directory / "fees"));
    ASSERT_TRUE(sys::write_atomically(m_files, blocks_path(), base::Bytes(100, 1)));
    ASSERT_TRUE(sys::write_atomically(m_files, pool_path(), base::Bytes(5000, 1)));
    FeeEstimator estimator(options(), m_files, m_clock);
    estimator.load({});
    EXPECT_FALSE(estimator.estimate(2, kEconomical, Source::Blocks, m_pool).sat_per_kvb);
    ASSERT_TRUE(sys::write_atomically(m_files, pool_path(), base::Bytes(50, 1)));
    estimator.load({});
    EXPECT_TRUE(estimator.coverage().empty());
}

/// Events, questions and files from a thread each.
TEST_F(FeeEstimatorTest, FromSeveralThreads) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 20);
    std::atomic<bool> done = false;
    std::thread asking([&] {
        const FakePool pool;
        while (!done) {
            const auto rate = estimator.estimate(2, kConservative, Source::Both, pool).sat_per_kvb;
            EXPECT_TRUE(rate == 8000);
            EXPECT_EQ(estimator.coverage().size(), 6u);
        }
    });
    std::thread saving([&] {
        while (!done)
            estimator.save();
    });
    run(estimator, 200);
    done = true;
    asking.join();
    saving.join();
    EXPECT_EQ(estimator.coverage()[0].height, 220);
}

/// At each write and sync the power goes: the file is the one before or the one after.
TEST_F(FeeEstimatorTest, NeverTornByAPowerCut) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 20);
    estimator.save();
    const base::Bytes before = sys::read_whole(m_files, blocks_path(), kMaxEstimatesBytes).value();
    run(estimator, 20);
    sys::FakeRandom random(5);
    size_t cuts = 0;
    for (bool was_cut = true; was_cut; ++cuts) {
        m_files.cut_power_after(m_files.change_count() + cuts, &random);
        estimator.save();
        was_cut = !m_files.is_powered();
        m_files.restore_power();
        const auto bytes = sys::read_whole(m_files, blocks_path(), kMaxEstimatesBytes);
        ASSERT_TRUE(bytes);
        ASSERT_TRUE(decode_estimates(*bytes)) << cuts;
        EXPECT_TRUE(*bytes == before || cuts > 1);
    }
    EXPECT_GT(cuts, 4u);
}

TEST_F(FeeEstimatorTest, AFullDiskLeavesTheOldFile) {
    FeeEstimator estimator(options(), m_files, m_clock);
    run(estimator, 20);
    estimator.save();
    const base::Bytes before = sys::read_whole(m_files, blocks_path(), kMaxEstimatesBytes).value();
    run(estimator, 1);
    m_files.fail_after(sys::FaultTarget::Writes, 0, sys::FileErrorCode::DiskFull, sys::FaultRepeat::Always);
    estimator.save();
    m_files.clear_faults();
    EXPECT_EQ(sys::read_whole(m_files, blocks_path(), kMaxEstimatesBytes).value(), before);
}

}  // namespace
}  // namespace quanta::fees
