// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_service.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "node/node_fixture.h"
#include "policy/standard.h"
#include "testing/spending.h"

namespace quanta::node {
namespace {

using interfaces::PoolEvent;
using interfaces::PoolPage;
using primitives::Txid;

class PoolServiceTest : public NodeFixture {
protected:
    void SetUp() override {
        NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        wanted.pool.persist = false;
        start(wanted);
        grow(110);
        while (!m_node->pool().loaded())
            std::this_thread::yield();
        m_pool = make_pool_service(*m_node);
    }
    /// Spends the coinbase of the block at `height`.
    mempool::TransactionRef spend(int height, int64_t fee_sat = 10'000) {
        return unfrozen(height, fee_sat).freeze();
    }
    primitives::MutableTransaction unfrozen(int height, int64_t fee_sat = 10'000) {
        return testing::spend_to(std::vector{m_builder.coinbase_coin(height)},
                                 testing::anyone_witness_script(), {fee_sat});
    }
    static base::Bytes raw(const mempool::TransactionRef& transaction) {
        return {transaction->raw().begin(), transaction->raw().end()};
    }
    std::string send(const mempool::TransactionRef& transaction) {
        return m_pool->broadcast(raw(transaction), 0, true);
    }
    /// All there is after `place`, in pages of `max_bytes`.
    std::vector<interfaces::PoolChange> pull(interfaces::PoolPlace& place, uint64_t max_bytes = 1'000'000) {
        std::vector<interfaces::PoolChange> all;
        PoolPage page;
        do {
            page = m_pool->changes_after(place, max_bytes);
            all.insert(all.end(), page.changes.begin(), page.changes.end());
            place = page.next;
        } while (page.more);
        return all;
    }

