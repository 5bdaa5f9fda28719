// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/chain_follower.h"

#include <algorithm>
#include <chrono>
#include <span>

#include "base/check.h"
#include "base/log.h"
#include "consensus/rules.h"

namespace quanta::mempool {

using chain::BlockConnected;
using chain::BlockDisconnected;
using chain::HeaderNode;
using cluster::Handle;
using primitives::Transaction;

namespace {

/// Events waiting at most: blocks stay in memory.
constexpr size_t kMaxQueued = 16;
/// After so long without an event a reorganisation counts as over.
constexpr std::chrono::seconds kIdle{1};

TransactionRef copy_of(const Transaction& transaction) {
    const base::ByteSpan raw = transaction.raw();
    return std::move(primitives::parse_transaction(base::Bytes(raw.begin(), raw.end()))).value();
}

uint64_t weight_without_coinbase(std::span<const Transaction> transactions) {
    uint64_t weight = 0;
    for (const Transaction& transaction : transactions.subspan(1))
        weight += transaction.weight();
    return weight;
}

}  // namespace

ChainFollower::ChainFollower(State& state, Acceptance& acceptance, const Gathering& gathering)
    : m_state(state), m_acceptance(acceptance), m_gathering(gathering) {}

ChainFollower::~ChainFollower() {
    stop();
}

void ChainFollower::start(const chain::Snapshot& snapshot) {
    m_seen = snapshot.sequence;
    {
        const sys::MutexLock lock(m_mutex);
        m_settled_at = snapshot.sequence;
    }
    {
        const sys::MutexLock lock(m_state.mutex);
        m_state.tip = snapshot.tip;
        m_state.settled = true;
    }
    m_thread = sys::Thread("mempool.chain", [this] { run(); });
}

void ChainFollower::stop() {
    {
        const sys::MutexLock lock(m_mutex);
        m_stopping = true;
        m_queue.clear();
    }
    m_changed.notify_all();
    m_thread.join();
}

void ChainFollower::wait_until_settled(uint64_t sequence) {
    const sys::MutexLock lock(m_mutex);
    while (m_settled_at < sequence && !m_stopping)
        m_changed.wait(m_mutex);
}

void ChainFollower::push(Event event) {
    {
        const sys::MutexLock lock(m_mutex);
        while (m_queue.size() >= kMaxQueued && !m_stopping)
            m_changed.wait(m_mutex);
        if (m_stopping) return;
        m_queue.push_back(std::move(event));
    }
    m_changed.notify_all();
}

/// Nothing when there is none for a while and the pool is not settled, or when stopping.
std::optional<ChainFollower::Event> ChainFollower::next() {
    std::optional<Event> event;
    {
        const sys::MutexLock lock(m_mutex);
        const auto deadline = std::chrono::steady_clock::now() + kIdle;
        while (m_queue.empty() && !m_stopping) {
            if (!m_unsettled) {
                m_changed.wait(m_mutex);
            } else if (!m_changed.wait_until(m_mutex, deadline)) {
                break;
            }
        }
        if (m_stopping || m_queue.empty()) return std::nullopt;
        event = std::move(m_queue.front());
        m_queue.pop_front();
    }
    m_changed.notify_all();
    return event;
}

void ChainFollower::run() {
    while (true) {
        if (const std::optional<Event> event = next()) {
            handle(*event);
            continue;
        }
        {
            const sys::MutexLock lock(m_mutex);
            if (m_stopping) return;
        }
        settle();
    }
}

void ChainFollower::handle(const Event& event) {
    if (const auto* connected = std::get_if<BlockConnected>(&event)) {
        if (connected->sequence > m_seen) connect(*connected);
        return;
    }
    if (const auto* disconnected = std::get_if<BlockDisconnected>(&event)) {
        if (disconnected->sequence > m_seen) disconnect(*disconnected);
        return;
    }
    settle();
}

void ChainFollower::connect(const BlockConnected& event) {
    m_seen = event.sequence;
    m_disconnected.remove(*event.block);
    const auto transactions = event.block->transactions();
    {
        const sys::MutexLock lock(m_state.mutex);
        Pool& pool = m_state.pool;
        Pool::Handles confirmed;
        for (const Transaction& transaction : transactions) {
            pool.forget_priority(transaction.txid());
            if (const Stored* stored = pool.entries().find(transaction.txid()))
                confirmed.push_back(stored->handle);
        }
        pool.remove_confirmed(confirmed);
        for (const Transaction& transaction : transactions)
            pool.remove_with_descendants(pool.conflicts_of(transaction), LeaveReason::Conflict,
                                         transaction.txid());
        m_state.confirmed.add(*event.block);
        m_state.rolling_fee.block_came(m_state.clock.system_time_s());
        m_state.tip = event.node;
        pool.note_block({event.node->hash, event.node->height, true, weight_without_coinbase(transactions)});
        m_state.changed();
    }
    m_state.moved.notify_all();
}

void ChainFollower::disconnect(const BlockDisconnected& event) {
    m_seen = event.sequence;
    m_unsettled = true;
    {
        const sys::MutexLock lock(m_state.mutex);
        m_state.tip = event.node->parent();
        m_state.settled = false;
        m_state.confirmed.clear();
        m_state.pool.note_block({event.node->hash, event.node->height, false});
        m_state.changed();
    }
    for (const auto& lost : m_disconnected.add(event.block)) {
        for (const Transaction& transaction : lost->transactions())
            remove_dependents(transaction);
    }
}

/// A series of blocks is over.
void ChainFollower::settle() {
    if (m_unsettled) {
        // When the chain has gone on meanwhile, so does this at its next event.
        if (!bring_back() || !remove_premature()) return;
        m_disconnected.clear();
        m_unsettled = false;
    }
    finish();
}

void ChainFollower::finish() {
    {
        const sys::MutexLock lock(m_state.mutex);
        if (!m_state.settled) m_state.limit_size();
        m_state.settled = true;
        m_state.changed();
    }
    m_state.moved.notify_all();
    {
        const sys::MutexLock lock(m_mutex);
        m_settled_at = m_seen;
    }
    m_changed.notify_all();
}

bool ChainFollower::bring_back() {
    bool complete = true;
    m_disconnected.for_each([&](const Transaction& transaction) {
        if (transaction.is_coinbase()) {
            remove_dependents(transaction);
        } else {
            complete = bring_back(transaction);
        }
        return complete;
    });
    return complete;
}

/// False when the chain has gone on.
bool ChainFollower::bring_back(const Transaction& transaction) {
    {
        const sys::MutexLock lock(m_state.mutex);
        if (m_state.stopping) return false;
        if (m_state.pool.entries().find(transaction.txid()) != nullptr) return true;
    }
    const TransactionRef copy = copy_of(transaction);
    while (true) {
        const auto result = m_acceptance.bring_back(copy);
        if (!result) return false;
        if (result->accepted()) return true;
        base::log_debug(base::Category::Mempoolrej, "{} of a block that was taken off does not come back: {}",
                        copy->txid().to_text(), result->rejection->text());
        const bool too_large = result->rejection->reason == "too-large-cluster";
        if (too_large && make_room_for(*copy)) continue;
        remove_dependents(*copy);
        return true;
    }
}

/// Removes the child of `transaction` that is mined last, with what depends on it; false when there is none.
bool ChainFollower::make_room_for(const Transaction& transaction) {
    const sys::MutexLock lock(m_state.mutex);
    Pool::Handles children = m_state.pool.children_of(transaction);
    if (children.empty()) return false;
    const cluster::Graph& graph = m_state.pool.graph();
    const auto last =
        std::ranges::max_element(children, [&](Handle a, Handle b) { return graph.compare(a, b) < 0; });
    m_state.pool.remove_with_descendants({*last}, LeaveReason::SizeLimit);
    m_state.changed();
    return true;
}

void ChainFollower::remove_dependents(const Transaction& transaction) {
    const sys::MutexLock lock(m_state.mutex);
    Pool::Handles lost = m_state.pool.children_of(transaction);
    if (const Stored* stored = m_state.pool.entries().find(transaction.txid()))
        lost.push_back(stored->handle);
    m_state.pool.remove_with_descendants(lost, LeaveReason::Reorg);
    m_state.changed();
}

/// Transactions that may not be allowed in the next block any more.
std::vector<TransactionRef> ChainFollower::doubtful() {
    const sys::MutexLock lock(m_state.mutex);
    const HeaderNode& tip = *m_state.tip;
    const int64_t cutoff = tip.median_time_past();
    const EntryTable& entries = m_state.pool.entries();
    std::vector<TransactionRef> found;
    for (uint32_t slot = 0; slot < entries.slot_end(); ++slot) {
        const Stored* stored = entries.at_slot(slot);
        if (stored == nullptr) continue;
        const HeaderNode* block = stored->lock_block;
        const bool block_gone = block != nullptr && tip.at(block->height) != block;
        const bool in_doubt = stored->entry.spends_coinbase || block_gone ||
                              !consensus::is_reached(stored->lock, tip) ||
                              !consensus::is_final(stored->transaction(), tip.height + 1, cutoff);
        if (in_doubt) found.push_back(stored->entry.transaction);
    }
    return found;
}

/// False when the chain has gone on.
bool ChainFollower::remove_premature() {
    Rules rules;
    rules.bypass_limits = true;
    rules.recheck = true;
    for (const TransactionRef& transaction : doubtful()) {
        Candidate candidate(transaction);
        const Step allowed = m_gathering.gather(candidate, rules, {});
        if (!allowed && !allowed.error().rejection) return false;
        const sys::MutexLock lock(m_state.mutex);
        const Stored* stored = m_state.pool.entries().find(transaction->txid());
        if (stored == nullptr) continue;
        if (allowed) {
            m_state.pool.set_lock(stored->handle, candidate.lock, candidate.lock_block);
            continue;
        }
        m_state.pool.remove_with_descendants({stored->handle}, LeaveReason::Reorg);
        m_state.changed();
    }
    return true;
}

}  // namespace quanta::mempool
