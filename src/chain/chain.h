// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/archive.h"
#include "chain/coin_lookup.h"
#include "chain/events.h"
#include "chain/header_tree.h"
#include "chain/options.h"
#include "chain/snapshot.h"
#include "consensus/block_error.h"
#include "params/params.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "store/coins_db.h"
#include "sys/clock.h"
#include "sys/file.h"

namespace quanta::chain {

class Engine;

/// What became of a block that broke no rule so far.
enum class Submitted : uint8_t {
    Connected,  ///< part of the active chain now, all its scripts verified
    Stored,     ///< kept, but another chain has at least as much work, or ancestors are missing
    Duplicate,  ///< had it already; its data are stored again where they had been pruned
};

/// Answer to a submission; called once, on the chain thread, which it must not block, or, when the chain
/// takes no more blocks, on the thread that submits or stops.
using SubmitResult = base::Result<Submitted, consensus::BlockError>;
using SubmitCallback = std::function<void(const SubmitResult&)>;

/// What became of a batch of headers.
struct HeadersResult {
    size_t accepted = 0;                         ///< of the first ones, those known before included
    const HeaderNode* last = nullptr;            ///< the last of them; null when there is none
    std::optional<consensus::BlockError> error;  ///< why the next one was refused
};

/// The end of a branch of the header tree.
struct ChainTip {
    enum class Status : uint8_t { Active, ValidFork, ValidHeaders, HeadersOnly, Invalid };
    const HeaderNode* node = nullptr;
    primitives::Height branch_length = 0;  ///< blocks since the fork from the active chain
    Status status = Status::HeadersOnly;
};

/// The block chain: header tree, block files, coins, validation. One thread writes (the chain thread, started
/// by start()); all methods may be called from any thread unless said otherwise.
class Chain {
public:
    /// Opens or creates everything on disk. Errors are sentences for the user. No thread runs yet; data
    /// directories must be locked by the caller. All references outlive the chain.
    static base::Result<std::unique_ptr<Chain>, std::string> open(const ChainOptions& options,
                                                                  const params::ChainParams& params,
                                                                  sys::FileSystem& files,
                                                                  const sys::Clock& clock);
    /// Stops as stop() does.
    ~Chain();

    /// Starts the threads, checks the last blocks (-checkblocks) and connects what is on disk already.
    /// `progress` is called with what begins, for users waiting ("Verifying blocks…"). Errors: a sentence.
    base::Result<void, std::string> start(const std::function<void(const std::string&)>& progress);
    /// Asks long work to end soon: start() and imports return early, blocks are no longer taken. Before
    /// stop().
    void interrupt();
    /// Ends the threads and writes everything to disk. Idempotent. False when the last write failed.
    bool stop();

    /// Hands a block to the pipeline; blocks while its queue is full. `done` (may be empty) is called when
    /// the outcome is settled: refused, connected, or known to stay beside the active chain.
    void submit(std::shared_ptr<const primitives::Block> block, SubmitCallback done);
    /// As submit, parsing on a worker; bytes that are no block count as Mutated, "block-decode-failed" with
    /// the decode error as detail. `stored` is where the block lies in our block files, if it does already
    /// (reindexing).
    void submit_raw(base::Bytes raw, SubmitCallback done, store::FilePosition stored = {});
    /// submit(), waiting for the outcome.
    SubmitResult submit_and_wait(std::shared_ptr<const primitives::Block> block);
    /// Adds a header without its block. The error PreviousNotFound means its parent is unknown.
    base::Result<const HeaderNode*, consensus::BlockError> submit_header(
        const primitives::BlockHeader& header);
    /// Adds headers, parents first, in one exchange with the chain thread; ends at the first that is refused.
    HeadersResult submit_headers(std::span<const primitives::BlockHeader> headers);

    std::shared_ptr<const Snapshot> snapshot() const;
    const params::ChainParams& params() const;
    /// Every header known.
    const HeaderTree& headers() const;
    /// Blocks and undo data on disk.
    const BlockArchive& archive() const;
    /// Who hears of changes.
    EventBus& events();
    /// The ends of all branches, highest first. O(branches).
    std::vector<ChainTip> tips() const;
    /// Waits until the tip is no longer `known` or the time is over; the newest snapshot.
    std::shared_ptr<const Snapshot> wait_for_tip_change(const HeaderNode* known,
                                                        std::chrono::milliseconds time) const;

    /// The coin at `outpoint` in the state of the present tip. Does not wait for blocks being connected or
    /// written, unless the one just being connected has to do with this very coin.
    base::Result<CoinLookup, store::StoreError> coin(const primitives::OutPoint& outpoint) const;
    /// Writes the cache and gives all coins at the tip, which is coins->tip().
    base::Result<std::unique_ptr<store::CoinsSnapshot>, std::string> coins();

    /// Marks `node` and its descendants invalid (or as not known to be) and moves to the best chain left. The
    /// genesis block stays what it is.
    base::Result<void, consensus::BlockError> invalidate(const HeaderNode& node);
    base::Result<void, consensus::BlockError> reconsider(const HeaderNode& node);
    /// Prefers `node` among tips of equal work.
    base::Result<void, consensus::BlockError> prefer(const HeaderNode& node);
    /// Goes through the last `count` blocks (0: all) as deep as `level` (0 to 4) says. Corruption: a block,
    /// its undo data or its coins are not as they must be. Any other error: that could not be found out, the
    /// disk or the node's end being in the way.
    base::Result<void, store::StoreError> verify(int level, int count);
    /// Deletes block files whose blocks are all at or below `height`.
    base::Result<void, std::string> prune_to(primitives::Height height);
    /// Writes everything to disk now.
    base::Result<void, std::string> flush();

private:
    friend Engine& engine_of(Chain& chain);
    struct Impl;
    explicit Chain(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// Estimated part of all transactions verified up to `node`, 0 to 1. `now` is the time, seconds.
double verification_progress(const HeaderNode& node, const params::ChainTxData& data, int64_t now);

}  // namespace quanta::chain