    std::unique_ptr<interfaces::Pool> m_pool;
};

TEST_F(PoolServiceTest, TellsTheWholePoolAndThenChanges) {
    const auto first = spend(1);
    const auto second = spend(2);
    EXPECT_EQ(send(first), "");
    EXPECT_EQ(send(second), "");
    m_pool->sequence();
    interfaces::PoolPlace place;
    EXPECT_TRUE(m_pool->changes_after(place, 1).reset);
    const auto all = pull(place);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ((std::set<Txid>{all[0].txid, all[1].txid}), (std::set<Txid>{first->txid(), second->txid()}));
    EXPECT_EQ(all[0].raw.size(), first->raw().size());

    const auto third = spend(3);
    EXPECT_EQ(send(third), "");
    EXPECT_EQ(m_pool->sequence(), place.sequence + 1);
    const PoolPage page = m_pool->changes_after(place, 1);
    EXPECT_FALSE(page.reset);
    ASSERT_EQ(page.changes.size(), 1u);
    EXPECT_EQ(page.changes[0].txid, third->txid());
    EXPECT_EQ(page.changes[0].raw, raw(third));
    EXPECT_EQ(page.next.sequence, m_pool->sequence());

    m_builder.mine({unfrozen(1)});
    ASSERT_TRUE(m_node->chain().submit_and_wait(m_builder.blocks().back()));
    m_node->pool().pool().sync();
    place = page.next;
    EXPECT_EQ(m_pool->sequence(), place.sequence + 1);
    const auto left = pull(place);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(m_pool->changes_after(place, 1).tip, (interfaces::BlockRef{tip().hash, tip().height}));
    EXPECT_EQ(left[0].event, PoolEvent::Block);
    EXPECT_EQ(left[0].txid, first->txid());
    EXPECT_TRUE(left[0].raw.empty());
}

TEST_F(PoolServiceTest, PagesAreBounded) {
    interfaces::PoolPlace place;
    EXPECT_TRUE(pull(place).empty());
    for (int height = 1; height <= 5; ++height)
        ASSERT_EQ(send(spend(height)), "");
    m_pool->sequence();
    const PoolPage page = m_pool->changes_after(place, 1);
    EXPECT_EQ(page.changes.size(), 1u);
    EXPECT_TRUE(page.more);
    EXPECT_EQ(pull(place, 1).size(), 5u);
    // One from another run of the node is void.
    const PoolPage unknown = m_pool->changes_after({place.sequence + 1000, 0}, 1'000'000);
    EXPECT_TRUE(unknown.reset);
    EXPECT_EQ(unknown.changes.size(), 5u);
    EXPECT_TRUE(m_pool->changes_after({place.sequence, 3}, 1'000'000).reset);
}

TEST_F(PoolServiceTest, TellsWhatReplacesWhat) {
    const auto cheap = spend(1, 10'000);
    const auto dear = spend(1, 100'000);
    interfaces::PoolPlace place;
    pull(place);
    ASSERT_EQ(send(cheap), "");
    ASSERT_EQ(send(dear), "");
    m_pool->sequence();
    const auto changes = pull(place);
    ASSERT_EQ(changes.size(), 3u);
    std::set<Txid> there;
    for (const auto& change : changes) {
        if (change.event == PoolEvent::Entered) {
            there.insert(change.txid);
        } else {
            EXPECT_EQ(change.event, PoolEvent::Replaced);
            EXPECT_EQ(change.by, dear->txid());
            there.erase(change.txid);
        }
    }
    EXPECT_EQ(there, (std::set<Txid>{dear->txid()}));
}

TEST_F(PoolServiceTest, FollowersAreTold) {
    class Sink final : public interfaces::PoolSink {
    public:
        void pool_changed(uint64_t sequence) override { heard.hear(sequence); }
        Heard<uint64_t> heard;
    };
    const auto sink = std::make_shared<Sink>();
    const auto handler = m_pool->follow(sink);
    const uint64_t before = m_pool->sequence();
    ASSERT_EQ(send(spend(1)), "");
    sink->heard.wait_for([&](uint64_t sequence) { return sequence > before; });
}

TEST_F(PoolServiceTest, SaysWhyATransactionIsNotTaken) {
    const auto sent = spend(1);
    EXPECT_EQ(send(sent), "");
    EXPECT_EQ(send(sent), "") << "again";
    EXPECT_EQ(m_pool->broadcast({1, 2}, 0, true),
              "TX decode failed. Make sure the tx has at least one input.");
    EXPECT_EQ(m_pool->broadcast(raw(spend(2, 1'000'000)), 1, true),
              "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");
    EXPECT_EQ(send(spend(110)), "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 1");
    const auto orphan = testing::spend_to(std::vector{testing::SpendableCoin{{Txid(), 5}, {}}},
                                          testing::anyone_witness_script())
                            .freeze();
    EXPECT_EQ(send(orphan), "bad-txns-inputs-missingorspent");
    EXPECT_EQ(broadcast_refusal({policy::Rejection::Kind::Conflict, "txn-already-known", ""}),
              "Transaction outputs already in utxo set");

    const auto verdicts = m_pool->test_accept({raw(spend(3)), raw(orphan)});
    ASSERT_EQ(verdicts.size(), 2u);
    EXPECT_EQ(verdicts[1].reason, "bad-txns-inputs-missingorspent");
    const auto fine = m_pool->test_accept({raw(spend(3))});
    ASSERT_EQ(fine.size(), 1u);
    EXPECT_TRUE(fine[0].accepted);
    EXPECT_EQ(fine[0].fee.sat, 10'000);
    EXPECT_THROW(m_pool->test_accept(std::vector<base::Bytes>(26, raw(sent))), std::runtime_error);
    EXPECT_THROW(m_pool->test_accept({{1}}), std::runtime_error);
}

TEST_F(PoolServiceTest, SaysWhatIsAroundATransaction) {
    const auto parent = spend(1, 0);
    EXPECT_EQ(send(parent),
              "min relay fee not met, 0 < " +
                  std::to_string((policy::virtual_size(static_cast<int64_t>(parent->weight())) + 9) / 10));
    const auto paying = spend(1, 1'000);
    ASSERT_EQ(send(paying), "");
    auto spending = testing::spend_to(std::vector{testing::coin_of(*paying, 0, 111)},
                                      testing::anyone_witness_script(), {500});
    spending.inputs[0].witness = testing::anyone_witness();
    const auto child = spending.freeze();
    ASSERT_EQ(send(child), "");
    const auto around = m_pool->ancestry({paying->txid(), child->txid(), Txid()});
    ASSERT_EQ(around.size(), 3u);
    EXPECT_EQ(around[0].descendants, 2u);
    EXPECT_EQ(around[0].descendant_txids, std::vector<Txid>{child->txid()});
    EXPECT_EQ(around[1].ancestors, 2u);
    EXPECT_EQ(around[1].ancestor_fees.sat, 1'500);
    EXPECT_EQ(around[1].cluster_count, 2u);
    EXPECT_FALSE(around[2].in_pool);

    const int64_t vsize = around[0].vsize;
    const auto bump = m_pool->bump_fees({{child->txid(), 0}, {Txid(), 0}}, 100'000);
    EXPECT_EQ(bump.single[0].sat, 100 * (vsize + around[1].vsize) - 1'500);
    EXPECT_EQ(bump.single[1].sat, 0);
    EXPECT_EQ(bump.together, bump.single[0]);
    // Who spends it once more replaces the child.
    const auto other = m_pool->bump_fees({{paying->txid(), 0}}, 100'000);
    EXPECT_EQ(other.single[0].sat, 100 * vsize - 1'000);
    EXPECT_THROW(m_pool->bump_fees(std::vector<primitives::OutPoint>(kMaxBumpOutpoints + 1), 1),
                 std::runtime_error);
    EXPECT_THROW(m_pool->ancestry(std::vector<Txid>(kMaxPoolTxids + 1)), std::runtime_error);
}

TEST_F(PoolServiceTest, TellsRulesAndEstimates) {
    const interfaces::PoolRules rules = m_pool->rules();
    EXPECT_EQ(rules.relay_rate, 100);
    EXPECT_EQ(rules.incremental_rate, 100);
    EXPECT_EQ(rules.dust_rate, 3000);
    EXPECT_EQ(rules.cluster_count, 64u);
    EXPECT_EQ(rules.cluster_vsize, 101'000u);
    EXPECT_TRUE(rules.loaded && rules.estimates);
    EXPECT_EQ(rules.max_target, 1008);
    const interfaces::PoolEstimate estimate = m_pool->estimate(6, false);
    EXPECT_EQ(estimate.rate, 0);
    EXPECT_FALSE(estimate.error.empty());
}

}  // namespace
}  // namespace quanta::node
