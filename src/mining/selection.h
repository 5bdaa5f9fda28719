// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
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
/// Remembers how it came about, so that it is renewed from the best chunk that changed. Not synchronised.
class Selection {
public:
    static constexpr int64_t kFullEnough = 4000;
    static constexpr int kMaxFailures = 1000;

    Selection(const BlockLimits& limits, const BlockPosition& position);

    /// The part that was looked at again: what was selected of it, and what is.
    struct Renewal {
        std::vector<BlockTransaction> before;
        std::vector<BlockTransaction> after;
    };
    /// Brings it up to date with the pool; nothing when nothing can have changed.
    std::optional<Renewal> renew(const mempool::Reader& pool);
    /// The pool's tip as of the last renewal.
    const chain::HeaderNode* tip() const { return m_tip; }

    /// In mining order.
    const std::vector<BlockTransaction>& transactions() const { return m_transactions; }

private:
    struct Totals {
        int64_t weight = 0;
        int64_t sigop_cost = 0;
    };
    /// A chunk that was looked at, and how things stood afterwards.
    struct Step {
        cluster::FeeSize rate;
        Totals totals;
        size_t transactions = 0;  ///< selected
        size_t left_out = 0;      ///< ids in m_left_out
        int failures = 0;         ///< in a row
    };
    using Chunk = std::span<const mempool::ChunkSnapshot::Transaction>;

    bool full() const;
    /// Forgets what was made of chunks whose rate is not strictly better; of all without a rate. What is lost
    /// of the first `kept` transactions comes to the front of `before`.
    void go_back(const std::optional<cluster::FeeSize>& rate, size_t& kept,
                 std::vector<BlockTransaction>& before);
    /// Looks at chunks until the block is full.
    void look_at(const mempool::ChunkSnapshot& snapshot);
    void look_at(const cluster::FeeSize& rate, Chunk chunk);
    /// Whether `chunk` may come next; then `totals` are those with it.
    bool fits(Chunk chunk, Totals& totals) const;
    bool allowed(const primitives::Transaction& transaction) const;
    bool depends_on_left_out(const primitives::Transaction& transaction) const;
    Step last_step() const { return m_steps.empty() ? Step() : m_steps.back(); }

    // Constant after construction.
    const BlockLimits m_limits;
    const BlockPosition m_position;
    const cluster::FeeSize m_least;

    const chain::HeaderNode* m_tip = nullptr;
    std::optional<uint64_t> m_version;  ///< of the pool's chunks; none before the first renewal
    std::vector<Step> m_steps;
    std::vector<BlockTransaction> m_transactions;
    std::vector<primitives::Txid> m_left_out;
    std::set<primitives::Txid> m_left_out_ids;  ///< the same, sorted
};

}  // namespace quanta::mining
