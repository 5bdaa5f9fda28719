// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "coin_selection/lots.h"
#include "coin_selection/piece.h"

namespace quanta::coin_selection {

/// Draws pieces by lot until they bring goal.amount + goal.margin. Where they get too heavy, the smallest of
/// them go back. About as many steps as pieces are drawn, each logarithmic.
Pick random_draw(std::span<const Piece> pieces, const Goal& goal, Lots& lots);

}  // namespace quanta::coin_selection
