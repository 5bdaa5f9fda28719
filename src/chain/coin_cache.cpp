// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/coin_cache.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/check.h"
#include "crypto/siphash.h"

namespace quanta::chain {

using primitives::Coin;
using primitives::OutPoint;

namespace {

constexpr size_t kUnit = 8;
/// Units of a chunk of the arena: 1 MiB.
constexpr uint32_t kChunkUnits = (1 << 20) / kUnit;
constexpr size_t kFirstSlots = 1 << 12;
/// The table doubles when more than 7 of 10 slots are taken.
constexpr size_t kLoadNumerator = 7;
constexpr size_t kLoadDenominator = 10;

constexpr uint8_t kDirty = 1;   ///< differs from the database
constexpr uint8_t kFresh = 2;   ///< the database has no coin there
constexpr uint8_t kSpent = 4;   ///< there is no coin any more

/// An outpoint that differs from the database. Sorting by a prefix that lies in the array itself spares most
/// looks at the records.
struct Change {
    uint64_t prefix;
    uint32_t ref;
};

size_t units_for(size_t size_bytes) { return (size_bytes + kUnit - 1) / kUnit; }

}  // namespace

/// One outpoint in the arena, followed by the script. The size class is that of its script length, also for
/// spent ones, whose script length is then 0 only if it was made without one.
struct CoinCache::Record {
    uint8_t txid[32];
    uint32_t index;
    uint32_t height_and_coinbase;  ///< height * 2 + coinbase
    int64_t value;
    uint32_t script_size : 24;
    uint32_t flags : 8;

    static constexpr size_t kHeaderSize = 52;

