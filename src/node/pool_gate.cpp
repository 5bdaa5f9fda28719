// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_gate.h"

#include <utility>
#include <vector>

namespace quanta::node {

using mempool::TransactionResult;
using policy::Rejection;
using relay::Outcome;
using relay::PoolEntry;
using relay::Verdict;

namespace {

PoolEntry entry_of(const mempool::Entry& entry) {
    return {.transaction = entry.transaction, .fee = entry.fee, .sequence = entry.sequence};
}

/// Only what the txid commits to may speak against all transactions that share it: somebody else can always
/// make one with a witness that fails, or that is too large.
Verdict verdict_of(Rejection::Kind kind) {
    switch (kind) {
        case Rejection::Kind::InputsNotStandard:
            return Verdict::Rejected;
        case Rejection::Kind::MissingInputs:
            return Verdict::MissingInputs;
        case Rejection::Kind::Conflict:
            return Verdict::AlreadyThere;
        case Rejection::Kind::Reconsiderable:
        case Rejection::Kind::NoMempool:
            return Verdict::Retryable;
        case Rejection::Kind::Consensus:
        case Rejection::Kind::NotStandard:
        case Rejection::Kind::PrematureSpend:
        case Rejection::Kind::WitnessMutated:
        case Rejection::Kind::WitnessStripped:
        case Rejection::Kind::MempoolPolicy:
            return Verdict::BadWitness;
    }
    return Verdict::BadWitness;
}

Verdict verdict_of(const TransactionResult& result) {
    switch (result.outcome) {
        case TransactionResult::Outcome::Accepted:
            return Verdict::Accepted;
        case TransactionResult::Outcome::AlreadyThere:
        case TransactionResult::Outcome::DifferentWitness:
            return Verdict::AlreadyThere;
        case TransactionResult::Outcome::NotReached:
            return Verdict::Retryable;
        case TransactionResult::Outcome::Rejected:
            break;
    }
    return result.rejection ? verdict_of(result.rejection->kind) : Verdict::Retryable;
}

}  // namespace

Outcome outcome_of(const TransactionResult& result) {
    return {.verdict = verdict_of(result),
            .reason = result.rejection ? result.rejection->text() : std::string(),
            .missing = result.missing_parents};
}

PoolGate::PoolGate(Parts parts) : m_parts(std::move(parts)) {
    m_parts.pool.add_sink(*this);
}

void PoolGate::start() {
    rebroadcast_later();
}

void PoolGate::close() {
    m_open.reset();
    m_next.reset();
}

void PoolGate::stop() {
    if (std::exchange(m_stopped, true)) return;
    m_parts.pool.remove_sink(*this);
    m_offers.stop();
    m_packages.stop();
}

void PoolGate::pass(std::function<void()> task) const {
    m_parts.scheduler.post([open = m_watch, task = std::move(task)] {
        if (open.lock()) task();
    });
}

void PoolGate::hand_over(sys::WorkerPool& to, size_t count, std::function<void()> offer, PackageDone done) {
    if (to.try_post(std::move(offer))) return;
    pass([count, done = std::move(done)] {
        done(std::vector(count, Outcome{.verdict = Verdict::Retryable, .reason = "too many at once"}));
    });
}

void PoolGate::submit(std::shared_ptr<const primitives::Transaction> transaction, Done done) {
    auto answer = [done](const std::vector<Outcome>& outcomes) { done(outcomes.front()); };
    // The pool takes no more while it has as many as it may: then it is the other thread that waits.
    auto offer = [this, transaction = std::move(transaction), done = std::move(done)] {
        m_parts.pool.submit(transaction, {}, [this, done](const TransactionResult& result) {
            pass([done, outcome = outcome_of(result)] { done(outcome); });
        });
    };
    hand_over(m_offers, 1, std::move(offer), std::move(answer));
}

void PoolGate::submit_package(Package package, PackageDone done) {
    const size_t count = package.size();
    auto offer = [this, package = std::move(package), done] {
        const mempool::PackageResult result = m_parts.pool.accept_package(package);
        std::vector<Outcome> outcomes;
        for (const TransactionResult& each : result.transactions)
            outcomes.push_back(outcome_of(each));
        pass([done, outcomes = std::move(outcomes)] { done(outcomes); });
    };
    hand_over(m_packages, count, std::move(offer), std::move(done));
}

std::optional<PoolEntry> PoolGate::find(const primitives::Wtxid& wtxid) const {
    const auto found = m_parts.pool.reader().find(wtxid);
    return found ? std::optional(entry_of(*found)) : std::nullopt;
}

std::optional<PoolEntry> PoolGate::find(const primitives::Txid& txid) const {
    const auto found = m_parts.pool.reader().find(txid);
    return found ? std::optional(entry_of(*found)) : std::nullopt;
}

bool PoolGate::recently_confirmed(const primitives::Txid& txid) const {
    return m_parts.pool.reader().recently_confirmed(txid);
}

void PoolGate::for_each(const std::function<bool(const PoolEntry&)>& visit) const {
    m_parts.pool.reader().for_each([&](const mempool::Entry& entry) { return visit(entry_of(entry)); });
}

uint64_t PoolGate::next_sequence() const {
    return m_parts.pool.reader().info().next_sequence;
}

int64_t PoolGate::min_rate_sat_per_kvb() const {
    return m_parts.pool.reader().info().min_rate.sat_per_kvb();
}

int64_t PoolGate::relay_rate_sat_per_kvb() const {
    return m_parts.pool.options().policy.min_relay.sat_per_kvb();
}

void PoolGate::given(const primitives::Txid& txid) {
    m_parts.pool.set_unbroadcast(txid, false);
}

void PoolGate::entered(const mempool::Entered& event) {
    // What comes back from a block that was taken off has been told before.
    if (event.limits_bypassed) return;
    pass([this, entry = entry_of(event.entry)] { m_parts.announce(entry); });
}

void PoolGate::left(const mempool::Left& event) {
    if (event.reason == mempool::LeaveReason::Block) return;
    pass([this, entry = entry_of(event.entry)] { m_parts.left(entry); });
}

void PoolGate::rebroadcast_later() {
    const auto spread = std::chrono::milliseconds(kRebroadcastSpread).count();
    const auto extra = std::chrono::milliseconds(m_parts.random.below(static_cast<uint64_t>(spread)));
    m_next = m_parts.scheduler.after(kRebroadcast + extra, [this] { rebroadcast(); });
}

void PoolGate::rebroadcast() {
    for (const primitives::Txid& txid : m_parts.pool.reader().unbroadcast()) {
        if (const auto entry = find(txid)) m_parts.announce(*entry);
    }
    rebroadcast_later();
}

}  // namespace quanta::node
