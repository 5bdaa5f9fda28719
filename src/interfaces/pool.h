// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "interfaces/block_ref.h"
#include "interfaces/handler.h"
#include "primitives/amount.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"

namespace quanta::interfaces {

/// What happened to a transaction of the mempool.
enum class PoolEvent : uint8_t { Entered, Block, Conflict, Replaced, Expired, Evicted, Reorg };

/// A transaction that entered, or left for one of the reasons.
struct PoolChange {
    PoolEvent event = PoolEvent::Entered;
    primitives::Txid txid;
    base::Bytes raw;      ///< serialised with witness, when it entered
    primitives::Txid by;  ///< Conflict, Replaced: what spends the coin instead; null else
};

/// Up to where a follower knows the pool. Its first request has nothing in it, each other one what the page
/// before said.
struct PoolPlace {
    uint64_t sequence = 0;  ///< the last change it knows; 0: none
    uint64_t told = 0;      ///< transactions of the whole pool it has been told of; 0: it is not being told

    friend bool operator==(const PoolPlace&, const PoolPlace&) = default;
};

/// The next changes for a follower.
struct PoolPage {
    /// What the follower knew is void: the pages from here on tell the whole pool.
    bool reset = false;
    std::vector<PoolChange> changes;  ///< in order; one told twice is meant once
    PoolPlace next;
    bool more = false;  ///< there are further ones already
    BlockRef tip;       ///< the pool is as this block left it: what changed may spend what it paid
};

/// Hears that the pool is another now.
class PoolSink {
public:
    virtual ~PoolSink() = default;
    /// Calls come one at a time and not too often; changes meanwhile are told as one.
    virtual void pool_changed(uint64_t sequence) = 0;
};

/// What the node asks of transactions. Rates are satoshi for 1,000 virtual bytes.
struct PoolRules {
    int64_t min_rate = 0;  ///< to get in now: rises while the pool is full
    int64_t relay_rate = 0;
    int64_t incremental_rate = 0;  ///< a replacement pays on top
    int64_t dust_rate = 0;
    uint64_t cluster_count = 0;  ///< transactions that may hang together
    uint64_t cluster_vsize = 0;
    bool loaded = false;     ///< it holds what the last run left
    bool estimates = false;  ///< fees are estimated
    int32_t max_target = 0;  ///< of estimates, blocks
};

/// What to pay.
struct PoolEstimate {
    int64_t rate = 0;    ///< 0: there is none
    int32_t blocks = 0;  ///< it is for so many, which may differ from what was asked for
    std::string source;  ///< "block_policy", "mempool_policy"
    std::string error;   ///< why there is none
};

/// What the pool would say to a transaction.
struct PoolVerdict {
    bool accepted = false;
    std::string reason;  ///< why not
    std::string detail;  ///< the reason and more of it
    int64_t vsize = 0;
    primitives::Amount fee;
};

/// Transactions of the pool around one of it, itself included.
struct PoolAncestry {
    bool in_pool = false;  ///< all else is empty when not
    uint64_t ancestors = 0;
    int64_t ancestor_vsize = 0;
    primitives::Amount ancestor_fees;  ///< as miners count them
    uint64_t descendants = 0;
    int64_t descendant_vsize = 0;
    primitives::Amount descendant_fees;
    uint64_t cluster_count = 0;
    int64_t cluster_vsize = 0;
    uint32_t version = 0;
    int64_t vsize = 0;
    primitives::Amount fee;
    std::vector<primitives::Txid> descendant_txids;  ///< without itself
};

/// What has to be paid on top of a rate, so that transactions of the pool that outputs depend on are mined at
/// it, too.
struct PoolBump {
    std::vector<primitives::Amount> single;  ///< for each output, if it were spent alone
    primitives::Amount together;             ///< for all of them: what they share counts once
};

/// The mempool of a node, for wallets. As with the chain, a push says that something has changed and a pull
/// gets what. Any thread; pages are of one follower, who has one of these for itself.
class Pool {
public:
    virtual ~Pool() = default;
    /// What has changed since `place`: one change at least if there is one, then as many as fit `max_bytes`.
    /// When the node does not know that far back, and for who knows nothing, the whole pool as it is now.
    virtual PoolPage changes_after(const PoolPlace& place, uint64_t max_bytes) = 0;
    /// The number of the last change; those that were made before the call are counted.
    virtual uint64_t sequence() = 0;
    /// Calls `sink` at changes.
    virtual std::unique_ptr<Handler> follow(std::shared_ptr<PoolSink> sink) = 0;

    /// Offers a transaction, serialised, at up to `max_rate` (0: any), and tells peers if `relay`. Empty when
    /// it is in the pool now, otherwise why not, in the words of sendrawtransaction.
    virtual std::string broadcast(const base::Bytes& raw, int64_t max_rate, bool relay) = 0;
    /// Whether transactions (at most 25, parents before children) would be taken in.
    virtual std::vector<PoolVerdict> test_accept(const std::vector<base::Bytes>& raw) = 0;

    virtual PoolRules rules() = 0;
    /// For a confirmation within `target` blocks.
    virtual PoolEstimate estimate(int32_t target, bool conservative) = 0;
    /// For each of `txids`, at most 10,000.
    virtual std::vector<PoolAncestry> ancestry(const std::vector<primitives::Txid>& txids) = 0;
    /// At `rate`, for at most 100,000 outputs, of the pool or not. What spends them in the pool already is
    /// taken to be replaced.
    virtual PoolBump bump_fees(const std::vector<primitives::OutPoint>& outpoints, int64_t rate) = 0;
};

}  // namespace quanta::interfaces
