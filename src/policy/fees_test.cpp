// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/fees.h"

#include <gtest/gtest.h>

#include "policy/limits.h"
#include "policy/options.h"
#include "policy/test_support.h"

namespace quanta::policy {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using primitives::Txid;
using testing::numbered_txid;
using testing::text_of;

const FeeRate kRelay = Options().min_relay;

std::string fee_rate(int64_t fee, int64_t vsize, FeeRate pool) {
    const auto verdict = check_fee_rate(Amount{fee}, vsize, {pool, kRelay});
    EXPECT_TRUE(verdict || verdict.error().kind == Rejection::Kind::Reconsiderable);
    return text_of(verdict);
}

TEST(FeeFloor, OfRelay) {
    EXPECT_EQ(fee_rate(11, 110, FeeRate()), "");
    EXPECT_EQ(fee_rate(11, 111, FeeRate()), "min relay fee not met, 11 < 12");
    EXPECT_EQ(fee_rate(0, 104, FeeRate()), "min relay fee not met, 0 < 11");
    EXPECT_EQ(fee_rate(-1, 0, FeeRate()), "min relay fee not met, -1 < 0");
}

TEST(FeeFloor, OfThePoolFirst) {
    const FeeRate pool = FeeRate::per_kvb(680);
    EXPECT_EQ(fee_rate(71, 104, pool), "");
    EXPECT_EQ(fee_rate(64, 104, pool), "mempool min fee not met, 64 < 71");
    EXPECT_EQ(fee_rate(0, 104, pool), "mempool min fee not met, 0 < 71");
    EXPECT_EQ(fee_rate(0, 104, FeeRate::per_kvb(1)), "mempool min fee not met, 0 < 1");
}

Replacement replacement(int64_t fee, int64_t replaced, Replacing replacing = Replacing::Conflicts) {
    return {numbered_txid(1), Amount{fee}, 200, Amount{replaced}, replacing};
}

std::string rejecting() {
    return "rejecting replacement " + numbered_txid(1).to_text();
}

TEST(ReplacementFee, NoLessThanBefore) {
    const auto less = check_replacement_fee(replacement(300'000'000, 400'000'000), kRelay);
    EXPECT_EQ(text_of(less),
              "insufficient fee, " + rejecting() + ", less fees than conflicting txs; 3.00 < 4.00");
    EXPECT_EQ(less.error().kind, Rejection::Kind::Reconsiderable);
    EXPECT_TRUE(check_replacement_fee(replacement(5000, 5000), FeeRate()));
    EXPECT_FALSE(check_replacement_fee(replacement(4999, 5000), FeeRate()));
}

TEST(ReplacementFee, OwnRelayOnTop) {
    EXPECT_TRUE(check_replacement_fee(replacement(5020, 5000), kRelay));
    EXPECT_EQ(
        text_of(check_replacement_fee(replacement(5019, 5000), kRelay)),
        "insufficient fee, " + rejecting() + ", not enough additional fees to relay; 0.00000019 < 0.0000002");
}

TEST(ReplacementFee, SiblingsAreNamed) {
    EXPECT_EQ(text_of(check_replacement_fee(replacement(0, 1, Replacing::ConflictsAndSibling), FeeRate())),
              "insufficient fee (including sibling eviction), " + rejecting() +
                  ", less fees than conflicting txs; 0.00 < 0.00000001");
}

TEST(ReplacedClusters, Limit) {
    EXPECT_TRUE(check_replaced_clusters(replacement(0, 0), kMaxReplacedClusters));
    const auto many = check_replaced_clusters(replacement(0, 0), kMaxReplacedClusters + 1);
    EXPECT_EQ(text_of(many), "too many potential replacements, " + rejecting() +
                                 "; too many conflicting clusters (101 > 100)");
    EXPECT_EQ(many.error().kind, Rejection::Kind::MempoolPolicy);
    const auto sibling =
        check_replaced_clusters(replacement(0, 0, Replacing::ConflictsAndSibling), kMaxReplacedClusters + 1);
    EXPECT_EQ(sibling.error().reason, "too many potential replacements (including sibling eviction)");
}

TEST(ConflictingAncestor, None) {
    const Txid own = numbered_txid(1);
    const std::vector<Txid> ancestors{numbered_txid(2), numbered_txid(3)};
    const std::vector<Txid> conflicts{numbered_txid(4), numbered_txid(5)};
    EXPECT_TRUE(check_no_conflicting_ancestor(own, ancestors, conflicts));
    EXPECT_TRUE(check_no_conflicting_ancestor(own, {}, conflicts));
    EXPECT_TRUE(check_no_conflicting_ancestor(own, ancestors, {}));
    const std::vector<Txid> both{numbered_txid(4), numbered_txid(3)};
    const auto found = check_no_conflicting_ancestor(own, ancestors, both);
    EXPECT_EQ(text_of(found), "bad-txns-spends-conflicting-tx, " + own.to_text() +
                                  " spends conflicting transaction " + numbered_txid(3).to_text());
    EXPECT_EQ(found.error().kind, Rejection::Kind::Consensus);
}

}  // namespace
}  // namespace quanta::policy
