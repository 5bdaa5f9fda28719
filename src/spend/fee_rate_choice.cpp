// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/fee_rate_choice.h"

#include <algorithm>

#include "coin_selection/params.h"

namespace quanta::spend {

namespace {

using base::Err;
using primitives::FeeRate;

/// `chosen`, or `floor` for `reason` if that is more.
void raise(ChosenRate& chosen, FeeRate floor, const char* reason) {
    if (chosen.rate < floor) chosen = {floor, reason};
}

}  // namespace

base::Result<ChosenRate, std::string> choose_rate(const FeeChoice& choice,
                                                  const wallet::SpendSettings& settings,
                                                  const NodeState& node) {
    if (choice.rate) {
        if (choice.floor == FeeFloor::Checked)
            TRY(coin_selection::check_asked_rate(*choice.rate, settings.min_rate, node.min_relay));
        return ChosenRate{*choice.rate, "None"};
    }
    ChosenRate chosen;
    if (node.estimate) {
        chosen = {node.estimate->rate, node.estimate->reason};
        raise(chosen, node.pool_min.value_or(FeeRate()), "Mempool Min Fee");
    } else {
        if (settings.fallback == FeeRate()) {
            return Err(std::string(
                "Fee estimation failed. Fallbackfee is disabled. Wait a few blocks or enable -fallbackfee."));
        }
        chosen = {settings.fallback, "Fallback fee"};
        raise(chosen, node.pool_min.value_or(FeeRate()), "Mempool Min Fee");
    }
    raise(chosen, std::max(settings.min_rate, node.min_relay), "Minimum Required Fee");
    return chosen;
}

}  // namespace quanta::spend
