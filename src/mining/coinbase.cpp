// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/coinbase.h"

#include "codec/writer.h"
#include "consensus/witness_commitment.h"
#include "primitives/transaction.h"

namespace quanta::mining {

using base::Bytes;

CoinbaseRequirements coinbase_requirements(const BlockTemplate& block) {
    const primitives::Transaction& coinbase = *block.coinbase;
    const primitives::TxIn& input = coinbase.inputs()[0];
    CoinbaseRequirements made;
    made.version = coinbase.version();
    made.sequence = input.sequence;
    made.script_sig_prefix = consensus::coinbase_height_script(block.height);
    if (!input.witness.empty()) made.witness = Bytes(input.witness[0].begin(), input.witness[0].end());
    made.reward = coinbase.output_sum();
    for (const primitives::TxOut& output : coinbase.outputs().subspan(1)) {
        codec::Writer(made.required_outputs.emplace_back())
            .write(output.value.sat)
            .write_sized_bytes(output.script);
    }
    made.lock_time = coinbase.lock_time();
    return made;
}

Bytes solved_block(const BlockTemplate& block, const Solution& solution,
                   const primitives::Transaction& coinbase) {
    primitives::BlockHeader header = block.header;
    header.version = static_cast<int32_t>(solution.version);
    header.time = solution.time;
    header.nonce = solution.nonce;
    return assemble_block(header, coinbase, *block.contents);
}

}  // namespace quanta::mining
