// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/fee_filter.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "relay/test_pool.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using std::chrono::minutes;
using std::chrono::seconds;

constexpr int64_t kGenesisTime = 1'296'688'602;

class FeeFilterTest : public ::testing::Test {
protected:
    void ready(PeerId id, net::ConnectionType type = net::ConnectionType::Inbound, uint32_t permissions = 0) {
        PeerFacts facts = test_facts(id, type);
        facts.origin.permissions = permissions;
        filter->peer_ready(facts);
    }
    std::vector<int64_t> told(PeerId id) {
        std::vector<int64_t> rates;
        for (const wire::FeeFilter& message : peers.take<wire::FeeFilter>(id))
            rates.push_back(message.rate_sat_per_kvb);
        return rates;
    }
    void begin(int64_t now_s = kGenesisTime + 60) {
        environment.clock.set_system_time_s(now_s);
        chain.emplace(params, environment.clock, environment.scheduler, FakeChain::Options{});
        filter.emplace(Context{*chain, peers, environment.get()}, pool);
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime};
    TestPeers peers;
    relay::TestPool pool{environment.scheduler};
    std::optional<FakeChain> chain;
    std::optional<FeeFilter> filter;
};

TEST(RoundedRateTest, steps_are_a_tenth_apart) {
    EXPECT_EQ(rounded_rate(0, false), 0);
    EXPECT_EQ(rounded_rate(99, false), 0);
    EXPECT_EQ(rounded_rate(100, false), 100);
    EXPECT_EQ(rounded_rate(100, true), 0);
    EXPECT_EQ(rounded_rate(109, false), 100);
    EXPECT_EQ(rounded_rate(0, true), 0);
    EXPECT_EQ(rounded_rate(FeeFilter::kMaxRate, false), rounded_rate(10'000'000, false));
    EXPECT_GT(rounded_rate(FeeFilter::kMaxRate, false), 9'000'000);
    int64_t before = 0;
    for (int64_t rate = 200; rate < 9'000'000; rate += rate / 20) {
        const int64_t step = rounded_rate(rate, false);
        EXPECT_LE(step, rate);
        EXPECT_GT(step, rate * 10 / 11 - 2);
        EXPECT_GE(step, before);
        EXPECT_LT(rounded_rate(rate, true), step);
        before = step;
    }
}

TEST_F(FeeFilterTest, tells_those_who_gossip_and_may_not_send_everything) {
    begin();
    ready(1);
    ready(2, net::ConnectionType::BlockRelayOnly);
    ready(3, net::ConnectionType::Inbound, net::kPermitForceRelay);
    ready(4, net::ConnectionType::Inbound, net::kPermitRelay);
    PeerFacts old = test_facts(5);
    old.version = FeeFilter::kFrom - 1;
    filter->peer_ready(old);
    const std::vector<int64_t> rates = told(1);
    ASSERT_EQ(rates.size(), 1u);
    EXPECT_GE(rates[0], 800);
    EXPECT_LE(rates[0], 1000);
    EXPECT_TRUE(told(2).empty());
    EXPECT_TRUE(told(3).empty());
    EXPECT_EQ(told(4).size(), 1u);
    EXPECT_TRUE(told(5).empty());
}

TEST_F(FeeFilterTest, never_tells_less_than_is_ever_asked_for) {
    pool.min_rate = 100;
    begin();
    for (PeerId id = 1; id <= 20; ++id)
        ready(id);
    for (PeerId id = 1; id <= 20; ++id)
        EXPECT_EQ(told(id), std::vector<int64_t>{100});
}

TEST_F(FeeFilterTest, wants_nothing_before_the_chain_is_there) {
    begin(kGenesisTime + 30 * 86'400);
    ready(1);
    EXPECT_GT(told(1).at(0), 9'000'000);
    environment.run_for(minutes(60));
    EXPECT_TRUE(told(1).empty());
    chain::Snapshot done = *chain->snapshot();
    done.initial_block_download = false;
    filter->tip_changed(std::make_shared<const chain::Snapshot>(done));
    EXPECT_LE(told(1).at(0), 1000);
}

TEST_F(FeeFilterTest, a_great_change_is_told_within_five_minutes) {
    begin();
    for (PeerId id = 1; id <= 20; ++id) {
        ready(id);
        told(id);
    }
    pool.min_rate = 1'000'000;
    environment.run_for(seconds(30 + 300));
    for (PeerId id = 1; id <= 20; ++id) {
        const auto rates = told(id);
        ASSERT_FALSE(rates.empty());
        EXPECT_GT(rates.back(), 800'000);
    }
    filter->peer_gone(1);
    pool.min_rate = 1000;
    environment.run_for(minutes(60));
    EXPECT_TRUE(told(1).empty());
    EXPECT_LE(told(2).back(), 1000);
}

TEST_F(FeeFilterTest, keeps_what_peers_tell_if_it_is_an_amount) {
    begin();
    ready(1);
    EXPECT_EQ(filter->wanted_by(1), 0);
    filter->handle(1, {5000});
    filter->handle(1, {-1});
    filter->handle(1, {FeeFilter::kMaxRate + 1});
    PeerReport report;
    filter->report(1, report);
    EXPECT_EQ(report.fee_filter_sat_per_kvb, 5000);
    filter->handle(1, {FeeFilter::kMaxRate});
    EXPECT_EQ(filter->wanted_by(1), FeeFilter::kMaxRate);
    filter->handle(2, {1});
    EXPECT_EQ(filter->wanted_by(2), 0);
}

}  // namespace
}  // namespace quanta::sync
