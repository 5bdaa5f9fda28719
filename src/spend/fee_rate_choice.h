// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/result.h"
#include "spend/coin_control.h"
#include "spend/node_state.h"
#include "wallet/spend_settings.h"

namespace quanta::spend {

/// What a transaction is to pay, and why.
struct ChosenRate {
    primitives::FeeRate rate;
    std::string reason;  ///< "Fallback fee", …: as users are shown
};

/// The rate asked for, or the estimate, no less than the node takes. Error: a sentence.
base::Result<ChosenRate, std::string> choose_rate(const FeeChoice& choice,
                                                  const wallet::SpendSettings& settings,
                                                  const NodeState& node);

}  // namespace quanta::spend
