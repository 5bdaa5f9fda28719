// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <span>

#include "coin_selection/piece.h"

namespace quanta::coin_selection {

/// Steps a search takes before it answers with the best it has.
inline constexpr size_t kMaxSearchSteps = 100'000;

/// Looks for pieces whose sum lies between goal.amount and goal.amount + goal.margin, so that no change is
/// needed, and of those for the ones that waste least, what is above goal.amount counted in (the branch and
/// bound of Erhardt, "An Evaluation of Coin Selection Strategies", 2016). `pieces` in the order of
/// larger_first. The answer is the best there is unless kMaxSearchSteps were not enough.
Pick branch_and_bound(std::span<const Piece> pieces, const Goal& goal);

}  // namespace quanta::coin_selection
