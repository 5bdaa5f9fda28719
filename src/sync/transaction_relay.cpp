// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/transaction_relay.h"

#include <algorithm>
#include <utility>

#include "crypto/siphash.h"
#include "net/outbound_planner.h"

namespace quanta::sync {

using primitives::Txid;
using primitives::Wtxid;
using relay::TransactionName;
using wire::InventoryType;

namespace {

constexpr size_t kMaxNotFound = 5016;

bool names_transaction(InventoryType type) {
    return type == InventoryType::Tx || type == InventoryType::WitnessTx || type == InventoryType::Wtx;
}

TransactionName name_of(const wire::Inventory& entry) {
    TransactionName name;
    name.hash.bytes() = entry.hash.bytes();
    name.by_wtxid = entry.type == InventoryType::Wtx;
    return name;
}

TransactionName name_of(base::ByteSpan hash, bool by_wtxid) {
    TransactionName name;
    std::copy(hash.begin(), hash.end(), name.hash.bytes().begin());
    name.by_wtxid = by_wtxid;
    return name;
}

}  // namespace

TransactionRelay::TransactionRelay(const Context& context, Parts parts)
    : m_context(context),
      m_parts(std::move(parts)),
      m_key{context.environment.random.u64(), context.environment.random.u64()},
      m_requests(context.environment.random.u64()) {
    if (m_parts.pool != nullptr) m_intake.emplace(context, intake_parts());
}

TransactionIntake::Parts TransactionRelay::intake_parts() {
    return {m_parts.control,
            *m_parts.pool,
            [this](PeerId peer, const relay::PoolEntry& entry) { given_by(peer, entry); },
            m_parts.left_out,
            [this](PeerId peer, const auto& transaction) { return who_has(peer, transaction); },
            [this](PeerId peer, const auto& parents) { ask_for_parents(peer, parents); }};
}

TransactionRelay::State* TransactionRelay::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? nullptr : &found->second;
}

uint64_t TransactionRelay::key_of(base::ByteSpan hash) const {
    return crypto::siphash_hash256(m_key[0], m_key[1], hash.data());
}

void TransactionRelay::peer_ready(const PeerFacts& facts) {
    State& state = m_peers[facts.id()];
    state.facts = facts;
    state.tokens_at_us = m_context.environment.clock.steady_us();
    m_wtxid_peers += facts.wtxid_relay ? 1 : 0;
}

void TransactionRelay::peer_gone(PeerId peer) {
    const State* state = find(peer);
    if (state == nullptr) return;
    m_wtxid_peers -= state->facts.wtxid_relay ? 1 : 0;
    m_peers.erase(peer);
    m_requests.forget(peer);
    if (m_intake) m_intake->peer_gone(peer);
    ask_soon();
}

void TransactionRelay::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    if (m_intake) m_intake->tip_changed(snapshot);
}

void TransactionRelay::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    report.last_transaction_s = found->second.last_transaction_s;
    report.last_inv_sequence = found->second.told_before;
    report.inv_to_send = found->second.waiting.size();
}

// ---- what peers have --------------------------------------------------------------------------------------

/// Ends the connection of somebody who was told not to.
bool TransactionRelay::may_send(PeerId peer, const State& state) {
    const net::PeerOrigin& origin = state.facts.origin;
    if (origin.relays_transactions() && (m_parts.wanted || origin.may(net::kPermitRelay))) return true;
    m_context.peers.disconnect(peer, "transactions, which it was told not to send");
    return false;
}

bool TransactionRelay::is_wanted(const TransactionName& name) const {
    if (name.by_wtxid) {
        const Wtxid wtxid(name.hash.bytes());
        return !m_parts.pool->find(wtxid) && !m_intake->is_refused(wtxid) && !m_intake->has_orphan(wtxid);
    }
    const Txid txid(name.hash.bytes());
    return !m_parts.pool->find(txid) && !m_parts.pool->recently_confirmed(txid) &&
           !m_intake->is_refused(txid);
}

/// `peer` has it: it may be asked.
void TransactionRelay::note(PeerId peer, const State& state, const TransactionName& name) {
    const net::PeerOrigin& origin = state.facts.origin;
    const bool trusted = origin.may(net::kPermitRelay);
    m_requests.announced(peer, name, {!origin.inbound() || trusted, trusted, m_wtxid_peers > 0},
                         m_context.environment.clock.steady_us());
}

