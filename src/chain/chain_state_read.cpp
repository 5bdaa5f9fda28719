// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Coins as of the tip, while blocks beyond it are being connected.
#include <algorithm>
#include <utility>

#include "chain/chain_state.h"

namespace quanta::chain {

using primitives::Block;
using primitives::Coin;
using primitives::OutPoint;

namespace {

/// Outputs looked for between two turns of the chain thread: some tens of microseconds.
constexpr uint32_t kIndexesPerLook = 256;

/// What a block does to a coin.
struct Effect {
    bool creates = false;
    std::optional<size_t> spends;  ///< as the how manieth of those it spends
};

Effect effect_of(const Block& block, const OutPoint& outpoint) {
    size_t spent = 0;
    bool coinbase = true;
    for (const primitives::Transaction& transaction : block.transactions()) {
        if (transaction.txid() == outpoint.txid) return {true, std::nullopt};
        if (std::exchange(coinbase, false)) continue;
        for (const primitives::TxIn& input : transaction.inputs()) {
            if (input.prevout == outpoint) return {false, spent};
            ++spent;
        }
    }
    return {};
}

/// Appends which outputs of `txid` the block spends.
void append_spent(std::vector<uint32_t>& indexes, const Block& block, const primitives::Txid& txid) {
    for (const primitives::Transaction& transaction : block.transactions()) {
        for (const primitives::TxIn& input : transaction.inputs()) {
            if (input.prevout.txid == txid) indexes.push_back(input.prevout.index);
        }
    }
}

}  // namespace

base::Result<std::optional<Coin>, store::StoreError> ChainState::coin_at_tip(const OutPoint& outpoint) const {
    for (const InFlight& entry : m_in_flight) {
        const Effect effect = effect_of(*entry.block, outpoint);
        if (effect.creates) return std::optional<Coin>();
        if (effect.spends) return std::optional<Coin>(entry.undo->coins[*effect.spends]);
    }
    const CoinCache::State state = m_cache.state(outpoint);
    if (state != CoinCache::State::Unknown) return m_cache.get(outpoint);
    if (m_database->tip().is_null()) return std::optional<Coin>();
    return m_database->get(outpoint);
}

/// One look at everything that changes. The tip is null when the coin cannot be told yet.
ChainState::Look ChainState::look_at(const OutPoint& outpoint) const {
    const CoinLook lock(m_lock);
    Look look{m_tip, CoinCache::State::Unknown, std::nullopt, {}, m_flushes.load()};
    if (m_database_decides) return look;
    look.state = m_cache.state(outpoint);
    look.coin = m_cache.get(outpoint);
    // Blocks in flight, which only spend what lies at or below the tip, have left this one alone.
    const bool is_older = look.coin && look.coin->height <= m_tip->height;
    const bool is_leaving = m_changing != nullptr && m_in_flight.empty();
    if (is_older && !is_leaving) return look;
    if (m_changing != nullptr) {
        const Effect effect = effect_of(*m_changing, outpoint);
        if (effect.creates || effect.spends) {
            m_lock.wait_for_change();
            look.tip = nullptr;
            return look;
        }
    }
    look.in_flight.assign(m_in_flight.begin(), m_in_flight.end());
    return look;
}

base::Result<CoinLookup, store::StoreError> ChainState::look_up(const OutPoint& outpoint) const {
    while (true) {
        Look look = look_at(outpoint);
        if (look.tip == nullptr) continue;
        if (look.coin && look.in_flight.empty()) return CoinLookup{std::move(look.coin), look.tip};
        std::optional<Coin> in_database;
        if (look.state == CoinCache::State::Unknown && !m_database->tip().is_null())
            in_database = TRY(m_database->get(outpoint));
        // A flush that began later may have written what the cache did not know when it was asked.
        if (m_flushes.load() != look.flushes) continue;
        if (in_database) return CoinLookup{std::move(in_database), look.tip};
        for (const InFlight& entry : look.in_flight) {
            const Effect effect = effect_of(*entry.block, outpoint);
            if (effect.creates) return CoinLookup{std::nullopt, look.tip};
            if (effect.spends) return CoinLookup{entry.undo->coins[*effect.spends], look.tip};
        }
        return CoinLookup{std::move(look.coin), look.tip};
    }
}

/// Outputs of `txid` that are in the cache, or were until a block in flight spent them.
std::vector<uint32_t> ChainState::indexes_in_memory(const primitives::Txid& txid) const {
    std::vector<uint32_t> indexes;
    std::vector<InFlight> in_flight;
    uint32_t index = 0;
    for (bool more = true; more;) {
        const CoinLook lock(m_lock);
        if (m_changing != nullptr) append_spent(indexes, *m_changing, txid);
        in_flight.assign(m_in_flight.begin(), m_in_flight.end());
        if (m_database_decides) break;
        const uint32_t end = std::min(m_cache.index_end(), index + kIndexesPerLook);
        for (; index < end; ++index) {
            if (m_cache.state({txid, index}) == CoinCache::State::Unspent) indexes.push_back(index);
        }
        more = index < m_cache.index_end();
    }
    for (const InFlight& entry : in_flight)
        append_spent(indexes, *entry.block, txid);
    return indexes;
}

base::Result<CoinLookup, store::StoreError> ChainState::look_up_any(const primitives::Txid& txid) const {
    while (true) {
        const uint64_t flushes = m_flushes.load();
        std::vector<uint32_t> indexes;
        if (!m_database->tip().is_null()) indexes = TRY(m_database->indexes_of(txid));
        const std::vector<uint32_t> newer = indexes_in_memory(txid);
        indexes.insert(indexes.end(), newer.begin(), newer.end());
        CoinLookup found;
        for (const uint32_t index : indexes) {
            found = TRY(look_up({txid, index}));
            if (found.coin) return found;
        }
        // A flush may have carried them from where they were not looked for yet to where they were.
        if (m_flushes.load() == flushes) return found;
    }
}

}  // namespace quanta::chain
