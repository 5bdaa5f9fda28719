// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstring>

#include "base/hash256.h"

namespace quanta::primitives {

/// Double SHA-256 of a transaction without its witness.
using Txid = base::Hash256<struct TxidTag>;
/// Double SHA-256 of a transaction with its witness (BIP141).
using Wtxid = base::Hash256<struct WtxidTag>;
/// Double SHA-256 of a block header.
using BlockHash = base::Hash256<struct BlockHashTag>;
/// Root of a merkle tree of Txids or Wtxids.
using MerkleRoot = base::Hash256<struct MerkleRootTag>;

/// Blocks above the genesis block, which has height 0.
using Height = int32_t;

/// Hash functor for containers whose keys an attacker cannot choose freely (all are proofs of work or
/// double SHA-256 results that cost work to steer); coins use their own salted table.
struct HashBytes {
    template <typename Tag>
    size_t operator()(const base::Hash256<Tag>& hash) const {
        size_t value;
        std::memcpy(&value, hash.data() + 8, sizeof value);
        return value;
    }
};

}  // namespace quanta::primitives