    uint8_t* script() { return reinterpret_cast<uint8_t*>(this) + kHeaderSize; }
    const uint8_t* script() const { return reinterpret_cast<const uint8_t*>(this) + kHeaderSize; }
    size_t units() const { return units_for(kHeaderSize + script_size); }
    bool is(const OutPoint& outpoint) const {
        return index == outpoint.index && std::memcmp(txid, outpoint.txid.data(), sizeof txid) == 0;
    }
    OutPoint outpoint() const {
        OutPoint result;
        std::memcpy(result.txid.data(), txid, sizeof txid);
        result.index = index;
        return result;
    }
};

CoinCache::CoinCache(std::pair<uint64_t, uint64_t> salt) : m_salt(salt), m_slots(kFirstSlots) {
    m_chunks.push_back(std::make_unique_for_overwrite<uint64_t[]>(kChunkUnits));
    m_chunk_used = 1;  // ref 0 stands for "empty"
}

uint32_t CoinCache::tag_of(const OutPoint& outpoint) const {
    return static_cast<uint32_t>(
        crypto::siphash_outpoint(m_salt.first, m_salt.second, outpoint.txid.data(), outpoint.index));
}

CoinCache::Record& CoinCache::record(uint32_t ref) const {
    return *reinterpret_cast<Record*>(m_chunks[ref / kChunkUnits].get() + ref % kChunkUnits);
}

uint32_t CoinCache::find(const OutPoint& outpoint, uint32_t tag) const {
    const uint32_t mask = static_cast<uint32_t>(m_slots.size() - 1);
    for (uint32_t slot = tag & mask; m_slots[slot].ref != 0; slot = (slot + 1) & mask) {
        if (m_slots[slot].tag == tag && record(m_slots[slot].ref).is(outpoint)) return slot;
    }
    return kNoSlot;
}

uint32_t CoinCache::allocate(size_t size_bytes) {
    const uint32_t units = static_cast<uint32_t>(units_for(size_bytes));
    CHECK(units <= kChunkUnits);
    if (units < m_free.size() && m_free[units] != 0) {
        const uint32_t ref = m_free[units];
        std::memcpy(&m_free[units], &record(ref), sizeof m_free[units]);
        return ref;
    }
    if (m_chunk_used + units > kChunkUnits) {
        m_chunks.push_back(std::make_unique_for_overwrite<uint64_t[]>(kChunkUnits));
        m_chunk_used = 0;
    }
    const uint32_t ref = static_cast<uint32_t>((m_chunks.size() - 1) * kChunkUnits) + m_chunk_used;
    m_chunk_used += units;
    return ref;
}

void CoinCache::release(uint32_t ref) {
    const size_t units = record(ref).units();
    if (units >= m_free.size()) m_free.resize(units + 1);
    std::memcpy(static_cast<void*>(&record(ref)), &m_free[units], sizeof m_free[units]);
    m_free[units] = ref;
}

size_t CoinCache::arena_bytes() const { return m_chunks.size() * kChunkUnits * kUnit; }

size_t CoinCache::used_bytes() const {
    return arena_bytes() + m_slots.size() * sizeof(Slot) + m_count * sizeof(Change);
}

/// Moves the records together, in the order they lie in, so that none is overwritten before it has moved, and
/// gives the chunks behind them back.
/// Rationale: room that was left is used again only for records of the same size. Without this, coins whose
/// usual size changes over the years, or is made to change, would each time take new memory.
void CoinCache::compact() {
    std::vector<uint64_t> records;  // place and slot
    records.reserve(m_count);
    for (size_t slot = 0; slot < m_slots.size(); ++slot) {
        if (m_slots[slot].ref != 0) records.push_back(uint64_t{m_slots[slot].ref} << 32 | slot);
    }
    std::sort(records.begin(), records.end());
    uint32_t to = 1;
    for (const uint64_t from : records) {
        Slot& slot = m_slots[static_cast<uint32_t>(from)];
        const auto units = static_cast<uint32_t>(record(slot.ref).units());
        if (to % kChunkUnits + units > kChunkUnits) to += kChunkUnits - to % kChunkUnits;
        if (to != slot.ref) std::memmove(static_cast<void*>(&record(to)), &record(slot.ref), units * kUnit);
        slot.ref = to;
        to += units;
    }
    m_chunks.resize((to + kChunkUnits - 1) / kChunkUnits);
    m_chunk_used = to - static_cast<uint32_t>(m_chunks.size() - 1) * kChunkUnits;
    m_free.clear();
}

void CoinCache::grow() {
    std::vector<Slot> old(m_slots.size() * 2);
    old.swap(m_slots);
    const uint32_t mask = static_cast<uint32_t>(m_slots.size() - 1);
    for (const Slot& entry : old) {
        if (entry.ref == 0) continue;
        uint32_t slot = entry.tag & mask;
        while (m_slots[slot].ref != 0) slot = (slot + 1) & mask;
        m_slots[slot] = entry;
    }
}

void CoinCache::put(const OutPoint& outpoint, const Coin* coin, uint8_t flags) {
    if ((m_count + 1) * kLoadDenominator > m_slots.size() * kLoadNumerator) grow();
    const size_t script_size = coin != nullptr ? coin->script.size() : 0;
    const uint32_t ref = allocate(Record::kHeaderSize + script_size);
    Record& entry = record(ref);
    std::memcpy(entry.txid, outpoint.txid.data(), sizeof entry.txid);
    entry.index = outpoint.index;
    m_index_end = std::max(m_index_end, outpoint.index + 1);
    entry.script_size = static_cast<uint32_t>(script_size);
    entry.flags = flags;
    entry.value = 0;
    entry.height_and_coinbase = 0;
    if (coin != nullptr) {
        entry.value = coin->value.sat;
        entry.height_and_coinbase = static_cast<uint32_t>(coin->height) * 2 + (coin->is_coinbase ? 1 : 0);
        if (script_size > 0) std::memcpy(entry.script(), coin->script.data(), script_size);
    }
    const uint32_t tag = tag_of(outpoint);
    const uint32_t mask = static_cast<uint32_t>(m_slots.size() - 1);
    uint32_t slot = tag & mask;
    while (m_slots[slot].ref != 0) slot = (slot + 1) & mask;
    m_slots[slot] = {tag, ref};
    ++m_count;
}

/// Frees a slot and its record, and moves later entries of the run up so that no probe ends early.
void CoinCache::erase_slot(uint32_t slot) {
    release(m_slots[slot].ref);
    --m_count;
    const uint32_t mask = static_cast<uint32_t>(m_slots.size() - 1);
    for (uint32_t next = (slot + 1) & mask; m_slots[next].ref != 0; next = (next + 1) & mask) {
        const uint32_t home = m_slots[next].tag & mask;
        if (((next - home) & mask) >= ((next - slot) & mask)) {
            m_slots[slot] = m_slots[next];
            slot = next;
        }
    }
    m_slots[slot] = {};
}

Coin CoinCache::coin_of(const Record& entry) const {
    Coin coin;
    coin.value.sat = entry.value;
    coin.height = static_cast<primitives::Height>(entry.height_and_coinbase >> 1);
    coin.is_coinbase = (entry.height_and_coinbase & 1) != 0;
    coin.script = primitives::ScriptBytes(base::ByteSpan(entry.script(), entry.script_size));
    return coin;
}

CoinCache::State CoinCache::state(const OutPoint& outpoint) const {
    const uint32_t slot = find(outpoint, tag_of(outpoint));
    if (slot == kNoSlot) return State::Unknown;
    return (record(m_slots[slot].ref).flags & kSpent) != 0 ? State::Spent : State::Unspent;
}

std::optional<Coin> CoinCache::get(const OutPoint& outpoint) const {
    const uint32_t slot = find(outpoint, tag_of(outpoint));
    if (slot == kNoSlot) return std::nullopt;
    const Record& entry = record(m_slots[slot].ref);
    if ((entry.flags & kSpent) != 0) return std::nullopt;
    return coin_of(entry);
}

std::optional<Coin> CoinCache::spend(const OutPoint& outpoint) {
    const uint32_t slot = find(outpoint, tag_of(outpoint));
    if (slot == kNoSlot) return std::nullopt;
    Record& entry = record(m_slots[slot].ref);
    if ((entry.flags & kSpent) != 0) return std::nullopt;
    std::optional<Coin> coin = coin_of(entry);
    if ((entry.flags & kFresh) != 0) {
        erase_slot(slot);
    } else {
        entry.flags = kDirty | kSpent;
    }
    return coin;
}

void CoinCache::add(const OutPoint& outpoint, const Coin& coin, bool fresh) {
    uint8_t flags = kDirty;
    const uint32_t slot = find(outpoint, tag_of(outpoint));
    if (slot == kNoSlot) {
        if (fresh) flags |= kFresh;
    } else {
        flags |= record(m_slots[slot].ref).flags & kFresh;
        erase_slot(slot);
    }
    put(outpoint, &coin, flags);
}

void CoinCache::insert_clean(const OutPoint& outpoint, const Coin& coin) {
    if (find(outpoint, tag_of(outpoint)) == kNoSlot) put(outpoint, &coin, 0);
}

void CoinCache::mark_spent(const OutPoint& outpoint) {
    CHECK(find(outpoint, tag_of(outpoint)) == kNoSlot);
    put(outpoint, nullptr, kDirty | kSpent);
}

bool CoinCache::for_each_change(const Visit& visit, const std::function<void(size_t)>& count) const {
    std::vector<Change> changes;
    changes.reserve(m_count);
    for (const Slot& slot : m_slots) {
        if (slot.ref == 0 || (record(slot.ref).flags & kDirty) == 0) continue;
        changes.push_back({base::read_be<uint64_t>(record(slot.ref).txid), slot.ref});
    }
    if (count) count(changes.size());
    std::sort(changes.begin(), changes.end(), [this](const Change& a, const Change& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        return record(a.ref).outpoint() < record(b.ref).outpoint();
    });
    for (const Change& change : changes) {
        const Record& entry = record(change.ref);
        if ((entry.flags & kSpent) != 0) {
            if (!visit(entry.outpoint(), nullptr)) return false;
            continue;
        }
        const Coin coin = coin_of(entry);
        if (!visit(entry.outpoint(), &coin)) return false;
    }
    return true;
}

void CoinCache::mark_written(size_t keep_bytes) {
    // Bytes by height, to find the height from which on coins may stay.
    std::map<uint32_t, size_t, std::greater<>> bytes_by_height;
    for (const Slot& slot : m_slots) {
        if (slot.ref == 0) continue;
        Record& entry = record(slot.ref);
        if ((entry.flags & kSpent) == 0)
            bytes_by_height[entry.height_and_coinbase >> 1] += entry.units() * kUnit + sizeof(Change);
    }
    const size_t table_bytes = m_slots.size() * sizeof(Slot);
    size_t kept = 0;
    uint32_t keep_from = 0;
    for (const auto& [height, bytes] : bytes_by_height) {
        kept += bytes;
        if (kept + table_bytes > keep_bytes) {
            keep_from = height + 1;
            break;
        }
    }
    size_t left = 0;
    for (uint32_t slot = 0; slot < m_slots.size();) {
        if (m_slots[slot].ref == 0) {
            ++slot;
            continue;
        }
        Record& entry = record(m_slots[slot].ref);
        if ((entry.flags & kSpent) != 0 || (entry.height_and_coinbase >> 1) < keep_from) {
            erase_slot(slot);  // another entry may have moved here
        } else {
            entry.flags = 0;
            left += entry.units() * kUnit;
            ++slot;
        }
    }
    // A quarter more than needed is no waste yet.
    if (arena_bytes() > left + left / 4) compact();
}

}  // namespace quanta::chain
