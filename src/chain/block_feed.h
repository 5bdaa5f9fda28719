// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "chain/archive.h"
#include "chain/chain_state.h"
#include "chain/header_tree.h"
#include "chain/script_pool.h"
#include "sys/mutex.h"

namespace quanta::chain {

/// Brings the next blocks of a chain and their coins into memory ahead of the moment they are connected:
/// blocks just accepted are kept, others are read and parsed by the pool, and the coins of each that the
/// cache does not know are read from the database in one batch. Chain thread only; its tasks run on the pool.
class BlockFeed {
public:
    /// `wake` is called from any thread when something became ready.
    BlockFeed(const BlockArchive& archive, ScriptPool& pool, ChainState& state, std::function<void()> wake);
    ~BlockFeed();

    /// Keeps a block that was just accepted, to save reading it again.
    void keep(const HeaderNode& node, std::shared_ptr<const primitives::Block> block);
    /// Bytes of blocks kept and queued.
    size_t memory_bytes() const { return m_kept_bytes + m_queued_bytes; }
    /// Forgets kept blocks: they lie on no chain that is about to be connected.
    void drop_kept();

    /// Makes the queue the path from `from` (exclusive) towards `target`, a descendant.
    void aim(const HeaderNode& from, HeaderNode& target);
    /// Whether something is on its way.
    bool waiting() const { return !m_queue.empty(); }
    /// Empties the queue.
    void clear();
    /// Coins read before are no longer what the database holds: reads them again.
    void database_changed();

    struct Ready {
        HeaderNode* node;
        std::shared_ptr<const primitives::Block> block;
    };
    /// The first block of the queue once it and its coins are there (they are in the cache then).
    base::Result<std::optional<Ready>, Fatal> take();

private:
    struct Entry;

    void push(HeaderNode& node);
    void read_from_disk(const std::shared_ptr<Entry>& entry);
    void advance();
    void fetch_coins(const std::shared_ptr<Entry>& entry);
    std::vector<primitives::OutPoint> missing_coins(Entry& entry) const;
    bool created_in_queue(const primitives::Txid& txid, const Entry& last) const;

    const BlockArchive& m_archive;
    ScriptPool& m_pool;
    ChainState& m_state;
    const std::function<void()> m_wake;
    std::unordered_map<const HeaderNode*, std::shared_ptr<const primitives::Block>> m_kept;
    size_t m_kept_bytes = 0;
    size_t m_queued_bytes = 0;
    std::deque<std::shared_ptr<Entry>> m_queue;
    uint64_t m_database_version = 0;
};

}  // namespace quanta::chain
