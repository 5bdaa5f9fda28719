// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/reader.h"

#include <algorithm>

#include "cluster/chunk_selection.h"
#include "mempool/state.h"

namespace quanta::mempool {

using cluster::ChunkKey;
using cluster::ChunkSelection;
using cluster::ChunkView;
using cluster::FeeSize;
using cluster::Handle;
using primitives::Amount;
using primitives::Coin;
using primitives::OutPoint;
using primitives::Txid;
using primitives::Wtxid;

namespace {

/// Entries handed out by for_each between two moments without the lock.
constexpr uint32_t kSlotsAtOnce = 256;

std::optional<Entry> copy(const Stored* stored) {
    if (stored == nullptr) return std::nullopt;
    return stored->entry;
}

Totals totals_of(const Pool& pool, std::span<const Handle> handles) {
    Totals totals;
    for (const Handle handle : handles) {
        const Entry& entry = pool.entries().at(handle).entry;
        ++totals.count;
        totals.vsize += entry.vsize();
        totals.fees = saturating_sum(totals.fees, entry.modified_fee());
    }
    return totals;
}

EntryDetails details_of(const Pool& pool, const Stored& stored) {
    const cluster::Graph& graph = pool.graph();
    const cluster::ChunkView chunk = graph.chunk(stored.handle);
    EntryDetails details;
    details.entry = stored.entry;
    details.ancestors = totals_of(pool, graph.ancestors(stored.handle));
    details.descendants = totals_of(pool, graph.descendants(stored.handle));
    details.chunk_fee = {chunk.fee_size.fee_sat};
    details.chunk_weight = chunk.fee_size.size_wu;
    details.parents = pool.txids(graph.parents(stored.handle));
    details.children = pool.txids(graph.children(stored.handle));
    return details;
}

/// All but `txid`.
std::vector<Txid> others(std::vector<Txid> txids, const Txid& txid) {
    std::erase(txids, txid);
    return txids;
}

/// Chunks of a pool, copied many at a time: what they consist of lies all over the memory, so each kind of it
/// is asked for well before it is needed.
class ChunkCopy {
public:
    ChunkCopy(const Pool& pool, ChunkSnapshot& snapshot) : m_pool(pool), m_snapshot(snapshot) {}

    void add(const ChunkView& chunk) {
        m_snapshot.chunks.push_back(
            {chunk.key(), static_cast<uint32_t>(chunk.transactions.size()), chunk.last});
        m_handles.insert(m_handles.end(), chunk.transactions.begin(), chunk.transactions.end());
    }
    void finish() {
        m_snapshot.transactions.reserve(m_handles.size());
        for (std::span<const Handle> rest = m_handles; !rest.empty();) {
            const std::span<const Handle> batch = rest.first(std::min(rest.size(), kBatch));
            copy(batch);
            rest = rest.subspan(batch.size());
        }
    }

private:
    static constexpr size_t kBatch = 64;

    void copy(std::span<const Handle> batch) {
        const EntryTable& entries = m_pool.entries();
        for (const Handle handle : batch)
            __builtin_prefetch(&entries.at(handle).entry);
        for (const Handle handle : batch)
            __builtin_prefetch(entries.at(handle).entry.transaction.get());
        for (const Handle handle : batch) {
            const Entry& entry = entries.at(handle).entry;
            m_snapshot.transactions.push_back({entry.transaction, entry.fee, entry.sigop_cost});
        }
    }

