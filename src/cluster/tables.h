// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "cluster/fee_size.h"
#include "cluster/handle.h"
#include "cluster/linearize.h"

namespace quanta::cluster {

/// A transaction in the tables of a graph.
struct TransactionRow {
    enum class State : uint8_t { Free, Staged, Held };

    int64_t fee_sat = 0;
    /// Direct dependencies: bits are positions in the order of the cluster.
    TransactionSet parents = 0;
    /// Counts additions to the graph: the older of two is the smaller.
    uint64_t sequence = 0;
    uint32_t size_wu = 0;
    /// Held: its cluster. Staged: its index among the additions of the Change.
    uint32_t cluster = 0;
    uint8_t position = 0;
    State state = State::Free;

    FeeSize fee_size() const { return {fee_sat, size_wu}; }
};

/// A cluster in the tables of a graph; a cluster of one takes no further memory.
struct ClusterRow {
    struct Body {
        std::vector<Handle> order;
        std::vector<Chunk> chunks;
    };

    /// All of it as one chunk: the only one when there is no body.
    Chunk whole;
    /// The smallest of its transactions.
    uint64_t sequence = 0;
    /// Version of the graph at its last change.
    uint64_t version = 0;
    /// The open Change's number for it, from 1; 0: not touched.
    uint32_t touched = 0;
    /// The transaction of a cluster of one.
    Handle only;
    std::unique_ptr<Body> body;

    std::span<const Handle> order() const {
        return body ? std::span<const Handle>(body->order) : std::span<const Handle>(&only, 1);
    }
    std::span<const Chunk> chunks() const {
        return body ? std::span<const Chunk>(body->chunks) : std::span<const Chunk>(&whole, 1);
    }
    /// The chunk that the transaction at `position` of the order is in.
    uint32_t chunk_index(uint32_t position) const;
};

/// A cluster as it is to be: dependencies by position in its order.
struct NewCluster {
    std::vector<Handle> order;
    std::vector<TransactionSet> parents;
    std::vector<Chunk> chunks;
};

/// The transactions and clusters of a graph, each found by number; numbers are used again.
class Tables {
public:
    /// A row for a transaction, staged.
    Handle stage(const FeeSize& fee_size);
    /// Frees the row of a transaction.
    void release(Handle handle);
    bool holds(Handle handle) const;
    /// Transactions in state Held.
    size_t transaction_count() const { return m_held; }

    /// The row of a transaction that is held or staged (programmer error otherwise).
    TransactionRow& transaction(Handle handle);
    const TransactionRow& transaction(Handle handle) const;
    ClusterRow& cluster(uint32_t cluster) { return m_clusters[cluster]; }
    const ClusterRow& cluster(uint32_t cluster) const { return m_clusters[cluster]; }
    const ClusterRow& cluster_of(Handle handle) const;

    /// Takes up a cluster: its transactions become held and point to it.
    uint32_t add_cluster(NewCluster&& cluster, uint64_t version);
    /// The same for one transaction without dependencies.
    uint32_t add_single(Handle handle, uint64_t version);
    /// Frees the row of a cluster; its transactions are left to the caller.
    void drop_cluster(uint32_t cluster);

    size_t memory_bytes() const;

private:
    void hold(Handle handle, uint32_t cluster, uint8_t position, TransactionSet parents);

    std::deque<TransactionRow> m_transactions;
    std::deque<ClusterRow> m_clusters;
    std::vector<uint32_t> m_free_transactions;
    std::vector<uint32_t> m_free_clusters;
    size_t m_held = 0;
    size_t m_body_bytes = 0;
    uint64_t m_next_sequence = 0;
};

}  // namespace quanta::cluster
