// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "coin_selection/piece.h"

namespace quanta::coin_selection {

/// Looks for the pieces of least weight that bring goal.amount + goal.margin, which leaves room for change:
/// for times when rates are high. `pieces` in the order of larger_first. The weight is the least there is
/// unless kMaxSearchSteps (branch_and_bound.h) were not enough; among the same weights, smaller sums are
/// preferred where an exchange of single pieces leads to them.
Pick coin_grinder(std::span<const Piece> pieces, const Goal& goal);

}  // namespace quanta::coin_selection
