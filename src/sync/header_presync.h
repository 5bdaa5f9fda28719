// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "chain/header_tree.h"
#include "params/params.h"
#include "primitives/block.h"
#include "primitives/uint256.h"
#include "sys/random.h"

namespace quanta::sync {

/// Looks at a peer's chain of headers twice before any of it is kept, so that a chain of little work costs no
/// memory: the first time only the work is added up, and one salted bit of every few hundredth header
/// remembered; the second time headers must agree with the bits, and are let out behind a buffer, when so
/// many bits after them agreed that another chain than the first one would have been found out.
///
/// Rationale: without this a peer fills our header tree with chains that cost it next to nothing. Memory is
/// bounded: a bit for every `headers_sync_commitment_period` headers a chain may have by now (six a second at
/// most, by the median time rule) and the buffer, 48 bytes a header. Not thread-safe.
class HeaderPresync {
public:
    enum class Phase : uint8_t { Presync, Redownload, Done };
    enum class Failure : uint8_t {
        None,
        NotContinuing,  ///< the first header is not on top of the last one
        BadDifficulty,  ///< the target changed as no valid chain's does
        TooLong,        ///< more headers than can be by now
        LowWork,        ///< the chain ended before its work was enough
        OtherChain,     ///< the second time it was another chain
    };
    struct Step {
        Failure failure = Failure::None;
        std::vector<primitives::BlockHeader> ready;  ///< to be kept, parents first
    };

    /// Of a chain on top of `start`, a known header, that must reach `required` work in all. `now_s` is the
    /// time. `params` outlives this.
    HeaderPresync(const chain::HeaderNode& start, const params::ChainParams& params,
                  const primitives::Uint256& required, sys::Random& random, int64_t now_s);

    /// Takes the next headers, which are on top of each other and have valid proof of work, with their
    /// hashes. `more`: the peer has more. After a failure or in phase Done there is nothing more to do.
    Step take(std::span<const primitives::BlockHeader> headers, std::span<const primitives::BlockHash> hashes,
              bool more);

    Phase phase() const { return m_phase; }
    /// The block after which headers are wanted next.
    const primitives::BlockHash& last() const;
    /// Headers of the first look so far: the height of the last.
    primitives::Height presynced_height() const { return m_first.height; }
    /// What the chain stands on.
    const chain::HeaderNode& start() const { return m_start; }
    /// Bytes held.
    size_t memory() const;

private:
    /// The end of the chain as far as one look has come.
    struct End {
        primitives::BlockHash hash;
        primitives::Height height = 0;
        uint32_t bits = 0;
        primitives::Uint256 work;
    };
    /// A header without its parent's hash.
    struct Compressed {
        int32_t version;
        primitives::MerkleRoot merkle_root;
        uint32_t time;
        uint32_t bits;
        uint32_t nonce;
    };

    Failure advance(End& end, const primitives::BlockHeader& header, const primitives::BlockHash& hash) const;
    Failure look_first(std::span<const primitives::BlockHeader> headers,
                       std::span<const primitives::BlockHash> hashes);
    Failure look_again(std::span<const primitives::BlockHeader> headers,
                       std::span<const primitives::BlockHash> hashes);
    bool has_commitment(primitives::Height height) const;
    bool commitment(const primitives::BlockHash& hash) const;
    void let_out(std::vector<primitives::BlockHeader>& ready);

    const chain::HeaderNode& m_start;
    const params::ChainParams& m_params;
    const primitives::Uint256 m_required;
    const std::array<uint64_t, 2> m_salt;
    const primitives::Height m_offset;
    size_t m_max_commitments = 0;

    Phase m_phase = Phase::Presync;
    End m_first;
    End m_second;
    std::vector<bool> m_commitments;
    size_t m_next_commitment = 0;  ///< the first the second look has not met
    std::deque<Compressed> m_buffer;
    primitives::BlockHash m_before_buffer;  ///< the parent of the first header in the buffer
    bool m_enough = false;                  ///< the second time the work was reached too
};

/// Whether a block at `height` may have target `bits` when the one before had `old_bits`, whatever their
/// times.
bool may_follow(primitives::Height height, uint32_t old_bits, uint32_t bits,
                const params::ConsensusParams& params);

}  // namespace quanta::sync
