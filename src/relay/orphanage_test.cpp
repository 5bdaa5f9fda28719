// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/orphanage.h"

#include <gtest/gtest.h>

#include <set>

#include "testing/chain_builder.h"

namespace quanta::relay {
namespace {

using primitives::MutableTransaction;
using primitives::OutPoint;
using primitives::Txid;
using TransactionPtr = Orphanage::TransactionPtr;

Txid parent(uint8_t i) {
    Txid txid;
    txid.bytes()[0] = i;
    txid.bytes()[31] = 1;
    return txid;
}

/// Spends `spent`; `padding` bytes more make it heavier.
TransactionPtr spending(const std::vector<OutPoint>& spent, size_t padding = 0, uint32_t salt = 0) {
    MutableTransaction made;
    for (const OutPoint& prevout : spent)
        made.inputs.push_back({prevout, {}, 0xffffffff, {}});
    made.outputs.push_back({{1000}, base::Bytes(padding, 0x6a)});
    made.lock_time = salt;
    return made.freeze();
}
TransactionPtr child_of(uint8_t i, uint32_t salt = 0) {
    return spending({{parent(i), 0}}, 0, salt);
}

TEST(Orphanage, one_orphan_of_several_peers_goes_with_the_last) {
    Orphanage orphans;
    const auto child = child_of(1);
    EXPECT_FALSE(orphans.contains(child->wtxid()));
    EXPECT_TRUE(orphans.add(child, 7, 0));
    EXPECT_FALSE(orphans.add(child, 7, 0)) << "known";
    EXPECT_TRUE(orphans.add(child, 8, 0));
    EXPECT_EQ(orphans.announcers(child->wtxid()), (std::vector<PeerId>{7, 8}));
    EXPECT_EQ(orphans.size(), 1u);
    EXPECT_EQ(orphans.weight(), child->weight()) << "kept once";
    EXPECT_EQ(orphans.work(), 2u) << "charged twice";
    EXPECT_EQ(orphans.find(child->wtxid()), child);
    orphans.forget(PeerId{7});
    EXPECT_EQ(orphans.announcements(7), 0u);
    EXPECT_TRUE(orphans.contains(child->wtxid()));
    orphans.forget(PeerId{8});
    EXPECT_EQ(orphans.size() + orphans.weight() + orphans.work(), 0u);
    EXPECT_EQ(orphans.find(child->wtxid()), nullptr);
    EXPECT_TRUE(orphans.announcers(child->wtxid()).empty());
}

TEST(Orphanage, what_is_too_heavy_to_be_relayed_is_not_kept) {
    Orphanage orphans;
    const size_t overhead = spending({{parent(1), 0}}, 90'000)->weight() - 90'000 * 4;
    const size_t padding = (Orphanage::kMaxWeight - overhead) / 4;
    EXPECT_TRUE(orphans.add(spending({{parent(1), 0}}, padding), 1, 0));
    EXPECT_FALSE(orphans.add(spending({{parent(1), 0}}, padding + 1), 2, 0));
    EXPECT_EQ(orphans.size(), 1u);
}

TEST(Orphanage, work_grows_with_each_ten_inputs) {
    const auto work_of = [](uint32_t inputs) {
        std::vector<OutPoint> spent;
        for (uint32_t i = 0; i < inputs; ++i)
            spent.push_back({parent(1), i});
        return Orphanage::work_of(*spending(spent));
    };
    EXPECT_EQ(work_of(1), 1u);
    EXPECT_EQ(work_of(9), 1u);
    EXPECT_EQ(work_of(10), 2u);
    EXPECT_EQ(work_of(20), 3u);
}

TEST(Orphanage, three_thousand_orphans_and_the_oldest_goes) {
    Orphanage orphans({.weight_per_peer = 10'000'000});
    EXPECT_EQ(Orphanage::Limits().work, Orphanage::kMaxWork);
    for (uint32_t i = 0; i < Orphanage::kMaxWork; ++i)
        ASSERT_TRUE(orphans.add(child_of(1, i), 1, 0));
    EXPECT_EQ(orphans.size(), Orphanage::kMaxWork);
    EXPECT_TRUE(orphans.add(child_of(1, 100'000), 1, 0));
    EXPECT_EQ(orphans.size(), Orphanage::kMaxWork);
    EXPECT_FALSE(orphans.contains(child_of(1, 0)->wtxid()));
    EXPECT_TRUE(orphans.contains(child_of(1, 1)->wtxid()));
}

TEST(Orphanage, the_peer_that_takes_more_than_its_share_gives_way) {
    Orphanage orphans({.weight_per_peer = 20'000, .work = 100});
    for (uint32_t i = 0; i < 3; ++i)
        ASSERT_TRUE(orphans.add(child_of(1, i), 1, 0));
    for (uint32_t i = 0; i < 1'000; ++i)
        orphans.add(child_of(2, i), 2, 0);
    EXPECT_EQ(orphans.announcements(1), 3u);
    EXPECT_EQ(orphans.announcements(2), 97u);
    // By weight: a few heavy ones.
    for (uint32_t i = 0; i < 10; ++i)
        orphans.add(spending({{parent(3), i}}, 2'000), 3, 0);
    EXPECT_EQ(orphans.announcements(1), 3u);
    EXPECT_LE(orphans.weight(), 60'000u);
    EXPECT_GE(orphans.announcements(3), 1u);
    // What one peer leaves is room for nobody: the others keep to their own.
    orphans.forget(PeerId{1});
    EXPECT_LE(orphans.weight(), 40'000u);
}

TEST(Orphanage, the_weight_of_one_peer_to_the_last_unit) {
    const size_t each = child_of(1)->weight();
    Orphanage orphans({.weight_per_peer = 10 * each});
    for (uint32_t i = 0; i < 10; ++i)
        EXPECT_TRUE(orphans.add(child_of(1, i), 1, 0));
    EXPECT_EQ(orphans.size(), 10u);
    EXPECT_TRUE(orphans.add(child_of(1, 10), 1, 0));
    EXPECT_EQ(orphans.size(), 10u);
    EXPECT_FALSE(orphans.contains(child_of(1, 0)->wtxid()));
}

TEST(Orphanage, an_orphan_of_an_honest_peer_outlives_the_flood_it_is_in) {
    Orphanage orphans({.weight_per_peer = 10'000, .work = 100});
    const auto wanted = child_of(1);
    orphans.add(wanted, 2, 0);
    orphans.add(wanted, 1, 0);
    for (uint32_t i = 0; i < 1'000; ++i)
        orphans.add(child_of(2, i), 2, 0);
    EXPECT_EQ(orphans.announcers(wanted->wtxid()), (std::vector<PeerId>{1}));
}

TEST(Orphanage, twenty_minutes) {
    Orphanage orphans;
    orphans.add(child_of(1), 1, 1'000);
    orphans.add(child_of(2), 1, 2'000);
    orphans.expire(1'000 + Orphanage::kMaxAgeUs - 1);
    EXPECT_EQ(orphans.size(), 2u);
    orphans.expire(1'000 + Orphanage::kMaxAgeUs);
    EXPECT_EQ(orphans.size(), 1u);
    EXPECT_TRUE(orphans.contains(child_of(2)->wtxid()));
}

TEST(Orphanage, children_are_tried_again_once_for_each_parent) {
    Orphanage orphans;
    const auto both = spending({{parent(1), 0}, {parent(1), 5}, {parent(2), 0}});
    const auto other = child_of(3);
    orphans.add(both, 4, 0);
    orphans.add(other, 5, 0);
    EXPECT_FALSE(orphans.take_ready());
    orphans.parent_came(parent(1));
    orphans.parent_came(parent(2));
    orphans.parent_came(parent(9));
    const auto ready = orphans.take_ready();
    ASSERT_TRUE(ready);
    EXPECT_EQ(ready->transaction, both);
    EXPECT_EQ(ready->peer, 4);
    EXPECT_FALSE(orphans.take_ready());
    orphans.parent_came(parent(2));
    EXPECT_TRUE(orphans.take_ready()) << "it may have lacked that one only";
    orphans.parent_came(parent(3));
    orphans.forget(other->wtxid());
    EXPECT_FALSE(orphans.take_ready());
    // It came back: nobody has told of a parent since.
    orphans.parent_came(parent(1));
    orphans.forget(both->wtxid());
    orphans.add(both, 4, 0);
    EXPECT_FALSE(orphans.take_ready());
}

TEST(Orphanage, when_nobody_knows_what_came_all_are_tried_again) {
    Orphanage orphans;
    const std::vector all{child_of(9), child_of(1), child_of(5)};
    for (const auto& orphan : all)
        orphans.add(orphan, 1, 0);
    orphans.parent_came(parent(5));
    orphans.anything_came();
    std::set<TransactionPtr> ready;
    while (const auto next = orphans.take_ready())
        EXPECT_TRUE(ready.insert(next->transaction).second) << "once";
    EXPECT_EQ(ready, (std::set<TransactionPtr>(all.begin(), all.end())));
}

TEST(Orphanage, children_of_a_peer_the_newest_first) {
    Orphanage orphans;
    const auto first = child_of(1, 1);
    const auto second = child_of(1, 2);
    orphans.add(second, 8, 0);
    orphans.add(first, 7, 0);
    orphans.add(second, 7, 0);
    orphans.add(child_of(2), 7, 0);
    EXPECT_EQ(orphans.children_of(parent(1), 7), (std::vector{second, first}));
    EXPECT_EQ(orphans.children_of(parent(1), 8), (std::vector{second}));
    EXPECT_TRUE(orphans.children_of(parent(1), 9).empty());
    EXPECT_TRUE(orphans.children_of(parent(9), 7).empty());
}

TEST(Orphanage, a_block_ends_what_it_holds_and_what_it_conflicts_with) {
    testing::ChainBuilder chain;
    chain.mine_empty(101);
    const auto& coinbase = chain.blocks().front()->transactions().front();
    MutableTransaction spend;
    spend.inputs.push_back({{coinbase.txid(), 0}, {}, 0xffffffff, {}});
    spend.outputs.push_back({{1'000}, {0x51}});
    const auto mined = spend.freeze();
    Orphanage orphans;
    const auto conflict = spending({{coinbase.txid(), 0}}, 0, 9);
    const auto child = spending({{mined->txid(), 0}});
    const auto sibling = spending({{coinbase.txid(), 1}});
    for (const auto& orphan : {mined, conflict, child, sibling, child_of(1)})
        orphans.add(orphan, 1, 0);
    orphans.block_connected(*chain.mine({spend}));
    EXPECT_FALSE(orphans.contains(mined->wtxid()));
    EXPECT_FALSE(orphans.contains(conflict->wtxid()));
    EXPECT_TRUE(orphans.contains(sibling->wtxid())) << "it spends another output";
    EXPECT_EQ(orphans.size(), 3u);
    const auto ready = orphans.take_ready();
    ASSERT_TRUE(ready);
    EXPECT_EQ(ready->transaction, child);
    EXPECT_FALSE(orphans.take_ready());
}

TEST(Orphanage, with_a_parent_that_never_comes_go_all_that_build_on_it) {
    Orphanage orphans;
    const auto child = child_of(1);
    const auto grandchild = spending({{child->txid(), 0}, {parent(2), 0}});
    const auto other = child_of(2);
    for (const auto& orphan : {grandchild, other, child})
        orphans.add(orphan, 1, 0);
    EXPECT_EQ(orphans.forget_descendants(parent(1)), (std::vector{child, grandchild}));
    EXPECT_EQ(orphans.size(), 1u);
    EXPECT_TRUE(orphans.contains(other->wtxid()));
    EXPECT_TRUE(orphans.forget_descendants(parent(1)).empty());
}

TEST(Orphanage, what_it_lacks) {
    Orphanage orphans;
    const auto both = spending({{parent(1), 0}, {parent(2), 0}});
    orphans.set_missing(both->wtxid(), {parent(1)});
    EXPECT_TRUE(orphans.missing(both->wtxid()).empty()) << "not here";
    orphans.add(both, 1, 0);
    orphans.set_missing(both->wtxid(), {parent(1)});
    EXPECT_EQ(orphans.missing(both->wtxid()), std::vector{parent(1)});
}

TEST(Orphanage, all_of_them_for_who_wants_to_see) {
    Orphanage orphans;
    orphans.add(child_of(1), 3, 0);
    orphans.add(child_of(1), 4, 0);
    size_t seen = 0;
    orphans.for_each([&](const TransactionPtr& orphan, const std::vector<PeerId>& peers) {
        ++seen;
        EXPECT_EQ(orphan->wtxid(), child_of(1)->wtxid());
        EXPECT_EQ(peers, (std::vector<PeerId>{3, 4}));
    });
    EXPECT_EQ(seen, 1u);
}

}  // namespace
}  // namespace quanta::relay
