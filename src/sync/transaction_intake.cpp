// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/transaction_intake.h"

#include <algorithm>
#include <utility>

#include "crypto/siphash.h"

namespace quanta::sync {

using primitives::Transaction;
using primitives::Txid;
using primitives::Wtxid;
using relay::Outcome;
using relay::Verdict;

TransactionIntake::TransactionIntake(const Context& context, Parts parts)
    : m_context(context),
      m_parts(std::move(parts)),
      m_key{context.environment.random.u64(), context.environment.random.u64()} {}

uint64_t TransactionIntake::key_of(base::ByteSpan hash) const {
    return crypto::siphash_hash256(m_key[0], m_key[1], hash.data());
}

/// Of what was tried together.
uint64_t TransactionIntake::key_of(const Package& package) const {
    uint64_t key = 0;
    for (const TransactionPtr& transaction : package)
        key = key * 3 + key_of(transaction->wtxid().bytes());
    return key;
}

bool TransactionIntake::is_refused(const Wtxid& wtxid) const {
    const uint64_t key = key_of(wtxid.bytes());
    return m_refused.contains(key) || m_retryable.contains(key);
}

bool TransactionIntake::is_refused(const Txid& txid) const {
    return m_refused.contains(key_of(txid.bytes()));
}

bool TransactionIntake::announced(PeerId peer, const Wtxid& wtxid) {
    const TransactionPtr orphan = m_orphans.find(wtxid);
    if (orphan == nullptr) return false;
    charge(peer, orphan);
    return true;
}

void TransactionIntake::take(PeerId peer, const TransactionPtr& transaction) {
    const Wtxid& wtxid = transaction->wtxid();
    const uint64_t key = key_of(wtxid.bytes());
    if (m_refused.contains(key) || is_refused(transaction->txid())) return;
    if (announced(peer, wtxid)) return;
    // Alone it pays too little, that much is known.
    if (m_retryable.contains(key)) return try_with_child(peer, transaction);
    offer({peer, {transaction}, false});
}

void TransactionIntake::peer_gone(PeerId peer) {
    m_orphans.forget(peer);
    std::erase_if(m_held, [&](const Offer& held) { return held.peer == peer; });
}

void TransactionIntake::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    m_refused.clear();
    m_retryable.clear();
    m_orphans.expire(m_context.environment.clock.steady_us());
    const chain::HeaderNode* before = std::exchange(m_tip, snapshot->tip);
    if (m_orphans.size() == 0) return;
    // Of several blocks at once the last one alone is at hand.
    if (snapshot->tip->parent() != before) m_orphans.anything_came();
    if (const auto block = m_context.chain.recent_block(snapshot->tip->hash))
        m_orphans.block_connected(*block);
    go_on();
}

// ---- into the pool ----------------------------------------------------------------------------------------

size_t TransactionIntake::share() const {
    return std::max<size_t>(1, m_parts.pool.max_in_work() / kShares);
}

bool TransactionIntake::has_room(PeerId peer) const {
    if (m_in_work >= m_parts.pool.max_in_work()) return false;
    const auto own = m_in_work_of.find(peer);
    return own == m_in_work_of.end() || own->second < share();
}

void TransactionIntake::offer(Offer offer) {
    if (has_room(offer.peer)) return start(std::move(offer));
    m_parts.control.pause(offer.peer);
    m_held.push_back(std::move(offer));
}

void TransactionIntake::start(Offer offer) {
    ++m_in_work;
    ++(offer.orphan ? m_orphans_in_work : m_in_work_of[offer.peer]);
    const Package transactions = offer.transactions;
    auto done = [this, offer = std::move(offer),
                 alive = std::weak_ptr(m_alive)](const std::vector<Outcome>& outcomes) {
        if (alive.lock()) settled(offer, outcomes);
    };
    if (transactions.size() > 1) return m_parts.pool.submit_package(transactions, std::move(done));
    m_parts.pool.submit(transactions.front(),
                        [done = std::move(done)](const Outcome& outcome) { done({outcome}); });
}

/// Of those that wait the first whose peer may have more in work.
bool TransactionIntake::start_held() {
    const auto next = std::ranges::find_if(m_held, [&](const Offer& held) { return has_room(held.peer); });
    if (next == m_held.end()) return false;
    Offer held = std::move(*next);
    m_held.erase(next);
    m_parts.control.resume(held.peer);
    start(std::move(held));
    return true;
}

bool TransactionIntake::start_orphan() {
    const bool full = m_in_work >= m_parts.pool.max_in_work() || m_orphans_in_work >= share();
    if (full) return false;
    auto ready = m_orphans.take_ready();
    if (!ready) return false;
    start({ready->peer, {std::move(ready->transaction)}, true});
    return true;
}

