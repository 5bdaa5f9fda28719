// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "primitives/amount.h"
#include "primitives/hashes.h"
#include "primitives/script_bytes.h"

namespace quanta::primitives {

/// An unspent output and where it was created.
struct Coin {
    Amount value;
    ScriptBytes script;
    Height height = 0;       ///< of the block that created it
    bool is_coinbase = false;

    friend bool operator==(const Coin&, const Coin&) = default;
};

/// What a block spent, so that it can be disconnected: for each transaction but the coinbase the coins of its
/// inputs, in order, in one flat list.
struct BlockUndo {
    std::vector<uint32_t> input_counts;  ///< per transaction, the coinbase left out
    std::vector<Coin> coins;             ///< of all of them, in order

    friend bool operator==(const BlockUndo&, const BlockUndo&) = default;
};

}  // namespace quanta::primitives
