// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "mempool/test_mempool.h"
#include "policy/limits.h"

namespace quanta::mempool {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using primitives::MutableTransaction;
using testing::SpendableCoin;
using Outcome = TransactionResult::Outcome;
using Package = std::vector<TransactionRef>;

class PackageTest : public ::testing::Test {
protected:
    PackageResult submit(const Package& package, const Terms& terms = {}) {
        return m.acceptance.accept_package(package, terms);
    }
    PackageResult test(const Package& package) { return m.acceptance.test(package, Terms{}); }
    static std::string text(const PackageResult& result) {
        return result.rejection ? result.rejection->text() : "ok";
    }
    static std::string text(const PackageResult& result, size_t member) {
        return TestMempool::text_of(result.transactions[member]);
    }
    static int64_t vsize(const TransactionRef& transaction) {
        return policy::virtual_size(static_cast<int64_t>(transaction->weight()));
    }
    Package child_pays(const SpendableCoin& coin, int64_t parent_fee, int64_t child_fee) {
        const auto parent = TestMempool::make({.from = {coin}, .fee_sat = parent_fee});
        return {parent, TestMempool::make({.from = {TestMempool::output(parent)}, .fee_sat = child_fee})};
    }

    TestMempool m;
};

TEST_F(PackageTest, AChildPaysForItsParent) {
    const Package package = child_pays(m.coin(), 0, 1'000);
    EXPECT_TRUE(m.offer(package[0]).starts_with("min relay fee not met"));
    const PackageResult result = submit(package);
    ASSERT_EQ(text(result), "ok");
    const FeeRate together(Amount{1'000}, vsize(package[0]) + vsize(package[1]));
    for (const TransactionResult& member : result.transactions) {
        EXPECT_TRUE(member.accepted());
        EXPECT_EQ(member.effective_rate, together);
        EXPECT_EQ(member.effective_includes, (std::vector{package[0]->wtxid(), package[1]->wtxid()}));
    }
    EXPECT_EQ(m.reader.info().count, 2u);
    const PackageResult again = submit(package);
    EXPECT_EQ(text(again), "ok");
    EXPECT_EQ(again.transactions[0].outcome, Outcome::AlreadyThere);
    EXPECT_EQ(again.transactions[0].vsize, vsize(package[0]));
    EXPECT_FALSE(again.transactions[0].effective_rate);
}

TEST_F(PackageTest, MembersThatCanEnterAloneDo) {
    const Package package = child_pays(m.coin(), 1'000, 2'000);
    const PackageResult result = submit(package);
    ASSERT_EQ(text(result), "ok");
    EXPECT_EQ(result.transactions[0].effective_rate, FeeRate(Amount{1'000}, vsize(package[0])));
    EXPECT_EQ(result.transactions[1].effective_includes, std::vector{package[1]->wtxid()});
}

TEST_F(PackageTest, TogetherTheyMustPayEnough) {
    const Package package = child_pays(m.coin(), 0, 10);
    const PackageResult result = submit(package);
    EXPECT_EQ(text(result), "transaction failed");
    EXPECT_TRUE(text(result, 0).starts_with("min relay fee not met, 0 < ")) << text(result, 0);
    const int64_t all = vsize(package[0]) + vsize(package[1]);
    EXPECT_EQ(text(result, 1),
              "min relay fee not met, 10 < " + std::to_string(FeeRate::per_kvb(100).fee_for(all).sat));
    EXPECT_EQ(result.transactions[1].effective_includes.size(), 2u);
    EXPECT_EQ(m.reader.info().count, 0u);
}

TEST_F(PackageTest, ShapesAreChecked) {
    const Package package = child_pays(m.coin(), 1'000, 1'000);
    EXPECT_EQ(text(submit({package[1], package[0]})), "package-not-sorted");
    const auto stranger = TestMempool::make({.from = {m.coin()}});
    EXPECT_EQ(text(submit({stranger, package[0]})), "package-not-child-with-parents");
    EXPECT_EQ(text(submit({package[0], package[0]})), "package-contains-duplicates");
    Package many;
    for (int i = 0; i < 26; ++i)
        many.push_back(TestMempool::make({.from = {m.coin()}}));
    EXPECT_EQ(text(test(many)), "package-too-many-transactions");
    many.pop_back();
    EXPECT_EQ(text(test(many)), "ok");
    EXPECT_EQ(m.reader.info().count, 0u);
}

TEST_F(PackageTest, ATestOfSeveralReplacesNothing) {
    const SpendableCoin coin = m.coin();
    const auto old = TestMempool::make({.from = {coin}});
    ASSERT_EQ(m.offer(old), "ok");
    const Package package = child_pays(coin, 100'000, 1'000);
    const PackageResult result = test(package);
    EXPECT_EQ(text(result), "transaction failed");
    EXPECT_EQ(text(result, 0), "bip125-replacement-disallowed");
    EXPECT_EQ(result.transactions[1].outcome, Outcome::NotReached);
    EXPECT_EQ(text(test({package[0]})), "ok") << "one alone may";
}

TEST_F(PackageTest, ATestJudgesEachByItsOwnFee) {
    const PackageResult result = test(child_pays(m.coin(), 0, 1'000));
    EXPECT_EQ(text(result), "transaction failed");
    EXPECT_TRUE(text(result, 0).starts_with("min relay fee not met"));
    const PackageResult fine = test(child_pays(m.coin(), 1'000, 1'000));
    EXPECT_EQ(text(fine), "ok");
    EXPECT_EQ(fine.transactions[1].effective_includes.size(), 1u);
}

TEST_F(PackageTest, ThoseBeforeAFailingScriptAreTold) {
    const auto parent = TestMempool::make({.from = {m.coin()}});
    MutableTransaction child = TestMempool::draft({.from = {TestMempool::output(parent)}});
    child.inputs[0].witness = {{0x52}};
    const PackageResult result = test({parent, child.freeze()});
    EXPECT_EQ(text(result), "transaction failed");
    EXPECT_TRUE(result.transactions[0].accepted());
    EXPECT_TRUE(text(result, 1).starts_with("mempool-script-verify-flag-failed"));
}

TEST_F(PackageTest, APackageReplacesByItsRate) {
    const SpendableCoin coin = m.coin();
    const auto old = TestMempool::make({.from = {coin}, .fee_sat = 10'000});
    ASSERT_EQ(m.offer(old), "ok");
    const auto refused = [&](int64_t parent, int64_t child) {
        const PackageResult result = submit(child_pays(coin, parent, child));
        EXPECT_EQ(text(result, 1), "bad-txns-inputs-missingorspent");
        return text(result);
    };
    EXPECT_TRUE(refused(100, 9'000).starts_with("package RBF failed: insufficient anti-DoS fees, "));
    EXPECT_TRUE(refused(9'900, 110).starts_with("package RBF failed: insufficient anti-DoS fees, "));
    const auto worse = refused(9'999, 100);
    EXPECT_TRUE(
        worse.starts_with("package RBF failed: package feerate is less than or equal to parent feerate, "
                          "package feerate 0.000"))
        << worse;
    EXPECT_NE(worse.find(" BTC/kvB <= parent feerate is 0.00"), std::string::npos);
    EXPECT_TRUE(worse.ends_with(" BTC/kvB"));
    EXPECT_EQ(refused(100, 10'500),
              "package RBF failed: insufficient feerate: does not improve feerate diagram");
    const PackageResult result = submit(child_pays(coin, 100, 30'000));
    EXPECT_EQ(text(result), "ok");
    EXPECT_EQ(result.replaced, std::vector{old->txid()});
    EXPECT_EQ(m.reader.info().count, 2u);
}

TEST_F(PackageTest, OnlyAPairReplaces) {
    const SpendableCoin coin = m.coin();
    ASSERT_EQ(m.offer({.from = {coin}, .fee_sat = 10'000}), "ok");
    const auto first = TestMempool::make({.from = {coin}, .fee_sat = 0});
    const auto second = TestMempool::make({.from = {m.coin()}, .fee_sat = 0});
    const auto child = TestMempool::make(
        {.from = {TestMempool::output(first), TestMempool::output(second)}, .fee_sat = 50'000});
    EXPECT_EQ(text(submit({first, second, child})), "package RBF failed: package must be 1-parent-1-child");
    const auto ancestor = TestMempool::make({.from = {m.coin()}});
    ASSERT_EQ(m.offer(ancestor), "ok");
    const auto parent = TestMempool::make({.from = {coin, TestMempool::output(ancestor)}, .fee_sat = 0});
    EXPECT_EQ(
        text(submit({parent, TestMempool::make({.from = {TestMempool::output(parent)}, .fee_sat = 50'000})})),
        "package RBF failed: new transaction cannot have mempool ancestors");
}

TEST_F(PackageTest, APairReplacesOfAHundredClustersAtMost) {
    std::vector<SpendableCoin> coins;
    for (size_t i = 0; i <= policy::kMaxReplacedClusters; ++i) {
        coins.push_back(m.coin());
        ASSERT_EQ(m.offer({.from = {coins.back()}, .fee_sat = 20}), "ok");
    }
    const auto pair = [&] {
        const auto parent = TestMempool::make({.from = coins, .fee_sat = 0});
        return text(submit(
            {parent, TestMempool::make({.from = {TestMempool::output(parent)}, .fee_sat = 1'000'000})}));
    };
    EXPECT_TRUE(pair().starts_with("package RBF failed: too many potential replacements, "));
    coins.pop_back();
    EXPECT_EQ(pair(), "ok");
}

TEST_F(PackageTest, ClustersHaveLimitsForPackagesToo) {
    Options options;
    options.cluster.count = 2;
    TestMempool small(options);
    const auto ancestor = TestMempool::make({.from = {small.coin()}});
    ASSERT_EQ(small.offer(ancestor), "ok");
    const auto parent = TestMempool::make({.from = {TestMempool::output(ancestor)}, .fee_sat = 0});
    const auto child = TestMempool::make({.from = {TestMempool::output(parent)}, .fee_sat = 5'000});
    EXPECT_EQ(text(small.acceptance.accept_package(Package{parent, child}, Terms{})), "too-large-cluster");
}

TEST_F(PackageTest, VersionThreeRulesHoldInPackages) {
    const auto parent = TestMempool::make({.from = {m.coin()}, .fee_sat = 0, .version = 3});
    const auto child =
        TestMempool::make({.from = {TestMempool::output(parent)}, .fee_sat = 5'000, .version = 2});
    EXPECT_TRUE(text(submit({parent, child})).starts_with("TRUC-violation, non-version=3 tx "));
}

TEST_F(PackageTest, DustLivesWithAChildThatSpendsIt) {
    MutableTransaction draft = TestMempool::draft({.from = {m.coin(100'000)}, .fee_sat = 100, .version = 3});
    draft.outputs.push_back({{100}, testing::anyone_witness_script()});
    const auto parent = draft.freeze();
    const auto careless =
        TestMempool::make({.from = {TestMempool::output(parent, 0)}, .fee_sat = 5'000, .version = 3});
    const PackageResult refused = submit({parent, careless});
    EXPECT_EQ(text(refused), "unspent-dust");
    EXPECT_TRUE(text(refused, 1).starts_with("missing-ephemeral-spends, tx " + careless->txid().to_text()));
    const auto careful =
        TestMempool::make({.from = {TestMempool::output(parent, 0), TestMempool::output(parent, 1)},
                           .fee_sat = 5'000,
                           .version = 3});
    EXPECT_EQ(text(submit({parent, careful})), "ok");
    // In the pool the same holds.
    const auto late =
        TestMempool::make({.from = {TestMempool::output(parent, 0)}, .fee_sat = 50'000, .version = 3});
    EXPECT_TRUE(m.offer(late).starts_with("missing-ephemeral-spends"));
}

TEST_F(PackageTest, AHopelessMemberEndsIt) {
    const auto parent = TestMempool::make({.from = {m.coin()}, .fee_sat = 0});
    MutableTransaction child = TestMempool::draft({.from = {TestMempool::output(parent)}});
    child.version = 9;
    const PackageResult result = submit({parent, child.freeze()});
    EXPECT_EQ(text(result), "transaction failed");
    EXPECT_EQ(text(result, 1), "version");
    EXPECT_EQ(m.reader.info().count, 0u);
}

TEST_F(PackageTest, OneWithAnotherWitnessIsTakenForItself) {
    MutableTransaction draft = TestMempool::draft({.from = {m.coin()}});
    const auto mine = draft.freeze();
    ASSERT_EQ(m.offer(mine), "ok");
    draft.inputs[0].witness = {{0x52}};
    const auto other = draft.freeze();
    const auto child = TestMempool::make({.from = {TestMempool::output(mine)}});
    const PackageResult result = submit({other, child});
    EXPECT_EQ(text(result), "ok");
    EXPECT_EQ(result.transactions[0].outcome, Outcome::DifferentWitness);
    EXPECT_EQ(result.transactions[0].other_wtxid, mine->wtxid());
    EXPECT_TRUE(result.transactions[1].accepted());
}

TEST_F(PackageTest, TheCallersCapHoldsForEach) {
    const Package package = child_pays(m.coin(), 0, 50'000);
    Terms terms;
    terms.max_rate = FeeRate(Amount{40'000}, vsize(package[1]));
    const PackageResult result = submit(package, terms);
    EXPECT_EQ(text(result), "transaction failed");
    EXPECT_EQ(text(result, 1), "max feerate exceeded");
    EXPECT_EQ(m.reader.info().count, 0u);
}

}  // namespace
}  // namespace quanta::mempool
