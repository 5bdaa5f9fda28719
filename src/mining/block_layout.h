// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "mining/block_contents.h"
#include "mining/merkle_tree.h"
#include "primitives/hashes.h"

namespace quanta::mining {

/// The places of transactions in a block in the making. What stays keeps its place, what comes is put at the
/// end, and a place that becomes free in the middle goes to the last one that may stand there: so the merkle
/// trees hardly change. Parents stand before their children. Not synchronised.
class BlockLayout {
public:
    /// Puts `after`, which has parents before children, in the place of `before`. A transaction may be in
    /// both, and several times, by turns: then it counts whether it ends up here. False when nothing changes.
    bool replace(std::span<const BlockTransaction> before, std::span<const BlockTransaction> after);

    /// What is here. Costs what changed since the last call, and a little for each page of transactions.
    ContentsRef contents();

private:
    /// How far from the end something is looked for that may stand in a free place. Rationale: those behind
    /// it move, too.
    static constexpr size_t kMaxMoved = 64;

    const BlockTransaction& at(size_t place) const { return m_places.list()[place]; }
    size_t count() const { return m_places.list().size(); }
    void remove(std::vector<size_t> places);
    void add(std::span<const BlockTransaction* const> added);
    std::optional<size_t> filler_for(size_t place) const;
    bool may_stand_at(size_t place, const primitives::Transaction& transaction) const;
    void close_gaps(std::span<const size_t> places);
    void put(size_t place, BlockTransaction transaction);
    void cut(size_t count);

    TransactionEditor m_places;
    std::unordered_map<primitives::Txid, size_t, primitives::HashBytes> m_place_of;
    MerkleTree m_txids;
    MerkleTree m_wtxids;
    primitives::Amount m_fees;
    int64_t m_weight = 0;
    int64_t m_sigop_cost = 0;
};

}  // namespace quanta::mining