/// As there is room: what peers wait for and orphans whose parents have come, in turns.
void TransactionIntake::go_on() {
    bool more = true;
    while (more) {
        const bool held = start_held();
        more = start_orphan() || held;
    }
}

void TransactionIntake::settled(const Offer& offer, const std::vector<Outcome>& outcomes) {
    --m_in_work;
    if (offer.orphan) {
        --m_orphans_in_work;
    } else if (const auto own = m_in_work_of.find(offer.peer); --own->second == 0) {
        m_in_work_of.erase(own);
    }
    const size_t count = std::min(outcomes.size(), offer.transactions.size());
    for (size_t i = 0; i < count; ++i)
        settle(offer.peer, offer.transactions[i], outcomes[i]);
    if (offer.transactions.size() > 1) {
        m_refused.insert(key_of(offer.transactions));
    } else if (count == 1 && outcomes[0].verdict == Verdict::Retryable) {
        try_with_child(offer.peer, offer.transactions[0]);
    }
    go_on();
}

void TransactionIntake::settle(PeerId peer, const TransactionPtr& transaction, const Outcome& outcome) {
    const Wtxid& wtxid = transaction->wtxid();
    switch (outcome.verdict) {
        case Verdict::Accepted: {
            m_orphans.forget(wtxid);
            m_orphans.parent_came(transaction->txid());
            if (const auto entry = m_parts.pool.find(wtxid)) m_parts.entered(peer, *entry);
            return;
        }
        case Verdict::AlreadyThere:
            return m_orphans.forget(wtxid);
        case Verdict::MissingInputs:
            keep_orphan(peer, transaction, outcome.missing);
            break;
        case Verdict::Rejected:
            refuse(*transaction);
            break;
        case Verdict::BadWitness:
            m_orphans.forget(wtxid);
            m_refused.insert(key_of(wtxid.bytes()));
            break;
        case Verdict::Retryable:
            m_orphans.forget(wtxid);
            m_retryable.insert(key_of(wtxid.bytes()));
            break;
    }
    m_parts.left_out(transaction);
}

/// With it everything that builds on it.
void TransactionIntake::refuse(const Transaction& transaction) {
    m_orphans.forget(transaction.wtxid());
    m_refused.insert(key_of(transaction.txid().bytes()));
    m_refused.insert(key_of(transaction.wtxid().bytes()));
    for (const TransactionPtr& ended : m_orphans.forget_descendants(transaction.txid())) {
        m_refused.insert(key_of(ended->txid().bytes()));
        m_refused.insert(key_of(ended->wtxid().bytes()));
    }
}

// ---- with others ------------------------------------------------------------------------------------------

/// Whoever has it ought to have its parents. With a parent that was refused it will never be good.
void TransactionIntake::keep_orphan(PeerId peer, const TransactionPtr& transaction,
                                    const std::vector<Txid>& missing) {
    if (std::ranges::any_of(missing, [&](const Txid& parent) { return is_refused(parent); }))
        return refuse(*transaction);
    m_orphans.expire(m_context.environment.clock.steady_us());
    const std::vector<PeerId> peers = m_parts.who_has(peer, *transaction);
    for (const PeerId announcer : peers)
        m_orphans.add(transaction, announcer, m_context.environment.clock.steady_us());
    m_orphans.set_missing(transaction->wtxid(), missing);
    for (const PeerId announcer : m_orphans.announcers(transaction->wtxid()))
        m_parts.ask_for(announcer, missing);
    for (const Txid& parent : missing) {
        // It came while the pool looked at this one.
        if (m_parts.pool.find(parent)) m_orphans.parent_came(parent);
    }
}

/// One more that has it, and ought to have its parents.
void TransactionIntake::charge(PeerId peer, const TransactionPtr& orphan) {
    const std::vector<Txid> missing = m_orphans.missing(orphan->wtxid());
    if (m_orphans.add(orphan, peer, m_context.environment.clock.steady_us())) m_parts.ask_for(peer, missing);
}

/// Of the children the same peer has announced, the newest that was not tried with it yet.
void TransactionIntake::try_with_child(PeerId peer, const TransactionPtr& parent) {
    if (!m_parts.pool.takes_packages()) return;
    for (TransactionPtr& child : m_orphans.children_of(parent->txid(), peer)) {
        Package package{parent, std::move(child)};
        if (m_refused.contains(key_of(package))) continue;
        return offer({peer, std::move(package)});
    }
}

}  // namespace quanta::sync
