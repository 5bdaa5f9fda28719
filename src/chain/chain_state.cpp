// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/chain_state.h"

#include <algorithm>

#include "base/check.h"
#include "base/log.h"
#include "chain/tasks.h"
#include "consensus/disconnect_block.h"

namespace quanta::chain {

using base::Err;
using primitives::Coin;
using primitives::OutPoint;

namespace {

/// Coins written between two looks at the clock.
constexpr uint64_t kCoinsBetweenReports = 4096;
/// Coins changed between two looks for readers: a few microseconds.
constexpr uint32_t kStepsBetweenReaders = 32;

}  // namespace

std::optional<Coin> CachedCoins::read(const OutPoint& outpoint) {
    if (m_database.tip().is_null()) return std::nullopt;
    auto coin = m_database.get(outpoint);
    if (coin) return std::move(coin).value();
    m_failure = coin.error();
    return std::nullopt;
}

void CachedCoins::count_step() QUANTA_NO_THREAD_SAFETY_ANALYSIS {
    if (++m_steps % kStepsBetweenReaders == 0) m_lock.let_readers_in();
}

std::optional<Coin> CachedCoins::spend(const OutPoint& outpoint) {
    count_step();
    std::optional<Coin> coin = m_cache.spend(outpoint);
    if (coin || m_cache.state(outpoint) != CoinCache::State::Unknown) return coin;
    coin = read(outpoint);
    if (coin) m_cache.mark_spent(outpoint);
    return coin;
}

void CachedCoins::add(const OutPoint& outpoint, Coin coin) {
    count_step();
    // A coinbase of the first years may repeat one in the database (BIP30); no other transaction can.
    const bool fresh = !coin.is_coinbase;
    m_cache.add(outpoint, coin, fresh);
}

bool CachedCoins::contains(const OutPoint& outpoint) {
    const CoinCache::State state = m_cache.state(outpoint);
    if (state != CoinCache::State::Unknown) return state == CoinCache::State::Unspent;
    const std::optional<Coin> coin = read(outpoint);
    if (coin) m_cache.insert_clean(outpoint, *coin);
    return coin.has_value();
}

/// The time in which a block is connected or disconnected: holds the lock.
class QUANTA_SCOPED_CAPABILITY ChainState::Change {
public:
    Change(ChainState& state, const primitives::Block& block) QUANTA_ACQUIRE(state.m_lock) : m_state(state) {
        m_state.m_lock.lock();
        m_state.m_changing = &block;
    }
    ~Change() QUANTA_RELEASE() {
        m_state.m_changing = nullptr;
        m_state.m_lock.change_is_over();
        m_state.m_lock.unlock();
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

private:
    ChainState& m_state;
};

ChainState::ChainState(Setup setup, const params::ConsensusParams& params, BlockArchive& archive,
                       ScriptPool& pool)
    : m_params(params),
      m_archive(archive),
      m_pool(pool),
      m_database(std::move(setup.database)),
      m_cache_bytes(setup.cache_bytes),
      m_wake(std::move(setup.wake)),
      m_verified(setup.verified),
      m_cache(setup.salt) {}

ChainState::~ChainState() {
    for (InFlight& block : m_in_flight) {
        if (block.job) block.job->cancel();
    }
}

base::Result<void, ChainState::Problem> ChainState::connect(HeaderNode& node,
                                                            std::shared_ptr<const primitives::Block> block,
                                                            Scripts scripts, int64_t now_us) {
    CHECK(node.previous == front());
    // Outlives the change.
    const std::shared_ptr<const primitives::Block> held = block;
    const Change change(*this, *held);
    CachedCoins coins(m_cache, *m_database, m_lock);
    auto connected = consensus::connect_block(*block, node, m_params, coins);
    if (!connected) {
        const consensus::ConnectFailure& failure = connected.error();
        consensus::disconnect_block(*block, failure.undo, failure.transactions_applied, coins);
        if (coins.failure()) return Err(Problem(Fatal{coins.failure()->message}));
        return Err(Problem(Refused{&node, failure.error}));
    }
    if (coins.failure()) {
        // A coin that could not be read counted as missing, which some rules are glad of (BIP30).
        consensus::disconnect_block(*block, connected->undo, block->transactions().size(), coins);
        return Err(Problem(Fatal{coins.failure()->message}));
    }
    InFlight entry{&node, std::move(block), nullptr, nullptr, now_us};
    entry.undo = std::make_shared<const primitives::BlockUndo>(std::move(connected->undo));
    if (scripts == Scripts::Verify && !entry.undo->coins.empty()) {
        entry.job = std::make_shared<ScriptJob>(entry.block, entry.undo, connected->flags, m_wake,
                                                m_verified);
        m_pool.verify(entry.job);
    }
    m_in_flight_bytes += entry.block->raw().size();
    m_in_flight.push_back(std::move(entry));
    return {};
}

base::Result<std::optional<ChainState::Committed>, ChainState::Problem> ChainState::commit_next() {
    if (m_in_flight.empty()) return std::optional<Committed>();
    InFlight& next = m_in_flight.front();
    if (next.job && !next.job->done()) return std::optional<Committed>();
    if (next.job) {
        if (std::optional<consensus::BlockError> error = next.job->error()) {
            Refused refused{next.node, std::move(*error)};
            abandon_in_flight();
            return Err(Problem(std::move(refused)));
        }
    }
    if (auto stored = m_archive.store_undo(*next.node, *next.undo); !stored) {
        return Err(Problem(Fatal{stored.error().message}));
    }
    if (next.node->validity() != store::Validity::Scripts) {
        next.node->set_validity(store::Validity::Scripts);
        m_archive.mark_dirty(*next.node);
    }
    const CoinChange change(m_lock);
    m_tip = next.node;
    Committed committed{next.node, std::move(next.block), std::move(next.undo), next.began_us};
    m_in_flight_bytes -= committed.block->raw().size();
    m_in_flight.pop_front();
    return std::optional<Committed>(std::move(committed));
}

void ChainState::abandon_in_flight() {
    CachedCoins coins(m_cache, *m_database, m_lock);
    while (!m_in_flight.empty()) {
        const std::shared_ptr<const primitives::Block> held = m_in_flight.back().block;
        const Change change(*this, *held);
        InFlight& last = m_in_flight.back();
        if (last.job) last.job->cancel();
        consensus::disconnect_block(*last.block, *last.undo, last.block->transactions().size(), coins);
        m_in_flight.pop_back();
    }
    m_in_flight_bytes = 0;
}

base::Result<std::shared_ptr<const primitives::Block>, Fatal> ChainState::disconnect_tip() {
    CHECK(m_in_flight.empty() && m_tip != nullptr && m_tip->previous != nullptr);
    auto block = m_archive.read_block(*m_tip);
    if (!block) return Err(Fatal{block.error().message});
    auto undo = m_archive.read_undo(*m_tip);
    if (!undo) return Err(Fatal{undo.error().message});
    if (!consensus::fits_together(**block, *undo))
        return Err(Fatal{"undo data of block " + m_tip->hash.to_text() + " does not belong to it"});
    const Change change(*this, **block);
    CachedCoins coins(m_cache, *m_database, m_lock);
    consensus::disconnect_block(**block, *undo, (*block)->transactions().size(), coins);
    if (coins.failure()) return Err(Fatal{coins.failure()->message});
    m_tip = m_tip->parent_mutable();
    return *block;
}

void ChainState::decide_by_database(bool yes) {
    const CoinChange change(m_lock);
    m_database_decides = yes;
}

base::Result<void, Fatal> ChainState::flush(Tasks& tasks) {
    CHECK(m_in_flight.empty());
    if (flushed()) return {};
    const auto fatal = [](const store::StoreError& error) { return Err(Fatal{error.message}); };
    {
        const CoinChange change(m_lock);
        ++m_flushes;
    }
    auto flush = m_database->begin_flush();
    if (!flush) return fatal(flush.error());
    std::optional<store::StoreError> failure;
    Task task(tasks, "writing coins", "coins", 0);
    uint64_t done = 0;
    m_cache.for_each_change([&](const OutPoint& outpoint, const Coin* coin) {
        if (++done % kCoinsBetweenReports == 0) task.at(done);
        auto written = coin != nullptr ? (*flush)->put(outpoint, *coin) : (*flush)->erase(outpoint);
        if (!written) failure = written.error();
        return !failure.has_value();
    }, [&](size_t count) { task.set_total(count); });
    if (failure) return fatal(*failure);
    if (auto committed = (*flush)->commit(m_tip->hash); !committed) return fatal(committed.error());
    base::log_debug(base::Category::Coindb, "wrote the coins of block {} ({} in the cache)", m_tip->height,
                    m_cache.size());
    decide_by_database(true);
    m_cache.mark_written(cache_full() ? m_cache_bytes / 2 : m_cache_bytes);
    decide_by_database(false);
    return {};
}

void ChainState::insert_clean(std::span<const OutPoint> outpoints, std::span<const std::optional<Coin>> coins) {
    const CoinChange change(m_lock);
    for (size_t i = 0; i < coins.size(); ++i) {
        if (coins[i]) m_cache.insert_clean(outpoints[i], *coins[i]);
        if (i % kStepsBetweenReaders == 0) m_lock.let_readers_in();
    }
}

}  // namespace quanta::chain
