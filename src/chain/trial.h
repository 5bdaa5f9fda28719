// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "chain/chain.h"
#include "consensus/block_error.h"
#include "consensus/rules.h"
#include "primitives/block.h"

namespace quanta::chain {

/// What a block is judged by.
struct TrialOptions {
    consensus::CheckWork work = consensus::CheckWork::Yes;
    consensus::CheckMerkleRoot merkle_root = consensus::CheckMerkleRoot::Yes;
    int64_t now_s = 0;  ///< our clock
};

/// Whether `block` could follow the tip of `chain`, by all rules; nothing is kept. A block on top of another
/// one has the reason inconclusive-not-best-prevblk and the class MissingPrev. The chain thread does no more
/// than connect it to the coins; scripts are verified on the calling thread, which is not that one.
base::Result<void, consensus::BlockError> test_block(Chain& chain, const primitives::Block& block,
                                                     const TrialOptions& options);

}  // namespace quanta::chain
