// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/memory_coins.h"

#include <utility>

#include "consensus/disconnect_block.h"

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
    consensus::disconnect_block(block, undo, applied, *this);
}

}  // namespace quanta::testing
