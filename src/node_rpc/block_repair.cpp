// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/block_repair.h"

#include <vector>

#include "consensus/witness_commitment.h"

namespace quanta::node_rpc {

std::shared_ptr<const primitives::Block> with_witness_nonce(std::shared_ptr<const primitives::Block> block,
                                                            primitives::Height height,
                                                            const params::ConsensusParams& params) {
    if (height < params.segwit_height || block->transactions().empty()) return block;
    const primitives::Transaction& coinbase = block->transactions()[0];
    if (coinbase.inputs().empty() || coinbase.has_witness()) return block;
    if (!consensus::witness_commitment_index(coinbase)) return block;

    primitives::MutableTransaction repaired(coinbase);
    repaired.inputs[0].witness.assign(1, base::Bytes(consensus::kWitnessNonceSize));
    std::vector<base::Bytes> transactions{repaired.serialize()};
    for (const primitives::Transaction& transaction : block->transactions().subspan(1)) {
        transactions.emplace_back(transaction.raw().begin(), transaction.raw().end());
    }
    auto parsed = primitives::Block::parse(primitives::Block::assemble(block->header(), transactions));
    return parsed ? std::move(parsed).value() : block;
}

}  // namespace quanta::node_rpc
