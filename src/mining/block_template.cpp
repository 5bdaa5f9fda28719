// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/block_template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/versionbits.h"
#include "consensus/witness_commitment.h"
#include "crypto/hash.h"
#include "primitives/transaction.h"
#include "script/opcode.h"

namespace quanta::mining {

namespace {

using base::Bytes;
using primitives::Height;
using primitives::MutableTransaction;

/// Sequence that keeps the lock time of the coinbase in force.
constexpr uint32_t kCoinbaseSequence = 0xfffffffe;
/// Consensus asks for at least this many bytes in the coinbase's script.
constexpr size_t kMinCoinbaseScript = 2;
/// The script of the coinbase's input: the height (BIP34), filled up to the length consensus asks for.
Bytes coinbase_script(Height height) {
    Bytes script = consensus::coinbase_height_script(height);
    while (script.size() < kMinCoinbaseScript)
        script.push_back(script::OP_0);
    return script;
}

/// The output that commits to the witnesses of a block without transactions but the coinbase: its tree has
/// one leaf, zero, and so is the nonce.
MutableTransaction::Output empty_commitment(const Bytes& nonce) {
    MutableTransaction::Output output;
    output.script = consensus::witness_commitment_script(consensus::witness_commitment({}, nonce));
    return output;
}

MutableTransaction make_coinbase(Height height, const params::ConsensusParams& params,
                                 base::ByteSpan payout_script) {
    MutableTransaction coinbase;
    coinbase.version = 2;
    coinbase.lock_time = static_cast<uint32_t>(height - 1);
    MutableTransaction::Input input;
    input.script_sig = coinbase_script(height);
    input.sequence = kCoinbaseSequence;
    MutableTransaction::Output reward;
    reward.value = consensus::block_subsidy(height, params);
    reward.script.assign(payout_script.begin(), payout_script.end());
    coinbase.outputs.push_back(std::move(reward));
    if (height >= params.segwit_height) {
        input.witness.push_back(Bytes(consensus::kWitnessNonceSize));
        coinbase.outputs.push_back(empty_commitment(input.witness.back()));
    }
    coinbase.inputs.push_back(std::move(input));
    return coinbase;
}

int32_t block_version(const consensus::HeaderLink& parent, const params::ConsensusParams& params) {
    std::vector<consensus::DeploymentTracker> trackers(params.deployments.begin(), params.deployments.end());
    return consensus::version_to_mine(parent, trackers);
}

}  // namespace

std::shared_ptr<const primitives::Block> BlockTemplate::block() const {
    auto parsed = primitives::Block::parse(primitives::Block::assemble(header, transactions));
    return std::move(parsed).value();
}

int64_t minimum_block_time(const consensus::HeaderLink& parent, const params::ConsensusParams& params) {
    int64_t earliest = int64_t{parent.median_time_past()} + 1;
    if ((parent.height + 1) % params.retarget_interval() == 0) {
        earliest = std::max(earliest, int64_t{parent.time} - consensus::kMaxTimewarpSeconds);
    }
    return earliest;
}

BlockTemplate make_block_template(const consensus::HeaderLink& parent, const params::ConsensusParams& params,
                                  base::ByteSpan payout_script, int64_t now) {
    BlockTemplate made;
    made.height = parent.height + 1;
    const MutableTransaction coinbase = make_coinbase(made.height, params, payout_script);
    made.transactions.push_back(coinbase.serialize());

    primitives::BlockHeader& header = made.header;
    header.version = block_version(parent, params);
    header.previous = parent.hash;
    header.merkle_root = primitives::MerkleRoot(coinbase.freeze()->txid().bytes());
    header.time = static_cast<uint32_t>(std::max(now, minimum_block_time(parent, params)));
    header.bits = consensus::next_bits(parent, header.time, params);
    return made;
}

SolveResult solve_block(primitives::BlockHeader& header, const params::ConsensusParams& params,
                        uint64_t& tries) {
    std::array<uint8_t, primitives::BlockHeader::kSize> bytes = header.serialize();
    while (true) {
        if (tries == 0) return SolveResult::OutOfTries;
        --tries;
        base::write_le(bytes.data() + bytes.size() - sizeof header.nonce, header.nonce);
        const primitives::BlockHash hash(crypto::sha256d(bytes));
        if (consensus::check_header_work(hash, header.bits, params)) return SolveResult::Solved;
        if (++header.nonce == 0) return SolveResult::OutOfNonces;
    }
}

}  // namespace quanta::mining
