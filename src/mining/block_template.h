// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "consensus/header_link.h"
#include "params/params.h"
#include "primitives/amount.h"
#include "primitives/block.h"

namespace quanta::mining {

/// A block that lacks nothing but proof of work (and, on signet, its solution).
struct BlockTemplate {
    primitives::BlockHeader header;
    primitives::Height height = 0;
    std::vector<base::Bytes> transactions;  ///< serialised with witness, the coinbase first

    /// The block with the header as it is now.
    std::shared_ptr<const primitives::Block> block() const;
};

/// The earliest time a block on top of `parent` may claim, seconds: one above the median of the last eleven,
/// and where difficulty changes not more than the BIP94 limit before `parent`, on all chains alike.
int64_t minimum_block_time(const consensus::HeaderLink& parent, const params::ConsensusParams& params);

/// A block of a coinbase alone on top of `parent`, paying subsidy to `payout_script`. `now` is our clock,
/// seconds; the block's time is it or the minimum. Pure.
BlockTemplate make_block_template(const consensus::HeaderLink& parent, const params::ConsensusParams& params,
                                  base::ByteSpan payout_script, int64_t now);

/// What came of looking for a nonce.
enum class SolveResult : uint8_t {
    Solved,       ///< header.nonce meets header.bits
    OutOfTries,   ///< all allowed hashes were done
    OutOfNonces,  ///< no nonce works: change something else of the header
};

/// Tries nonces from header.nonce on, at most `tries` of them, which it counts down.
SolveResult solve_block(primitives::BlockHeader& header, const params::ConsensusParams& params,
                        uint64_t& tries);

}  // namespace quanta::mining
