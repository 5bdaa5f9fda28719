// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/disconnect_block.h"

#include <algorithm>
#include <span>

#include "base/check.h"

namespace quanta::consensus {

using primitives::Block;
using primitives::BlockUndo;
using primitives::OutPoint;
using primitives::Transaction;

namespace {

void remove_outputs(const Transaction& transaction, CoinView& coins) {
    OutPoint created{transaction.txid(), 0};
    for (; created.index < transaction.outputs().size(); ++created.index) {
        if (!is_unspendable(transaction.outputs()[created.index].script)) coins.spend(created);
    }
}

}  // namespace

bool fits_together(const Block& block, const BlockUndo& undo) {
    const std::span<const Transaction> all = block.transactions();
    if (undo.input_counts.size() + 1 != all.size()) return false;
    size_t coins = 0;
    for (size_t i = 1; i < all.size(); ++i) {
        if (undo.input_counts[i - 1] != all[i].inputs().size()) return false;
        coins += all[i].inputs().size();
    }
    return coins == undo.coins.size();
}

void disconnect_block(const Block& block, const BlockUndo& undo, size_t transactions, CoinView& coins) {
    const std::span<const Transaction> all = block.transactions();
    const size_t touched = undo.input_counts.size() + 1;  // the coinbase spends nothing
    CHECK(transactions <= all.size() && touched <= std::max<size_t>(all.size(), 1));
    size_t coin = undo.coins.size();
    // Backwards: a transaction may have spent what one before it created.
    for (size_t i = std::max(touched, transactions); i-- > 0;) {
        if (i < transactions) remove_outputs(all[i], coins);
        if (i == 0 || i >= touched) continue;
        for (size_t input = undo.input_counts[i - 1]; input-- > 0;) {
            coins.add(all[i].inputs()[input].prevout, undo.coins[--coin]);
        }
    }
    CHECK(coin == 0);
}

}  // namespace quanta::consensus
