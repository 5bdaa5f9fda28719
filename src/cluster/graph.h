// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cluster/change_log.h"
#include "cluster/chunk_order.h"
#include "cluster/fee_size.h"
#include "cluster/handle.h"
#include "cluster/linearize.h"
#include "cluster/rebuild.h"
#include "cluster/tables.h"

namespace quanta::cluster {

class Change;
class ChunkSelection;

/// What a cluster may hold.
struct Limits {
    /// Transactions, from 1 to kMaxClusterCount.
    size_t count = kMaxClusterCount;
    /// Sum of sizes, weight units; a transaction above it alone is refused, too.
    int64_t size_wu = 404'000;
};

/// A chunk where it stands in the graph. Valid until the graph changes.
struct ChunkView {
    FeeSize fee_size;
    /// Its transactions in the order they are mined.
    std::span<const Handle> transactions;
    /// Names the cluster until it changes.
    uint32_t cluster = 0;
    /// 0 for the first chunk of its cluster.
    uint32_t index = 0;
    /// Whether it is the last chunk of its cluster: nothing depends on it then.
    bool last = true;
    /// Of its key.
    uint64_t tie = 0;

    /// Its place in the order of all chunks.
    ChunkKey key() const { return {fee_size.fee_sat, static_cast<uint32_t>(fee_size.size_wu), cluster, tie}; }
};

/// A cluster: transactions connected by dependencies, linearised.
struct ClusterView {
    FeeSize total;
    /// Graph::version() when the cluster last changed.
    uint64_t version = 0;
    /// Valid until the graph changes.
    std::span<const Handle> order;
    std::vector<Chunk> chunks;
};

/// Transactions and what depends on what, kept as clusters within limits, each with its best linearisation,
/// and the chunks of all in one order: rate, best first; then the cluster with the oldest transaction first;
/// then the order within the cluster. So equal histories give equal orders.
///
/// Knows of a transaction only its fee and size. Handles of removed transactions are used again.
/// A handle that is not in the graph is a programmer error. Dependencies never form a ring (programmer
/// error): transactions cannot.
/// Not synchronised: one thread at a time, reading by several at once is fine.
/// With n transactions: finding costs O(1), what follows a cluster O(kMaxClusterCount), an edit the
/// linearisation of the clusters it touches and O(log n) for each of their chunks.
class Graph {
public:
    explicit Graph(Limits limits = {});
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    const Limits& limits() const { return m_limits; }
    /// Transactions held.
    size_t count() const { return m_tables.transaction_count(); }
    /// Bytes in use for what is held now (not what was once allocated), the allocator's share included.
    size_t memory_bytes() const { return m_tables.memory_bytes() + m_order.memory_bytes(); }

    /// Adds a transaction that depends on nothing; nothing when it is above the size limit alone.
    /// For one with dependencies use a Change.
    [[nodiscard]] std::optional<Handle> add(const FeeSize& fee_size);
    /// Makes `child` depend on `parent`; false, and nothing is changed, when the cluster would be too large.
    /// Told again, it changes nothing.
    [[nodiscard]] bool depend(Handle parent, Handle child);
    /// Removes transactions (in any order, repetition is harmless) with their dependencies. What depended on
    /// them does not come to depend on what they depended on.
    void remove(std::span<const Handle> handles);
    void remove(Handle handle) { remove({&handle, 1}); }
    /// Sets the fee a transaction is ordered by, satoshi; cut to ±kMaxFeeSat.
    void set_fee(Handle handle, int64_t fee_sat);

    bool contains(Handle handle) const { return m_tables.holds(handle); }
    FeeSize fee_size(Handle handle) const;

    /// Direct dependencies as told, in mining order.
    std::vector<Handle> parents(Handle handle) const;
    std::vector<Handle> children(Handle handle) const;
    /// What `handles` depend on, directly or not, themselves included; each once, parents before children.
    std::vector<Handle> ancestors(std::span<const Handle> handles) const;
    std::vector<Handle> ancestors(Handle handle) const { return ancestors({&handle, 1}); }
    /// What depends on `handles`, directly or not, themselves included; each once, parents before children.
    std::vector<Handle> descendants(std::span<const Handle> handles) const;
    std::vector<Handle> descendants(Handle handle) const { return descendants({&handle, 1}); }

    ClusterView cluster(Handle handle) const;
    /// How many clusters hold any of `handles`.
    size_t cluster_count(std::span<const Handle> handles) const;
    ChunkView chunk(Handle handle) const;
    /// The chunk mined last. Nothing in the graph depends on its transactions but themselves.
    std::optional<ChunkView> worst_chunk() const;
    /// `less` when `a` is mined before `b`.
    std::strong_ordering compare(Handle a, Handle b) const;

    /// Rises with every change that is committed.
    uint64_t version() const { return m_version; }
    /// The chunks that came and went since `version`; nothing when that is too long ago (ChangeLog).
    std::optional<ChunkChanges> changes_since(uint64_t version) const { return m_log.since(version); }
    /// The chunk that stands at `key`, which is in the order (programmer error otherwise).
    ChunkView chunk(const ChunkKey& key) const { return view(key.cluster, key.index()); }

private:
    friend class Change;
    friend class ChunkSelection;

    ChunkView view(uint32_t cluster, uint32_t index) const;
    /// Puts the chunks of a cluster into the order, and notes it.
    void enter_chunks(uint32_t cluster);
    /// Takes the chunks of a cluster out of the order, and notes it.
    void take_out_chunks(uint32_t cluster);
    /// Puts new clusters in the place of the old ones.
    void replace(const Edit& edit, Rebuild&& rebuild);

    // Constant after construction.
    const Limits m_limits;

    Tables m_tables;
    ChunkOrder m_order;
    ChangeLog m_log;
    uint64_t m_version = 0;
    bool m_change_open = false;
};

}  // namespace quanta::cluster
