// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "primitives/block.h"
#include "primitives/hashes.h"
#include "primitives/uint256.h"

namespace quanta::consensus {

/// A header in the tree of headers, as far as rules need it: plain data, immutable once linked, so that any
/// thread may walk towards the genesis block. The header tree of `chain` builds upon it and owns them all.
struct HeaderLink {
    const HeaderLink* previous = nullptr;  ///< null for the genesis block
    const HeaderLink* skip = nullptr;      ///< a far ancestor, see link_to
    primitives::BlockHash hash;
    primitives::MerkleRoot merkle_root;
    primitives::Uint256 chain_work;        ///< of this and all ancestors
    primitives::Height height = 0;
    int32_t version = 0;
    uint32_t time = 0;
    uint32_t bits = 0;
    uint32_t nonce = 0;
    uint32_t max_time = 0;                 ///< latest time of this and all ancestors

    /// Fills in everything for `header` with hash `block_hash` on top of `parent` (null: genesis).
    void link_to(const HeaderLink* parent, const primitives::BlockHeader& header,
                 const primitives::BlockHash& block_hash);
    /// The header as it was.
    primitives::BlockHeader header() const;
    /// The ancestor at `height` (this one included), null when out of range. O(log n).
    const HeaderLink* ancestor(primitives::Height height) const;
    /// Median of the times of this and the ten headers before it, seconds (BIP113).
    uint32_t median_time_past() const;
};

/// The last header `a` and `b` have in common. Both non-null, of one tree. O(log n) when one is the other's ancestor.
const HeaderLink* fork_point(const HeaderLink* a, const HeaderLink* b);

/// Expected hashes to find a block of `bits`: 2^256 / (target + 1); zero for an invalid target.
primitives::Uint256 work_of(uint32_t bits);

}  // namespace quanta::consensus
