// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/chunk_selection.h"

#include "base/check.h"

namespace quanta::cluster {

ChunkSelection::ChunkSelection(const Graph& graph, Direction direction)
    : m_graph(graph),
      m_version(graph.m_version),
      m_direction(direction),
      m_at(direction == Direction::BestFirst ? graph.m_order.begin() : graph.m_order.end()) {}

ChunkSelection::ChunkSelection(const Graph& graph, const ChunkKey& after) : ChunkSelection(graph) {
    m_at = graph.m_order.first_after(after);
}

std::optional<ChunkView> ChunkSelection::next() {
    CHECK(m_version == m_graph.m_version);
    const ChunkOrder& order = m_graph.m_order;
    const bool best_first = m_direction == Direction::BestFirst;
    const ChunkOrder::Position end = best_first ? order.end() : order.begin();
    while (m_at != end) {
        if (!best_first) m_at = order.previous(m_at);
        const ChunkKey& key = order[m_at];
        if (best_first) m_at = order.next(m_at);
        if (!m_skipped.empty() && m_skipped.contains(key.cluster)) continue;
        return m_graph.view(key.cluster, key.index());
    }
    return std::nullopt;
}

void ChunkSelection::skip(Handle handle) {
    m_skipped.insert(m_graph.chunk(handle).cluster);
}

}  // namespace quanta::cluster
