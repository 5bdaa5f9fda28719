// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/change.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "cluster/bits.h"

namespace quanta::cluster {
namespace {

void sort_best_first(std::vector<FeeSize>& chunks) {
    std::ranges::stable_sort(chunks, better_rate);
}

}  // namespace

Change::Change(Graph& graph) : m_graph(graph) {
    CHECK(!graph.m_change_open);
    graph.m_change_open = true;
}

Change::~Change() {
    if (m_open) drop();
}

void Change::drop() {
    CHECK(m_open);
    for (const Edit::Touched& touched : m_edit.clusters)
        m_graph.m_tables.cluster(touched.cluster).touched = 0;
    for (const Edit::Added& added : m_edit.added)
        m_graph.m_tables.release(added.handle);
    close();
}

void Change::close() {
    m_open = false;
    m_graph.m_change_open = false;
}

Edit::Touched& Change::touch(uint32_t cluster) {
    CHECK(m_open);
    m_result.reset();
    uint32_t& number = m_graph.m_tables.cluster(cluster).touched;
    if (number == 0) {
        m_edit.clusters.push_back({cluster});
        number = static_cast<uint32_t>(m_edit.clusters.size());
    }
    return m_edit.clusters[number - 1];
}

Handle Change::add(const FeeSize& fee_size) {
    CHECK(m_open);
    m_result.reset();
    const Handle handle = m_graph.m_tables.stage(fee_size);
    m_graph.m_tables.transaction(handle).cluster = static_cast<uint32_t>(m_edit.added.size());
    m_edit.added.push_back({handle});
    return handle;
}

void Change::remove(Handle handle) {
    CHECK(m_open);
    const TransactionRow& row = m_graph.m_tables.transaction(handle);
    if (row.state == TransactionRow::State::Staged) {
        m_result.reset();
        m_edit.added[row.cluster].removed = true;
        return;
    }
    Edit::Touched& touched = touch(row.cluster);
    if (touched.removed == 0) ++m_conflicting;
    touched.removed |= bit(row.position);
}

void Change::depend(Handle parent, Handle child) {
    CHECK(m_open && parent != child);
    CHECK(!is_removed(parent) && !is_removed(child));
    m_result.reset();
    for (const Handle end : {parent, child}) {
        const TransactionRow& row = m_graph.m_tables.transaction(end);
        if (row.state == TransactionRow::State::Held) touch(row.cluster);
    }
    m_edit.dependencies.emplace_back(parent, child);
}

Rebuild& Change::result() {
    CHECK(m_open);
    if (!m_result) m_result = rebuild(m_graph.m_tables, m_edit, m_graph.m_limits);
    return *m_result;
}

Rebuild& Change::fitting_result() {
    Rebuild& rebuild = result();
    CHECK(!rebuild.too_large);
    return rebuild;
}

bool Change::too_large() {
    return result().too_large;
}

Diagrams Change::diagrams() {
    Diagrams diagrams;
    for (const NewCluster& cluster : fitting_result().clusters) {
        for (const Chunk& chunk : cluster.chunks)
            diagrams.after.push_back(chunk.fee_size);
    }
    for (const Edit::Touched& touched : m_edit.clusters) {
        for (const Chunk& chunk : m_graph.m_tables.cluster(touched.cluster).chunks())
            diagrams.before.push_back(chunk.fee_size);
    }
    sort_best_first(diagrams.before);
    sort_best_first(diagrams.after);
    return diagrams;
}

FeeSize Change::chunk_rate(Handle handle) {
    for (const NewCluster& cluster : fitting_result().clusters) {
        const auto found = std::ranges::find(cluster.order, handle);
        if (found == cluster.order.end()) continue;
        const auto position = static_cast<uint32_t>(found - cluster.order.begin());
        const auto after = std::ranges::upper_bound(cluster.chunks, position, {}, &Chunk::begin);
        return std::prev(after)->fee_size;
    }
    CHECK(!is_removed(handle));
    return m_graph.chunk(handle).fee_size;
}

void Change::commit() {
    m_graph.replace(m_edit, std::move(fitting_result()));
    close();
}

}  // namespace quanta::cluster
