// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "peers/peer_chains.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "testing/block_builder.h"

namespace quanta::peers {
namespace {

using chain::HeaderNode;

class PeerChainsTest : public ::testing::Test {
protected:
    PeerChainsTest() { chains.peer_ready(test_facts(1)); }

    std::shared_ptr<const primitives::Block> next(uint64_t extra_nonce = 0) const {
        return testing::finish_block(testing::draft_block(chain.tip(), params.consensus, {}, extra_nonce));
    }
    const HeaderNode& mine() {
        const auto block = next();
        EXPECT_TRUE(chain.add(block));
        return *chain.find(block->hash());
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{1'296'688'602 + 7'200};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    PeerChains chains{chain};
};

TEST_F(PeerChainsTest, the_announced_block_of_most_work_counts) {
    const HeaderNode& first = mine();
    const HeaderNode& second = mine();
    EXPECT_EQ(chains.best_known(1), nullptr);
    chains.announced(1, second.hash);
    chains.announced(1, first.hash);
    EXPECT_EQ(chains.best_known(1), &second);
    EXPECT_TRUE(chains.has(1, first)) << "with what comes before";
    EXPECT_EQ(chains.best_known(2), nullptr) << "nobody there";
}

TEST_F(PeerChainsTest, an_unknown_block_counts_when_its_header_has_come) {
    const auto block = next();
    chains.announced(1, block->hash());
    EXPECT_EQ(chains.best_known(1), nullptr);
    ASSERT_TRUE(chain.add(block));
    EXPECT_EQ(chains.best_known(1), chain.find(block->hash()));
}

TEST_F(PeerChainsTest, what_it_was_told_of_it_has_too) {
    const HeaderNode& first = mine();
    const HeaderNode& second = mine();
    EXPECT_FALSE(chains.has(1, first));
    chains.told(1, first);
    EXPECT_TRUE(chains.has(1, first));
    EXPECT_FALSE(chains.has(1, second));
    EXPECT_EQ(chains.best_known(1), nullptr) << "it has not said so";
}

TEST_F(PeerChainsTest, the_last_in_common_is_kept_for_those_who_ask_for_blocks) {
    const HeaderNode& first = mine();
    EXPECT_EQ(chains.last_common(1), nullptr);
    chains.set_last_common(1, &first);
    EXPECT_EQ(chains.last_common(1), &first);
    PeerReport report;
    chains.announced(1, first.hash);
    chains.report(1, report);
    EXPECT_EQ(report.synced_headers, 1);
    EXPECT_EQ(report.synced_blocks, 1);
    chains.peer_gone(1);
    EXPECT_EQ(chains.last_common(1), nullptr);
}

}  // namespace
}  // namespace quanta::peers
