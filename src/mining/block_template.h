// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "consensus/header_link.h"
#include "mining/block_contents.h"
#include "params/params.h"
#include "primitives/block.h"

namespace quanta::mining {

/// A block that lacks nothing but proof of work (and, on signet, its solution).
struct BlockTemplate {
    primitives::BlockHeader header;
    primitives::Height height = 0;
    TransactionRef coinbase;
    ContentsRef contents;

    /// The serialisation with the header as it is now.
    base::Bytes serialize() const;
    /// The block with the header as it is now.
    std::shared_ptr<const primitives::Block> block() const;
};

/// What is asked of a template.
struct BlockTerms {
    base::ByteSpan payout_script;          ///< who gets subsidy and fees
    int64_t now_s = 0;                     ///< our clock, seconds
    ContentsRef contents = no_contents();  ///< the transactions, which may follow the parent
    std::optional<int32_t> version;        ///< of the block (-blockversion)
};

/// The earliest time a block on top of `parent` may claim, seconds: one above the median of the last eleven,
/// and where difficulty changes not more than the BIP94 limit before `parent`, on all chains alike.
int64_t minimum_block_time(const consensus::HeaderLink& parent, const params::ConsensusParams& params);

/// The version of a block on top of `parent`: with the bits of the deployments under way (BIP9).
int32_t block_version(const consensus::HeaderLink& parent, const params::ConsensusParams& params);

/// A block on top of `parent`. Its time is that of our clock or the minimum. Pure.
BlockTemplate make_block_template(const consensus::HeaderLink& parent, const params::ConsensusParams& params,
                                  const BlockTerms& terms);

/// The block `contents` make with `header`, whose merkle root is filled in, and `coinbase`; as bytes to
/// parse.
base::Bytes assemble_block(primitives::BlockHeader header, const primitives::Transaction& coinbase,
                           const BlockContents& contents);

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
