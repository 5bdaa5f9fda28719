// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <unordered_map>

#include "consensus/rules.h"

namespace quanta::testing {

/// Unspent coins in memory. Not thread-safe.
class MemoryCoins final : public consensus::CoinView {
public:
    std::optional<primitives::Coin> spend(const primitives::OutPoint& outpoint) override;
    void add(const primitives::OutPoint& outpoint, primitives::Coin coin) override;
    bool contains(const primitives::OutPoint& outpoint) override;

    /// The coin at `outpoint`, null when there is none; valid until the coins change.
    const primitives::Coin* find(const primitives::OutPoint& outpoint) const;
    size_t size() const { return m_coins.size(); }
    /// Sum of all coins.
    primitives::Amount total() const;
    /// Takes back the first `applied` transactions of `block` and the inputs that `undo` holds beyond them.
    void disconnect(const primitives::Block& block, const primitives::BlockUndo& undo, size_t applied);

    friend bool operator==(const MemoryCoins& a, const MemoryCoins& b) { return a.m_coins == b.m_coins; }

private:
    struct HashOutPoint {
        size_t operator()(const primitives::OutPoint& outpoint) const {
            return primitives::HashBytes{}(outpoint.txid) + outpoint.index * 0x9e3779b97f4a7c15u;
        }
    };

    std::unordered_map<primitives::OutPoint, primitives::Coin, HashOutPoint> m_coins;
};

}  // namespace quanta::testing
