// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "coin_selection/lots.h"
#include "coin_selection/piece.h"

namespace quanta::coin_selection {

/// Looks, by chance, for pieces whose sum is goal.amount, or else just above goal.amount + goal.margin; the
/// smallest piece that is enough by itself is the answer where that is nearer. `pieces` in the order of
/// larger_first. The work is bounded: of many pieces, fewer sums are tried.
Pick knapsack(std::span<const Piece> pieces, const Goal& goal, Lots& lots);

}  // namespace quanta::coin_selection
