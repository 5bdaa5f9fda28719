// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mining/block_contents.h"
#include "mining/merkle_tree.h"
#include "primitives/hashes.h"

namespace quanta::mining {

/// The places of transactions in a block in the making. What stays keeps its place, what comes is put at the
/// end, and a place that becomes free in the middle goes to the last one where that may stand there: so the
/// merkle trees hardly change. Parents stand before their children. Not synchronised.
class BlockLayout {
public:
    /// Puts `after` in the place of `before`, which are here and may share transactions with it; both have
    /// parents before children.
    void replace(std::span<const BlockTransaction> before, std::span<const BlockTransaction> after);

    /// A copy of what is here. Costs what changed since the last call, and the copy.
    ContentsRef contents();

private:
    /// What comes and what goes.
    struct Difference {
        std::vector<const BlockTransaction*> added;
        std::unordered_set<const primitives::Transaction*> removed;
    };

    bool holds(const primitives::Transaction& transaction) const;
    Difference compare(std::span<const BlockTransaction> before,
                       std::span<const BlockTransaction> after) const;
    void remove(const std::unordered_set<const primitives::Transaction*>& removed);
    bool may_stand_at(size_t place, const primitives::Transaction& transaction) const;
    void close_gaps(size_t from, const std::unordered_set<const primitives::Transaction*>& removed);
    void put(size_t place, BlockTransaction&& transaction);
    void cut(size_t count);

    std::vector<BlockTransaction> m_places;
    std::unordered_map<primitives::Txid, size_t, primitives::HashBytes> m_place_of;
    MerkleTree m_txids;
    MerkleTree m_wtxids;
    primitives::Amount m_fees;
    int64_t m_weight = 0;
    int64_t m_sigop_cost = 0;
    size_t m_new_bytes = 0;
};

}  // namespace quanta::mining
