// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "chain/archive.h"
#include "chain/coin_cache.h"
#include "chain/coin_lock.h"
#include "chain/coin_lookup.h"
#include "chain/header_tree.h"
#include "chain/script_pool.h"
#include "consensus/rules.h"
#include "store/coins_db.h"

namespace quanta::chain {

class Tasks;

/// Our own failure (disk or database): a sentence for the user. The node has to stop.
struct Fatal {
    std::string message;
};

/// The coins as consensus sees them: the cache, and the database for what the cache does not know. A database
/// failure makes coins look missing and is kept in failure(), which callers check before they believe a
/// verdict. Whoever uses it holds `lock`; readers are let in now and then.
class CachedCoins final : public consensus::CoinView {
public:
    CachedCoins(CoinCache& cache, const store::CoinsDb& database, CoinLock& lock)
        : m_cache(cache), m_database(database), m_lock(lock) {}

    std::optional<primitives::Coin> spend(const primitives::OutPoint& outpoint) override;
    void add(const primitives::OutPoint& outpoint, primitives::Coin coin) override;
    bool contains(const primitives::OutPoint& outpoint) override;

    const std::optional<store::StoreError>& failure() const { return m_failure; }

private:
    std::optional<primitives::Coin> read(const primitives::OutPoint& outpoint);
    void count_step();

    CoinCache& m_cache;
    const store::CoinsDb& m_database;
    CoinLock& m_lock;
    uint32_t m_steps = 0;
    std::optional<store::StoreError> m_failure;
};

/// One set of coins and the block it is at. Blocks are connected ahead of the tip ("in flight") while their
/// scripts are still being verified, and committed in order; a failure takes back everything from the failing
/// block on. Chain thread only, but for what says otherwise.
class ChainState {
public:
    struct Setup {
        std::unique_ptr<store::CoinsDb> database;
        size_t cache_bytes = 0;                     ///< the cache is written out above this
        std::pair<uint64_t, uint64_t> salt;
        std::function<void()> wake;  ///< called from any thread when a block's scripts are done
        const VerifiedCache* verified = nullptr;  ///< ChainOptions::verified
    };
    ChainState(Setup setup, const params::ConsensusParams& params, BlockArchive& archive, ScriptPool& pool);
    ~ChainState();

    /// The last committed block; null before genesis.
    HeaderNode* tip() const { return m_tip; }
    /// The last connected block: the tip, or the last in flight.
    HeaderNode* front() const { return m_in_flight.empty() ? m_tip : m_in_flight.back().node; }
    /// Before any other thread looks.
    void set_tip(HeaderNode* tip) { m_tip = tip; }
    size_t in_flight() const { return m_in_flight.size(); }
    size_t in_flight_bytes() const { return m_in_flight_bytes; }

    /// A block that broke a rule, or a failure of ours.
    struct Refused {
        HeaderNode* node;
        consensus::BlockError error;
    };
    using Problem = std::variant<Refused, Fatal>;

    enum class Scripts : uint8_t { Verify, Skip };
    /// Connects `block`, a child of front(), at `now_us` of the steady clock. On a problem nothing has changed.
    base::Result<void, Problem> connect(HeaderNode& node, std::shared_ptr<const primitives::Block> block,
                                        Scripts scripts, int64_t now_us);

    struct Committed {
        HeaderNode* node;
        std::shared_ptr<const primitives::Block> block;
        std::shared_ptr<const primitives::BlockUndo> undo;
        int64_t began_us;  ///< when connect() was called
    };
    /// Commits the oldest block in flight when its scripts are done; nothing when there is none. When its
    /// scripts failed, takes it and all after it back and says so.
    base::Result<std::optional<Committed>, Problem> commit_next();
    /// Takes back everything in flight, unverified.
    void abandon_in_flight();

    /// Takes the tip off; nothing may be in flight. The block that was taken off.
    base::Result<std::shared_ptr<const primitives::Block>, Fatal> disconnect_tip();

    /// Whether the cache holds more than it may.
    bool cache_full() const { return m_cache.used_bytes() > m_cache_bytes; }
    /// Writes all changes and the tip to the database. Nothing may be in flight; the archive must be flushed.
    /// Shows in `tasks`.
    base::Result<void, Fatal> flush(Tasks& tasks);
    /// Whether the database is at the tip.
    bool flushed() const { return m_tip == nullptr || m_database->tip() == m_tip->hash; }

    const store::CoinsDb& database() const { return *m_database; }
    /// To be looked at, by the chain thread.
    CoinCache& cache() { return m_cache; }
    /// Puts coins into the cache as the database has them; nothing where there is none.
    void insert_clean(std::span<const primitives::OutPoint> outpoints,
                      std::span<const std::optional<primitives::Coin>> coins);
    const CoinCache& cache() const { return m_cache; }
    /// The cache is written out above this.
    size_t cache_limit_bytes() const { return m_cache_bytes; }
    /// The coin at `outpoint` as of tip(), whatever is in flight.
    base::Result<std::optional<primitives::Coin>, store::StoreError> coin_at_tip(
        const primitives::OutPoint& outpoint) const;
    /// The same with the tip it belongs to, which is there. Any thread: waits for a few other coins at most,
    /// or, for a coin that the block just being connected or taken off has to do with, for the end of that.
    base::Result<CoinLookup, store::StoreError> look_up(const primitives::OutPoint& outpoint) const;
    /// As look_up for any coin of `txid`.
    base::Result<CoinLookup, store::StoreError> look_up_any(const primitives::Txid& txid) const;

private:
    struct InFlight {
        HeaderNode* node;
        std::shared_ptr<const primitives::Block> block;
        std::shared_ptr<const primitives::BlockUndo> undo;
        std::shared_ptr<ScriptJob> job;  ///< null: scripts are not verified
        int64_t began_us;
    };

    /// What a reader takes away from one look.
    struct Look {
        const HeaderNode* tip = nullptr;
        CoinCache::State state = CoinCache::State::Unknown;
        std::optional<primitives::Coin> coin;  ///< in the cache
        std::vector<InFlight> in_flight;       ///< unless the cache decides
        uint64_t flushes = 0;
    };
    class Change;

    void decide_by_database(bool yes);
    Look look_at(const primitives::OutPoint& outpoint) const;
    std::vector<uint32_t> indexes_in_memory(const primitives::Txid& txid) const;

    const params::ConsensusParams& m_params;
    BlockArchive& m_archive;
    ScriptPool& m_pool;
    const std::unique_ptr<store::CoinsDb> m_database;
    const size_t m_cache_bytes;
    const std::function<void()> m_wake;
    const VerifiedCache* const m_verified;
    size_t m_in_flight_bytes = 0;
    std::atomic<uint64_t> m_flushes{0};  ///< begun

    /// What follows the chain thread changes holding it, and others read holding it.
    mutable CoinLock m_lock;
    CoinCache m_cache;
    HeaderNode* m_tip = nullptr;
    std::deque<InFlight> m_in_flight;
    /// The block that is being connected or disconnected, null between.
    const primitives::Block* m_changing = nullptr;
    /// The database is at the tip: the cache, which may be changed meanwhile, is not asked.
    bool m_database_decides = false;
};

}  // namespace quanta::chain
