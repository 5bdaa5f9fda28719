// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/graph.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "cluster/bits.h"
#include "cluster/change.h"

namespace quanta::cluster {
namespace {

ChunkKey key_of(const ClusterRow& row, uint32_t cluster, uint32_t index) {
    const FeeSize& chunk = row.chunks()[index].fee_size;
    return {chunk.fee_sat, static_cast<uint32_t>(chunk.size_wu), cluster,
            ChunkKey::make_tie(row.sequence, index)};
}

/// Transactions of one cluster, by position.
struct Picked {
    uint32_t cluster = 0;
    TransactionSet set = 0;
};

/// `handles` by cluster, each cluster once.
std::vector<Picked> by_cluster(const Tables& tables, std::span<const Handle> handles) {
    std::vector<Picked> picked;
    picked.reserve(handles.size());
    for (const Handle handle : handles) {
        const TransactionRow& row = tables.transaction(handle);
        CHECK(row.state == TransactionRow::State::Held);
        picked.push_back({row.cluster, bit(row.position)});
    }
    std::ranges::sort(picked, {}, &Picked::cluster);
    size_t kept = 0;
    for (const Picked& one : picked) {
        if (kept > 0 && picked[kept - 1].cluster == one.cluster)
            picked[kept - 1].set |= one.set;
        else
            picked[kept++] = one;
    }
    picked.resize(kept);
    return picked;
}

void append(std::vector<Handle>& handles, std::span<const Handle> order, TransactionSet set) {
    for (const unsigned position : Bits(set))
        handles.push_back(order[position]);
}

}  // namespace

Graph::Graph(Limits limits) : m_limits(limits) {
    CHECK(limits.count >= 1 && limits.count <= kMaxClusterCount);
    CHECK(limits.size_wu >= 1 && limits.size_wu <= std::numeric_limits<int32_t>::max());
}

ChunkView Graph::view(uint32_t cluster, uint32_t index) const {
    const ClusterRow& row = m_tables.cluster(cluster);
    const Chunk& chunk = row.chunks()[index];
    return {chunk.fee_size,
            row.order().subspan(chunk.begin, chunk.count),
            cluster,
            index,
            index + 1 == row.chunks().size(),
            ChunkKey::make_tie(row.sequence, index)};
}

void Graph::enter_chunks(uint32_t cluster) {
    const ClusterRow& row = m_tables.cluster(cluster);
    for (uint32_t i = 0; i < row.chunks().size(); ++i) {
        const ChunkKey key = key_of(row, cluster, i);
        m_order.insert(key);
        m_log.note(m_version, key, ChangeLog::Event::Come);
    }
}

void Graph::take_out_chunks(uint32_t cluster) {
    const ClusterRow& row = m_tables.cluster(cluster);
    for (uint32_t i = 0; i < row.chunks().size(); ++i) {
        const ChunkKey key = key_of(row, cluster, i);
        m_order.erase(key);
        m_log.note(m_version, key, ChangeLog::Event::Gone);
    }
}

void Graph::replace(const Edit& edit, Rebuild&& rebuild) {
    ++m_version;
    for (const Edit::Touched& touched : edit.clusters) {
        take_out_chunks(touched.cluster);
        const std::span<const Handle> order = m_tables.cluster(touched.cluster).order();
        for (const unsigned position : Bits(touched.removed))
            m_tables.release(order[position]);
        m_tables.drop_cluster(touched.cluster);
    }
    for (const Edit::Added& added : edit.added) {
        if (added.removed) m_tables.release(added.handle);
    }
    for (NewCluster& cluster : rebuild.clusters)
        enter_chunks(m_tables.add_cluster(std::move(cluster), m_version));
}

std::optional<Handle> Graph::add(const FeeSize& fee_size) {
    CHECK(!m_change_open);
    if (fee_size.size_wu > m_limits.size_wu) return std::nullopt;
    const Handle handle = m_tables.stage(fee_size);
    ++m_version;
    enter_chunks(m_tables.add_single(handle, m_version));
    return handle;
}

bool Graph::depend(Handle parent, Handle child) {
    Change change(*this);
    change.depend(parent, child);
    if (change.too_large()) return false;
    change.commit();
    return true;
}

void Graph::remove(std::span<const Handle> handles) {
    if (handles.empty()) return;
    Change change(*this);
    for (const Handle handle : handles)
        change.remove(handle);
    change.commit();
}

void Graph::set_fee(Handle handle, int64_t fee_sat) {
    CHECK(contains(handle));
    const int64_t cut = std::clamp(fee_sat, -kMaxFeeSat, kMaxFeeSat);
    TransactionRow& row = m_tables.transaction(handle);
    if (row.fee_sat == cut) return;
    Change change(*this);
    row.fee_sat = cut;
    change.touch(row.cluster);
    change.commit();
}

FeeSize Graph::fee_size(Handle handle) const {
    CHECK(contains(handle));
    return m_tables.transaction(handle).fee_size();
}

std::vector<Handle> Graph::parents(Handle handle) const {
    std::vector<Handle> result;
    const ClusterRow& cluster = m_tables.cluster_of(handle);
    append(result, cluster.order(), m_tables.transaction(handle).parents);
    return result;
}

std::vector<Handle> Graph::children(Handle handle) const {
    std::vector<Handle> result;
    const TransactionSet self = bit(m_tables.transaction(handle).position);
    for (const Handle other : m_tables.cluster_of(handle).order()) {
        if (m_tables.transaction(other).parents & self) result.push_back(other);
    }
    return result;
}

std::vector<Handle> Graph::ancestors(std::span<const Handle> handles) const {
    std::vector<Handle> result;
    for (const Picked& picked : by_cluster(m_tables, handles)) {
        const std::span<const Handle> order = m_tables.cluster(picked.cluster).order();
        TransactionSet found = picked.set;
        for (size_t i = order.size(); i-- > 0;) {
            if (found & bit(unsigned(i))) found |= m_tables.transaction(order[i]).parents;
        }
        append(result, order, found);
    }
    return result;
}

std::vector<Handle> Graph::descendants(std::span<const Handle> handles) const {
    std::vector<Handle> result;
    for (const Picked& picked : by_cluster(m_tables, handles)) {
        const std::span<const Handle> order = m_tables.cluster(picked.cluster).order();
        TransactionSet found = picked.set;
        for (unsigned i = 0; i < order.size(); ++i) {
            if (m_tables.transaction(order[i]).parents & found) found |= bit(i);
        }
        append(result, order, found);
    }
    return result;
}

ClusterView Graph::cluster(Handle handle) const {
    const ClusterRow& row = m_tables.cluster_of(handle);
    const std::span<const Chunk> chunks = row.chunks();
    return {row.whole.fee_size, row.version, row.order(), {chunks.begin(), chunks.end()}};
}

size_t Graph::cluster_count(std::span<const Handle> handles) const {
    return by_cluster(m_tables, handles).size();
}

ChunkView Graph::chunk(Handle handle) const {
    const ClusterRow& row = m_tables.cluster_of(handle);
    const TransactionRow& transaction = m_tables.transaction(handle);
    return view(transaction.cluster, row.chunk_index(transaction.position));
}

std::optional<ChunkView> Graph::worst_chunk() const {
    if (m_order.count() == 0) return std::nullopt;
    const ChunkKey& key = m_order[m_order.previous(m_order.end())];
    return view(key.cluster, key.index());
}

std::strong_ordering Graph::compare(Handle a, Handle b) const {
    const ChunkView chunk_a = chunk(a);
    const ChunkView chunk_b = chunk(b);
    if (chunk_a.cluster == chunk_b.cluster)
        return m_tables.transaction(a).position <=> m_tables.transaction(b).position;
    return compare_keys(key_of(m_tables.cluster(chunk_a.cluster), chunk_a.cluster, chunk_a.index),
                        key_of(m_tables.cluster(chunk_b.cluster), chunk_b.cluster, chunk_b.index));
}

}  // namespace quanta::cluster
