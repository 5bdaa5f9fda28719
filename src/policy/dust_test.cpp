// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/dust.h"

#include <gtest/gtest.h>

#include "policy/limits.h"
#include "policy/options.h"
#include "policy/test_support.h"

namespace quanta::policy {
namespace {

using base::Bytes;
using primitives::Amount;
using primitives::FeeRate;
using primitives::MutableTransaction;
using primitives::Transaction;
using testing::child_of;
using testing::ordinary;
using testing::text_of;
using testing::TransactionRef;

const FeeRate kRate = Options().dust;

int64_t threshold(const Bytes& script, FeeRate rate = kRate) {
    return dust_threshold(script, rate).sat;
}

TEST(Dust, ThresholdsAtTheUsualRate) {
    EXPECT_EQ(threshold(testing::p2pkh()), 546);
    EXPECT_EQ(threshold(testing::p2sh()), 540);
    EXPECT_EQ(threshold(testing::p2wpkh()), 294);
    EXPECT_EQ(threshold(testing::program(0, 32)), 330);
    EXPECT_EQ(threshold(testing::program(1, 32)), 330);
    EXPECT_EQ(threshold(testing::anchor()), 240);
}

TEST(Dust, ThresholdsAtOtherRates) {
    EXPECT_EQ(threshold(testing::p2pkh(), FeeRate()), 0);
    EXPECT_EQ(threshold(testing::p2pkh(), FeeRate::per_kvb(1)), 1);
    EXPECT_EQ(threshold(testing::p2pkh(), FeeRate::per_kvb(5500)), 1001);
}

TEST(Dust, NothingIsAskedOfWhatCannotBeSpent) {
    EXPECT_EQ(threshold(testing::data_script(30)), 0);
    EXPECT_EQ(threshold(Bytes(script::kMaxScriptSize + 1, script::OP_1)), 0);
    EXPECT_EQ(threshold(Bytes(script::kMaxScriptSize, script::OP_1)), 3 * (8 + 3 + 10'000 + 148));
    // From 253 bytes on the length of the script takes three bytes.
    EXPECT_EQ(threshold(Bytes(252, script::OP_1)), 3 * (8 + 1 + 252 + 148));
    EXPECT_EQ(threshold(Bytes(253, script::OP_1)), 3 * (8 + 3 + 253 + 148));
}

TEST(Dust, BelowTheThreshold) {
    const Bytes script = testing::p2pkh();
    EXPECT_TRUE(is_dust({Amount{545}, script}, kRate));
    EXPECT_FALSE(is_dust({Amount{546}, script}, kRate));
    EXPECT_FALSE(is_dust({Amount{0}, testing::data_script(1)}, kRate));
}

TEST(Dust, WhichOutputs) {
    MutableTransaction transaction = ordinary();
    EXPECT_EQ(dust_outputs(*transaction.freeze(), kRate), std::vector<uint32_t>());
    transaction.outputs = {{{0}, testing::anchor()}, {{240}, testing::anchor()}, {{293}, testing::p2wpkh()}};
    EXPECT_EQ(dust_outputs(*transaction.freeze(), kRate), (std::vector<uint32_t>{0, 2}));
}

TEST(DustFee, NoneWithDust) {
    MutableTransaction transaction = ordinary();
    EXPECT_TRUE(check_dust_fee(*transaction.freeze(), Amount{1}, Amount{1}, kRate));
    transaction.outputs.push_back({{0}, testing::anchor()});
    const auto frozen = transaction.freeze();
    EXPECT_TRUE(check_dust_fee(*frozen, Amount{0}, Amount{0}, kRate));
    const std::string refused = "dust, tx with dust output must be 0-fee";
    EXPECT_EQ(text_of(check_dust_fee(*frozen, Amount{1}, Amount{0}, kRate)), refused);
    EXPECT_EQ(text_of(check_dust_fee(*frozen, Amount{0}, Amount{-1}, kRate)), refused);
    EXPECT_EQ(check_dust_fee(*frozen, Amount{1}, Amount{1}, kRate).error().kind,
              Rejection::Kind::NotStandard);
}

/// A parent with two outputs, the second of which is dust.
TransactionRef with_dust(uint32_t number) {
    MutableTransaction transaction = ordinary();
    transaction.lock_time = number;
    transaction.outputs.push_back({{0}, testing::anchor()});
    return transaction.freeze();
}

std::string spends(const MutableTransaction& child, const std::vector<TransactionRef>& parents) {
    std::vector<const Transaction*> refs;
    for (const TransactionRef& parent : parents)
        refs.push_back(parent.get());
    return text_of(check_dust_spends(*child.freeze(), refs, kRate));
}

std::string left(const MutableTransaction& child) {
    const auto frozen = child.freeze();
    return "missing-ephemeral-spends, tx " + frozen->txid().to_text() +
           " (wtxid=" + frozen->wtxid().to_text() + ") did not spend parent's ephemeral dust";
}

TEST(DustSpends, AllDustOfAParentOrNoneOfIt) {
    const TransactionRef parent = with_dust(1);
    MutableTransaction child = child_of({parent});
    EXPECT_EQ(spends(child, {parent}), left(child));
    child.inputs.push_back({{parent->txid(), 1}, {}, 0, {}});
    EXPECT_EQ(spends(child, {parent}), "");
    child.inputs.erase(child.inputs.begin());
    EXPECT_EQ(spends(child, {parent}), "");
    EXPECT_EQ(spends(ordinary(), {parent}), "");
}

TEST(DustSpends, OfEveryParent) {
    const std::vector<TransactionRef> parents{with_dust(1), ordinary(2).freeze(), with_dust(3)};
    MutableTransaction child = child_of(parents);
    child.inputs.push_back({{parents[0]->txid(), 1}, {}, 0, {}});
    EXPECT_EQ(spends(child, parents), left(child));
    child.inputs.push_back({{parents[2]->txid(), 1}, {}, 0, {}});
    EXPECT_EQ(spends(child, parents), "");
    // The same index of another transaction does not do.
    child.inputs.back().prevout.txid = parents[1]->txid();
    EXPECT_EQ(spends(child, parents), left(child));
}

TEST(DustSpends, MoreThanOneOutput) {
    MutableTransaction both = ordinary();
    both.outputs = {{{0}, testing::anchor()}, {{0}, testing::anchor()}};
    const TransactionRef parent = both.freeze();
    MutableTransaction child = child_of({parent});
    EXPECT_EQ(spends(child, {parent}), left(child));
    child.inputs.push_back({{parent->txid(), 1}, {}, 0, {}});
    EXPECT_EQ(spends(child, {parent}), "");
}

}  // namespace
}  // namespace quanta::policy
