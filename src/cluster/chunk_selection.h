// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

#include "cluster/graph.h"

namespace quanta::cluster {

/// Walks the chunks of a graph in mining order, leaving out what can no longer be mined.
///
/// For a template: take next() while it fits; when a chunk does not, skip() it, and the chunks of its cluster
/// behind it are left out, as they may depend on it. To renew a template made at `version`: chunks
/// with a rate strictly better than Graph::best_change_since(version) are the same; keep them, make a
/// selection from that rate, skip() a transaction of each chunk skipped among the kept ones, and go on.
/// The graph must not change while it is walked (programmer error). O(1) a step, O(log n) to start.
class ChunkSelection {
public:
    enum class Direction { BestFirst, WorstFirst };

    explicit ChunkSelection(const Graph& graph, Direction direction = Direction::BestFirst);
    /// Best first, beginning with the chunks whose rate is not strictly better than `rate`.
    ChunkSelection(const Graph& graph, const FeeSize& rate);

    /// The next chunk; nothing at the end.
    std::optional<ChunkView> next();
    /// Leaves out what is still to come of the cluster of `handle`.
    void skip(Handle handle);

private:
    const Graph& m_graph;
    const uint64_t m_version;
    const Direction m_direction;
    ChunkOrder::Position m_at;
    std::unordered_set<uint32_t> m_skipped;
};

}  // namespace quanta::cluster
