// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/acceptance.h"

#include <gtest/gtest.h>

#include "mempool/test_mempool.h"
#include "policy/limits.h"
#include "script/opcode.h"
#include "script/script.h"

namespace quanta::mempool {
namespace {

using policy::Rejection;
using primitives::Amount;
using primitives::FeeRate;
using primitives::MutableTransaction;
using testing::SpendableCoin;
using Kind = Rejection::Kind;
using Outcome = TransactionResult::Outcome;

class AcceptanceTest : public ::testing::Test {
protected:
    std::string offer(const Spec& spec) { return m.offer(spec); }
    Rejection refusal(const TransactionRef& transaction) {
        const TransactionResult result = m.acceptance.accept(transaction, Terms{});
        EXPECT_EQ(result.outcome, Outcome::Rejected);
        return result.rejection.value_or(Rejection{});
    }

    TestMempool m;
};

TEST_F(AcceptanceTest, AnOrdinaryTransactionEnters) {
    const auto transaction = TestMempool::make({.from = {m.coin()}, .fee_sat = 2'000});
    const TransactionResult result = m.acceptance.accept(transaction, Terms{});
    ASSERT_EQ(TestMempool::text_of(result), "ok");
    EXPECT_EQ(result.fee.sat, 2'000);
    EXPECT_EQ(result.vsize, static_cast<int64_t>((transaction->weight() + 3) / 4));
    EXPECT_EQ(result.effective_rate, FeeRate(Amount{2'000}, result.vsize));
    EXPECT_EQ(result.effective_includes, std::vector{transaction->wtxid()});
    const auto entry = m.reader.find(transaction->wtxid());
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->time_s, TestMempool::kTime_s);
    EXPECT_EQ(entry->height, TestMempool::kHeight);
    EXPECT_EQ(entry->sequence, 1u);
    EXPECT_EQ(m.reader.info().next_sequence, 2u);
    EXPECT_TRUE(m.verified.contains(transaction->wtxid(), policy::kStandardFlags));
}

TEST_F(AcceptanceTest, ATestHasNoEffect) {
    const auto transaction = TestMempool::make({.from = {m.coin()}});
    EXPECT_EQ(m.test(transaction), "ok");
    EXPECT_FALSE(m.has(transaction));
    EXPECT_EQ(m.reader.info().next_sequence, 1u);
    EXPECT_EQ(m.offer(transaction), "ok");
    EXPECT_EQ(m.test(transaction), "txn-already-in-mempool");
}

TEST_F(AcceptanceTest, ContextFreeRulesComeFirst) {
    MutableTransaction draft = TestMempool::draft({.from = {m.coin()}});
    draft.version = 4;
    EXPECT_EQ(m.offer(draft.freeze()), "version");
    draft.outputs.clear();
    EXPECT_EQ(m.offer(draft.freeze()), "bad-txns-vout-empty");
    MutableTransaction coinbase;
    coinbase.inputs.push_back({{}, base::Bytes(2, 1), 0, {}});
    coinbase.outputs.push_back({{1}, testing::anyone_witness_script()});
    EXPECT_EQ(m.offer(coinbase.freeze()), "coinbase");
    coinbase.inputs[0].script_sig.resize(1);
    EXPECT_EQ(m.offer(coinbase.freeze()), "bad-cb-length");
}

TEST_F(AcceptanceTest, AmountsAndSizesComeBeforePolicy) {
    const auto with_output = [&](int64_t sat, const base::Bytes& script) {
        MutableTransaction draft = TestMempool::draft({.from = {m.coin()}});
        draft.outputs.push_back({{sat}, script});
        return m.offer(draft.freeze());
    };
    const base::Bytes script = testing::anyone_witness_script();
    const int64_t all = primitives::kMaxMoneySat;
    EXPECT_EQ(with_output(-1, script), "bad-txns-vout-negative");
    EXPECT_EQ(with_output(all + 1, script), "bad-txns-vout-toolarge");
    EXPECT_EQ(with_output(all, script), "bad-txns-txouttotal-toolarge");
    // Stripped of its witness a transaction of one input and two outputs has so many bytes beside the script.
    const auto of_size = [&](size_t bytes) { return with_output(0, base::Bytes(bytes - 107, 0x6a)); };
    EXPECT_EQ(of_size(1'000'000), "tx-size");
    EXPECT_EQ(of_size(1'000'001), "bad-txns-oversize");
    MutableTransaction null = TestMempool::draft({.from = {m.coin(), m.coin()}});
    null.inputs[1].prevout = primitives::OutPoint();
    EXPECT_EQ(m.offer(null.freeze()), "bad-txns-prevout-null");
}

TEST_F(AcceptanceTest, PresenceIsToldBeforeMissingCoins) {
    const SpendableCoin coin = m.coin_with(testing::anyone_witness_script());
    MutableTransaction draft = TestMempool::draft({.from = {coin}});
    const auto transaction = draft.freeze();
    ASSERT_EQ(m.offer(transaction), "ok");
    draft.inputs[0].witness = {{1, 2, 3}, {0x75, 0x51}};
    m.coins.remove(coin.outpoint);
    EXPECT_EQ(m.offer(draft.freeze()), "txn-same-nonwitness-data-in-mempool");
    EXPECT_EQ(refusal(transaction).kind, Kind::Conflict);
}

TEST_F(AcceptanceTest, LockTimesCountForTheNextBlock) {
    const auto locked = [&](uint32_t lock_time) {
        return Spec{.from = {m.coin()}, .lock_time = lock_time, .sequence = 0xfffffffe};
    };
    EXPECT_EQ(offer(locked(TestMempool::kHeight)), "ok");
    const Rejection refused = refusal(TestMempool::make(locked(TestMempool::kHeight + 1)));
    EXPECT_EQ(refused.reason, "non-final");
    EXPECT_EQ(refused.kind, Kind::PrematureSpend);
    const uint32_t median = m.tip->median_time_past();
    EXPECT_EQ(offer(locked(median - 1)), "ok");
    EXPECT_EQ(offer(locked(median)), "non-final");
    // It is told before what else is wrong.
    SpendableCoin unknown = m.coin();
    m.coins.remove(unknown.outpoint);
    EXPECT_EQ(offer({.from = {unknown}, .lock_time = median, .sequence = 0}), "non-final");
}

TEST_F(AcceptanceTest, MissingCoinsNameTheirParentsOnce) {
    SpendableCoin first = m.coin();
    SpendableCoin second = m.coin();
    SpendableCoin same = second;
    same.outpoint.index = 1;
    m.coins.remove(first.outpoint);
    m.coins.remove(second.outpoint);
    const TransactionResult result =
        m.acceptance.accept(TestMempool::make({.from = {first, m.coin(), second, same}}), Terms{});
    EXPECT_EQ(TestMempool::text_of(result), "bad-txns-inputs-missingorspent");
    EXPECT_EQ(result.rejection->kind, Kind::MissingInputs);
    EXPECT_EQ(result.missing_parents.size(), 2u);
}

TEST_F(AcceptanceTest, AnOutputThatAPoolTransactionDoesNotHaveIsMissing) {
    const auto parent = TestMempool::make({.from = {m.coin()}});
    ASSERT_EQ(m.offer(parent), "ok");
    SpendableCoin beyond = TestMempool::output(parent);
    beyond.outpoint.index = 1;
    EXPECT_EQ(offer({.from = {beyond}}), "bad-txns-inputs-missingorspent");
}

TEST_F(AcceptanceTest, WhatIsConfirmedIsKnown) {
    for (const size_t outputs : {size_t{1}, size_t{20}}) {
        const SpendableCoin spent = m.coin();
        const auto transaction = TestMempool::make({.from = {spent}, .outputs = outputs});
        m.coins.remove(spent.outpoint);
        EXPECT_EQ(m.offer(transaction), "bad-txns-inputs-missingorspent");
        m.coins.add(testing::coin_of(*transaction, static_cast<uint32_t>(outputs - 1), 100));
        EXPECT_EQ(refusal(transaction).text(), "txn-already-known");
        EXPECT_EQ(refusal(transaction).kind, Kind::Conflict);
    }
}

TEST_F(AcceptanceTest, RelativeLocksCountFromTheCoin) {
    const auto locked = [&](uint32_t blocks) {
        return Spec{.from = {m.coin(100'000, TestMempool::kHeight - 9)}, .sequence = blocks};
    };
    EXPECT_EQ(offer(locked(10)), "ok");
    EXPECT_EQ(offer(locked(11)), "non-BIP68-final");
    const auto parent = TestMempool::make({.from = {m.coin()}});
    ASSERT_EQ(m.offer(parent), "ok");
    EXPECT_EQ(offer({.from = {TestMempool::output(parent)}, .sequence = 1}), "non-BIP68-final");
    EXPECT_EQ(offer({.from = {TestMempool::output(parent)}, .sequence = 0}), "ok");
}

TEST_F(AcceptanceTest, CoinbasesMature) {
    EXPECT_EQ(offer({.from = {m.coin(100'000, TestMempool::kHeight - 99, true)}}), "ok");
    EXPECT_EQ(offer({.from = {m.coin(100'000, TestMempool::kHeight - 98, true)}}),
              "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 99");
}

TEST_F(AcceptanceTest, NothingIsMadeOfNothing) {
    EXPECT_EQ(offer({.from = {m.coin(100'000)}, .fee_sat = -1}),
              "bad-txns-in-belowout, value in (0.001) < value out (0.00100001)");
}

TEST_F(AcceptanceTest, AmountsStayWithinAllMoney) {
    EXPECT_EQ(offer({.from = {m.coin(primitives::kMaxMoneySat)}, .fee_sat = 1'000}), "ok");
    EXPECT_EQ(offer({.from = {m.coin(primitives::kMaxMoneySat + 1)}, .fee_sat = 1'000}),
              "bad-txns-inputvalues-outofrange");
    EXPECT_EQ(offer({.from = {m.coin(primitives::kMaxMoneySat), m.coin(1)}, .fee_sat = 1'000}),
              "bad-txns-inputvalues-outofrange");
}

TEST_F(AcceptanceTest, SignatureOperationsCountAndAreLimited) {
    const base::Bytes key(33, 2);
    const base::Bytes multisig = script::ScriptBuilder()
                                     .op(script::OP_1)
                                     .push(key)
                                     .push(key)
                                     .push(key)
                                     .op(script::OP_3)
                                     .op(script::OP_CHECKMULTISIG)
                                     .bytes();
    constexpr size_t kMost = policy::kMaxSigopCost / 80;
    for (const size_t count : {kMost, kMost + 1}) {
        MutableTransaction draft = TestMempool::draft({.from = {m.coin()}, .fee_sat = 50'000'000});
        draft.outputs.assign(count, {{5'000}, multisig});
        draft.outputs.push_back({{90'000'000}, testing::anyone_witness_script()});
        const auto result = m.acceptance.accept(draft.freeze(), Terms{});
        EXPECT_EQ(TestMempool::text_of(result),
                  count == kMost ? "ok" : "bad-txns-too-many-sigops, " + std::to_string(count * 80));
        EXPECT_EQ(result.vsize, static_cast<int64_t>(count) * 80 * 20 / 4);
    }
}

TEST_F(AcceptanceTest, AFaultOfAScriptIsToldLast) {
    MutableTransaction draft = TestMempool::draft({.from = {m.coin()}, .fee_sat = 0});
    draft.inputs[0].witness = {{0x52}};
    EXPECT_TRUE(m.offer(draft.freeze()).starts_with("min relay fee not met"));
    draft.version = 4;
    EXPECT_EQ(m.offer(draft.freeze()), "version");
    draft.version = 2;
    draft.inputs.push_back(draft.inputs[0]);
    EXPECT_EQ(m.offer(draft.freeze()), "bad-txns-inputs-duplicate");
}

TEST_F(AcceptanceTest, OursIsNotTheTransactionsFault) {
    const auto transaction = TestMempool::make({.from = {m.coin()}});
    m.coins.break_off();
    EXPECT_EQ(refusal(transaction), (Rejection{Kind::Reconsiderable, "coins-unreadable", {}}));
}

TEST_F(AcceptanceTest, ATipThatNeverStandsStillIsNoReasonToWaitForEver) {
    Options options;
    options.patience = std::chrono::milliseconds(80);
    TestMempool restless(options);
    restless.coins.set_tip(restless.extend());
    const auto transaction = TestMempool::make({.from = {restless.coin()}});
    EXPECT_EQ(restless.offer(transaction), "tip-changed");
    const auto parent = TestMempool::make({.from = {restless.coin()}});
    const PackageResult result = restless.acceptance.test(std::vector{transaction, parent}, Terms{});
    EXPECT_EQ(result.rejection->text(), "transaction failed");
}

TEST_F(AcceptanceTest, NothingEntersWhenThePoolHasStopped) {
    {
        const sys::MutexLock lock(m.state.mutex);
        m.state.stopping = true;
    }
    EXPECT_EQ(refusal(TestMempool::make({.from = {m.coin()}})).kind, Kind::NoMempool);
}

TEST_F(AcceptanceTest, InputsHaveStandardForms) {
    const base::Bytes odd =
        script::ScriptBuilder().op(script::OP_1).op(script::OP_DROP).op(script::OP_1).bytes();
    MutableTransaction draft = TestMempool::draft({.from = {m.coin_with(odd)}});
    draft.inputs[0].witness.clear();
    EXPECT_EQ(m.offer(draft.freeze()), "bad-txns-nonstandard-inputs, input 0 script unknown");
    MutableTransaction witness = TestMempool::draft({.from = {m.coin()}});
    witness.inputs[0].witness.insert(witness.inputs[0].witness.begin(), base::Bytes(81, 1));
    EXPECT_EQ(m.offer(witness.freeze()), "bad-witness-nonstandard");
}

TEST_F(AcceptanceTest, FormsAreFreeWhereStandardIsNotRequired) {
    Options options;
    options.policy.require_standard = false;
    TestMempool free(options);
    EXPECT_EQ(free.offer({.from = {free.coin()}, .version = 4}), "ok");
    const base::Bytes odd =
        script::ScriptBuilder().op(script::OP_1).op(script::OP_DROP).op(script::OP_1).bytes();
    MutableTransaction draft = TestMempool::draft({.from = {free.coin_with(odd)}});
    draft.inputs[0].witness.clear();
    EXPECT_EQ(free.offer(draft.freeze()), "ok");
}

TEST_F(AcceptanceTest, DustNeedsToBeFree) {
    const auto with_dust = [&](int64_t fee) {
        MutableTransaction draft = TestMempool::draft({.from = {m.coin(100'000)}, .fee_sat = fee + 100});
        draft.outputs.push_back({{100}, testing::anyone_witness_script()});
        return draft.freeze();
    };
    EXPECT_EQ(m.offer(with_dust(1)), "dust, tx with dust output must be 0-fee");
    EXPECT_TRUE(m.offer(with_dust(0)).starts_with("min relay fee not met, 0 < "));
}

TEST_F(AcceptanceTest, TheFeeIsWhatIsAskedFor) {
    const SpendableCoin coin = m.coin();
    const int64_t vsize =
        policy::virtual_size(static_cast<int64_t>(TestMempool::make({.from = {coin}})->weight()));
    const int64_t least = FeeRate::per_kvb(100).fee_for(vsize).sat;
    const std::string refused = offer({.from = {coin}, .fee_sat = least - 1});
    EXPECT_EQ(refused, "min relay fee not met, " + std::to_string(least - 1) + " < " + std::to_string(least));
    EXPECT_EQ(offer({.from = {coin}, .fee_sat = least}), "ok");
    const auto result = m.acceptance.accept(TestMempool::make({.from = {m.coin()}, .fee_sat = 0}), Terms{});
    EXPECT_EQ(result.rejection->kind, Kind::Reconsiderable);
    EXPECT_EQ(result.effective_rate, FeeRate(Amount{0}, vsize));
}

TEST_F(AcceptanceTest, APriorityCountsAsFee) {
    const auto transaction = TestMempool::make({.from = {m.coin()}, .fee_sat = 0});
    EXPECT_NE(m.offer(transaction), "ok");
    {
        const sys::MutexLock lock(m.state.mutex);
        m.state.pool.prioritise(transaction->txid(), {1'000});
    }
    EXPECT_EQ(m.offer(transaction), "ok");
    EXPECT_EQ(m.reader.find(transaction->txid())->modified_fee().sat, 1'000);
}

TEST_F(AcceptanceTest, TheCallersCapIsKept) {
    const auto transaction = TestMempool::make({.from = {m.coin()}, .fee_sat = 1'000});
    const int64_t vsize = policy::virtual_size(static_cast<int64_t>(transaction->weight()));
    Terms terms;
    terms.max_rate = FeeRate(Amount{999}, vsize);
    EXPECT_EQ(m.offer(transaction, terms), "max feerate exceeded");
    terms.max_rate = FeeRate(Amount{1'000}, vsize);
    EXPECT_EQ(m.offer(transaction, terms), "ok");
}

TEST_F(AcceptanceTest, ScriptsMustHold) {
    MutableTransaction draft = TestMempool::draft({.from = {m.coin()}});
    draft.inputs[0].witness.clear();
    const auto stripped = draft.freeze();
    const Rejection refused = refusal(stripped);
    EXPECT_EQ(refused.kind, Kind::WitnessStripped);
    EXPECT_TRUE(refused.reason.starts_with("mempool-script-verify-flag-failed (")) << refused.text();
    EXPECT_FALSE(m.verified.contains(stripped->wtxid(), policy::kStandardFlags));
    draft.inputs[0].witness = {{0x52}};
    EXPECT_EQ(refusal(draft.freeze()).kind, Kind::NotStandard);
}

TEST_F(AcceptanceTest, TheFirstFailingInputIsNamed) {
    std::vector<SpendableCoin> coins;
    for (int i = 0; i < 60; ++i)
        coins.push_back(m.coin());
    MutableTransaction draft = TestMempool::draft({.from = coins, .fee_sat = 100'000});
    for (const size_t bad : {size_t{41}, size_t{17}}) {
        draft.inputs[bad].witness = {{0x52}};
        const Rejection refused = refusal(draft.freeze());
        EXPECT_TRUE(refused.detail.starts_with("input " + std::to_string(bad) + " of ")) << refused.detail;
    }
    draft.inputs[41].witness = draft.inputs[17].witness = testing::anyone_witness();
    EXPECT_EQ(m.offer(draft.freeze()), "ok");
}

TEST_F(AcceptanceTest, ClustersHaveLimits) {
    Options options;
    options.cluster.count = 3;
    TestMempool small(options);
    TransactionRef last = TestMempool::make({.from = {small.coin()}});
    ASSERT_EQ(small.offer(last), "ok");
    for (int i = 0; i < 2; ++i) {
        last = TestMempool::make({.from = {TestMempool::output(last)}});
        ASSERT_EQ(small.offer(last), "ok");
    }
    const Spec fourth{.from = {TestMempool::output(last)}};
    EXPECT_EQ(small.offer(fourth), "too-large-cluster");
    Options bytes;
    bytes.cluster.size_wu = 2 * static_cast<int64_t>(last->weight());
    TestMempool narrow(bytes);
    const auto parent = TestMempool::make({.from = {narrow.coin()}});
    ASSERT_EQ(narrow.offer(parent), "ok");
    EXPECT_EQ(narrow.offer({.from = {TestMempool::output(parent)}, .padding = 1}), "too-large-cluster");
    EXPECT_EQ(narrow.offer({.from = {TestMempool::output(parent)}}), "ok");
    EXPECT_EQ(narrow.offer({.from = {narrow.coin()}, .padding = 200}), "too-large-cluster");
}

}  // namespace
}  // namespace quanta::mempool
