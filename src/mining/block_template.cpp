// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/block_template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "codec/writer.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/versionbits.h"
#include "consensus/witness_commitment.h"
#include "crypto/hash.h"
#include "mining/merkle_tree.h"
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

/// The output that commits to the witnesses of the block.
MutableTransaction::Output commitment(const crypto::Digest256& witness_root, const Bytes& nonce) {
    MutableTransaction::Output output;
    output.script = consensus::witness_commitment_script(
        consensus::witness_commitment(primitives::MerkleRoot(witness_root), nonce));
    return output;
}

TransactionRef make_coinbase(Height height, const params::ConsensusParams& params, const BlockTerms& terms) {
    MutableTransaction coinbase;
    coinbase.version = 2;
    coinbase.lock_time = static_cast<uint32_t>(height - 1);
    MutableTransaction::Input input;
    input.script_sig = coinbase_script(height);
    input.sequence = kCoinbaseSequence;
    MutableTransaction::Output reward;
    reward.value = consensus::block_subsidy(height, params) + terms.contents->fees;
    reward.script.assign(terms.payout_script.begin(), terms.payout_script.end());
    coinbase.outputs.push_back(std::move(reward));
    if (height >= params.segwit_height) {
        input.witness.push_back(Bytes(consensus::kWitnessNonceSize));
        coinbase.outputs.push_back(commitment(terms.contents->witness_root, input.witness.back()));
    }
    coinbase.inputs.push_back(std::move(input));
    return coinbase.freeze();
}

}  // namespace

Bytes BlockTemplate::serialize() const {
    return assemble_block(header, *coinbase, *contents);
}

std::shared_ptr<const primitives::Block> BlockTemplate::block() const {
    return std::move(primitives::Block::parse(serialize())).value();
}

int64_t minimum_block_time(const consensus::HeaderLink& parent, const params::ConsensusParams& params) {
    int64_t earliest = int64_t{parent.median_time_past()} + 1;
    if ((parent.height + 1) % params.retarget_interval() == 0) {
        earliest = std::max(earliest, int64_t{parent.time} - consensus::kMaxTimewarpSeconds);
    }
    return earliest;
}

int32_t block_version(const consensus::HeaderLink& parent, const params::ConsensusParams& params) {
    std::vector<consensus::DeploymentTracker> trackers(params.deployments.begin(), params.deployments.end());
    return consensus::version_to_mine(parent, trackers);
}

BlockTemplate make_block_template(const consensus::HeaderLink& parent, const params::ConsensusParams& params,
                                  const BlockTerms& terms) {
    BlockTemplate made;
    made.height = parent.height + 1;
    made.coinbase = make_coinbase(made.height, params, terms);
    made.contents = terms.contents;

    primitives::BlockHeader& header = made.header;
    header.version = terms.version.value_or(block_version(parent, params));
    header.previous = parent.hash;
    header.merkle_root =
        primitives::MerkleRoot(merkle_root_of(made.coinbase->txid().bytes(), terms.contents->coinbase_path));
    header.time = static_cast<uint32_t>(std::max(terms.now_s, minimum_block_time(parent, params)));
    header.bits = consensus::next_bits(parent, header.time, params);
    return made;
}

Bytes assemble_block(primitives::BlockHeader header, const primitives::Transaction& coinbase,
                     const BlockContents& contents) {
    header.merkle_root =
        primitives::MerkleRoot(merkle_root_of(coinbase.txid().bytes(), contents.coinbase_path));
    size_t size = primitives::BlockHeader::kSize +
                  codec::compact_size_length(contents.transactions.size() + 1) + coinbase.total_size();
    for (const BlockTransaction& next : contents.transactions)
        size += next.transaction->total_size();
    Bytes bytes;
    bytes.reserve(size);
    codec::Writer writer(bytes);
    writer.write_bytes(header.serialize())
        .write_compact_size(contents.transactions.size() + 1)
        .write_bytes(coinbase.raw());
    for (const BlockTransaction& next : contents.transactions)
        writer.write_bytes(next.transaction->raw());
    return bytes;
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
