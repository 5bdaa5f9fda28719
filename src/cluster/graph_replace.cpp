// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "cluster/bits.h"
#include "cluster/graph.h"

namespace quanta::cluster {
namespace {

/// The best rate among chunks that are not the same before and after an edit.
class BestChange {
public:
    BestChange(const Tables& tables, const Edit& edit) : m_tables(tables), m_same(edit.clusters.size()) {}

    void look_at_new(const NewCluster& cluster) {
        for (const Chunk& chunk : cluster.chunks) {
            if (!is_same(std::span(cluster.order).subspan(chunk.begin, chunk.count), chunk.fee_size))
                note(chunk.fee_size);
        }
    }
    /// After all new clusters.
    void look_at_old(const Edit& edit) {
        for (size_t i = 0; i < edit.clusters.size(); ++i) {
            const std::span<const Chunk> chunks = m_tables.cluster(edit.clusters[i].cluster).chunks();
            for (const unsigned gone : Bits(first_bits(chunks.size()) & ~m_same[i]))
                note(chunks[gone].fee_size);
        }
    }
    const std::optional<FeeSize>& best() const { return m_best; }

private:
    /// Whether a new chunk is an old one, which is then noted as still there.
    bool is_same(std::span<const Handle> chunk, const FeeSize& fee_size) {
        const TransactionRow& first = m_tables.transaction(chunk.front());
        if (first.state != TransactionRow::State::Held) return false;
        const ClusterRow& old = m_tables.cluster(first.cluster);
        const uint32_t index = old.chunk_index(first.position);
        const Chunk& old_chunk = old.chunks()[index];
        if (old_chunk.count != chunk.size() || old_chunk.fee_size != fee_size) return false;
        for (const Handle handle : chunk) {
            const TransactionRow& row = m_tables.transaction(handle);
            if (row.state != TransactionRow::State::Held || row.cluster != first.cluster) return false;
            if (row.position - old_chunk.begin >= old_chunk.count) return false;
        }
        m_same[old.touched - 1] |= bit(index);
        return true;
    }
    void note(const FeeSize& rate) {
        if (!m_best || better_rate(rate, *m_best)) m_best = rate;
    }

    const Tables& m_tables;
    /// Per cluster touched, the chunks that stay.
    std::vector<TransactionSet> m_same;
    std::optional<FeeSize> m_best;
};

}  // namespace

void Graph::replace(const Edit& edit, Rebuild&& rebuild) {
    BestChange change(m_tables, edit);
    for (const NewCluster& cluster : rebuild.clusters)
        change.look_at_new(cluster);
    change.look_at_old(edit);

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
    ++m_version;
    for (NewCluster& cluster : rebuild.clusters)
        enter_chunks(m_tables.add_cluster(std::move(cluster), m_version));
    if (change.best()) m_log.note(m_version, *change.best());
}

}  // namespace quanta::cluster
