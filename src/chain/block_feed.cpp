// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/block_feed.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::chain {

using base::Err;
using primitives::Coin;
using primitives::OutPoint;
using primitives::Txid;

namespace {

/// Blocks queued at most, and bytes of them.
constexpr size_t kMaxQueued = 12;
constexpr size_t kMaxQueuedBytes = 16 << 20;

uint64_t prefix_of(const Txid& txid) { return base::read_le<uint64_t>(txid.data()); }

}  // namespace

/// A block on its way. Tasks of the pool share it, so it may outlive the queue.
struct BlockFeed::Entry {
    explicit Entry(HeaderNode& of) : node(&of) {}

    // Chain thread only.
    HeaderNode* const node;
    std::vector<uint64_t> txid_prefixes;   ///< sorted; first 8 bytes of what the block creates
    size_t counted_bytes = 0;              ///< of the block, if it was kept
    bool coins_requested = false;
    uint64_t database_version = 0;         ///< when the coins were requested

    // Written by tasks, guarded by mutex.
    sys::Mutex mutex;
    std::shared_ptr<const primitives::Block> block QUANTA_GUARDED_BY(mutex);
    std::optional<store::StoreError> failure QUANTA_GUARDED_BY(mutex);
    bool coins_done QUANTA_GUARDED_BY(mutex) = false;
    std::vector<OutPoint> outpoints QUANTA_GUARDED_BY(mutex);
    std::vector<std::optional<Coin>> coins QUANTA_GUARDED_BY(mutex);

    std::shared_ptr<const primitives::Block> block_if_read() {
        const sys::MutexLock lock(mutex);
        return block;
    }
};

BlockFeed::BlockFeed(const BlockArchive& archive, ScriptPool& pool, ChainState& state,
                     std::function<void()> wake)
    : m_archive(archive), m_pool(pool), m_state(state), m_wake(std::move(wake)) {}

BlockFeed::~BlockFeed() = default;

void BlockFeed::keep(const HeaderNode& node, std::shared_ptr<const primitives::Block> block) {
    m_kept_bytes += block->raw().size();
    m_kept.emplace(&node, std::move(block));
}

void BlockFeed::drop_kept() {
    m_kept.clear();
    m_kept_bytes = 0;
}

void BlockFeed::clear() {
    m_queue.clear();
    m_queued_bytes = 0;
}

void BlockFeed::aim(const HeaderNode& from, HeaderNode& target) {
    const bool fits = m_queue.empty() || (m_queue.front()->node->previous == &from &&
                                          target.at(m_queue.back()->node->height) == m_queue.back()->node);
    if (!fits) clear();
    while (m_queue.size() < kMaxQueued && m_queued_bytes < kMaxQueuedBytes) {
        const HeaderNode& last = m_queue.empty() ? from : *m_queue.back()->node;
        if (last.height >= target.height) break;
        push(*target.mutable_at(last.height + 1));
    }
    advance();
}

void BlockFeed::push(HeaderNode& node) {
    auto entry = std::make_shared<Entry>(node);
    const auto kept = m_kept.find(&node);
    if (kept == m_kept.end()) {
        read_from_disk(entry);
    } else {
        const sys::MutexLock lock(entry->mutex);
        m_kept_bytes -= kept->second->raw().size();
        entry->counted_bytes = kept->second->raw().size();
        m_queued_bytes += entry->counted_bytes;
        entry->block = std::move(kept->second);
        m_kept.erase(kept);
    }
    m_queue.push_back(std::move(entry));
}

void BlockFeed::read_from_disk(const std::shared_ptr<Entry>& entry) {
    m_pool.run([entry, &archive = m_archive, wake = m_wake] {
        auto block = archive.read_block(*entry->node);
        {
            const sys::MutexLock lock(entry->mutex);
            if (block) {
                entry->block = std::move(block).value();
            } else {
                entry->failure = block.error();
            }
        }
        wake();
    });
}

