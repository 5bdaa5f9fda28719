// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cluster/change.h"
#include "cluster/graph.h"
#include "mempool/entry_table.h"
#include "mempool/events.h"
#include "mempool/options.h"

namespace quanta::mempool {

/// A transaction on its way in, its handle given out by the Change that admits it.
struct Admission {
    Stored stored;
    bool limits_bypassed = false;
    bool in_package = false;
};

/// The transactions and how they hang together: entries, clusters, deltas, what is not broadcast yet, ages
/// and memory. Knows no rule but those that keep it whole. Events of its changes pile up until they are
/// taken. Not synchronised.
class Pool {
public:
    using Handles = std::vector<cluster::Handle>;

    /// `salt` is a secret key of its hash tables.
    Pool(const cluster::Limits& limits, std::pair<uint64_t, uint64_t> salt);

    const EntryTable& entries() const { return m_entries; }
    const cluster::Graph& graph() const { return m_graph; }
    /// For a Change alone, to be handed to commit() or dropped.
    cluster::Graph& graph_for_change() { return m_graph; }
    /// Of all transactions: virtual bytes, fees without deltas.
    int64_t vsize() const { return m_vsize; }
    primitives::Amount fees() const { return m_fees; }
    size_t memory_bytes() const;
    /// The next change will have this sequence.
    uint64_t next_sequence() const { return m_sequence; }

    /// What `transaction` spends outputs of here, each once.
    Handles parents_of(const primitives::Transaction& transaction) const;
    /// What spends outputs of `transaction`, which is not here itself, each once.
    Handles children_of(const primitives::Transaction& transaction) const;
    /// Other transactions that spend a coin `transaction` spends, each once.
    Handles conflicts_of(const primitives::Transaction& transaction) const;
    std::vector<primitives::Txid> txids(std::span<const cluster::Handle> handles) const;

    /// Carries out `change`, which takes out `removed` in favour of `by` and puts `admissions` in (parents
    /// first).
    void commit(cluster::Change& change, const Handles& removed, const primitives::Txid& by,
                std::vector<Admission> admissions);
    /// Removes `handles` and what depends on them. `by`: see Left.
    void remove_with_descendants(const Handles& handles, LeaveReason reason, const primitives::Txid& by = {});
    /// Removes `handles`, which a block confirms; what depends on them stays.
    void remove_confirmed(const Handles& handles);
    /// Removes what entered before `time_s` and what depends on it; how many.
    size_t expire(int64_t time_s);

    /// Adds to the delta of `txid`, whether it is here or not; zero is forgotten.
    void prioritise(const primitives::Txid& txid, primitives::Amount delta);
    void forget_priority(const primitives::Txid& txid) { m_deltas.erase(txid); }
    primitives::Amount delta_of(const primitives::Txid& txid) const;
    const auto& deltas() const { return m_deltas; }
    /// Does nothing for one that is not here.
    void set_unbroadcast(const primitives::Txid& txid, bool unbroadcast);
    const std::set<primitives::Txid>& unbroadcast() const { return m_unbroadcast; }
    /// Where its relative locks stand after blocks were taken off.
    void set_lock(cluster::Handle handle, const consensus::SequenceLock& lock,
                  const chain::HeaderNode* lock_block);

    /// A block was seen: goes among the events.
    void note_block(const BlockSeen& seen) { m_events.push_back(seen); }
    std::vector<EventFeed::Event> take_events() { return std::exchange(m_events, {}); }

    /// Compares everything with everything else; aborts when something is wrong. O(n).
    void check() const;

private:
    void insert(Admission admission);
    void take_out(cluster::Handle handle, LeaveReason reason, const primitives::Txid& by);

    EntryTable m_entries;
    cluster::Graph m_graph;
    std::set<std::pair<int64_t, uint32_t>> m_ages;  ///< time and slot
    std::unordered_map<primitives::Txid, primitives::Amount, primitives::HashBytes> m_deltas;
    std::set<primitives::Txid> m_unbroadcast;
    int64_t m_vsize = 0;
    primitives::Amount m_fees;
    uint64_t m_sequence = 1;
    std::vector<EventFeed::Event> m_events;
};

}  // namespace quanta::mempool
