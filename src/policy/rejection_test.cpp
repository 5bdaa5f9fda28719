// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/rejection.h"

#include <gtest/gtest.h>

namespace quanta::policy {
namespace {

using consensus::ErrorCode;
using consensus::make_error;
using Kind = Rejection::Kind;

TEST(Rejection, Text) {
    EXPECT_EQ((Rejection{Kind::Consensus, "coinbase", {}}).text(), "coinbase");
    EXPECT_EQ((Rejection{Kind::NotStandard, "dust", "why"}).text(), "dust, why");
    EXPECT_EQ((PackageRejection{PackageRejection::Kind::Policy, "unspent-dust", {}}).text(), "unspent-dust");
}

TEST(Rejection, OfConsensus) {
    EXPECT_EQ(from_consensus(make_error(ErrorCode::InputsEmpty)),
              (Rejection{Kind::Consensus, "bad-txns-vin-empty", {}}));
    EXPECT_EQ(from_consensus(make_error(ErrorCode::MissingOrSpent)).kind, Kind::MissingInputs);
    EXPECT_EQ(from_consensus(make_error(ErrorCode::PrematureCoinbaseSpend, "depth")),
              (Rejection{Kind::PrematureSpend, "bad-txns-premature-spend-of-coinbase", "depth"}));
    EXPECT_EQ(from_consensus(make_error(ErrorCode::InBelowOut)).kind, Kind::Consensus);
}

}  // namespace
}  // namespace quanta::policy
