// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/fee_keeper.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "node/node_fixture.h"
#include "testing/spending.h"

namespace quanta::node {
namespace {

using fees::EstimateFault;
using fees::EstimateMode;
using fees::HorizonKind;
using fees::Source;
using primitives::MutableTransaction;

constexpr int64_t kFeeSat = 10'000;

class FeeKeeperTest : public NodeFixture {
protected:
    /// A node whose tip, at height 110, is `age_s` old.
    void start_at_tip(int64_t age_s = 0) {
        NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        start(wanted);
        while (!m_node->pool().loaded())
            std::this_thread::yield();
        grow(110);
        m_clock.set_mock_time_s(tip().time + age_s);
        pool().sync();
        pool().wait_until_told();
    }
    mempool::Mempool& pool() { return m_node->pool().pool(); }
    FeeKeeper& keeper() { return *m_node->pool().fees(); }
    /// What spends the coinbase of the block at `height`.
    MutableTransaction spend(int height, int64_t fee_sat = kFeeSat) {
        return testing::spend_to(std::vector{m_builder.coinbase_coin(height)},
                                 testing::anyone_witness_script(), {fee_sat});
    }
    void enter(const MutableTransaction& transaction) {
        const auto result = pool().accept(transaction.freeze());
        ASSERT_TRUE(result.accepted()) << result.rejection->text();
        pool().wait_until_told();
    }
    void mine(const std::vector<MutableTransaction>& transactions) {
        ASSERT_TRUE(m_node->chain().submit_and_wait(m_builder.mine(transactions)));
        pool().sync();
        pool().wait_until_told();
    }
    /// Transactions of the medium horizon that were confirmed.
    double confirmed() {
        const auto estimate = keeper().estimator().raw(HorizonKind::Medium, 2, 0.95);
        double sum = 0;
        if (estimate->pass) sum += estimate->pass->total_confirmed;
        if (estimate->fail) sum += estimate->fail->total_confirmed;
        return sum;
    }
    bool has_file(const std::string& name) const {
        return sys::real_file_system().exists((m_directory / "fees" / name).string());
    }
};

TEST_F(FeeKeeperTest, AConfirmedTransactionOfThePoolCounts) {
    start_at_tip();
    enter(spend(1));
    mine({spend(1)});
    EXPECT_DOUBLE_EQ(confirmed(), 1);
    mine({spend(2)});
    EXPECT_LT(confirmed(), 1) << "one the pool did not know counts for nothing, and blocks fade";
}

TEST_F(FeeKeeperTest, BehindTheChainNothingCounts) {
    constexpr int64_t kHours3 = 3 * 3600;
    start_at_tip(kHours3);
    enter(spend(1));
    m_clock.set_mock_time_s(tip().time + kHours3 + 1);
    enter(spend(2));
    mine({spend(1), spend(2)});
    EXPECT_DOUBLE_EQ(confirmed(), 1);
}

TEST_F(FeeKeeperTest, AChildOfThePoolDoesNotCount) {
    start_at_tip();
    const MutableTransaction parent = spend(1);
    enter(parent);
    MutableTransaction child = testing::spend_to(std::vector{testing::coin_of(*parent.freeze(), 0, 111)},
                                                 testing::anyone_witness_script(), {kFeeSat});
    child.inputs[0].witness = testing::anyone_witness();
    enter(child);
    mine({parent, child});
    EXPECT_DOUBLE_EQ(confirmed(), 1);
}

TEST_F(FeeKeeperTest, BlocksAreComparedWithThePool) {
    start_at_tip();
    enter(spend(1));
    mine({spend(1), spend(2)});
    const auto coverage = keeper().estimator().coverage();
    ASSERT_GE(coverage.size(), 2u);
    const uint64_t one = spend(1).freeze()->weight();
    EXPECT_EQ(coverage[0], (fees::BlockCoverage{111, one, one + spend(2).freeze()->weight()}));
    EXPECT_EQ(coverage[1], (fees::BlockCoverage{110, 0, 0}));
}

TEST_F(FeeKeeperTest, ThePoolIsAskedOnceItIsTrusted) {
    start_at_tip();
    for (int i = 1; i <= 6; ++i) {
        enter(spend(i));
        mine({spend(i)});
    }
    const auto empty = keeper().estimate(1, EstimateMode::Economical, Source::Pool);
    ASSERT_TRUE(empty.sat_per_kvb) << fees::estimate_fault_text(empty.fault);
    EXPECT_EQ(*empty.sat_per_kvb, 100) << "the least rate that is relayed";

    bool loaded = false;
    FeeKeeper other({}, m_directory / "other",
                    {m_node->chain(), pool(), sys::real_file_system(), m_clock, [&] { return loaded; }});
    EXPECT_EQ(other.estimate(1, EstimateMode::Economical, Source::Pool).fault, EstimateFault::PoolNotLoaded);
    loaded = true;
    EXPECT_EQ(other.estimate(1, EstimateMode::Economical, Source::Pool).fault, EstimateFault::TooFewBlocks);
}

TEST_F(FeeKeeperTest, TransactionsAreCountedByRateAsTheyComeAndGo) {
    start_at_tip();
    const auto counted = [this] {
        int64_t count = 0;
        int64_t fees = 0;
        for (const auto& bin : keeper().histogram()) {
            count += bin.count;
            fees += bin.fees_sat;
        }
        return std::pair(count, fees);
    };
    EXPECT_EQ(counted(), std::pair(int64_t{0}, int64_t{0}));
    enter(spend(1));
    enter(spend(2, 2 * kFeeSat));
    EXPECT_EQ(counted(), std::pair(int64_t{2}, 3 * kFeeSat));
    enter(spend(1, 5 * kFeeSat));
    EXPECT_EQ(counted(), std::pair(int64_t{2}, 7 * kFeeSat)) << "one replaced the other";
    mine({spend(2, 2 * kFeeSat)});
    EXPECT_EQ(counted(), std::pair(int64_t{1}, 5 * kFeeSat));
}

TEST_F(FeeKeeperTest, FilesAreWrittenEveryHourAndAtTheEnd) {
    start_at_tip();
    enter(spend(1));
    mine({spend(1)});
    keeper().skip(std::chrono::minutes(59));
    EXPECT_FALSE(has_file("block_policy_estimates.dat"));
    keeper().skip(std::chrono::hours(1));
    EXPECT_TRUE(has_file("block_policy_estimates.dat"));
    EXPECT_TRUE(has_file("mempool_policy_estimator.dat"));
    mine({});
    const double before = confirmed();
    const auto coverage = keeper().estimator().coverage();
    m_node->stop();

    NodeOptions wanted = options();
    start(wanted);
    EXPECT_NEAR(confirmed(), before, 1e-9);
    EXPECT_EQ(keeper().estimator().coverage(), coverage);
}

TEST_F(FeeKeeperTest, WithoutEstimatesThereIsNothing) {
    NodeOptions wanted = options();
    wanted.pool.fees.enabled = false;
    start(wanted);
    EXPECT_EQ(m_node->pool().fees(), nullptr);
    m_node->stop();
    EXPECT_FALSE(has_file("block_policy_estimates.dat"));
}

}  // namespace
}  // namespace quanta::node
