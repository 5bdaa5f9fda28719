// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/transaction_intake.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "relay/test_pool.h"
#include "testing/block_builder.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::TestEnvironment;
using peers::TestPeers;

using primitives::MutableTransaction;
using primitives::Txid;
using relay::Verdict;
using TransactionPtr = TransactionIntake::TransactionPtr;

constexpr int64_t kGenesisTime = 1'296'688'602;

class TransactionIntakeTest : public ::testing::Test {
protected:
    TransactionIntakeTest() {
        pool.coins.insert(Txid());
        pool.packages = true;
        for (PeerId peer = 1; peer <= 3; ++peer)
            control.peer_connected(peer);
    }

    static MutableTransaction draft(const std::vector<Txid>& parents, uint32_t salt) {
        MutableTransaction made;
        for (const Txid& parent : parents)
            made.inputs.push_back({{parent, 0}, {}, 0xffffffff, {}});
        made.outputs.push_back({{1000}, {0x51}});
        made.lock_time = salt;
        return made;
    }
    /// Spends the first output of each; without any, a coin there is.
    static TransactionPtr made(const std::vector<TransactionPtr>& parents, uint32_t salt = 0) {
        std::vector<Txid> txids;
        for (const TransactionPtr& parent : parents)
            txids.push_back(parent->txid());
        if (txids.empty()) txids.emplace_back();
        return draft(txids, salt).freeze();
    }
    void give(PeerId peer, const TransactionPtr& transaction) {
        intake.take(peer, transaction);
        environment.settle();
    }
    bool in_pool(const TransactionPtr& transaction) const {
        return pool.find(transaction->txid()).has_value();
    }
    void says(const TransactionPtr& transaction, Verdict verdict) {
        pool.verdicts[transaction->wtxid()] = verdict;
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 60};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    relay::TestPool pool{environment.scheduler};
    PeerControl control{peers};
    std::vector<TransactionPtr> entered;
    std::vector<TransactionPtr> left_out;
    std::map<PeerId, std::vector<Txid>> asked;
    std::vector<PeerId> also;  ///< have announced whatever comes
    std::set<PeerId> gone;
    std::function<void()> meanwhile;  ///< happens before an orphan is kept
    TransactionIntake intake{
        Context{chain, peers, environment.get()},
        {control, pool,
         [this](PeerId, const relay::PoolEntry& entry) { entered.push_back(entry.transaction); },
         [this](const TransactionPtr& transaction) { left_out.push_back(transaction); },
         [this](PeerId peer, const primitives::Transaction&) {
             if (meanwhile) meanwhile();
             std::vector<PeerId> all{peer};
             all.insert(all.end(), also.begin(), also.end());
             std::erase_if(all, [&](PeerId id) { return gone.contains(id); });
             return all;
         },
         [this](PeerId peer, const std::vector<Txid>& parents) { asked[peer] = parents; }}};
};

TEST_F(TransactionIntakeTest, an_orphan_enters_when_its_parents_have) {
    const auto first = made({}, 1);
    const auto second = made({}, 2);
    const auto child = made({first, second});
    const auto grandchild = made({child});
    also = {2};
    give(1, grandchild);
    give(1, child);
    EXPECT_EQ(intake.orphans().size(), 2u);
    EXPECT_EQ(intake.orphans().announcers(child->wtxid()), (std::vector<PeerId>{1, 2}));
    EXPECT_EQ(asked[1].size(), 2u);
    EXPECT_EQ(asked[2], asked[1]) << "whoever has it ought to have them";
    EXPECT_TRUE(intake.has_orphan(child->wtxid()));
    give(3, first);
    EXPECT_FALSE(in_pool(child));
    EXPECT_EQ(asked[2], std::vector{second->txid()}) << "only that one is missing now";
    give(3, second);
    EXPECT_EQ(entered, (std::vector{first, second, child, grandchild}));
    EXPECT_EQ(intake.orphans().size(), 0u);
}

TEST_F(TransactionIntakeTest, who_announces_an_orphan_is_asked_for_its_parents) {
    const auto parent = made({});
    const auto child = made({parent});
    EXPECT_FALSE(intake.announced(2, child->wtxid()));
    give(1, child);
    EXPECT_TRUE(intake.announced(2, child->wtxid()));
    EXPECT_EQ(asked[2], std::vector{parent->txid()});
    asked.clear();
    EXPECT_TRUE(intake.announced(2, child->wtxid()));
    give(2, child);
    EXPECT_TRUE(asked.empty()) << "it was, already";
    EXPECT_EQ(pool.submitted, 1u);
    intake.peer_gone(1);
    EXPECT_TRUE(intake.has_orphan(child->wtxid()));
    intake.peer_gone(2);
    EXPECT_FALSE(intake.has_orphan(child->wtxid()));
}

