// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "chain/header_tree.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "store/block_files.h"
#include "store/header_index.h"

namespace quanta::chain {

class Task;

/// Blocks, undo data and the header index on disk, and which nodes of the tree still have to be written.
/// Reading from any thread; everything else from the chain thread. Shared by all chain states.
class BlockArchive {
public:
    BlockArchive(std::unique_ptr<store::HeaderIndex> index, std::unique_ptr<store::BlockFiles> files);

    /// Name of the index's value that says blocks have been pruned.
    static constexpr const char* kPrunedValue = "pruned";
    /// Name of the one that says how far a reindex has come: the next file to go through.
    static constexpr const char* kReindexingValue = "reindexing";

    // ---- any thread ----

    /// The block of `node`. NotFound when it was pruned or never stored; Corruption when it is not the block
    /// its header commits to.
    base::Result<std::shared_ptr<const primitives::Block>, store::StoreError> read_block(
        const HeaderNode& node) const;
    /// Its serialisation, not looked at.
    base::Result<base::Bytes, store::StoreError> read_raw_block(const HeaderNode& node) const;
    /// What the block of `node` spent.
    base::Result<primitives::BlockUndo, store::StoreError> read_undo(const HeaderNode& node) const;
    /// For reading and scanning.
    const store::BlockFiles& block_files() const { return *m_files; }
    /// Bytes of the block and undo files that hold a known block.
    uint64_t disk_usage_bytes() const { return m_files->disk_usage_bytes(); }
    /// Height of the first block of the chain ending in `tip`, all of whose blocks were stored once, from
    /// which on all are on disk; nothing when none is missing. O(blocks of one file).
    std::optional<primitives::Height> first_stored_height(const HeaderNode& tip) const;
    /// Whether blocks have ever been pruned.
    bool pruned() const { return m_pruned.load(std::memory_order_acquire); }

    // ---- chain thread ----

    store::BlockFiles& files() { return *m_files; }
    store::HeaderIndex& index() const { return *m_index; }
    /// Appends `block` for `node`, which notes its place.
    base::Result<void, store::StoreError> store_block(HeaderNode& node, const primitives::Block& block);
    /// Appends undo data for `node`, unless it has some.
    base::Result<void, store::StoreError> store_undo(HeaderNode& node, const primitives::BlockUndo& undo);
    /// The block at `height` of some branch was stored once and is no longer.
    void note_missing(primitives::Height height) {
        m_missing_up_to = std::max(m_missing_up_to.load(), height);
    }
    /// `node` differs from what the index holds.
    void mark_dirty(HeaderNode& node) { m_dirty.insert(&node); }
    /// Named values to be written with the next flush.
    void set_value(std::string name, std::string value);
    /// Makes blocks, then undo data, then the index durable.
    base::Result<void, store::StoreError> flush();
    /// Nodes waiting for flush().
    size_t dirty_count() const { return m_dirty.size(); }
    /// Block bytes appended since the last flush().
    uint64_t unflushed_bytes() const { return m_unflushed_bytes; }

    /// Takes the blocks of `files`, ascending numbers, out of `tree` and the index, durably, then deletes
    /// both parts of each, which counts as a step of `task`. Goes through the tree once.
    base::Result<void, store::StoreError> prune_files(std::span<const int32_t> files, HeaderTree& tree,
                                                     Task& task);
    /// Deletes files the index no longer refers to: what a crash between the two steps of pruning left.
    base::Result<void, store::StoreError> remove_orphans();

private:
    std::unique_ptr<store::HeaderIndex> m_index;
    std::unique_ptr<store::BlockFiles> m_files;
    std::atomic<bool> m_pruned{false};
    std::atomic<primitives::Height> m_missing_up_to{-1};  ///< above it no block is missing on any branch

    // Chain thread only.
    std::unordered_set<HeaderNode*> m_dirty;
    std::vector<std::pair<std::string, std::string>> m_values;
    uint64_t m_unflushed_bytes = 0;
};

}  // namespace quanta::chain
