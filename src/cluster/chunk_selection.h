// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

#include "cluster/graph.h"

namespace quanta::cluster {

/// Walks the chunks of a graph in mining order, leaving out what can no longer be mined.
///
/// For a block: take next() while it fits; when a chunk does not, skip() it, and the chunks of its cluster
/// behind it are left out, as they may depend on it.
/// The graph must not change while it is walked (programmer error). O(1) a step, O(log n) to start.
class ChunkSelection {
public:
    enum class Direction { BestFirst, WorstFirst };

    explicit ChunkSelection(const Graph& graph, Direction direction = Direction::BestFirst);
    /// Best first, of the chunks behind `after`, which need not be there.
    ChunkSelection(const Graph& graph, const ChunkKey& after);

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
