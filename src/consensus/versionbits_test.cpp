// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/versionbits.h"

#include <gtest/gtest.h>

#include <deque>

namespace quanta::consensus {
namespace {

using params::Deployment;
using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Height;

constexpr int kPeriod = 100;
constexpr int kThreshold = 90;
constexpr int kBit = 3;
constexpr int32_t kPlain = 0x20000000;
constexpr int32_t kSignal = kPlain | 1 << kBit;
constexpr int64_t kStart = 1'000'000;

/// Blocks one second apart, from second 0 on.
class Blocks {
public:
    const HeaderLink& add(int count, int32_t version = kPlain) {
        for (int i = 0; i < count; ++i) {
            BlockHeader header;
            header.version = version;
            header.time = static_cast<uint32_t>(kStart + m_offset + static_cast<int>(m_links.size()));
            header.bits = 0x207fffff;
            const HeaderLink* parent = m_links.empty() ? nullptr : &m_links.back();
            m_links.emplace_back().link_to(parent, header, BlockHash());
        }
        return m_links.back();
    }
    const HeaderLink& at(Height height) const { return m_links[height]; }
    const HeaderLink& tip() const { return m_links.back(); }
    /// Moves the times of the blocks to come.
    void delay(int seconds) { m_offset += seconds; }

private:
    std::deque<HeaderLink> m_links;
    int m_offset = 0;
};

Deployment deployment() {
    return {.name = "test",
            .bit = kBit,
            .start_time = kStart + 150,
            .timeout = kStart + 1000,
            .min_activation_height = 0,
            .threshold = kThreshold,
            .period = kPeriod};
}

DeploymentState state_of(const HeaderLink& parent, const Deployment& of) {
    return DeploymentTracker(of).state_after(&parent);
}

TEST(Deployments, SignalsNeedTheTopBits) {
    EXPECT_TRUE(signals(kSignal, kBit));
    EXPECT_FALSE(signals(kPlain, kBit));
    EXPECT_FALSE(signals(1 << kBit, kBit));
    EXPECT_FALSE(signals(0x40000000 | 1 << kBit, kBit));
    EXPECT_FALSE(signals(0x60000000 | 1 << kBit, kBit));
    EXPECT_FALSE(signals(-1, kBit));
}

TEST(Deployments, FromDefinedToActive) {
    Blocks blocks;
    blocks.add(100);  // median below the start: 0…99
    EXPECT_EQ(state_of(blocks.tip(), deployment()), DeploymentState::Defined);
    blocks.add(100);
    EXPECT_EQ(state_of(blocks.at(198), deployment()), DeploymentState::Defined);
    EXPECT_EQ(state_of(blocks.at(199), deployment()), DeploymentState::Started);
    blocks.add(11);
    blocks.add(89, kSignal);  // 200…299: one short
    EXPECT_EQ(state_of(blocks.tip(), deployment()), DeploymentState::Started);
    blocks.add(10);
    blocks.add(90, kSignal);
    EXPECT_EQ(state_of(blocks.at(398), deployment()), DeploymentState::Started);
    EXPECT_EQ(state_of(blocks.at(399), deployment()), DeploymentState::LockedIn);
    blocks.add(100);
    EXPECT_EQ(state_of(blocks.at(498), deployment()), DeploymentState::LockedIn);
    EXPECT_EQ(state_of(blocks.at(499), deployment()), DeploymentState::Active);
    blocks.add(1000);
    DeploymentTracker tracker(deployment());
    EXPECT_EQ(tracker.state_after(&blocks.tip()), DeploymentState::Active);
    EXPECT_EQ(tracker.since_after(&blocks.tip()), 500);
    EXPECT_EQ(tracker.since_after(&blocks.at(450)), 400);
    EXPECT_EQ(tracker.since_after(&blocks.at(350)), 200);
    EXPECT_EQ(tracker.since_after(&blocks.at(150)), 0);
    EXPECT_EQ(tracker.since_after(nullptr), 0);
    EXPECT_EQ(tracker.state_after(nullptr), DeploymentState::Defined);
}

TEST(Deployments, TimesOutUnlessLockedIn) {
    Blocks blocks;
    blocks.add(200);
    blocks.delay(1000);
    blocks.add(100);
    EXPECT_EQ(state_of(blocks.at(299), deployment()), DeploymentState::Failed);
    blocks.add(200, kSignal);
    EXPECT_EQ(state_of(blocks.tip(), deployment()), DeploymentState::Failed);

    // The last period may still lock it in.
    Blocks late;
    late.add(200);
    late.delay(1000);
    late.add(100, kSignal);
    EXPECT_EQ(state_of(late.tip(), deployment()), DeploymentState::LockedIn);
}

TEST(Deployments, StartsByMedianTime) {
    Blocks blocks;
    blocks.add(200);
    Deployment of = deployment();
    of.start_time = blocks.tip().median_time_past();
    EXPECT_EQ(state_of(blocks.tip(), of), DeploymentState::Started);
    of.start_time += 1;
    EXPECT_EQ(state_of(blocks.tip(), of), DeploymentState::Defined);
}

TEST(Deployments, WaitsForTheMinimumHeight) {
    Blocks blocks;
    blocks.add(200);
    blocks.add(100, kSignal);
    blocks.add(300);
    for (Height height : {400, 500}) {
        Deployment of = deployment();
        of.min_activation_height = height;
        EXPECT_EQ(state_of(blocks.at(height - 2), of), DeploymentState::LockedIn);
        EXPECT_EQ(state_of(blocks.at(height - 1), of), DeploymentState::Active);
        of.min_activation_height = height + 1;
        EXPECT_EQ(state_of(blocks.at(height - 1), of), DeploymentState::LockedIn);
        EXPECT_EQ(state_of(blocks.at(height + 99), of), DeploymentState::Active);
    }
}

TEST(Deployments, AlwaysAndNever) {
    Blocks blocks;
    blocks.add(1);
    Deployment of = deployment();
    of.start_time = Deployment::kAlwaysActive;
    DeploymentTracker always(of);
    EXPECT_EQ(always.state_after(nullptr), DeploymentState::Active);
    EXPECT_EQ(always.since_after(&blocks.tip()), 0);
    of.start_time = Deployment::kNeverActive;
    DeploymentTracker never(of);
    EXPECT_EQ(never.state_after(&blocks.tip()), DeploymentState::Failed);
    EXPECT_EQ(never.since_after(&blocks.tip()), 0);
}

TEST(Deployments, BranchesAreKeptApart) {
    Blocks yes;
    Blocks no;
    DeploymentTracker tracker(deployment());
    yes.add(200);
    yes.add(100, kSignal);
    no.add(300);
    EXPECT_EQ(tracker.state_after(&yes.tip()), DeploymentState::LockedIn);
    EXPECT_EQ(tracker.state_after(&no.tip()), DeploymentState::Started);
    EXPECT_EQ(tracker.state_after(&yes.tip()), DeploymentState::LockedIn);
}

TEST(Deployments, CountsSignals) {
    Blocks blocks;
    blocks.add(200);
    blocks.add(1, kSignal);
    SignalCount count = count_signals(blocks.tip(), deployment());
    EXPECT_EQ(count.period, kPeriod);
    EXPECT_EQ(count.threshold, kThreshold);
    EXPECT_EQ(count.elapsed, 1);
    EXPECT_EQ(count.signalling, 1);
    EXPECT_TRUE(count.possible);
    blocks.add(10);
    EXPECT_TRUE(count_signals(blocks.tip(), deployment()).possible);
    blocks.add(1);
    EXPECT_FALSE(count_signals(blocks.tip(), deployment()).possible);
    blocks.add(87, kSignal);
    blocks.add(1, kSignal);
    count = count_signals(blocks.tip(), deployment());
    EXPECT_EQ(count.elapsed, kPeriod);
    EXPECT_EQ(count.signalling, 89);
    EXPECT_EQ(count_signals(blocks.at(0), deployment()).elapsed, 1);
}

TEST(Deployments, VersionToMineSignals) {
    Blocks blocks;
    blocks.add(200);
    std::vector<DeploymentTracker> trackers{DeploymentTracker(deployment())};
    EXPECT_EQ(version_to_mine(blocks.at(198), trackers), kPlain);
    EXPECT_EQ(version_to_mine(blocks.at(199), trackers), kSignal);
    blocks.add(100, kSignal);
    EXPECT_EQ(version_to_mine(blocks.tip(), trackers), kSignal);
    blocks.add(100, kSignal);
    EXPECT_EQ(version_to_mine(blocks.tip(), trackers), kPlain);
}

TEST(Deployments, StateNames) {
    EXPECT_EQ(deployment_state_name(DeploymentState::Defined), "defined");
    EXPECT_EQ(deployment_state_name(DeploymentState::Started), "started");
    EXPECT_EQ(deployment_state_name(DeploymentState::LockedIn), "locked_in");
    EXPECT_EQ(deployment_state_name(DeploymentState::Active), "active");
    EXPECT_EQ(deployment_state_name(DeploymentState::Failed), "failed");
}

params::ConsensusParams watched_params() {
    params::ConsensusParams params;
    params.deployments = {deployment()};
    return params;
}

using Rules = std::vector<UnknownRule>;
constexpr int32_t kUnknown = kPlain | 1 << 7;

TEST(UnknownRules, LockInAndBecomeActive) {
    Blocks blocks;
    UnknownRuleWatch watch(watched_params());
    blocks.add(100, kUnknown);  // the first period does not count
    EXPECT_EQ(watch.rules_after(blocks.tip()), Rules());
    blocks.add(89, kUnknown);
    blocks.add(11);
    EXPECT_EQ(watch.rules_after(blocks.tip()), Rules());
    blocks.add(90, kUnknown);
    EXPECT_EQ(watch.rules_after(blocks.tip()), Rules());
    blocks.add(10);
    EXPECT_EQ(watch.rules_after(blocks.tip()), (Rules{{7, false}}));
    blocks.add(99);
    EXPECT_EQ(watch.rules_after(blocks.tip()), (Rules{{7, false}}));
    blocks.add(1);
    EXPECT_EQ(watch.rules_after(blocks.tip()), (Rules{{7, true}}));
    blocks.add(500);
    EXPECT_EQ(watch.rules_after(blocks.tip()), (Rules{{7, true}}));
    // Asking all at once comes to the same, and so does going back.
    EXPECT_EQ(UnknownRuleWatch(watched_params()).rules_after(blocks.tip()), (Rules{{7, true}}));
    EXPECT_EQ(watch.rules_after(blocks.at(298)), Rules());
    EXPECT_EQ(watch.rules_after(blocks.at(299)), (Rules{{7, false}}));
}

TEST(UnknownRules, OursAreKnownWhileTheySignal) {
    Blocks blocks;
    blocks.add(200);
    blocks.add(200, kSignal);  // started, locked in
    EXPECT_EQ(UnknownRuleWatch(watched_params()).rules_after(blocks.tip()), Rules());
    blocks.add(100, kSignal);  // active: somebody else's now
    EXPECT_EQ(UnknownRuleWatch(watched_params()).rules_after(blocks.tip()), (Rules{{kBit, false}}));
}

TEST(UnknownRules, OldSignalsDoNotCount) {
    Blocks blocks;
    blocks.add(400, kUnknown);
    params::ConsensusParams params = watched_params();
    params.unknown_deployments_from = 211;
    EXPECT_EQ(UnknownRuleWatch(params).rules_after(blocks.at(299)), Rules());
    EXPECT_EQ(UnknownRuleWatch(params).rules_after(blocks.at(399)), (Rules{{7, false}}));
    params.unknown_deployments_from = 210;
    EXPECT_EQ(UnknownRuleWatch(params).rules_after(blocks.at(299)), (Rules{{7, false}}));
}

}  // namespace
}  // namespace quanta::consensus
