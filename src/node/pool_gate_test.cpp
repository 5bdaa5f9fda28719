// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <thread>
#include <vector>

#include "node/node_fixture.h"
#include "testing/spending.h"

namespace quanta::node {

using mempool::TransactionResult;
using policy::Rejection;
using relay::Verdict;

namespace {

TEST(PoolVerdict, EveryAnswer) {
    const auto of = [](TransactionResult::Outcome outcome) {
        return outcome_of({.outcome = outcome}).verdict;
    };
    EXPECT_EQ(of(TransactionResult::Outcome::Accepted), Verdict::Accepted);
    EXPECT_EQ(of(TransactionResult::Outcome::AlreadyThere), Verdict::AlreadyThere);
    EXPECT_EQ(of(TransactionResult::Outcome::DifferentWitness), Verdict::AlreadyThere);
    EXPECT_EQ(of(TransactionResult::Outcome::NotReached), Verdict::Retryable);
}

TEST(PoolVerdict, OnlyWhatTheTxidCommitsToSpeaksAgainstIt) {
    const auto of = [](Rejection::Kind kind) {
        return outcome_of({.outcome = TransactionResult::Outcome::Rejected,
                           .rejection = Rejection{kind, "reason", "detail"}})
            .verdict;
    };
    EXPECT_EQ(of(Rejection::Kind::InputsNotStandard), Verdict::Rejected);
    EXPECT_EQ(of(Rejection::Kind::MissingInputs), Verdict::MissingInputs);
    EXPECT_EQ(of(Rejection::Kind::Conflict), Verdict::AlreadyThere);
    for (const auto kind : {Rejection::Kind::Reconsiderable, Rejection::Kind::NoMempool})
        EXPECT_EQ(of(kind), Verdict::Retryable);
    for (const auto kind :
         {Rejection::Kind::Consensus, Rejection::Kind::NotStandard, Rejection::Kind::PrematureSpend,
          Rejection::Kind::WitnessMutated, Rejection::Kind::WitnessStripped, Rejection::Kind::MempoolPolicy})
        EXPECT_EQ(of(kind), Verdict::BadWitness);
}

TEST(PoolVerdict, TextAndParents) {
    const primitives::Txid parent;
    const auto outcome = outcome_of({.outcome = TransactionResult::Outcome::Rejected,
                                     .rejection = Rejection{Rejection::Kind::MissingInputs, "a", "b"},
                                     .missing_parents = {parent}});
    EXPECT_EQ(outcome.reason, "a, b");
    EXPECT_EQ(outcome.missing, std::vector{parent});
}

/// A node's pool, which takes any form of transaction, behind a gate whose net thread is the test's.
class PoolGateTest : public NodeFixture {
protected:
    using TransactionPtr = std::shared_ptr<const primitives::Transaction>;

    void SetUp() override {
        NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        start(wanted);
        grow(101);
        pool().sync();
        m_gate = std::make_unique<PoolGate>(
            PoolGate::Parts{pool(), m_tasks, m_random,
                            [this](const relay::PoolEntry& entry) { m_announced.push_back(entry); },
                            [this](const relay::PoolEntry& entry) { m_left.push_back(entry); }});
    }
    mempool::Mempool& pool() { return m_node->pool().pool(); }

    /// Spends the coin of block 1, which has just become mature.
    TransactionPtr spend(int64_t fee_sat) const {
        return testing::spend_to(std::vector{m_builder.coinbase_coin(1)}, testing::anyone_witness_script(),
                                 {fee_sat})
            .freeze();
    }
    static TransactionPtr child_of(const TransactionPtr& parent, int64_t fee_sat) {
        auto made = testing::spend_to(std::vector{testing::coin_of(*parent, 0, 102)},
                                      testing::anyone_witness_script(), {fee_sat});
        made.inputs[0].witness = testing::anyone_witness();
        return made.freeze();
    }
    relay::Outcome submit(const TransactionPtr& transaction) {
        std::optional<relay::Outcome> outcome;
        m_gate->submit(transaction, [&](const relay::Outcome& answer) { outcome = answer; });
        EXPECT_FALSE(outcome) << "not from within the call";
        while (!outcome)
            m_tasks.run_one();
        return *outcome;
    }
    /// Runs all that the pool has told so far.
    void hear() {
        pool().wait_until_told();
        while (m_tasks.waiting() > 0)
            m_tasks.run_one();
    }

