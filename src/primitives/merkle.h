// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <vector>

#include "crypto/hash.h"
#include "primitives/block.h"
#include "primitives/hashes.h"

namespace quanta::primitives {

/// The root of a merkle tree and whether its leaves can be duplicated without changing it (CVE-2012-2459).
struct MerkleResult {
    MerkleRoot root;
    bool mutated = false;  ///< two equal hashes were combined at some level
};

/// The root over `leaves`, 32 bytes each in internal order; null for none. Linear time.
MerkleResult merkle_root(std::vector<crypto::Digest256> leaves);
/// Over the txids of `block`.
MerkleResult transaction_merkle_root(const Block& block);
/// Over the wtxids of `block`, with zero in place of the coinbase's (BIP141).
MerkleRoot witness_merkle_root(const Block& block);

}  // namespace quanta::primitives
