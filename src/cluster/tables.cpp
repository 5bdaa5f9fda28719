// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/tables.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"

namespace quanta::cluster {
namespace {

/// The allocator's share of a block, bytes.
constexpr size_t kAllocationBytes = 16;

size_t body_bytes(const ClusterRow& row) {
    if (!row.body) return 0;
    return sizeof(ClusterRow::Body) + row.body->order.capacity() * sizeof(Handle) +
           row.body->chunks.capacity() * sizeof(Chunk) + 3 * kAllocationBytes;
}

/// A row of `rows`, one used before if there is one.
template <typename Row>
uint32_t take_row(std::deque<Row>& rows, std::vector<uint32_t>& free) {
    if (free.empty()) {
        CHECK(rows.size() < std::numeric_limits<uint32_t>::max());
        rows.emplace_back();
        return static_cast<uint32_t>(rows.size() - 1);
    }
    const uint32_t row = free.back();
    free.pop_back();
    return row;
}

}  // namespace

uint32_t ClusterRow::chunk_index(uint32_t position) const {
    const std::span<const Chunk> all = chunks();
    const auto after = std::ranges::upper_bound(all, position, {}, &Chunk::begin);
    return static_cast<uint32_t>(after - all.begin()) - 1;
}

Handle Tables::stage(const FeeSize& fee_size) {
    CHECK(fee_size.size_wu > 0 && fee_size.size_wu <= std::numeric_limits<int32_t>::max());
    const Handle handle{take_row(m_transactions, m_free_transactions)};
    TransactionRow& row = m_transactions[handle.slot];
    row.fee_sat = std::clamp(fee_size.fee_sat, -kMaxFeeSat, kMaxFeeSat);
    row.size_wu = static_cast<uint32_t>(fee_size.size_wu);
    row.parents = 0;
    row.sequence = m_next_sequence++;
    row.state = TransactionRow::State::Staged;
    return handle;
}

void Tables::release(Handle handle) {
    TransactionRow& row = transaction(handle);
    if (row.state == TransactionRow::State::Held) --m_held;
    row.state = TransactionRow::State::Free;
    m_free_transactions.push_back(handle.slot);
}

bool Tables::holds(Handle handle) const {
    return handle.slot < m_transactions.size() &&
           m_transactions[handle.slot].state == TransactionRow::State::Held;
}

const TransactionRow& Tables::transaction(Handle handle) const {
    CHECK(handle.slot < m_transactions.size());
    const TransactionRow& row = m_transactions[handle.slot];
    CHECK(row.state != TransactionRow::State::Free);
    return row;
}

TransactionRow& Tables::transaction(Handle handle) {
    return const_cast<TransactionRow&>(std::as_const(*this).transaction(handle));
}

const ClusterRow& Tables::cluster_of(Handle handle) const {
    const TransactionRow& row = transaction(handle);
    CHECK(row.state == TransactionRow::State::Held);
    return m_clusters[row.cluster];
}

void Tables::hold(Handle handle, uint32_t cluster, uint8_t position, TransactionSet parents) {
    TransactionRow& row = transaction(handle);
    if (row.state == TransactionRow::State::Staged) ++m_held;
    row.state = TransactionRow::State::Held;
    row.cluster = cluster;
    row.position = position;
    row.parents = parents;
}

uint32_t Tables::add_single(Handle handle, uint64_t version) {
    const uint32_t number = take_row(m_clusters, m_free_clusters);
    hold(handle, number, 0, 0);
    const TransactionRow& row = transaction(handle);
    ClusterRow& cluster = m_clusters[number];
    cluster.whole = {row.fee_size(), 0, 1};
    cluster.sequence = row.sequence;
    cluster.version = version;
    cluster.touched = 0;
    cluster.only = handle;
    return number;
}

uint32_t Tables::add_cluster(NewCluster&& added, uint64_t version) {
    if (added.order.size() == 1) return add_single(added.order[0], version);
    const uint32_t number = take_row(m_clusters, m_free_clusters);
    ClusterRow& cluster = m_clusters[number];
    cluster.whole = {{}, 0, static_cast<uint32_t>(added.order.size())};
    cluster.sequence = std::numeric_limits<uint64_t>::max();
    cluster.version = version;
    cluster.touched = 0;
    for (size_t i = 0; i < added.order.size(); ++i) {
        hold(added.order[i], number, static_cast<uint8_t>(i), added.parents[i]);
        const TransactionRow& row = transaction(added.order[i]);
        cluster.whole.fee_size += row.fee_size();
        cluster.sequence = std::min(cluster.sequence, row.sequence);
    }
    cluster.body = std::make_unique<ClusterRow::Body>();
    cluster.body->order = std::move(added.order);
    cluster.body->chunks = std::move(added.chunks);
    cluster.body->chunks.shrink_to_fit();
    m_body_bytes += body_bytes(cluster);
    return number;
}

void Tables::drop_cluster(uint32_t number) {
    ClusterRow& cluster = m_clusters[number];
    m_body_bytes -= body_bytes(cluster);
    cluster.body.reset();
    m_free_clusters.push_back(number);
}

size_t Tables::memory_bytes() const {
    const size_t clusters = m_clusters.size() - m_free_clusters.size();
    return m_held * sizeof(TransactionRow) + clusters * sizeof(ClusterRow) + m_body_bytes;
}

}  // namespace quanta::cluster
