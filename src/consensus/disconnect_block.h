// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>

#include "consensus/rules.h"

namespace quanta::consensus {

/// Whether `undo` may be that of `block`: it has a coin for each input. Which coins is not looked at.
bool fits_together(const primitives::Block& block, const primitives::BlockUndo& undo);

/// Takes the first `transactions` of `block` back out of `coins`: removes what they created and puts back
/// what they spent. `undo` is that of a connected block, or of a ConnectFailure, whose last coins are those
/// of the transaction that failed.
void disconnect_block(const primitives::Block& block, const primitives::BlockUndo& undo, size_t transactions,
                      CoinView& coins);

}  // namespace quanta::consensus