/// Requests the coins of every block that is there and whose predecessors in the queue are.
void BlockFeed::advance() {
    for (const std::shared_ptr<Entry>& entry : m_queue) {
        const std::shared_ptr<const primitives::Block> block = entry->block_if_read();
        if (block == nullptr) return;
        if (entry->coins_requested) continue;
        entry->txid_prefixes.clear();
        for (const primitives::Transaction& transaction : block->transactions()) {
            entry->txid_prefixes.push_back(prefix_of(transaction.txid()));
        }
        std::sort(entry->txid_prefixes.begin(), entry->txid_prefixes.end());
        fetch_coins(entry);
    }
}

bool BlockFeed::created_in_queue(const Txid& txid, const Entry& last) const {
    const uint64_t prefix = prefix_of(txid);
    for (const std::shared_ptr<Entry>& entry : m_queue) {
        if (std::binary_search(entry->txid_prefixes.begin(), entry->txid_prefixes.end(), prefix)) return true;
        if (entry.get() == &last) break;
    }
    return false;
}

std::vector<OutPoint> BlockFeed::missing_coins(Entry& entry) const {
    std::vector<OutPoint> missing;
    const auto block = entry.block_if_read();
    const auto all = block->transactions();
    for (const primitives::Transaction& transaction : all.subspan(std::min<size_t>(1, all.size()))) {
        for (const primitives::TxIn& input : transaction.inputs()) {
            if (m_state.cache().state(input.prevout) != CoinCache::State::Unknown) continue;
            if (!created_in_queue(input.prevout.txid, entry)) missing.push_back(input.prevout);
        }
    }
    std::sort(missing.begin(), missing.end());
    return missing;
}

void BlockFeed::fetch_coins(const std::shared_ptr<Entry>& entry) {
    entry->coins_requested = true;
    entry->database_version = m_database_version;
    // An empty database has no coins to read.
    std::vector<OutPoint> missing;
    if (!m_state.database().tip().is_null()) missing = missing_coins(*entry);
    const sys::MutexLock lock(entry->mutex);
    entry->coins_done = missing.empty();
    entry->outpoints = std::move(missing);
    if (entry->coins_done) return;
    m_pool.run([entry, &database = m_state.database(), wake = m_wake, outpoints = entry->outpoints] {
        auto coins = database.multi_get(outpoints);
        {
            const sys::MutexLock task_lock(entry->mutex);
            entry->coins_done = true;
            if (coins) {
                entry->coins = std::move(coins).value();
            } else {
                entry->failure = coins.error();
            }
        }
        wake();
    });
}

void BlockFeed::database_changed() {
    ++m_database_version;
    // Entries whose coins are on their way are made anew, so that an old answer finds nobody.
    for (std::shared_ptr<Entry>& entry : m_queue) {
        const std::shared_ptr<const primitives::Block> block = entry->block_if_read();
        if (!entry->coins_requested || block == nullptr) continue;
        auto again = std::make_shared<Entry>(*entry->node);
        again->counted_bytes = entry->counted_bytes;
        {
            const sys::MutexLock lock(again->mutex);
            again->block = block;
        }
        entry = std::move(again);
    }
}

base::Result<std::optional<BlockFeed::Ready>, Fatal> BlockFeed::take() {
    if (m_queue.empty()) return std::optional<Ready>();
    advance();
    const std::shared_ptr<Entry> entry = m_queue.front();
    const sys::MutexLock lock(entry->mutex);
    if (entry->failure) return Err(Fatal{entry->failure->message});
    if (entry->block == nullptr || !entry->coins_done) return std::optional<Ready>();
    CHECK(entry->database_version == m_database_version);
    m_state.insert_clean(entry->outpoints, entry->coins);
    Ready ready{entry->node, entry->block};
    m_queue.pop_front();
    m_queued_bytes -= entry->counted_bytes;
    return std::optional<Ready>(std::move(ready));
}

}  // namespace quanta::chain
