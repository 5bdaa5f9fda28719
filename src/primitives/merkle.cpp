// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "primitives/merkle.h"

namespace quanta::primitives {

MerkleResult merkle_root(std::vector<crypto::Digest256> leaves) {
    MerkleResult result;
    if (leaves.empty()) return result;
    while (leaves.size() > 1) {
        for (size_t i = 0; i + 1 < leaves.size(); i += 2) {
            if (leaves[i] == leaves[i + 1]) result.mutated = true;
        }
        if (leaves.size() % 2 != 0) leaves.push_back(leaves.back());
        const size_t pairs = leaves.size() / 2;
        crypto::sha256d_pairs(leaves.front().data(), leaves.front().data(), pairs);
        leaves.resize(pairs);
    }
    result.root = MerkleRoot(leaves.front());
    return result;
}

MerkleResult transaction_merkle_root(const Block& block) {
    std::vector<crypto::Digest256> leaves;
    leaves.reserve(block.transactions().size() + 1);
    for (const Transaction& transaction : block.transactions()) leaves.push_back(transaction.txid().bytes());
    return merkle_root(std::move(leaves));
}

MerkleRoot witness_merkle_root(const Block& block) {
    std::vector<crypto::Digest256> leaves;
    leaves.reserve(block.transactions().size() + 1);
    for (const Transaction& transaction : block.transactions()) {
        leaves.push_back(leaves.empty() ? crypto::Digest256{} : transaction.wtxid().bytes());
    }
    return merkle_root(std::move(leaves)).root;
}

}  // namespace quanta::primitives
