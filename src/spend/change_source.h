// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spend/coin_control.h"
#include "wallet/wallets.h"

namespace quanta::spend {

/// Where change would go.
struct ChangePlan {
    base::Bytes script;
    int64_t spend_size = 0;  ///< virtual bytes of the input that spends it
    /// The script is the next one of the wallet's of this type, and not given out yet.
    std::optional<wallet::OutputType> type;
    std::string missing;  ///< why there is none: `script` is of the right size, and not to be paid
};

/// The type of change for these payments: -changetype, else what does not tell change from payment, else the
/// newest type the wallet has.
wallet::OutputType change_type(const wallet::WalletView& view, const std::vector<Recipient>& recipients,
                               const CoinControl& control, const wallet::WalletOptions& options);

/// The place for change as `control` says, or of `type`.
ChangePlan plan_change(const wallet::WalletView& view, const CoinControl& control, wallet::OutputType type);

}  // namespace quanta::spend
