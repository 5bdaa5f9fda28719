// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "crypto/hash.h"
#include "primitives/block.h"
#include "primitives/hashes.h"

namespace quanta::node_rpc {

/// A block's header and as much of the tree of its transactions as shows that some of them are in it: the
/// "merkleblock" of BIP37.
///
/// The tree is gone through from the root, left before right. Each place has a flag: whether a transaction in
/// question is below it (or is it). Where none is, or at a transaction, the place's hash is given; elsewhere
/// the two places below follow.
struct MerkleProof {
    primitives::BlockHeader header;
    uint32_t transactions = 0;  ///< of the block
    std::vector<crypto::Digest256> hashes;
    std::vector<bool> flags;

    /// The proof that the transactions of `block` at the places where `wanted` is true are in it. `wanted`
    /// has an element for each transaction.
    static MerkleProof make(const primitives::Block& block, const std::vector<bool>& wanted);

    /// The transactions it shows, in the block's order; nothing unless they lead to the root in the header,
    /// everything given is used, and no place has two equal halves (CVE-2012-2459). Linear time.
    std::vector<primitives::Txid> matches() const;

    base::Bytes serialize() const;
    /// Reads one off the front; what follows is ignored.
    static base::Result<MerkleProof, codec::DecodeError> parse(codec::Reader& reader);
};

}  // namespace quanta::node_rpc
