// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "base/check.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/witness_commitment.h"
#include "primitives/merkle.h"
#include "script/script.h"

namespace quanta::consensus {

using params::ConsensusParams;
using primitives::Block;
using primitives::Height;
using primitives::Transaction;
using primitives::TxIn;

namespace {

base::Result<void, BlockError> check_lock_times(const Block& block, const HeaderLink& parent,
                                                const ConsensusParams& params) {
    const Height height = parent.height + 1;
    const int64_t cutoff = height >= params.csv_height ? parent.median_time_past() : block.header().time;
    for (const Transaction& transaction : block.transactions()) {
        if (!is_final(transaction, height, cutoff)) return base::Err(make_error(ErrorCode::NonFinal));
    }
    return {};
}

base::Result<void, BlockError> check_coinbase_height(const Transaction& coinbase, Height height) {
    const base::Bytes wanted = coinbase_height_script(height);
    const base::ByteSpan script = coinbase.inputs()[0].script_sig;
    if (script.size() < wanted.size() || !std::ranges::equal(script.first(wanted.size()), wanted)) {
        return base::Err(make_error(ErrorCode::CoinbaseHeight));
    }
    return {};
}

/// Of a block whose coinbase commits to the witnesses in output `index`.
base::Result<void, BlockError> check_commitment(const Block& block, size_t index) {
    const Transaction& coinbase = block.transactions()[0];
    const auto witness = coinbase.inputs()[0].witness;
    if (witness.size() != 1 || witness[0].size() != kWitnessNonceSize) {
        return base::Err(make_error(ErrorCode::WitnessNonceSize));
    }
    const crypto::Digest256 computed = witness_commitment(primitives::witness_merkle_root(block), witness[0]);
    const base::ByteSpan stated =
        coinbase.outputs()[index].script.subspan(kWitnessCommitmentSize - computed.size(), computed.size());
    if (!std::ranges::equal(stated, computed)) return base::Err(make_error(ErrorCode::WitnessMerkleMatch));
    return {};
}

base::Result<void, BlockError> check_witnesses(const Block& block, bool segwit_active) {
    if (segwit_active) {
        const std::optional<size_t> index = witness_commitment_index(block.transactions()[0]);
        if (index) return check_commitment(block, *index);
    }
    if (std::ranges::any_of(block.transactions(), &Transaction::has_witness)) {
        return base::Err(make_error(ErrorCode::WitnessUnexpected));
    }
    return {};
}

}  // namespace

bool is_final(const Transaction& transaction, Height height, int64_t time_cutoff) {
    const int64_t lock_time = transaction.lock_time();
    if (lock_time == 0) return true;
    const int64_t reached = lock_time < script::kLockTimeThreshold ? height : time_cutoff;
    if (lock_time < reached) return true;
    return std::ranges::all_of(
        transaction.inputs(), [](uint32_t sequence) { return sequence == kSequenceFinal; }, &TxIn::sequence);
}

base::Result<void, BlockError> accept_block(const Block& block, const HeaderLink& parent,
                                            const ConsensusParams& params) {
    CHECK(!block.transactions().empty() && block.transactions()[0].is_coinbase());
    const Height height = parent.height + 1;
    TRY(check_lock_times(block, parent, params));
    if (height >= params.bip34_height) TRY(check_coinbase_height(block.transactions()[0], height));
    TRY(check_witnesses(block, height >= params.segwit_height));
    if (block.weight() > kMaxBlockWeight) return base::Err(make_error(ErrorCode::BadWeight));
    return {};
}

}  // namespace quanta::consensus
