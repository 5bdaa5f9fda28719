// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "json/writer.h"
#include "params/params.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "txjson/transaction_json.h"

namespace quanta::txjson {

/// Transactions from which on a block is worth a second thread.
inline constexpr size_t kManyTransactions = 256;

/// What is wanted of the transactions of a block.
struct BlockView {
    /// The coins the block spent: one input count for each transaction but the coinbase, coins for all. Null:
    /// not known.
    const primitives::BlockUndo* undo = nullptr;
    Prevouts prevouts = Prevouts::Omit;
    /// At most this many threads, the caller's among them, write a block of many transactions.
    int threads = 1;
};

/// Writes the transactions of `block` as elements of the array that `out`, which is compact, is in.
void write_transactions(json::Writer& out, const params::ChainParams& params, const primitives::Block& block,
                        const BlockView& view);

}  // namespace quanta::txjson
