// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/memory_coins.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace quanta::testing {

using primitives::Amount;
using primitives::Block;
using primitives::BlockUndo;
using primitives::Coin;
using primitives::OutPoint;

std::optional<Coin> MemoryCoins::spend(const OutPoint& outpoint) {
    auto node = m_coins.extract(outpoint);
    if (!node) return std::nullopt;
    return std::move(node.mapped());
}

void MemoryCoins::add(const OutPoint& outpoint, Coin coin) {
    m_coins.insert_or_assign(outpoint, std::move(coin));
}

bool MemoryCoins::contains(const OutPoint& outpoint) {
    return m_coins.contains(outpoint);
}

const Coin* MemoryCoins::find(const OutPoint& outpoint) const {
    const auto found = m_coins.find(outpoint);
    return found == m_coins.end() ? nullptr : &found->second;
}

Amount MemoryCoins::total() const {
    Amount sum;
    for (const auto& [outpoint, coin] : m_coins)
        sum += coin.value;
    return sum;
}

void MemoryCoins::disconnect(const Block& block, const BlockUndo& undo, size_t applied) {
    const auto transactions = block.transactions();
    size_t coin = undo.coins.size();
    const size_t touched = undo.input_counts.size();
    for (size_t i = std::max(touched + 1, applied); i-- > 0;) {
        OutPoint created{transactions[i].txid(), 0};
        for (; i < applied && created.index < transactions[i].outputs().size(); ++created.index) {
            m_coins.erase(created);
        }
        if (i == 0 || i > touched) continue;
        for (size_t input = undo.input_counts[i - 1]; input-- > 0;) {
            add(transactions[i].inputs()[input].prevout, undo.coins[--coin]);
        }
    }
    CHECK(coin == 0);
}

}  // namespace quanta::testing
