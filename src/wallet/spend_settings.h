// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "primitives/amount.h"
#include "primitives/fee_rate.h"

namespace quanta::wallet {

/// What options say about spending.
struct SpendSettings {
    bool avoid_partial_spends = false;                                       ///< -avoidpartialspends
    primitives::FeeRate consolidate = primitives::FeeRate::per_kvb(10'000);  ///< -consolidatefeerate
    primitives::FeeRate discard = primitives::FeeRate::per_kvb(10'000);      ///< -discardfee
    primitives::FeeRate fallback;                                            ///< -fallbackfee; 0: off
    primitives::Amount max_partial_spend_fee;                                ///< -maxapsfee; below 0: never
    primitives::Amount max_fee{primitives::kCoinSat / 10};                   ///< -maxtxfee
    primitives::FeeRate min_rate = primitives::FeeRate::per_kvb(1'000);      ///< -mintxfee
    bool spend_unconfirmed_change = true;                                    ///< -spendzeroconfchange
    int32_t confirm_target = 6;                                              ///< -txconfirmtarget
    bool replaceable = true;                                                 ///< -walletrbf
    bool reject_long_chains = true;                                          ///< -walletrejectlongchains
};

}  // namespace quanta::wallet
