// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "chain/chain.h"
#include "chain/snapshot.h"
#include "params/params.h"
#include "primitives/block.h"
#include "primitives/uint256.h"

namespace quanta::peers {

/// The chain as protocol code sees it. Net thread; no call waits for validation or the disk, and answers come
/// in the net thread later, never from within the call. The node gives its chain, the simulator its own.
class ChainAccess {
public:
    using HeadersDone = std::function<void(const chain::HeadersResult&)>;
    using BlockDone = std::function<void(const chain::SubmitResult&)>;
    using RawBlockDone = std::function<void(std::shared_ptr<const base::Bytes>)>;

    virtual ~ChainAccess() = default;
    virtual const params::ChainParams& params() const = 0;
    /// Chains of less work are not stored (-minimumchainwork).
    virtual const primitives::Uint256& minimum_chain_work() const = 0;
    virtual std::shared_ptr<const chain::Snapshot> snapshot() const = 0;
    /// The node of `hash`, null when unknown.
    virtual const chain::HeaderNode* find(const primitives::BlockHash& hash) const = 0;
    /// Adds headers, parents first, whose work has been found to be enough.
    virtual void submit_headers(std::vector<primitives::BlockHeader> headers, HeadersDone done) = 0;
    /// Hands over a block to be validated: bytes, or parsed already. Not more than max_blocks_in_work() may
    /// be without an answer.
    virtual void submit_block(base::Bytes raw, BlockDone done) = 0;
    virtual void submit_block(std::shared_ptr<const primitives::Block> block, BlockDone done) = 0;
    virtual size_t max_blocks_in_work() const = 0;
    /// The serialisation of a block; null when it is not on disk (any more).
    virtual void read_block(const chain::HeaderNode& node, RawBlockDone done) = 0;
    /// The block that became the tip last, if it is still in memory: what others will ask for first.
    virtual std::shared_ptr<const primitives::Block> recent_block(
        const primitives::BlockHash& hash) const = 0;
    /// Whether old blocks are being deleted: only the last 288 are promised to peers.
    virtual bool pruning() const = 0;
};

}  // namespace quanta::peers
