// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/recently_confirmed.h"

#include "crypto/siphash.h"

namespace quanta::mempool {

void RecentlyConfirmed::add(const primitives::Block& block) {
    for (const primitives::Transaction& transaction : block.transactions()) {
        add(transaction.txid().data());
        if (transaction.has_witness()) add(transaction.wtxid().data());
    }
}

void RecentlyConfirmed::clear() {
    m_newer.clear();
    m_older.clear();
}

bool RecentlyConfirmed::contains(const uint8_t* id) const {
    const uint64_t hash = crypto::siphash_hash256(m_salt.first, m_salt.second, id);
    return m_newer.contains(hash) || m_older.contains(hash);
}

void RecentlyConfirmed::add(const uint8_t* id) {
    if (m_newer.size() >= kGeneration) {
        m_older = std::move(m_newer);
        m_newer.clear();
    }
    m_newer.insert(crypto::siphash_hash256(m_salt.first, m_salt.second, id));
}

}  // namespace quanta::mempool
