// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/pool.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "mempool/memory.h"

namespace quanta::mempool {

using cluster::Handle;
using primitives::Amount;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::Txid;

namespace {

void sort_unique(Pool::Handles& handles) {
    std::ranges::sort(handles);
    handles.erase(std::unique(handles.begin(), handles.end()), handles.end());
}

}  // namespace

Pool::Pool(const cluster::Limits& limits, std::pair<uint64_t, uint64_t> salt)
    : m_entries(salt), m_graph(limits) {}

size_t Pool::memory_bytes() const {
    constexpr size_t kAge = tree_node_bytes(sizeof(std::pair<int64_t, uint32_t>));
    constexpr size_t kDelta = hash_node_bytes(sizeof(std::pair<Txid, Amount>));
    constexpr size_t kUnbroadcast = tree_node_bytes(sizeof(Txid));
    return m_entries.memory_bytes() + m_graph.memory_bytes() + m_ages.size() * kAge +
           m_deltas.size() * kDelta + m_unbroadcast.size() * kUnbroadcast;
}

Pool::Handles Pool::parents_of(const Transaction& transaction) const {
    Handles parents;
    for (const primitives::TxIn& input : transaction.inputs()) {
        if (const Stored* parent = m_entries.find(input.prevout.txid)) parents.push_back(parent->handle);
    }
    sort_unique(parents);
    return parents;
}

Pool::Handles Pool::children_of(const Transaction& transaction) const {
    Handles children;
    const auto count = static_cast<uint32_t>(transaction.outputs().size());
    for (uint32_t index = 0; index < count; ++index) {
        if (const Stored* child = m_entries.spender({transaction.txid(), index}))
            children.push_back(child->handle);
    }
    sort_unique(children);
    return children;
}

Pool::Handles Pool::conflicts_of(const Transaction& transaction) const {
    Handles conflicts;
    for (const primitives::TxIn& input : transaction.inputs()) {
        const Stored* other = m_entries.spender(input.prevout);
        if (other != nullptr && other->txid() != transaction.txid()) conflicts.push_back(other->handle);
    }
    sort_unique(conflicts);
    return conflicts;
}

std::vector<Txid> Pool::txids(std::span<const Handle> handles) const {
    std::vector<Txid> txids;
    txids.reserve(handles.size());
    for (const Handle handle : handles)
        txids.push_back(m_entries.at(handle).txid());
    return txids;
}

void Pool::insert(Admission admission) {
    Stored& stored = admission.stored;
    Entry& entry = stored.entry;
    entry.delta = delta_of(stored.txid());
    entry.sequence = admission.limits_bypassed ? 0 : m_sequence;
    m_vsize += entry.vsize();
    m_fees += entry.fee;
    m_ages.emplace(entry.time_s, stored.handle.slot);
    const bool has_parents = !m_graph.parents(stored.handle).empty();
    m_events.push_back(
        Entered{entry, m_sequence++, admission.limits_bypassed, admission.in_package, has_parents});
    m_entries.add(std::move(stored));
}

/// All but the graph.
void Pool::take_out(Handle handle, LeaveReason reason, const Txid& by) {
    Entry entry = m_entries.remove(handle);
    const Txid& txid = entry.transaction->txid();
    m_vsize -= entry.vsize();
    m_fees -= entry.fee;
    m_ages.erase({entry.time_s, handle.slot});
    if (entry.unbroadcast) m_unbroadcast.erase(txid);
    const uint64_t sequence = reason == LeaveReason::Block ? m_sequence : m_sequence++;
    m_events.push_back(Left{std::move(entry), reason, sequence, by});
}

void Pool::commit(cluster::Change& change, const Handles& removed, const Txid& by,
                  std::vector<Admission> admissions) {
    change.commit();
    for (const Handle handle : removed)
        take_out(handle, LeaveReason::Replaced, by);
    for (Admission& admission : admissions)
        insert(std::move(admission));
}

void Pool::remove_with_descendants(const Handles& handles, LeaveReason reason, const Txid& by) {
    if (handles.empty()) return;
    const Handles all = m_graph.descendants(handles);
    m_graph.remove(all);
    for (const Handle handle : all)
        take_out(handle, reason, by);
}

void Pool::remove_confirmed(const Handles& handles) {
    m_graph.remove(handles);
    for (const Handle handle : handles)
        take_out(handle, LeaveReason::Block, {});
}

size_t Pool::expire(int64_t time_s) {
    const size_t before = m_entries.size();
    Handles old;
    for (const auto& [time, slot] : m_ages) {
        if (time >= time_s) break;
        old.push_back({slot});
    }
    remove_with_descendants(old, LeaveReason::Expiry);
    return before - m_entries.size();
}

void Pool::prioritise(const Txid& txid, Amount delta) {
    const Amount sum = saturating_sum(delta_of(txid), delta);
    if (sum.sat == 0) {
        m_deltas.erase(txid);
    } else {
        m_deltas[txid] = sum;
    }
    const Stored* found = m_entries.find(txid);
    if (found == nullptr) return;
    Stored& stored = m_entries.at(found->handle);
    stored.entry.delta = sum;
    m_graph.set_fee(stored.handle, stored.entry.modified_fee().sat);
}

Amount Pool::delta_of(const Txid& txid) const {
    const auto found = m_deltas.find(txid);
    return found == m_deltas.end() ? Amount{} : found->second;
}

void Pool::set_unbroadcast(const Txid& txid, bool unbroadcast) {
    const Stored* found = m_entries.find(txid);
    if (found == nullptr) return;
    m_entries.at(found->handle).entry.unbroadcast = unbroadcast;
    if (unbroadcast) {
        m_unbroadcast.insert(txid);
    } else {
        m_unbroadcast.erase(txid);
    }
}

void Pool::set_lock(Handle handle, const consensus::SequenceLock& lock, const chain::HeaderNode* lock_block) {
    m_entries.at(handle).lock = lock;
    m_entries.at(handle).lock_block = lock_block;
}

void Pool::check() const {
    size_t count = 0;
    int64_t vsize = 0;
    Amount fees;
    for (uint32_t slot = 0; slot < m_entries.slot_end(); ++slot) {
        const Stored* stored = m_entries.at_slot(slot);
        if (stored == nullptr) continue;
        ++count;
        vsize += stored->entry.vsize();
        fees += stored->entry.fee;
        CHECK(m_graph.contains(stored->handle));
        CHECK(m_graph.fee_size(stored->handle).size_wu == stored->entry.weight);
        Handles parents = m_graph.parents(stored->handle);
        std::ranges::sort(parents);
        CHECK(parents == parents_of(stored->transaction()));
        CHECK(m_entries.find(stored->txid()) == stored);
        CHECK(m_entries.find(stored->transaction().wtxid()) == stored);
        CHECK(conflicts_of(stored->transaction()).empty());
        CHECK(m_ages.contains({stored->entry.time_s, slot}));
        CHECK(m_unbroadcast.contains(stored->txid()) == stored->entry.unbroadcast);
        CHECK(delta_of(stored->txid()) == stored->entry.delta);
    }
    CHECK(count == m_entries.size() && count == m_graph.count() && count == m_ages.size());
    CHECK(vsize == m_vsize && fees == m_fees);
}

}  // namespace quanta::mempool