void TransactionRelay::handle(PeerId peer, const wire::Inv& message) {
    State* state = find(peer);
    if (state == nullptr) return;
    const bool ready = m_parts.pool != nullptr && !m_context.chain.snapshot()->initial_block_download;
    for (const wire::Inventory& entry : message.entries) {
        if (!names_transaction(entry.type)) continue;
        if (!may_send(peer, *state)) return;
        // By the other hash than agreed it could be asked for twice.
        if ((entry.type == InventoryType::Wtx) != state->facts.wtxid_relay) continue;
        state->known.insert(key_of(entry.hash.bytes()));
        if (!ready) continue;
        const TransactionName name = name_of(entry);
        // Without a witness the hashes are the same.
        const Wtxid wtxid(name.hash.bytes());
        if (m_intake->announced(peer, wtxid) || m_intake->is_refused(wtxid)) continue;
        if (is_wanted(name)) note(peer, *state, name);
    }
    if (ready) ask_soon();
}

/// One look for many messages: it takes time in proportion to what all peers have announced.
void TransactionRelay::ask_soon() {
    if (std::exchange(m_soon, true)) return;
    m_next = m_context.environment.scheduler.after(kGather, [this] { ask_all(); });
}

void TransactionRelay::ask_all() {
    m_soon = false;
    for (const auto& [peer, state] : m_peers)
        ask(peer);
    const int64_t now = m_context.environment.clock.steady_us();
    const auto next = m_requests.next_us(now);
    m_next.reset();
    if (!next) return;
    const auto delay =
        std::chrono::milliseconds(std::max<int64_t>(kGather.count(), (*next - now + 999) / 1000));
    m_next = m_context.environment.scheduler.after(delay, [this] { ask_all(); });
}

void TransactionRelay::ask(PeerId peer) {
    wire::GetData request;
    for (const TransactionName& name : m_requests.take_due(peer, m_context.environment.clock.steady_us())) {
        if (!is_wanted(name)) {
            m_requests.forget(name);
            continue;
        }
        const auto type = name.by_wtxid ? InventoryType::Wtx : InventoryType::WitnessTx;
        request.entries.push_back({type, wire::InventoryHash(name.hash.bytes())});
    }
    if (!request.entries.empty()) m_context.peers.send(peer, std::move(request));
}

void TransactionRelay::handle(PeerId peer, const wire::NotFound& message) {
    if (find(peer) == nullptr || message.entries.size() > kMaxNotFound) return;
    for (const wire::Inventory& entry : message.entries) {
        if (names_transaction(entry.type)) m_requests.answered(peer, name_of(entry));
    }
    ask_soon();
}

void TransactionRelay::handle(PeerId peer, const wire::Tx& message) {
    State* state = find(peer);
    if (state == nullptr || !may_send(peer, *state) || m_parts.pool == nullptr) return;
    if (m_context.chain.snapshot()->initial_block_download) return;
    const TransactionName by_txid = name_of(message.transaction->txid().bytes(), false);
    const TransactionName by_wtxid = name_of(message.transaction->wtxid().bytes(), true);
    state->known.insert(key_of(by_txid.hash.bytes()));
    state->known.insert(key_of(by_wtxid.hash.bytes()));
    m_requests.answered(peer, by_txid);
    m_requests.answered(peer, by_wtxid);
    const Txid& txid = message.transaction->txid();
    if (!m_parts.pool->find(txid) && !m_parts.pool->recently_confirmed(txid))
        m_intake->take(peer, message.transaction);
    ask_soon();
}

std::vector<PeerId> TransactionRelay::who_has(PeerId peer, const primitives::Transaction& transaction) {
    const TransactionName by_wtxid = name_of(transaction.wtxid().bytes(), true);
    const TransactionName by_txid = name_of(transaction.txid().bytes(), false);
    std::vector<PeerId> peers{peer};
    for (const TransactionName& name : {by_wtxid, by_txid}) {
        for (const PeerId other : m_requests.announcers(name)) {
            if (std::ranges::find(peers, other) == peers.end()) peers.push_back(other);
        }
        m_requests.forget(name);
    }
    std::erase_if(peers, [&](PeerId id) { return find(id) == nullptr; });
    return peers;
}

void TransactionRelay::ask_for_parents(PeerId peer, const std::vector<Txid>& parents) {
    const State* state = find(peer);
    if (state == nullptr) return;
    for (const Txid& parent : parents) {
        const TransactionName name = name_of(parent.bytes(), false);
        if (is_wanted(name)) note(peer, *state, name);
    }
    ask_soon();
}

void TransactionRelay::given_by(PeerId peer, const relay::PoolEntry& entry) {
    entered(entry);
    State* state = find(peer);
    if (state == nullptr) return;
    state->last_transaction_s = m_context.environment.clock.system_time_s();
    m_parts.control.change_merit(
        peer, [&](net::PeerMerit& merit) { merit.last_transaction_s = state->last_transaction_s; });
}

