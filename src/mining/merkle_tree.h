// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <vector>

#include "crypto/hash.h"

namespace quanta::mining {

/// The merkle tree of a block that is still changing, kept level by level: after a change only what is above
/// the leaves that changed is hashed again. The first leaf stands for a coinbase that is not made yet;
/// nothing here depends on it. Not synchronised.
class MerkleTree {
public:
    /// Leaves, the coinbase's included; at least one.
    size_t size() const { return m_levels.front().size(); }
    /// Cuts leaves off the end, or adds leaves that set() is then called for.
    void resize(size_t leaves);
    /// `index` is below size().
    void set(size_t index, const crypto::Digest256& leaf);

    /// The hashes that lead from the first leaf to the root, lowest first: what is hashed with it, on its
    /// right, at each level. Costs a hash for each node above a leaf that changed since the last call.
    std::vector<crypto::Digest256> path();

private:
    using Level = std::vector<crypto::Digest256>;

    void hash_level(size_t level);

    std::vector<Level> m_levels{Level(1)};  ///< leaves first; the last has one node
    /// Nodes that changed on the level that is looked at, between calls leaves; in any order.
    std::vector<size_t> m_changed;
};

/// The root above `first`, whose path is `path`.
crypto::Digest256 merkle_root_of(const crypto::Digest256& first, const std::vector<crypto::Digest256>& path);

}  // namespace quanta::mining
