// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cluster/graph.h"
#include "cluster/rebuild.h"

namespace quanta::cluster {

/// The chunks of every cluster that a Change touches, best rate first: what compare_diagrams() takes.
struct Diagrams {
    std::vector<FeeSize> before;
    std::vector<FeeSize> after;
};

/// Removals and additions on trial: the graph stays as it is until commit().
///
/// One at a time per graph, and the graph is not changed otherwise while there is one (programmer errors).
/// Any number of steps may be told between questions; what answers a question is worked out at the first one
/// after a step. Steps cost O(1); the first question costs the linearisation of the clusters touched, unless
/// they are too large.
class Change {
public:
    explicit Change(Graph& graph);
    /// drop()s what was not committed: handles it gave out are void.
    ~Change();
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

    /// A new transaction. The handle is the graph's own from commit() on; until then only this takes it.
    [[nodiscard]] Handle add(const FeeSize& fee_size);
    /// Takes a transaction (of the graph, or added here) out; its dependencies go with it. Told again, it
    /// changes nothing. What depends on it stays unless it is removed, too: see Graph::descendants.
    void remove(Handle handle);
    /// `child` depends on `parent`: both of the graph or added here, and not removed.
    void depend(Handle parent, Handle child);

    /// Clusters of the graph that lose a transaction: what a replacement conflicts with. O(1).
    size_t conflicting_clusters() const { return m_conflicting; }
    /// Whether a cluster would be above a limit (or an addition alone): then it cannot be committed.
    [[nodiscard]] bool too_large();
    /// Diagrams of the clusters touched. Not when too_large().
    [[nodiscard]] Diagrams diagrams();
    /// Fee and size of the chunk a transaction would be in. Not when too_large(). O(transactions touched).
    [[nodiscard]] FeeSize chunk_rate(Handle handle);

    /// Makes the graph so; not when too_large(). Nothing may be asked or told afterwards.
    void commit();
    /// Leaves the graph as it was. Nothing may be asked or told afterwards.
    void drop();

private:
    friend class Graph;

    /// Counts a cluster among those to be linearised again.
    Edit::Touched& touch(uint32_t cluster);
    bool is_removed(Handle handle) const { return m_edit.removes(m_graph.m_tables, handle); }
    Rebuild& result();
    Rebuild& fitting_result();
    void close();

    Graph& m_graph;
    Edit m_edit;
    size_t m_conflicting = 0;
    /// What m_edit leads to, once asked for.
    std::optional<Rebuild> m_result;
    bool m_open = true;
};

}  // namespace quanta::cluster