TEST_F(TransactionIntakeTest, nobody_is_charged_who_has_gone) {
    const auto child = made({made({})});
    intake.take(1, child);
    gone = {1};
    intake.peer_gone(1);
    environment.settle();
    EXPECT_EQ(intake.orphans().size(), 0u);
    EXPECT_TRUE(asked.empty());
}

TEST_F(TransactionIntakeTest, with_a_refused_parent_children_are_refused) {
    const auto parent = made({});
    const auto child = made({parent}, 1);
    const auto grandchild = made({child});
    const auto late = made({parent}, 2);
    says(parent, Verdict::Rejected);
    give(1, child);
    give(1, grandchild);
    give(1, parent);
    EXPECT_EQ(intake.orphans().size(), 0u);
    for (const TransactionPtr& refused : {parent, child, grandchild}) {
        EXPECT_TRUE(intake.is_refused(refused->wtxid()));
        EXPECT_TRUE(intake.is_refused(refused->txid()));
    }
    give(1, late);
    EXPECT_EQ(intake.orphans().size(), 0u);
    EXPECT_TRUE(intake.is_refused(late->txid()));
    // Nor does it go to the pool again.
    pool.submitted = 0;
    give(1, child);
    give(1, late);
    EXPECT_EQ(pool.submitted, 0u);
    intake.tip_changed(chain.snapshot());
    EXPECT_FALSE(intake.is_refused(child->txid())) << "the rules may have changed";
    give(1, child);
    EXPECT_EQ(pool.submitted, 1u);
}

TEST_F(TransactionIntakeTest, another_witness_may_be_good) {
    const auto one = made({});
    says(one, Verdict::BadWitness);
    give(1, one);
    EXPECT_TRUE(intake.is_refused(one->wtxid()));
    MutableTransaction changed = draft({Txid()}, 0);
    changed.inputs[0].witness.push_back({1});
    const auto other = changed.freeze();
    ASSERT_EQ(other->txid(), one->txid());
    EXPECT_FALSE(intake.is_refused(other->wtxid()));
    EXPECT_EQ(left_out, std::vector{one});
}

TEST_F(TransactionIntakeTest, a_block_brings_parents_and_ends_what_it_holds) {
    const auto parent = made({}, 1);
    const auto child = made({parent});
    const auto stranger = made({made({}, 2)});
    give(1, child);
    give(1, stranger);
    environment.clock.set_system_time_s(chain.tip().time + 600);
    testing::BlockDraft draft = testing::draft_block(chain.tip(), params.consensus);
    draft.transactions = {MutableTransaction(*parent), MutableTransaction(*stranger)};
    ASSERT_TRUE(chain.add(testing::finish_block(draft)));
    pool.coins.insert(parent->txid());
    intake.tip_changed(chain.snapshot());
    environment.settle();
    EXPECT_EQ(entered, std::vector{child});
    EXPECT_EQ(intake.orphans().size(), 0u);
}

TEST_F(TransactionIntakeTest, of_several_blocks_at_once_any_may_have_brought_parents) {
    intake.tip_changed(chain.snapshot());
    const auto parent = made({}, 1);
    const auto child = made({parent});
    give(1, child);
    pool.coins.insert(parent->txid());
    for (int i = 0; i < 2; ++i) {
        environment.clock.set_system_time_s(chain.tip().time + 600);
        testing::BlockDraft draft = testing::draft_block(chain.tip(), params.consensus);
        if (i == 0) draft.transactions = {MutableTransaction(*parent)};
        ASSERT_TRUE(chain.add(testing::finish_block(draft)));
    }
    intake.tip_changed(chain.snapshot());
    environment.settle();
    EXPECT_EQ(entered, std::vector{child});
}

TEST_F(TransactionIntakeTest, twenty_minutes_without_a_parent) {
    give(1, made({made({}, 1)}, 1));
    environment.run_for(std::chrono::minutes(20) - std::chrono::milliseconds(1));
    intake.tip_changed(chain.snapshot());
    EXPECT_EQ(intake.orphans().size(), 1u);
    environment.run_for(std::chrono::milliseconds(1));
    intake.tip_changed(chain.snapshot());
    EXPECT_EQ(intake.orphans().size(), 0u);
}

TEST_F(TransactionIntakeTest, a_parent_that_pays_too_little_comes_in_with_its_child) {
    const auto parent = made({});
    const auto child = made({parent});
    says(parent, Verdict::Retryable);
    pool.pays_for_all.insert(child->wtxid());
    give(1, child);
    EXPECT_EQ(asked[1], std::vector{parent->txid()});
    give(1, parent);
    EXPECT_EQ(pool.packages_submitted, 1u);
    EXPECT_EQ(entered, (std::vector{parent, child}));
    EXPECT_EQ(intake.orphans().size(), 0u);
}

