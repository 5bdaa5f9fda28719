// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#include "chain/header_tree.h"
#include "cluster/handle.h"
#include "consensus/transaction_inputs.h"
#include "mempool/entry.h"

namespace quanta::mempool {

/// An entry and what only the pool needs of it.
struct Stored {
    Entry entry;
    cluster::Handle handle;
    consensus::SequenceLock lock;                   ///< in the chain of lock_block
    const chain::HeaderNode* lock_block = nullptr;  ///< the highest block with a coin it spends; null: none
    size_t bytes = 0;                               ///< of memory, all that is counted for it

    const primitives::Transaction& transaction() const { return *entry.transaction; }
    const primitives::Txid& txid() const { return entry.transaction->txid(); }
};

/// Entries by handle, txid, wtxid and the outpoints they spend. Hashes are salted. Not synchronised. O(1),
/// adding and removing O(inputs).
class EntryTable {
public:
    explicit EntryTable(std::pair<uint64_t, uint64_t> salt);
    EntryTable(const EntryTable&) = delete;
    EntryTable& operator=(const EntryTable&) = delete;

    /// Adds an entry under its handle, which is free. It spends nothing that another one spends.
    void add(Stored stored);
    /// Takes out the entry of `handle`.
    Entry remove(cluster::Handle handle);

    size_t size() const { return m_by_txid.size(); }
    /// Handles are below this.
    uint32_t slot_end() const { return static_cast<uint32_t>(m_slots.size()); }
    /// Null when there is none.
    const Stored* at_slot(uint32_t slot) const {
        return slot < m_slots.size() ? m_slots[slot].get() : nullptr;
    }
    /// Of a handle that is there.
    const Stored& at(cluster::Handle handle) const { return *m_slots[handle.slot]; }
    Stored& at(cluster::Handle handle) { return *m_slots[handle.slot]; }
    const Stored* find(const primitives::Txid& txid) const;
    const Stored* find(const primitives::Wtxid& wtxid) const;
    /// The entry that spends `outpoint`.
    const Stored* spender(const primitives::OutPoint& outpoint) const;
    /// Of memory, tables and entries.
    size_t memory_bytes() const { return m_bytes; }

private:
    using Slots = std::vector<std::unique_ptr<Stored>>;
    /// An input of an entry.
    struct Spend {
        uint32_t slot = 0;
        uint32_t input = 0;
    };
    struct Hasher {
        using is_transparent = void;
        const Slots* slots;
        std::pair<uint64_t, uint64_t> salt;
        const primitives::OutPoint& outpoint(Spend spend) const;
        size_t operator()(const primitives::OutPoint& outpoint) const;
        size_t operator()(Spend spend) const;
        size_t operator()(const primitives::Txid& txid) const;
        size_t operator()(const primitives::Wtxid& wtxid) const;
    };
    struct TxidHasher : Hasher {
        using Hasher::operator();
        size_t operator()(uint32_t slot) const;
    };
    struct WtxidHasher : Hasher {
        using Hasher::operator();
        size_t operator()(uint32_t slot) const;
    };
    struct Equal {
        using is_transparent = void;
        const Slots* slots;
        bool operator()(uint32_t a, uint32_t b) const { return a == b; }
        bool operator()(const primitives::Txid& txid, uint32_t slot) const;
        bool operator()(const primitives::Wtxid& wtxid, uint32_t slot) const;
        bool operator()(Spend a, Spend b) const { return a.slot == b.slot && a.input == b.input; }
        bool operator()(const primitives::OutPoint& outpoint, Spend spend) const;
    };

    Slots m_slots;
    size_t m_bytes = 0;
    std::unordered_set<uint32_t, TxidHasher, Equal> m_by_txid;
    std::unordered_set<uint32_t, WtxidHasher, Equal> m_by_wtxid;
    std::unordered_set<Spend, Hasher, Equal> m_spends;
};

}  // namespace quanta::mempool
