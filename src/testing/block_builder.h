// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <vector>

#include "consensus/header_link.h"
#include "params/params.h"
#include "primitives/block.h"

namespace quanta::testing {

/// Whether a finished block's coinbase commits to the witnesses.
enum class Commit : uint8_t { Yes, No };

/// A block in the making, to change at will before finish_block.
struct BlockDraft {
    primitives::BlockHeader header;
    primitives::MutableTransaction coinbase;
    std::vector<primitives::MutableTransaction> transactions;  ///< without the coinbase
};

/// An empty valid block on top of `parent`, at the earliest usual time; its coinbase pays the subsidy and `fees`
/// to the one output of `coinbase_script`. Give `extra_nonce` to tell apart blocks of equal parent and content.
BlockDraft draft_block(const consensus::HeaderLink& parent, const params::ConsensusParams& params,
                       primitives::Amount fees = {}, uint64_t extra_nonce = 0);

/// Commits to the witnesses, computes the merkle root, looks for a nonce (limits as easy as regtest's) and
/// parses the block.
std::shared_ptr<const primitives::Block> finish_block(BlockDraft draft, Commit commit = Commit::Yes);

/// As finish_block, with the header's merkle root and nonce as they are.
std::shared_ptr<const primitives::Block> freeze_block(const BlockDraft& draft);

/// Counts the nonce up until the hash meets the header's own bits. Aborts when no nonce does.
void solve(primitives::BlockHeader& header);

/// Makes the coinbase of `draft` commit to the witnesses as they are now.
void commit_witnesses(BlockDraft& draft);
/// Sets the merkle root of `draft` to that of its transactions.
void set_merkle_root(BlockDraft& draft);

}  // namespace quanta::testing
