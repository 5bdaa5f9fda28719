// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/entry_table.h"

#include "base/check.h"
#include "crypto/siphash.h"
#include "mempool/memory.h"

namespace quanta::mempool {

using primitives::OutPoint;
using primitives::Transaction;
using primitives::Txid;
using primitives::Wtxid;

namespace {

/// What an entry takes besides its transaction and its inputs: itself, its slot, two tables.
constexpr size_t kEntryBytes =
    allocated_bytes(sizeof(Stored)) + 2 * sizeof(void*) + 2 * hash_node_bytes(sizeof(uint32_t));

size_t bytes_of(const Transaction& transaction) {
    constexpr size_t kSpendBytes = hash_node_bytes(2 * sizeof(uint32_t));
    return kEntryBytes + transaction_bytes(transaction) + transaction.inputs().size() * kSpendBytes;
}

}  // namespace

size_t transaction_bytes(const Transaction& transaction) {
    // One of three in the vector of its storage, itself, the vectors and the counts of the pointer to it.
    constexpr size_t kOwner =
        allocated_bytes(sizeof(base::Bytes) + 4 * sizeof(std::vector<int>) + 2 * sizeof(void*));
    size_t items = 0;
    for (const primitives::TxIn& input : transaction.inputs())
        items += input.witness.size();
    return kOwner + allocated_bytes(sizeof(Transaction)) + allocated_bytes(transaction.raw().size()) +
           allocated_bytes(transaction.inputs().size() * sizeof(primitives::TxIn)) +
           allocated_bytes(transaction.outputs().size() * sizeof(primitives::TxOut)) +
           allocated_bytes(items * sizeof(base::ByteSpan));
}

const OutPoint& EntryTable::Hasher::outpoint(Spend spend) const {
    return (*slots)[spend.slot]->transaction().inputs()[spend.input].prevout;
}

size_t EntryTable::Hasher::operator()(const OutPoint& outpoint) const {
    return crypto::siphash_outpoint(salt.first, salt.second, outpoint.txid.data(), outpoint.index);
}

size_t EntryTable::Hasher::operator()(Spend spend) const {
    return (*this)(outpoint(spend));
}

size_t EntryTable::Hasher::operator()(const Txid& txid) const {
    return crypto::siphash_hash256(salt.first, salt.second, txid.data());
}

size_t EntryTable::Hasher::operator()(const Wtxid& wtxid) const {
    return crypto::siphash_hash256(salt.first, salt.second, wtxid.data());
}

size_t EntryTable::TxidHasher::operator()(uint32_t slot) const {
    return (*this)((*slots)[slot]->txid());
}

size_t EntryTable::WtxidHasher::operator()(uint32_t slot) const {
    return (*this)((*slots)[slot]->transaction().wtxid());
}

bool EntryTable::Equal::operator()(const Txid& txid, uint32_t slot) const {
    return (*slots)[slot]->txid() == txid;
}

bool EntryTable::Equal::operator()(const Wtxid& wtxid, uint32_t slot) const {
    return (*slots)[slot]->transaction().wtxid() == wtxid;
}

bool EntryTable::Equal::operator()(const OutPoint& outpoint, Spend spend) const {
    return (*slots)[spend.slot]->transaction().inputs()[spend.input].prevout == outpoint;
}

EntryTable::EntryTable(std::pair<uint64_t, uint64_t> salt)
    : m_by_txid(0, TxidHasher{{&m_slots, salt}}, Equal{&m_slots}),
      m_by_wtxid(0, WtxidHasher{{&m_slots, salt}}, Equal{&m_slots}),
      m_spends(0, Hasher{&m_slots, salt}, Equal{&m_slots}) {}

void EntryTable::add(Stored stored) {
    const uint32_t slot = stored.handle.slot;
    if (slot >= m_slots.size()) m_slots.resize(slot + 1);
    CHECK(m_slots[slot] == nullptr);
    stored.bytes = bytes_of(stored.transaction());
    m_bytes += stored.bytes;
    const auto inputs = static_cast<uint32_t>(stored.transaction().inputs().size());
    m_slots[slot] = std::make_unique<Stored>(std::move(stored));
    m_by_txid.insert(slot);
    m_by_wtxid.insert(slot);
    for (uint32_t input = 0; input < inputs; ++input)
        m_spends.insert({slot, input});
    ASSUME(m_by_txid.size() == m_by_wtxid.size());
}

Entry EntryTable::remove(cluster::Handle handle) {
    const uint32_t slot = handle.slot;
    CHECK(at_slot(slot) != nullptr);
    const auto inputs = static_cast<uint32_t>(m_slots[slot]->transaction().inputs().size());
    for (uint32_t input = 0; input < inputs; ++input)
        m_spends.erase(Spend{slot, input});
    m_by_wtxid.erase(slot);
    m_by_txid.erase(slot);
    m_bytes -= m_slots[slot]->bytes;
    Entry entry = std::move(m_slots[slot]->entry);
    m_slots[slot].reset();
    return entry;
}

const Stored* EntryTable::find(const Txid& txid) const {
    const auto found = m_by_txid.find(txid);
    return found == m_by_txid.end() ? nullptr : m_slots[*found].get();
}

const Stored* EntryTable::find(const Wtxid& wtxid) const {
    const auto found = m_by_wtxid.find(wtxid);
    return found == m_by_wtxid.end() ? nullptr : m_slots[*found].get();
}

const Stored* EntryTable::spender(const OutPoint& outpoint) const {
    const auto found = m_spends.find(outpoint);
    return found == m_spends.end() ? nullptr : m_slots[found->slot].get();
}

}  // namespace quanta::mempool
