// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/block_builder.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "codec/writer.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/witness_commitment.h"
#include "primitives/merkle.h"
#include "testing/spending.h"

namespace quanta::testing {

using consensus::HeaderLink;
using primitives::Amount;
using primitives::Block;
using primitives::BlockHeader;
using primitives::MerkleRoot;
using primitives::MutableTransaction;
using primitives::Uint256;
using primitives::WitnessForm;

namespace {

/// Seconds between a block and its parent.
constexpr uint32_t kSpacing = 600;
constexpr int32_t kVersion = 0x20000000;

crypto::Digest256 hash_of(const MutableTransaction& transaction, WitnessForm form) {
    return crypto::sha256d(transaction.serialize(form));
}

MerkleRoot witness_root(const BlockDraft& draft) {
    std::vector<crypto::Digest256> leaves(1);
    for (const MutableTransaction& transaction : draft.transactions) {
        leaves.push_back(hash_of(transaction, WitnessForm::Allow));
    }
    return primitives::merkle_root(std::move(leaves)).root;
}

}  // namespace

BlockDraft draft_block(const HeaderLink& parent, const params::ConsensusParams& params, Amount fees,
                       uint64_t extra_nonce) {
    BlockDraft draft;
    const primitives::Height height = parent.height + 1;
    draft.header.version = kVersion;
    draft.header.previous = parent.hash;
    draft.header.time = std::max(parent.median_time_past() + 1, parent.time + kSpacing);
    draft.header.bits = consensus::next_bits(parent, draft.header.time, params);

    base::Bytes script = consensus::coinbase_height_script(height);
    codec::Writer(script).write<uint8_t>(sizeof extra_nonce).write(extra_nonce);
    draft.coinbase.inputs.push_back({{}, script, consensus::kSequenceFinal, {}});
    draft.coinbase.outputs.push_back({consensus::block_subsidy(height, params) + fees, anyone_script()});
    return draft;
}

void commit_witnesses(BlockDraft& draft) {
    const base::Bytes nonce(consensus::kWitnessNonceSize);
    draft.coinbase.inputs[0].witness = {nonce};
    const crypto::Digest256 commitment = consensus::witness_commitment(witness_root(draft), nonce);
    draft.coinbase.outputs.push_back({{}, consensus::witness_commitment_script(commitment)});
}

void set_merkle_root(BlockDraft& draft) {
    std::vector<crypto::Digest256> leaves{hash_of(draft.coinbase, WitnessForm::Forbid)};
    for (const MutableTransaction& transaction : draft.transactions) {
        leaves.push_back(hash_of(transaction, WitnessForm::Forbid));
    }
    draft.header.merkle_root = primitives::merkle_root(std::move(leaves)).root;
}

void solve(BlockHeader& header) {
    const Uint256 target = primitives::decode_compact(header.bits).value;
    const uint32_t first = header.nonce;
    while (Uint256::from_hash(header.hash()) > target)
        CHECK(++header.nonce != first);
}

std::shared_ptr<const Block> freeze_block(const BlockDraft& draft) {
    std::vector<base::Bytes> transactions{draft.coinbase.serialize()};
    for (const MutableTransaction& transaction : draft.transactions)
        transactions.push_back(transaction.serialize());
    return Block::parse(Block::assemble(draft.header, transactions)).value();
}

std::shared_ptr<const Block> finish_block(BlockDraft draft, Commit commit) {
    if (commit == Commit::Yes) commit_witnesses(draft);
    set_merkle_root(draft);
    solve(draft.header);
    return freeze_block(draft);
}

}  // namespace quanta::testing