TEST_F(TransactionIntakeTest, a_parent_seen_before_its_child_is_asked_for_again) {
    const auto parent = made({});
    const auto child = made({parent});
    says(parent, Verdict::Retryable);
    pool.pays_for_all.insert(child->wtxid());
    give(1, parent);
    EXPECT_TRUE(intake.is_refused(parent->wtxid())) << "not for its own sake";
    EXPECT_FALSE(intake.is_refused(parent->txid())) << "but for a child's";
    give(1, parent);
    EXPECT_EQ(pool.submitted, 1u);
    EXPECT_EQ(pool.packages_submitted, 0u);
    give(1, child);
    EXPECT_EQ(asked[1], std::vector{parent->txid()});
    give(1, parent);
    EXPECT_EQ(entered, (std::vector{parent, child}));
}

TEST_F(TransactionIntakeTest, a_package_that_failed_is_not_tried_again) {
    const auto parent = made({});
    const auto first = made({parent}, 1);
    const auto second = made({parent}, 2);
    says(parent, Verdict::Retryable);
    give(1, first);
    give(1, parent);
    EXPECT_EQ(pool.packages_submitted, 1u);
    EXPECT_TRUE(intake.has_orphan(first->wtxid())) << "its parent is still missing";
    give(1, parent);
    EXPECT_EQ(pool.packages_submitted, 1u);
    // Children that another peer has are not tried: it would have to give the parent, too.
    give(2, second);
    give(1, parent);
    EXPECT_EQ(pool.packages_submitted, 1u);
    pool.pays_for_all.insert(second->wtxid());
    give(2, parent);
    EXPECT_EQ(pool.packages_submitted, 2u);
    EXPECT_EQ(entered.size(), 3u) << "the parent, its child, and the one that waited";
}

TEST_F(TransactionIntakeTest, a_pool_that_takes_no_packages_is_given_none) {
    pool.packages = false;
    const auto parent = made({});
    says(parent, Verdict::Retryable);
    give(1, made({parent}));
    give(1, parent);
    EXPECT_EQ(pool.packages_submitted, 0u);
    EXPECT_EQ(intake.orphans().size(), 1u);
}

TEST_F(TransactionIntakeTest, a_parent_that_came_meanwhile_is_noticed) {
    const auto parent = made({});
    const auto child = made({parent});
    // Between the pool's look at the child and its answer.
    meanwhile = [&] { pool.add(parent); };
    give(1, child);
    EXPECT_EQ(entered, std::vector{child});
    EXPECT_EQ(intake.orphans().size(), 0u);
}

TEST_F(TransactionIntakeTest, peers_wait_for_a_busy_pool_and_orphans_take_turns_with_them) {
    const auto parent = made({}, 1'000);
    std::vector<TransactionPtr> children;
    for (uint32_t i = 0; i < 40; ++i)
        give(1, children.emplace_back(made({parent}, i)));
    ASSERT_EQ(intake.orphans().size(), 40u);
    pool.submitted = 0;
    give(2, parent);
    EXPECT_EQ(entered.size(), 41u);
    for (uint32_t i = 0; i <= pool.max_in_work(); ++i)
        intake.take(3, made({}, i));
    EXPECT_TRUE(peers.paused.contains(3));
    environment.settle();
    EXPECT_FALSE(peers.paused.contains(3));
    EXPECT_EQ(pool.submitted, 41 + pool.max_in_work() + 1);
    // Who goes while it waits is not waited for.
    for (uint32_t i = 0; i <= pool.max_in_work(); ++i)
        intake.take(3, made({}, 100 + i));
    intake.peer_gone(3);
    environment.settle();
    EXPECT_EQ(pool.submitted, 41 + pool.max_in_work() + 1 + pool.max_in_work() / TransactionIntake::kShares);
}

TEST_F(TransactionIntakeTest, a_peer_with_much_to_do_leaves_room_for_others) {
    const size_t share = pool.max_in_work() / TransactionIntake::kShares;
    for (uint32_t i = 0; i < share; ++i)
        intake.take(1, made({}, i));
    EXPECT_FALSE(peers.paused.contains(1));
    intake.take(1, made({}, 100));
    EXPECT_TRUE(peers.paused.contains(1));
    EXPECT_EQ(pool.submitted, share);
    intake.take(2, made({}, 200));
    EXPECT_FALSE(peers.paused.contains(2));
    EXPECT_EQ(pool.submitted, share + 1);
    environment.settle();
    EXPECT_FALSE(peers.paused.contains(1));
    EXPECT_EQ(pool.submitted, share + 2);
}

}  // namespace
}  // namespace quanta::sync
