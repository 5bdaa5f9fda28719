// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "cluster/fee_size.h"

namespace quanta::cluster {

/// Where a chunk stands in the order of all chunks.
struct ChunkKey {
    int64_t fee_sat = 0;
    uint32_t size_wu = 0;
    /// The cluster's place in Tables; no part of the order.
    uint32_t cluster = 0;
    /// Decides between equal rates: the cluster's age, then the chunk's place in it.
    uint64_t tie = 0;

    static constexpr unsigned kIndexBits = 6;
    static constexpr uint64_t make_tie(uint64_t sequence, uint32_t index) {
        return sequence << kIndexBits | index;
    }

    FeeSize fee_size() const { return {fee_sat, size_wu}; }
    /// Place of the chunk in its cluster.
    uint32_t index() const { return static_cast<uint32_t>(tie & ((uint64_t{1} << kIndexBits) - 1)); }
};

/// `less`: `a` is mined before `b`.
constexpr std::strong_ordering compare_keys(const ChunkKey& a, const ChunkKey& b) {
    const Wide left = Wide{b.fee_sat} * a.size_wu;
    const Wide right = Wide{a.fee_sat} * b.size_wu;
    if (left != right) return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
    return a.tie <=> b.tie;
}

/// A sorted set of keys in blocks: a search touches few cache lines, a walk reads memory in order.
/// insert and erase cost O(log n) comparisons and a move within a block (and, once in tens of inserts, one
/// of the list of blocks). Positions are void after either.
class ChunkOrder {
public:
    struct Position {
        size_t block = 0;
        size_t offset = 0;
        friend bool operator==(const Position&, const Position&) = default;
    };

    /// Adds a key that is not in the set (programmer error otherwise).
    void insert(const ChunkKey& key);
    /// Takes out a key that is in the set (programmer error otherwise).
    void erase(const ChunkKey& key);

    size_t count() const { return m_count; }
    size_t memory_bytes() const;

    Position begin() const { return {}; }
    Position end() const { return {m_blocks.size(), 0}; }
    /// The first key behind `key`, which need not be there.
    Position first_after(const ChunkKey& key) const;
    /// The position after one that is not the end.
    Position next(Position at) const;
    /// The position before one that is not the beginning.
    Position previous(Position at) const;
    const ChunkKey& operator[](Position at) const { return m_blocks[at.block]->keys[at.offset]; }

private:
    static constexpr size_t kBlockKeys = 80;

    /// Never empty while in m_blocks.
    struct Block {
        size_t count = 0;
        ChunkKey keys[kBlockKeys];
    };

    /// The block a key is in or belongs in. Not when the set is empty.
    size_t block_for(const ChunkKey& key) const;
    void split(size_t block);
    /// Joins a block with the one after it when both fit well into one.
    void join_with_next(size_t block);

    std::vector<std::unique_ptr<Block>> m_blocks;
    size_t m_count = 0;
};

}  // namespace quanta::cluster