    const Pool& m_pool;
    ChunkSnapshot& m_snapshot;
    std::vector<Handle> m_handles;
};

/// Adds chunks behind those that are known.
void add_behind(const cluster::Graph& graph, const Reader::ChunkQuery& query, ChunkSnapshot& snapshot,
                ChunkCopy& copy) {
    ChunkSelection selection =
        snapshot.until ? ChunkSelection(graph, *snapshot.until) : ChunkSelection(graph);
    snapshot.until.reset();
    int64_t weight = 0;
    while (const auto chunk = selection.next()) {
        if (cluster::better_rate(query.least, chunk->fee_size)) break;
        if (snapshot.until && weight >= query.weight) return;
        copy.add(*chunk);
        snapshot.until = chunk->key();
        weight += chunk->fee_size.size_wu;
    }
    snapshot.until.reset();
}

/// Whether a chunk is among those that are known.
bool is_known(const ChunkKey& key, const std::optional<ChunkKey>& until, const FeeSize& least) {
    if (until) return cluster::compare_keys(key, *until) <= 0;
    return !cluster::better_rate(least, key.fee_size());
}

}  // namespace

PoolInfo Reader::info() const {
    const sys::MutexLock lock(m_state.mutex);
    const policy::FeeFloors floors = m_state.fee_floors();
    PoolInfo info;
    info.count = m_state.pool.entries().size();
    info.vsize = m_state.pool.vsize();
    info.memory_bytes = m_state.pool.memory_bytes();
    info.max_bytes = m_state.options.max_bytes;
    info.fees = m_state.pool.fees();
    info.min_rate = std::max(floors.pool, floors.min_relay);
    info.unbroadcast = m_state.pool.unbroadcast().size();
    info.next_sequence = m_state.pool.next_sequence();
    info.tip = m_state.tip;
    return info;
}

bool Reader::contains(const Txid& txid) const {
    const sys::MutexLock lock(m_state.mutex);
    return m_state.pool.entries().find(txid) != nullptr;
}

bool Reader::contains(const Wtxid& wtxid) const {
    const sys::MutexLock lock(m_state.mutex);
    return m_state.pool.entries().find(wtxid) != nullptr;
}

std::optional<Entry> Reader::find(const Txid& txid) const {
    const sys::MutexLock lock(m_state.mutex);
    return copy(m_state.pool.entries().find(txid));
}

std::optional<Entry> Reader::find(const Wtxid& wtxid) const {
    const sys::MutexLock lock(m_state.mutex);
    return copy(m_state.pool.entries().find(wtxid));
}

std::optional<Entry> Reader::spender(const OutPoint& outpoint) const {
    const sys::MutexLock lock(m_state.mutex);
    return copy(m_state.pool.entries().spender(outpoint));
}

std::optional<Coin> Reader::coin(const OutPoint& outpoint) const {
    const sys::MutexLock lock(m_state.mutex);
    const EntryTable& entries = m_state.pool.entries();
    const Stored* stored = entries.find(outpoint.txid);
    const bool made = stored != nullptr && outpoint.index < stored->transaction().outputs().size();
    if (!made || entries.spender(outpoint) != nullptr) return std::nullopt;
    const primitives::TxOut& output = stored->transaction().outputs()[outpoint.index];
    const primitives::Height height = m_state.tip == nullptr ? 0 : m_state.tip->height + 1;
    return Coin{output.value, primitives::ScriptBytes(output.script), height, false};
}

OrderedTxids Reader::ordered() const {
    const sys::MutexLock lock(m_state.mutex);
    OrderedTxids all;
    all.next_sequence = m_state.pool.next_sequence();
    all.txids.reserve(m_state.pool.entries().size());
    ChunkSelection selection(m_state.pool.graph());
    while (const auto chunk = selection.next()) {
        for (const Handle handle : chunk->transactions)
            all.txids.push_back(m_state.pool.entries().at(handle).txid());
    }
    return all;
}

std::vector<Entry> Reader::entries(std::span<const Txid> txids) const {
    const sys::MutexLock lock(m_state.mutex);
    std::vector<Entry> found;
    for (const Txid& txid : txids) {
        if (const Stored* stored = m_state.pool.entries().find(txid)) found.push_back(stored->entry);
    }
    return found;
}

std::vector<EntryDetails> Reader::details(std::span<const Txid> txids) const {
    const sys::MutexLock lock(m_state.mutex);
    std::vector<EntryDetails> found;
    for (const Txid& txid : txids) {
        const Stored* stored = m_state.pool.entries().find(txid);
        if (stored != nullptr) found.push_back(details_of(m_state.pool, *stored));
    }
    return found;
}

std::optional<std::vector<Txid>> Reader::ancestors(const Txid& txid) const {
    const sys::MutexLock lock(m_state.mutex);
    const Stored* stored = m_state.pool.entries().find(txid);
    if (stored == nullptr) return std::nullopt;
    return others(m_state.pool.txids(m_state.pool.graph().ancestors(stored->handle)), txid);
}

std::optional<std::vector<Txid>> Reader::descendants(const Txid& txid) const {
    const sys::MutexLock lock(m_state.mutex);
    const Stored* stored = m_state.pool.entries().find(txid);
    if (stored == nullptr) return std::nullopt;
    return others(m_state.pool.txids(m_state.pool.graph().descendants(stored->handle)), txid);
}

std::optional<ClusterDetails> Reader::cluster(const Txid& txid) const {
    const sys::MutexLock lock(m_state.mutex);
    const Stored* stored = m_state.pool.entries().find(txid);
    if (stored == nullptr) return std::nullopt;
    const cluster::ClusterView view = m_state.pool.graph().cluster(stored->handle);
    ClusterDetails details{view.total.size_wu, view.order.size(), {}};
    std::span<const Handle> rest = view.order;
    for (const cluster::Chunk& chunk : view.chunks) {
        details.chunks.push_back(
            {{chunk.fee_size.fee_sat}, chunk.fee_size.size_wu, m_state.pool.txids(rest.first(chunk.count))});
        rest = rest.subspan(chunk.count);
    }
    return details;
}

std::vector<FeeSize> Reader::diagram() const {
    const sys::MutexLock lock(m_state.mutex);
    std::vector<FeeSize> diagram;
    ChunkSelection selection(m_state.pool.graph());
    while (const auto chunk = selection.next())
        diagram.push_back(chunk->fee_size);
    return diagram;
}

void Reader::for_each(const std::function<bool(const Entry&)>& visit) const {
    std::vector<Entry> batch;
    uint32_t slot = 0;
    while (true) {
        batch.clear();
        {
            const sys::MutexLock lock(m_state.mutex);
            const EntryTable& entries = m_state.pool.entries();
            const uint32_t end = std::min(entries.slot_end(), slot + kSlotsAtOnce);
            if (slot >= end) return;
            for (; slot < end; ++slot) {
                if (const Stored* stored = entries.at_slot(slot)) batch.push_back(stored->entry);
            }
        }
        if (!std::ranges::all_of(batch, visit)) return;
    }
}

ChunkSnapshot Reader::chunks(const ChunkQuery& query) const {
    const sys::MutexLock lock(m_state.mutex);
    const cluster::Graph& graph = m_state.pool.graph();
    ChunkSnapshot snapshot;
    snapshot.version = graph.version();
    snapshot.tip = m_state.tip;
    ChunkCopy copy(m_state.pool, snapshot);
    const auto changes =
        query.known ? graph.changes_since(query.known->version) : std::optional<cluster::ChunkChanges>();
    if (changes) {
        snapshot.anew = false;
        snapshot.until = query.known->until;
        for (const ChunkKey& key : changes->gone) {
            if (is_known(key, snapshot.until, query.least)) snapshot.gone.push_back(key);
        }
        for (const ChunkKey& key : changes->come) {
            if (is_known(key, snapshot.until, query.least)) copy.add(graph.chunk(key));
        }
    }
    const bool wants_more = snapshot.anew || (snapshot.until && query.weight > 0);
    if (wants_more) add_behind(graph, query, snapshot, copy);
    copy.finish();
    return snapshot;
}

bool Reader::recently_confirmed(const Txid& txid) const {
    const sys::MutexLock lock(m_state.mutex);
    return m_state.confirmed.contains(txid);
}

bool Reader::recently_confirmed(const Wtxid& wtxid) const {
    const sys::MutexLock lock(m_state.mutex);
    return m_state.confirmed.contains(wtxid);
}

std::map<Txid, Priority> Reader::priorities() const {
    const sys::MutexLock lock(m_state.mutex);
    std::map<Txid, Priority> priorities;
    for (const auto& [txid, delta] : m_state.pool.deltas()) {
        Priority& priority = priorities[txid];
        priority.delta = delta;
        if (const Stored* stored = m_state.pool.entries().find(txid))
            priority.modified_fee = stored->entry.modified_fee();
    }
    return priorities;
}

std::vector<Txid> Reader::unbroadcast() const {
    const sys::MutexLock lock(m_state.mutex);
    return {m_state.pool.unbroadcast().begin(), m_state.pool.unbroadcast().end()};
}

}  // namespace quanta::mempool
