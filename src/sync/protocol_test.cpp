// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/protocol.h"

#include <gtest/gtest.h>

#include "sync/test_node.h"

namespace quanta::sync {
namespace {

using chain::HeaderNode;
using std::chrono::milliseconds;
using std::chrono::seconds;

const params::ChainParams& regtest() {
    static const params::ChainParams kParams = params::make_params(params::Chain::Regtest).value();
    return kParams;
}

/// Two nodes; the clock stands at the genesis block and moves on with what is mined.
class TwoNodes : public ::testing::Test {
protected:
    /// Runs until both have the same tip.
    bool meet(seconds limit = seconds(60)) {
        return environment.scheduler.run_until([&] { return a.chain.tip().hash == b.chain.tip().hash; },
                                               limit);
    }

    TestEnvironment environment{regtest_start()};
    TestNode a{environment, regtest()};
    TestNode b{environment, regtest()};

    static int64_t regtest_start() { return 1'296'688'602 + 600; }
};

TEST_F(TwoNodes, shake_hands) {
    const auto [here, there] = a.connect(b);
    environment.run_for(seconds(1));
    const PeerReport report = a.protocol.report(here);
    ASSERT_TRUE(report.facts);
    EXPECT_EQ(report.facts->user_agent, "/test/");
    EXPECT_TRUE(report.facts->wtxid_relay);
    EXPECT_TRUE(report.facts->addresses_v2);
    EXPECT_TRUE(a.merits[here].handshake_done);
    EXPECT_TRUE(b.merits[there].handshake_done);
    EXPECT_EQ(a.connections(), 1u);
}

TEST_F(TwoNodes, the_one_who_connects_fetches_the_chain) {
    b.mine(2500);
    const auto [here, there] = a.connect(b);
    ASSERT_TRUE(meet());
    EXPECT_EQ(a.chain.tip().height, 2500);
    environment.run_for(seconds(1));
    EXPECT_EQ(a.protocol.report(here).synced_blocks, 2500);
    EXPECT_EQ(a.protocol.report(here).synced_headers, 2500);
    EXPECT_TRUE(a.reasons.empty() && b.reasons.empty());
}

TEST_F(TwoNodes, the_one_connected_to_fetches_the_chain) {
    b.mine(300);
    b.connect(a);
    ASSERT_TRUE(meet());
    EXPECT_EQ(a.chain.tip().height, 300);
}

TEST_F(TwoNodes, a_block_found_later_is_passed_on) {
    a.connect(b);
    environment.run_for(seconds(1));
    b.mine(1);
    ASSERT_TRUE(meet(seconds(5)));
    a.mine(1);
    ASSERT_TRUE(meet(seconds(5)));
    EXPECT_EQ(b.chain.tip().height, 2);
}

class Reorganisation : public TwoNodes, public ::testing::WithParamInterface<int> {};

TEST_P(Reorganisation, ends_at_the_chain_of_most_work) {
    const int depth = GetParam();
    const HeaderNode& fork = b.mine(20);
    a.connect(b);
    ASSERT_TRUE(meet());
    a.mine(depth);
    ASSERT_TRUE(meet());
    // The other branch is made beside it and told of by a header of its tip.
    const HeaderNode& end = b.mine(depth + 1, &fork, 7);
    EXPECT_EQ(end.height, 20 + depth + 1);
    EXPECT_EQ(&b.chain.tip(), &end);
    ASSERT_TRUE(meet(seconds(120)));
    EXPECT_EQ(a.chain.tip().hash, end.hash);
    EXPECT_TRUE(a.reasons.empty() && b.reasons.empty());
}

INSTANTIATE_TEST_SUITE_P(Depths, Reorganisation, ::testing::Values(1, 6, 100, 1000));

}  // namespace
}  // namespace quanta::sync
