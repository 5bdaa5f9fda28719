// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/announcements.h"

#include <gtest/gtest.h>

#include "consensus/header_link.h"
#include "peers/fake_chain.h"
#include "peers/test_mining.h"
#include "peers/test_peers.h"
#include "testing/block_builder.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using chain::HeaderNode;

constexpr int64_t kGenesisTime = 1'296'688'602;

class AnnouncementsTest : public ::testing::Test {
protected:
    explicit AnnouncementsTest(FakeChain::Options options = {}, int64_t time_s = kGenesisTime + 600)
        : environment(time_s), chain(params, environment.clock, environment.scheduler, options) {}

    const HeaderNode& mine(int count, const HeaderNode* parent = nullptr, uint64_t extra_nonce = 0) {
        return peers::mine(chain, environment.clock, count, parent, extra_nonce);
    }
    void join(PeerId id, bool wants_headers) {
        const PeerFacts facts = test_facts(id, net::ConnectionType::Inbound);
        chains.peer_ready(facts);
        announcements.peer_ready(facts);
        if (wants_headers) announcements.handle(id, wire::SendHeaders{});
        peers.sent.clear();
    }
    void changed() { announcements.tip_changed(chain.snapshot()); }
    std::vector<primitives::BlockHash> headers(PeerId id) {
        std::vector<primitives::BlockHash> hashes;
        for (const wire::Headers& message : peers.take<wire::Headers>(id)) {
            for (const primitives::BlockHeader& header : message.headers)
                hashes.push_back(header.hash());
        }
        return hashes;
    }
    std::vector<wire::Inventory> invs(PeerId id) {
        std::vector<wire::Inventory> entries;
        for (const wire::Inv& message : peers.take<wire::Inv>(id))
            entries.insert(entries.end(), message.entries.begin(), message.entries.end());
        return entries;
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment;
    FakeChain chain;
    TestPeers peers;
    PeerChains chains{chain};
    Announcements announcements{Context{chain, peers, environment.get()}, chains};
};

TEST_F(AnnouncementsTest, headers_for_those_who_want_them_and_have_what_they_stand_on) {
    join(1, true);
    join(2, false);
    join(3, true);
    chains.announced(1, chain.tip().hash);
    chains.announced(2, chain.tip().hash);
    const HeaderNode& tip = mine(1);
    changed();
    EXPECT_EQ(headers(1), std::vector{tip.hash});
    EXPECT_TRUE(invs(1).empty());
    EXPECT_EQ(
        invs(2),
        (std::vector<wire::Inventory>{{wire::InventoryType::Block, wire::InventoryHash(tip.hash.bytes())}}));
    // Of the third nothing is known.
    EXPECT_TRUE(headers(3).empty());
    EXPECT_EQ(invs(3).size(), 1u);
}

TEST_F(AnnouncementsTest, eight_headers_and_no_more) {
    join(1, true);
    chains.announced(1, chain.tip().hash);
    mine(8);
    changed();
    EXPECT_EQ(headers(1).size(), 8u);
    mine(9);
    changed();
    EXPECT_TRUE(headers(1).empty());
    EXPECT_EQ(invs(1).size(), 1u);
}

TEST_F(AnnouncementsTest, a_reorganisation_is_told_from_the_fork_on) {
    const HeaderNode& fork = mine(3);
    join(1, true);
    chains.announced(1, fork.hash);
    mine(1);
    changed();
    EXPECT_EQ(headers(1).size(), 1u);
    const HeaderNode& end = mine(2, &fork, 7);
    changed();
    EXPECT_EQ(headers(1), (std::vector{end.parent()->hash, end.hash}));
    // The tip going down is no news.
    changed();
    EXPECT_TRUE(peers.sent.empty());
}

TEST_F(AnnouncementsTest, what_a_peer_has_is_not_told) {
    join(1, true);
    join(2, false);
    mine(2);
    chains.announced(1, chain.tip().hash);
    chains.announced(2, chain.tip().hash);
    changed();
    EXPECT_TRUE(peers.sent.empty());
    const HeaderNode& tip = mine(2);
    chains.announced(1, tip.parent()->hash);
    changed();
    EXPECT_EQ(headers(1), std::vector{tip.hash});
}

TEST_F(AnnouncementsTest, compact_forms_are_for_one_block) {
    std::vector<PeerId> told;
    announcements.set_announce_compact([&](PeerId peer, const HeaderNode&) {
        told.push_back(peer);
        return peer == 1;
    });
    join(1, false);
    join(2, true);
    chains.announced(1, chain.tip().hash);
    chains.announced(2, chain.tip().hash);
    mine(1);
    changed();
    EXPECT_EQ(told, (std::vector<PeerId>{1, 2}));
    EXPECT_TRUE(invs(1).empty());
    EXPECT_EQ(headers(2).size(), 1u);
    mine(2);
    changed();
    EXPECT_EQ(told.size(), 2u);
}

class FarFromTheTipTest : public AnnouncementsTest {
protected:
    FarFromTheTipTest() : AnnouncementsTest({}, kGenesisTime + 1'000'000) {}
};

TEST_F(FarFromTheTipTest, nothing_is_announced) {
    join(1, true);
    mine(1);
    EXPECT_TRUE(chain.snapshot()->initial_block_download);
    changed();
    EXPECT_TRUE(peers.sent.empty());
}

class LightAnnouncementsTest : public AnnouncementsTest {
protected:
    LightAnnouncementsTest() : AnnouncementsTest(options()) {}
    static FakeChain::Options options() {
        FakeChain::Options options;
        options.minimum_work = consensus::work_of(0x207fffff) * 3;
        return options;
    }
};

TEST_F(LightAnnouncementsTest, headers_are_wanted_once_the_chain_has_enough_work) {
    PeerFacts old = test_facts(2);
    old.version = 70011;
    announcements.peer_ready(test_facts(1));
    announcements.peer_ready(old);
    EXPECT_TRUE(peers.sent.empty());
    mine(1);
    changed();
    EXPECT_TRUE(peers.sent.empty());
    mine(1);
    changed();
    EXPECT_EQ(peers.take<wire::SendHeaders>(1).size(), 1u);
    EXPECT_TRUE(peers.take<wire::SendHeaders>(2).empty());
    mine(1);
    changed();
    EXPECT_TRUE(peers.take<wire::SendHeaders>(1).empty());
    PeerFacts known = test_facts(3);
    known.version = 70012;
    announcements.peer_ready(known);
    EXPECT_EQ(peers.take<wire::SendHeaders>(3).size(), 1u);
}

}  // namespace
}  // namespace quanta::sync
