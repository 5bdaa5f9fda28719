// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "primitives/coin.h"
#include "primitives/transaction.h"

namespace quanta::chain {

/// Coins in memory in front of the database: those read from it, those created and, as markers, those spent
/// since it was last written. A hash table of 8 bytes a slot, salted against chosen collisions (SipHash),
/// over records of 52 bytes and the script in an arena. Chain thread only. All operations O(1).
class CoinCache {
public:
    /// What the cache knows of an outpoint.
    enum class State : uint8_t {
        Unknown,  ///< nothing: the database decides
        Unspent,  ///< there is a coin
        Spent,    ///< there is none, whatever the database says
    };

    /// `salt` is a secret 128-bit key of the table's hash function.
    explicit CoinCache(std::pair<uint64_t, uint64_t> salt);

    State state(const primitives::OutPoint& outpoint) const;
    /// A copy of the coin; nothing unless it is Unspent.
    std::optional<primitives::Coin> get(const primitives::OutPoint& outpoint) const;
    /// Takes the coin out; nothing unless it is Unspent.
    std::optional<primitives::Coin> spend(const primitives::OutPoint& outpoint);
    /// Puts a coin in that the database does not have. `fresh` says that it certainly has no coin there
    /// either, so that spending it again leaves no trace; false is always safe.
    void add(const primitives::OutPoint& outpoint, const primitives::Coin& coin, bool fresh);
    /// Puts a coin in as the database has it. Does nothing unless the outpoint is Unknown.
    void insert_clean(const primitives::OutPoint& outpoint, const primitives::Coin& coin);
    /// Marks as spent a coin the database has and the cache does not know.
    void mark_spent(const primitives::OutPoint& outpoint);

    /// Calls `visit` for every outpoint that differs from the database, in ascending order of txid bytes and
    /// index; the coin is null where there is none any more. Stops when it returns false, and returns that.
    using Visit = std::function<bool(const primitives::OutPoint&, const primitives::Coin*)>;
    /// `count`, if given, is told first how many there are.
    bool for_each_change(const Visit& visit, const std::function<void(size_t)>& count = {}) const;
    /// After the changes were written: forgets spent markers, and coins, oldest first, until at most
    /// `keep_bytes` are in use (gaps between the coins that stay may take a quarter more).
    void mark_written(size_t keep_bytes);

    /// Bytes of memory: records with the gaps between them, table, and what for_each_change() needs for
    /// sorting.
    size_t used_bytes() const;
    /// No outpoint ever known had an index as high as this.
    uint32_t index_end() const { return m_index_end; }
    /// Outpoints known.
    size_t size() const { return m_count; }

private:
    struct Slot {
        uint32_t tag = 0;  ///< 32 bits of the hash; its low bits are the home slot
        uint32_t ref = 0;  ///< record, in units of 8 bytes from the start of the arena; 0: empty
    };
    struct Record;
    static constexpr uint32_t kNoSlot = UINT32_MAX;

    uint32_t tag_of(const primitives::OutPoint& outpoint) const;
    uint32_t find(const primitives::OutPoint& outpoint, uint32_t tag) const;
    Record& record(uint32_t ref) const;
    size_t arena_bytes() const;
    uint32_t allocate(size_t size_bytes);
    void release(uint32_t ref);
    void put(const primitives::OutPoint& outpoint, const primitives::Coin* coin, uint8_t flags);
    void erase_slot(uint32_t slot);
    void grow();
    void compact();
    primitives::Coin coin_of(const Record& record) const;

    const std::pair<uint64_t, uint64_t> m_salt;
    std::vector<Slot> m_slots;
    size_t m_count = 0;
    uint32_t m_index_end = 0;
    std::vector<std::unique_ptr<uint64_t[]>> m_chunks;
    uint32_t m_chunk_used = 0;              ///< units of the last chunk
    std::vector<uint32_t> m_free;           ///< first free record by size in units, 0: none
};

}  // namespace quanta::chain
