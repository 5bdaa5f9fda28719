// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "spend/draft.h"
#include "spend/test_wallet.h"

namespace quanta::spend {
namespace {

using testing::SpendingWallet;
using wallet::OutputType;

const base::Bytes kTheirs = [] {
    base::Bytes script(22, 7);
    script[0] = 0;
    script[1] = 20;
    return script;
}();

TEST(Draft, PaysTheRateAndKeepsTheRest) {
    SpendingWallet wallet;
    wallet.fund(wallet.new_script(OutputType::Bech32), 1'000'000);
    wallet.mine();
    const auto draft = wallet.send({{kTheirs, {400'000}}}, {});
    ASSERT_TRUE(draft) << draft.error();
    ASSERT_EQ(draft->transaction.outputs.size(), 2u);
    const auto frozen = draft->transaction.freeze();
    EXPECT_EQ(policy::virtual_size(draft->weight),
              policy::virtual_size(static_cast<int64_t>(frozen->weight())));
    EXPECT_EQ(draft->fee.sat, 10 * policy::virtual_size(draft->weight));
    EXPECT_EQ(wallet.balances().trusted.sat, 1'000'000 - 400'000 - draft->fee.sat);
    EXPECT_EQ(draft->rate.reason, "Target 85% Threshold");
}

TEST(Draft, SaysWhyThereIsNone) {
    SpendingWallet wallet;
    wallet.fund(wallet.new_script(OutputType::Bech32m), 100'000);
    wallet.mine();
    const auto error = [&](const std::vector<Recipient>& recipients, const CoinControl& control = {}) {
        const auto draft = wallet.draft(recipients, control);
        return draft ? std::string() : draft.error();
    };
    EXPECT_EQ(error({}), "Transaction must have at least one recipient");
    EXPECT_EQ(error({{kTheirs, {-1}}}), "Transaction amounts must not be negative");
    EXPECT_EQ(error({{kTheirs, {primitives::kMaxMoneySat}}, {kTheirs, {1}}}),
              "Transaction amounts too large");
    EXPECT_EQ(error({{kTheirs, {293}}}), "Transaction amount too small");
    EXPECT_EQ(error({{kTheirs, {294}}}), "");
    EXPECT_EQ(error({{kTheirs, {100'000}}}), "Insufficient funds");
    EXPECT_EQ(error({{kTheirs, {100'000}, true}}), "");
    wallet.node.estimate.reset();
    EXPECT_EQ(error({{kTheirs, {1'000}}}),
              "Fee estimation failed. Fallbackfee is disabled. Wait a few blocks or enable -fallbackfee.");
    CoinControl control;
    control.fee.rate = primitives::FeeRate::per_kvb(999);
    EXPECT_EQ(error({{kTheirs, {1'000}}}, control),
              "Fee rate (0.999 sat/vB) is lower than the minimum fee rate setting (1.000 sat/vB).\nConsider "
              "modifying -mintxfee (1.000 sat/vB) or -minrelaytxfee (0.100 sat/vB).");
    control.fee.rate = primitives::FeeRate::per_kvb(1'000);
    EXPECT_EQ(error({{kTheirs, {1'000}}}, control), "");
    control.inputs.emplace_back().outpoint.index = 0;
    EXPECT_EQ(error({{kTheirs, {1'000}}}, control), "Not found pre-selected input COutPoint(0000000000, 0)");
}

}  // namespace
}  // namespace quanta::spend