    sys::FakeRandom m_random{1};
    HeldTasks m_tasks;
    std::vector<relay::PoolEntry> m_announced;
    std::vector<relay::PoolEntry> m_left;
    std::unique_ptr<PoolGate> m_gate;
};

TEST_F(PoolGateTest, WhatEntersIsFoundAndTold) {
    const auto transaction = spend(10'000);
    const uint64_t sequence = m_gate->next_sequence();
    EXPECT_EQ(submit(transaction).verdict, Verdict::Accepted);
    hear();
    ASSERT_EQ(m_announced.size(), 1u);
    EXPECT_EQ(m_announced[0].transaction->wtxid(), transaction->wtxid());
    EXPECT_EQ(m_announced[0].fee.sat, 10'000);
    EXPECT_EQ(m_announced[0].sequence, sequence);
    EXPECT_GT(m_gate->next_sequence(), sequence);
    EXPECT_TRUE(m_gate->find(transaction->txid()));
    EXPECT_TRUE(m_gate->find(transaction->wtxid()));
    EXPECT_FALSE(m_gate->find(child_of(transaction, 1)->txid()));
    size_t visited = 0;
    m_gate->for_each([&](const relay::PoolEntry& entry) { return ++visited, entry.fee.sat > 0; });
    EXPECT_EQ(visited, 1u);
    EXPECT_EQ(submit(transaction).verdict, Verdict::AlreadyThere);
}

TEST_F(PoolGateTest, AParentIsAcceptedWithItsChild) {
    const auto parent = spend(0);
    const auto child = child_of(parent, 10'000);
    EXPECT_EQ(submit(parent).verdict, Verdict::Retryable);
    const auto orphan = submit(child);
    EXPECT_EQ(orphan.verdict, Verdict::MissingInputs);
    EXPECT_EQ(orphan.missing, std::vector{parent->txid()});
    std::vector<relay::Outcome> outcomes;
    m_gate->submit_package({parent, child}, [&](const auto& answers) { outcomes = answers; });
    while (outcomes.empty())
        m_tasks.run_one();
    ASSERT_EQ(outcomes.size(), 2u);
    EXPECT_EQ(outcomes[0].verdict, Verdict::Accepted);
    EXPECT_EQ(outcomes[1].verdict, Verdict::Accepted);
    hear();
    EXPECT_EQ(m_announced.size(), 2u);
}

TEST_F(PoolGateTest, WhatIsReplacedIsTold) {
    const auto old = spend(10'000);
    const auto better = spend(20'000);
    EXPECT_EQ(submit(old).verdict, Verdict::Accepted);
    EXPECT_EQ(submit(better).verdict, Verdict::Accepted);
    hear();
    ASSERT_EQ(m_left.size(), 1u);
    EXPECT_EQ(m_left[0].transaction->txid(), old->txid());
}

TEST_F(PoolGateTest, WhatABlockTakesIsConfirmedAndNotTold) {
    const auto transaction = spend(10'000);
    EXPECT_EQ(submit(transaction).verdict, Verdict::Accepted);
    ASSERT_TRUE(chain().submit_and_wait(m_builder.mine({primitives::MutableTransaction(*transaction)})));
    pool().sync();
    hear();
    EXPECT_TRUE(m_left.empty());
    EXPECT_TRUE(m_gate->recently_confirmed(transaction->txid()));
    EXPECT_FALSE(m_gate->find(transaction->txid()));
}

TEST_F(PoolGateTest, WhatNobodyHasAskedForIsToldAgain) {
    const auto transaction = spend(10'000);
    EXPECT_EQ(submit(transaction).verdict, Verdict::Accepted);
    pool().set_unbroadcast(transaction->txid(), true);
    m_gate->start();
    hear();
    const auto told = m_announced.size();
    EXPECT_GE(m_tasks.delay(), PoolGate::kRebroadcast);
    EXPECT_LE(m_tasks.delay(), PoolGate::kRebroadcast + PoolGate::kRebroadcastSpread);
    m_tasks.run_later();
    EXPECT_EQ(m_announced.size(), told + 1);
    m_gate->given(transaction->txid());
    m_tasks.run_later();
    EXPECT_EQ(m_announced.size(), told + 1);
}

/// Holds all of the pool's room until it goes.
class FullPool {
public:
    FullPool(mempool::Mempool& pool, const std::shared_ptr<const primitives::Transaction>& transaction) {
        // One that was answered just now counts until its thread goes on.
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        for (size_t i = 0; i < mempool::Mempool::max_submitted(); ++i)
            pool.submit(transaction, {}, [this](const auto&) { m_room.wait_for([](bool) { return true; }); });
    }
    ~FullPool() { leave(); }
    void leave() { m_room.hear(true); }

private:
    Heard<bool> m_room;
};

TEST_F(PoolGateTest, TheNetThreadDoesNotWaitForRoom) {
    const auto taken = spend(10'000);
    EXPECT_EQ(submit(taken).verdict, Verdict::Accepted);
    const auto child = child_of(taken, 10'000);
    FullPool full(pool(), taken);
    // One is in the hands of the thread that waits, or none yet; all others wait behind it.
    std::vector<Verdict> answers;
    const auto note = [&](const relay::Outcome& outcome) { answers.push_back(outcome.verdict); };
    m_gate->submit(child, note);
    for (size_t i = 1; i < m_gate->max_in_work(); ++i)
        m_gate->submit(taken, note);
    EXPECT_TRUE(answers.empty());
    full.leave();
    while (answers.size() < m_gate->max_in_work())
        m_tasks.run_one();
    EXPECT_EQ(std::ranges::count(answers, Verdict::Accepted), 1);
    EXPECT_EQ(std::ranges::count(answers, Verdict::AlreadyThere),
              static_cast<std::ptrdiff_t>(m_gate->max_in_work()) - 1);
    pool().stop();
}

TEST_F(PoolGateTest, WhatIsTooMuchIsToBeTriedAgain) {
    const auto taken = spend(10'000);
    EXPECT_EQ(submit(taken).verdict, Verdict::Accepted);
    hear();
    FullPool full(pool(), taken);
    std::vector<relay::Outcome> answers;
    const auto note = [&](const relay::Outcome& outcome) { answers.push_back(outcome); };
    // What waits, what its thread holds, and one more.
    for (size_t i = 0; i < m_gate->max_in_work() + 2; ++i)
        m_gate->submit(taken, note);
    EXPECT_TRUE(answers.empty()) << "not from within the call";
    m_tasks.run_one();
    full.leave();
    EXPECT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers.at(0).verdict, Verdict::Retryable);
    EXPECT_EQ(answers.at(0).reason, "too many at once");
    pool().stop();
}

TEST_F(PoolGateTest, NobodyIsToldAnythingAfterItsEnd) {
    int answers = 0;
    m_gate->submit(spend(10'000), [&](const auto&) { ++answers; });
    m_gate->close();
    hear();
    m_gate->stop();
    while (m_tasks.waiting() > 0)
        m_tasks.run_one();
    EXPECT_EQ(answers, 0);
    EXPECT_TRUE(m_announced.empty());
}

}  // namespace

}  // namespace quanta::node
