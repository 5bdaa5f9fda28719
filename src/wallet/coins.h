// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "primitives/transaction.h"
#include "wallet/fingerprint_set.h"
#include "wallet/transaction_table.h"

namespace quanta::wallet {

struct HashOutPoint {
    size_t operator()(const primitives::OutPoint& outpoint) const {
        return static_cast<size_t>(outpoint_fingerprint(outpoint) * 0x9e3779b97f4a7c15u);
    }
};

/// The open coins of a wallet, side by side: balances and selection walk over all of them. 110 bytes a coin.
/// Not thread-safe.
class Coins {
public:
    /// Adds or replaces.
    void put(const OpenCoin& coin) {
        const auto [found, added] = m_places.try_emplace(coin.row.outpoint, m_coins.size());
        if (added)
            m_coins.push_back(coin);
        else
            m_coins[found->second] = coin;
    }
    void erase(const primitives::OutPoint& outpoint) {
        const auto found = m_places.find(outpoint);
        if (found == m_places.end()) return;
        const size_t place = found->second;
        m_places.erase(found);
        if (place + 1 != m_coins.size()) {
            m_coins[place] = m_coins.back();
            m_places[m_coins[place].row.outpoint] = place;
        }
        m_coins.pop_back();
    }
    /// Null when it is none.
    const OpenCoin* find(const primitives::OutPoint& outpoint) const {
        const auto found = m_places.find(outpoint);
        return found == m_places.end() ? nullptr : &m_coins[found->second];
    }
    /// In no particular order.
    std::span<const OpenCoin> all() const { return m_coins; }

private:
    std::vector<OpenCoin> m_coins;
    std::unordered_map<primitives::OutPoint, size_t, HashOutPoint> m_places;
};

/// Transactions in no block that may still get into one, and what they spend. Not thread-safe.
class Waiting {
public:
    /// Adds or replaces.
    void put(Entry entry) {
        const primitives::Txid txid = entry.transaction->txid();
        erase(txid);
        for (const primitives::TxIn& input : entry.transaction->inputs())
            m_claims.emplace(input.prevout, txid);
        m_entries.insert_or_assign(txid, std::move(entry));
    }
    void erase(const primitives::Txid& txid) {
        const auto found = m_entries.find(txid);
        if (found == m_entries.end()) return;
        for (const primitives::TxIn& input : found->second.transaction->inputs()) {
            const auto [first, last] = m_claims.equal_range(input.prevout);
            for (auto claim = first; claim != last; ++claim) {
                if (claim->second != txid) continue;
                m_claims.erase(claim);
                break;
            }
        }
        m_entries.erase(found);
    }
    const Entry* find(const primitives::Txid& txid) const {
        const auto found = m_entries.find(txid);
        return found == m_entries.end() ? nullptr : &found->second;
    }
    /// Those that spend `outpoint`.
    std::vector<primitives::Txid> claims(const primitives::OutPoint& outpoint) const {
        std::vector<primitives::Txid> txids;
        const auto [first, last] = m_claims.equal_range(outpoint);
        for (auto claim = first; claim != last; ++claim)
            txids.push_back(claim->second);
        return txids;
    }
    bool is_claimed(const primitives::OutPoint& outpoint) const { return m_claims.contains(outpoint); }
    const std::unordered_map<primitives::Txid, Entry, primitives::HashBytes>& all() const {
        return m_entries;
    }

private:
    std::unordered_map<primitives::Txid, Entry, primitives::HashBytes> m_entries;
    std::unordered_multimap<primitives::OutPoint, primitives::Txid, HashOutPoint> m_claims;
};

}  // namespace quanta::wallet
