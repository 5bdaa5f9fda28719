// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "interfaces/block_ref.h"
#include "interfaces/handler.h"
#include "interfaces/pool.h"
#include "primitives/hashes.h"

namespace quanta::interfaces {

/// Where the active chain ends.
struct ChainPosition {
    uint64_t sequence = 0;  ///< grows with every change; starts anew with the node
    BlockRef tip;
    int64_t time_s = 0;  ///< of the tip, by its header
    bool initial_block_download = true;
};

/// Hears that the active chain is another now. Issued by the node, handled by who follows the chain, in this
/// or another process.
class ChainSink {
public:
    virtual ~ChainSink() = default;
    /// Calls come one at a time; changes meanwhile are told as one, by where they led.
    virtual void chain_changed(const ChainPosition& position) = 0;
};

/// What a follower has to know about a node's chain.
struct ChainInfo {
    std::string name;              ///< "main", "test", "testnet4", "signet", "regtest"
    std::string signet_challenge;  ///< hex, signet only
    ChainPosition position;
    bool pruned = false;
    bool wallet_notify = true;  ///< notify_wallet_transaction does something
};

/// A block as it is on disk.
struct RawBlock {
    BlockRef block;
    base::Bytes raw;  ///< serialised with witness
};

/// The next blocks for a follower.
struct BlocksPage {
    /// The newest block of the follower's that is on the active chain: what it knows above is taken off.
    BlockRef fork;
    /// Those after `fork`, oldest first.
    std::vector<RawBlock> blocks;
    /// Names the last of them (or `fork`) in later requests: newest block first, ending with the genesis
    /// block.
    std::vector<primitives::BlockHash> locator;
    /// Of the chain these were read from.
    ChainPosition position;
    /// The block after the last one is needed and is not on disk any more.
    bool pruned_away = false;
};

/// The basic filter of a block (BIP158): see filters/filter_matcher.h.
struct BlockFilter {
    BlockRef block;
    base::Bytes filter;
};

/// The filters of the next blocks for a follower.
struct FiltersPage {
    /// The node keeps filters; without them all else is empty.
    bool available = false;
    /// The newest block of the follower's that is on the active chain.
    BlockRef fork;
    /// Those of the blocks after `fork`, oldest first.
    std::vector<BlockFilter> filters;
    /// Names the last of these blocks (or `fork`) in later requests: newest block first, ending with the
    /// genesis block.
    std::vector<primitives::BlockHash> locator;
    /// Of the chain these were read from.
    ChainPosition position;
    /// The filter of the block after the last one is still to be made: the index is being built.
    bool unfinished = false;
};

/// The active chain, for those who follow it: a push says that something has changed, a pull gets what. So
/// nothing is lost when either side was away, and a slow follower costs the node nothing. Any thread.
class Chain {
public:
    virtual ~Chain() = default;
    virtual ChainInfo info() = 0;
    /// The blocks after the newest one of `locator` (at most 1,000 hashes) that is on the active chain, the
    /// genesis block when none is: at least one if there is one, then as many as fit `max_bytes`.
    virtual BlocksPage blocks_after(const std::vector<primitives::BlockHash>& locator,
                                    uint64_t max_bytes) = 0;
    /// The filters of the blocks after the newest one of `locator` (at most 1,000 hashes) that is on the
    /// active chain, the genesis block when none is: at least one if there is one, then as many as fit
    /// `max_bytes`. Who matches them tells nobody what for.
    virtual FiltersPage filters_after(const std::vector<primitives::BlockHash>& locator,
                                      uint64_t max_bytes) = 0;
    /// The blocks with these hashes (at most 1,000), in their order, on the active chain or not: the first
    /// one, then as many as fit `max_bytes`. One that is not known or not on disk has no bytes, and height -1
    /// if it is not known.
    virtual std::vector<RawBlock> blocks(const std::vector<primitives::BlockHash>& hashes,
                                         uint64_t max_bytes) = 0;
    /// Names the tip: a locator for who begins now.
    virtual std::vector<primitives::BlockHash> tip_locator() = 0;
    /// Names the last block before the first one whose time is at least `time_s`: where to begin for what did
    /// not exist before.
    virtual std::vector<primitives::BlockHash> locator_before(int64_t time_s) = 0;
    /// Calls `sink` soon with where the chain is, and then at every change.
    virtual std::unique_ptr<Handler> follow(std::shared_ptr<ChainSink> sink) = 0;
    /// Names the block at `height` of the active chain; the genesis block below 0, the tip above it.
    virtual std::vector<primitives::BlockHash> locator_at(int32_t height) = 0;
    /// The mempool of the node, for one follower.
    virtual std::unique_ptr<Pool> make_pool() = 0;
    /// Runs the command configured as -walletnotify for a transaction of a wallet; nothing without one.
    virtual void notify_wallet_transaction(const std::string& wallet, const primitives::Txid& txid,
                                           const std::optional<BlockRef>& block) = 0;
};

}  // namespace quanta::interfaces
