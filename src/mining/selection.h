// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "cluster/fee_size.h"
#include "consensus/limits.h"
#include "mempool/reader.h"
#include "mining/block_contents.h"
#include "primitives/fee_rate.h"
#include "primitives/hashes.h"

namespace quanta::mining {

/// What a miner wants of blocks (-blockmaxweight, -blockreservedweight, -blockmintxfee).
struct BlockLimits {
    /// The least that may be reserved: for a header, the number of transactions and a coinbase, weight units.
    static constexpr int64_t kMinReservedWeight = 2000;

    int64_t max_weight = static_cast<int64_t>(consensus::kMaxBlockWeight);
    int64_t reserved_weight = 8000;
    int64_t reserved_sigop_cost = 400;
    /// Chunks that pay less are left out, satoshi per 1,000 virtual bytes.
    int64_t min_rate_sat_per_kvb = 1;

    friend bool operator==(const BlockLimits&, const BlockLimits&) = default;
};

/// What the rules ask of transactions of the next block.
struct BlockPosition {
    primitives::Height height = 0;
    int64_t lock_time_cutoff = 0;  ///< median time past of its parent, seconds (BIP113)
    bool witnesses = true;         ///< whether transactions may have them (BIP141)
};

/// Which transactions of a pool the next block holds: whole chunks, best rate first, as long as they fit; a
/// chunk that does not fit or is not final is left out with what depends on it. A block that lacks less than
/// kFullEnough and found no room for kMaxFailures chunks in a row is full.
///
/// Holds the best chunks of the pool as of one moment, in their order, a little further than the block
/// reaches, and how things stood after each. A renewal takes over what came and went of them, and goes
/// through them again from the first change on, without a look at what has not changed. Not synchronised.
class Selection {
public:
    static constexpr int64_t kFullEnough = 4000;
    static constexpr int kMaxFailures = 1000;

    Selection(const BlockLimits& limits, const BlockPosition& position);

    /// What was in the block and went, and what came, parents first. What is in both, as often, stayed as it
    /// was on the whole.
    struct Renewal {
        std::vector<BlockTransaction> before;
        std::vector<BlockTransaction> after;
    };
    /// Brings it up to date with the pool; nothing when nothing of the block can have changed.
    std::optional<Renewal> renew(const mempool::Reader& pool);
    /// The pool's tip as of the last renewal.
    const chain::HeaderNode* tip() const { return m_tip; }

    /// In mining order. O(n).
    std::vector<BlockTransaction> transactions() const;

private:
    /// How things stand after a chunk.
    struct State {
        int64_t weight = 0;
        int64_t sigop_cost = 0;
        size_t left_out = 0;  ///< chunks in m_left_out
        int failures = 0;     ///< in a row
    };
    /// A chunk.
    struct Row {
        cluster::ChunkKey key;
        std::vector<BlockTransaction> transactions;
        int64_t weight = 0;
        int64_t sigop_cost = 0;
        bool last = true;       ///< of its cluster
        bool allowed = true;    ///< by its rate, and what the rules ask of its transactions
        bool selected = false;  ///< it is in the block
        State after;
    };
    using RowNumber = uint32_t;

    const Row& row_at(size_t place) const { return m_rows[m_order[place]]; }
    State state_before(size_t place) const { return place == 0 ? State() : row_at(place - 1).after; }
    bool is_full(const State& state) const;
    /// Takes over what a look at the pool brought and goes on from the first change.
    void take_up(mempool::ChunkSnapshot&& snapshot, Renewal& renewal);
    /// The places of those of `keys`, which are here.
    std::vector<size_t> places_of(std::span<const cluster::ChunkKey> keys) const;
    /// Forgets what was made of the chunks from `place` on.
    void go_back(size_t place);
    void remove(std::span<const size_t> places, Renewal& renewal);
    RowNumber make_row(const mempool::ChunkSnapshot::Chunk& chunk,
                       std::span<mempool::ChunkSnapshot::Transaction> transactions);
    /// Puts chunks, best first, where they belong.
    void insert(std::span<const RowNumber> rows);
    /// Looks at chunks, from `place` on, until the block is full.
    void walk(size_t place, Renewal& renewal);
    /// Gives up chunks that are far behind the block.
    void trim();
    bool fits(const Row& row, const State& state) const;
    /// By whole virtual bytes, which may be more than a quarter of the weight.
    bool pays_enough(const cluster::FeeSize& chunk) const;
    bool allowed(const primitives::Transaction& transaction) const;
    bool depends_on_left_out(const Row& row) const;
    void leave_out(RowNumber number);
    static void select(Row& row, bool selected, Renewal& renewal);

    // Constant after construction.
    const BlockLimits m_limits;
    const BlockPosition m_position;
    const cluster::FeeSize m_least;

    const chain::HeaderNode* m_tip = nullptr;
    /// Of the pool; nothing before the first renewal.
    std::optional<mempool::Reader::ChunkQuery::Known> m_known;
    std::vector<Row> m_rows;
    std::vector<RowNumber> m_free_rows;
    std::vector<RowNumber> m_order;  ///< the rows in use, best first
    size_t m_walked = 0;             ///< of m_order, looked at
    /// Those left out that others may depend on, and the same by cluster.
    std::vector<RowNumber> m_left_out;
    std::unordered_multimap<uint32_t, RowNumber> m_left_out_of;
};

}  // namespace quanta::mining
