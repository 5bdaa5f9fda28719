// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <utility>

#include "primitives/block.h"
#include "primitives/hashes.h"

namespace quanta::mempool {

/// Transactions of the last blocks, by txid and wtxid: 64 salted bits of each, in two generations. Not
/// synchronised.
class RecentlyConfirmed {
public:
    /// Identifiers of a generation: at least this many of the last are known.
    static constexpr size_t kGeneration = 48'000;

    explicit RecentlyConfirmed(std::pair<uint64_t, uint64_t> salt) : m_salt(salt) {}

    void add(const primitives::Block& block);
    /// After a block was taken off, when what was confirmed may not be so any more.
    void clear();
    bool contains(const primitives::Txid& txid) const { return contains(txid.data()); }
    bool contains(const primitives::Wtxid& wtxid) const { return contains(wtxid.data()); }

private:
    bool contains(const uint8_t* id) const;
    void add(const uint8_t* id);

    const std::pair<uint64_t, uint64_t> m_salt;
    std::unordered_set<uint64_t> m_newer;
    std::unordered_set<uint64_t> m_older;
};

}  // namespace quanta::mempool
