// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "primitives/hashes.h"
#include "primitives/uint256.h"

namespace quanta::chain {

struct ChainFigures;
class Tasks;
class VerifiedCache;

/// How old the tip may be for the node to count as synchronised, seconds (-maxtipage).
inline constexpr int64_t kDefaultMaxTipAge_s = 24 * 60 * 60;
/// Blocks behind the tip that pruning always keeps.
inline constexpr int kMinBlocksToKeep = 288;

/// -prune.
struct PruneOptions {
    bool enabled = false;
    uint64_t target_bytes = 0;  ///< 0: on request only (-prune=1)
};

/// Settings of a chain, from the command line.
struct ChainOptions {
    std::filesystem::path data_directory;    ///< of the network
    std::filesystem::path blocks_directory;  ///< holds blk and rev files
    uint64_t cache_bytes = 450ull << 20;     ///< -dbcache: coins cache and databases together
    int script_threads = 0;                  ///< -par: 0 as many as cores, below 0 that many fewer
    bool blocks_xor = true;                  ///< -blocksxor
    bool small_files = false;                ///< -fastprune
    bool reindex = false;                    ///< start over from the block files
    bool reindex_chainstate = false;         ///< start over from the index
    PruneOptions prune;
    /// No block from this height on is pruned; outlives the chain; null: what pruning keeps anyway is enough.
    const std::atomic<primitives::Height>* needed_from = nullptr;
    int check_blocks = 6;                    ///< -checkblocks
    int check_level = 3;                     ///< -checklevel
    int64_t max_tip_age_s = kDefaultMaxTipAge_s;
    primitives::Height stop_at_height = 0;   ///< -stopatheight: 0 never
    std::optional<primitives::BlockHash> assume_valid;         ///< -assumevalid: null hash verifies all
    std::optional<primitives::Uint256> minimum_chain_work;     ///< -minimumchainwork
    std::function<void()> reached_stop_height;                 ///< called on the chain thread
    std::function<void(const std::string&)> fatal;  ///< disk failed: a sentence; the node should stop
    /// Called on the chain thread: a sentence on what the user has to see to, while the chain goes on.
    std::function<void(const std::string&)> warning;
    Tasks* tasks = nullptr;                  ///< where long work shows; outlives the chain; null: in the log alone
    ChainFigures* figures = nullptr;         ///< where it records what it does; outlives the chain; null: nowhere
    const VerifiedCache* verified = nullptr;  ///< transactions whose scripts are known to hold; outlives the chain
    void* database_environment = nullptr;    ///< kv::TestEnvironment in tests
};

}  // namespace quanta::chain
