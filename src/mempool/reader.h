// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "chain/header_tree.h"
#include "cluster/graph.h"
#include "mempool/entry.h"
#include "primitives/coin.h"
#include "primitives/fee_rate.h"

namespace quanta::mempool {

class State;

/// Figures of the pool.
struct PoolInfo {
    size_t count = 0;
    int64_t vsize = 0;  ///< of all transactions, signature operations counted
    size_t memory_bytes = 0;
    size_t max_bytes = 0;          ///< -maxmempool
    primitives::Amount fees;       ///< without deltas
    primitives::FeeRate min_rate;  ///< what must be paid to get in: at least min_relay
    size_t unbroadcast = 0;
    uint64_t next_sequence = 0;              ///< the next change will have
    const chain::HeaderNode* tip = nullptr;  ///< the pool is as this block left it
};

/// What prioritise() was told about a transaction.
struct Priority {
    primitives::Amount delta;
    std::optional<primitives::Amount> modified_fee;  ///< if it is in the pool
};

/// The best chunks of the pool, best first, as one list; or what changed of those known before.
struct ChunkSnapshot {
    struct Transaction {
        TransactionRef transaction;
        primitives::Amount fee;
        int64_t sigop_cost = 0;
    };
    struct Chunk {
        /// Names it, and its place in the order. Its fee has deltas included, its size is the weight as the
        /// pool counts it; chunks of one cluster depend on those of it before at most.
        cluster::ChunkKey key;
        uint32_t count = 0;  ///< transactions of the list
        bool last = true;    ///< of its cluster

        cluster::FeeSize fee_size() const { return key.fee_size(); }
    };
    uint64_t version = 0;
    const chain::HeaderNode* tip = nullptr;
    bool anew = true;                       ///< what was known is void
    std::vector<cluster::ChunkKey> gone;    ///< of those known, best first
    std::vector<Chunk> chunks;              ///< that came, best first: among those known and behind them
    std::vector<Transaction> transactions;  ///< of `chunks`, in mining order
    /// The last chunk that is known now; without it, there are no others.
    std::optional<cluster::ChunkKey> until;
};

/// Every transaction in mining order, and the number of the next change, as of one moment.
struct OrderedTxids {
    std::vector<primitives::Txid> txids;
    uint64_t next_sequence = 0;
};

/// Looks at the pool: every answer is a copy as of one moment. Any thread; each call holds the lock for as
/// long as what it copies takes.
class Reader {
public:
    explicit Reader(State& state) : m_state(state) {}

    PoolInfo info() const;
    bool contains(const primitives::Txid& txid) const;
    bool contains(const primitives::Wtxid& wtxid) const;
    std::optional<Entry> find(const primitives::Txid& txid) const;
    std::optional<Entry> find(const primitives::Wtxid& wtxid) const;
    /// The transaction that spends `outpoint`.
    std::optional<Entry> spender(const primitives::OutPoint& outpoint) const;
    /// The output of a transaction in the pool that nothing in the pool spends; `height` of the coin is the
    /// next block's.
    std::optional<primitives::Coin> coin(const primitives::OutPoint& outpoint) const;

    /// All txids in mining order. O(n), 32 bytes each.
    std::vector<primitives::Txid> txids() const { return ordered().txids; }
    OrderedTxids ordered() const;
    /// Entries of some; those that have left are absent. At most a few hundred at a time.
    std::vector<Entry> entries(std::span<const primitives::Txid> txids) const;
    std::vector<EntryDetails> details(std::span<const primitives::Txid> txids) const;
    /// What is in the pool and it depends on, or what depends on it; itself left out. Nothing when it is not
    /// there.
    std::optional<std::vector<primitives::Txid>> ancestors(const primitives::Txid& txid) const;
    std::optional<std::vector<primitives::Txid>> descendants(const primitives::Txid& txid) const;
    std::optional<ClusterDetails> cluster(const primitives::Txid& txid) const;
    /// Fee and weight of all chunks, best first. O(chunks).
    std::vector<cluster::FeeSize> diagram() const;
    /// Calls `visit` for each entry, in no particular order, until it returns false. The pool is locked for
    /// some hundred entries at a time: it may change between; an entry that is there throughout is told once.
    void for_each(const std::function<bool(const Entry&)>& visit) const;

    /// Chunks, best first, until their weight reaches `weight` or their rate is below `least`. With `known`,
    /// what changed of those known, and further ones behind them until these reach `weight`, if it is above
    /// 0.
    struct ChunkQuery {
        /// Of the last ChunkSnapshot, which was asked for with the same `least`.
        struct Known {
            uint64_t version = 0;
            std::optional<cluster::ChunkKey> until;
        };
        int64_t weight = 0;
        cluster::FeeSize least{0, 1};
        std::optional<Known> known;
    };
    /// Costs what is in the answer, and the number of changes since `known`.
    ChunkSnapshot chunks(const ChunkQuery& query) const;

    /// Whether it was in one of the last blocks. May rarely be wrong about one that was not.
    bool recently_confirmed(const primitives::Txid& txid) const;
    bool recently_confirmed(const primitives::Wtxid& wtxid) const;
    /// Every transaction with a delta, in the pool or not.
    std::map<primitives::Txid, Priority> priorities() const;
    std::vector<primitives::Txid> unbroadcast() const;

private:
    State& m_state;
};

}  // namespace quanta::mempool