// ---- what we have -----------------------------------------------------------------------------------------

void TransactionRelay::handle(PeerId peer, const wire::GetData& message) {
    State* state = find(peer);
    if (state == nullptr || m_parts.pool == nullptr) return;
    for (const wire::Inventory& entry : message.entries) {
        if (state->asked.size() == kMaxAsked) break;
        if (names_transaction(entry.type)) state->asked.push_back(entry);
    }
    go_on(peer);
}

void TransactionRelay::go_on(PeerId peer) {
    State* state = find(peer);
    if (state == nullptr || m_parts.pool == nullptr) return;
    wire::NotFound missing;
    while (!state->asked.empty() && !m_context.peers.send_queue_full(peer)) {
        const wire::Inventory entry = state->asked.front();
        state->asked.pop_front();
        const auto found = entry.type == InventoryType::Wtx ? m_parts.pool->find(Wtxid(entry.hash.bytes()))
                                                            : m_parts.pool->find(Txid(entry.hash.bytes()));
        if (found && found->sequence < state->told_before) {
            m_context.peers.send(peer, wire::Tx{found->transaction});
            m_parts.pool->given(found->transaction->txid());
        } else {
            missing.entries.push_back(entry);
        }
        // In pieces, so that the queue shows how full it is.
        if (missing.entries.size() == kNotFoundBatch) m_context.peers.send(peer, std::exchange(missing, {}));
    }
    if (!missing.entries.empty()) m_context.peers.send(peer, std::move(missing));
    const bool busy = !state->asked.empty();
    if (busy == std::exchange(state->paused, busy)) return;
    busy ? m_parts.control.pause(peer) : m_parts.control.resume(peer);
}

void TransactionRelay::handle(PeerId peer, const wire::Mempool&) {
    State* state = find(peer);
    if (state == nullptr) return;
    if (!state->facts.origin.may(net::kPermitMempool))
        return m_context.peers.disconnect(peer, "it may not ask for the mempool");
    if (m_parts.pool == nullptr) return;
    m_parts.pool->for_each([&](const relay::PoolEntry& entry) {
        queue(peer, *state, entry);
        return state->waiting.size() < kMaxWaiting;
    });
}

void TransactionRelay::entered(const relay::PoolEntry& entry) {
    for (auto& [peer, state] : m_peers)
        queue(peer, state, entry);
}

void TransactionRelay::queue(PeerId peer, State& state, const relay::PoolEntry& entry) {
    if (!state.facts.wants_transactions || state.waiting.size() >= kMaxWaiting) return;
    if (entry.rate_sat_per_kvb() < m_parts.fee_filter(peer)) return;
    state.waiting.emplace(entry.sequence, entry.transaction->wtxid());
    if (!state.batch) schedule(peer, state);
}

void TransactionRelay::schedule(PeerId peer, State& state) {
    const int64_t average = state.facts.origin.inbound() ? kInboundAverageUs : kOutboundAverageUs;
    net::Environment environment = m_context.environment;
    const int64_t delay = net::exponential_delay_us(environment.random, average);
    state.batch = environment.scheduler.after(std::chrono::milliseconds(delay / 1000),
                                              [this, peer] { send_batch(peer); });
}

void TransactionRelay::send_batch(PeerId peer) {
    State& state = m_peers.at(peer);
    const auto finished = std::move(state.batch);
    const int64_t now = m_context.environment.clock.steady_us();
    const double earned = static_cast<double>(now - state.tokens_at_us) / 1e6 * kRatePerS;
    state.tokens = std::min(kMaxTokens, state.tokens + earned);
    state.tokens_at_us = now;
    wire::Inv message;
    for (; !state.waiting.empty() && state.tokens >= 1; state.waiting.erase(state.waiting.begin())) {
        // It may have left the pool, or been told of by the peer.
        const auto entry = m_parts.pool->find(state.waiting.begin()->second);
        if (!entry) continue;
        const bool by_wtxid = state.facts.wtxid_relay;
        const wire::InventoryHash hash(by_wtxid ? entry->transaction->wtxid().bytes()
                                                : entry->transaction->txid().bytes());
        if (!state.known.insert(key_of(hash.bytes()))) continue;
        message.entries.push_back({by_wtxid ? InventoryType::Wtx : InventoryType::Tx, hash});
        state.tokens -= 1;
    }
    state.told_before = m_parts.pool->next_sequence();
    if (!message.entries.empty()) m_context.peers.send(peer, std::move(message));
    if (!state.waiting.empty()) schedule(peer, state);
}

}  // namespace quanta::sync
