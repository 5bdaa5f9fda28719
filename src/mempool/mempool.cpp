// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/mempool.h"

#include "mempool/acceptance.h"
#include "mempool/chain_follower.h"
#include "mempool/coin_source.h"
#include "mempool/gathering.h"
#include "mempool/intake.h"
#include "mempool/script_runner.h"
#include "mempool/state.h"

namespace quanta::mempool {

namespace {

/// Tasks of the pool's threads that wait: submitted transactions, and help with scripts.
constexpr size_t kMaxTasks = 2 * Intake::kMaxPending;

}  // namespace

struct Mempool::Impl {
    Impl(const Options& options, const Parts& parts)
        : chain(parts.chain),
          state(options, parts.clock, {parts.random.u64(), parts.random.u64()}),
          coins(parts.chain),
          workers("mempool", options.threads, kMaxTasks),
          scripts(workers, parts.verified),
          gathering(state, coins, parts.chain.params().consensus),
          acceptance({state, coins, scripts, parts.chain.params().consensus}),
          intake(workers, [this](const TransactionRef& transaction,
                                 const Terms& terms) { return acceptance.accept(transaction, terms); }),
          follower(state, acceptance, gathering),
          reader(state) {}

    chain::Chain& chain;
    State state;
    const ChainCoins coins;
    sys::WorkerPool workers;
    ScriptRunner scripts;
    const Gathering gathering;
    Acceptance acceptance;
    Intake intake;
    ChainFollower follower;
    const Reader reader;
    bool stopped = false;
};

Mempool::Mempool(const Options& options, const Parts& parts)
    : m_impl(std::make_unique<Impl>(options, parts)) {
    parts.chain.events().add_sink(m_impl->follower);
    m_impl->follower.start(*parts.chain.snapshot());
}

Mempool::~Mempool() {
    stop();
}

void Mempool::stop() {
    if (std::exchange(m_impl->stopped, true)) return;
    {
        const sys::MutexLock lock(m_impl->state.mutex);
        m_impl->state.stopping = true;
    }
    m_impl->state.moved.notify_all();
    m_impl->follower.stop();
    m_impl->chain.events().remove_sink(m_impl->follower);
    m_impl->intake.drain();
    m_impl->workers.stop();
}

void Mempool::sync() {
    m_impl->follower.wait_until_settled(m_impl->chain.snapshot()->sequence);
}

TransactionResult Mempool::accept(const TransactionRef& transaction, const Terms& terms) {
    return m_impl->acceptance.accept(transaction, terms);
}

void Mempool::submit(TransactionRef transaction, const Terms& terms, Done done) {
    m_impl->intake.submit(std::move(transaction), terms, std::move(done));
}

size_t Mempool::max_submitted() {
    return Intake::kMaxPending;
}

PackageResult Mempool::test(std::span<const TransactionRef> package, const Terms& terms) {
    return m_impl->acceptance.test(package, terms);
}

PackageResult Mempool::accept_package(std::span<const TransactionRef> package, const Terms& terms) {
    return m_impl->acceptance.accept_package(package, terms);
}

void Mempool::prioritise(const primitives::Txid& txid, primitives::Amount delta) {
    const sys::MutexLock lock(m_impl->state.mutex);
    m_impl->state.pool.prioritise(txid, delta);
    m_impl->state.changed();
}

void Mempool::set_unbroadcast(const primitives::Txid& txid, bool unbroadcast) {
    const sys::MutexLock lock(m_impl->state.mutex);
    m_impl->state.pool.set_unbroadcast(txid, unbroadcast);
}

const Reader& Mempool::reader() const {
    return m_impl->reader;
}

const Options& Mempool::options() const {
    return m_impl->state.options;
}

void Mempool::add_sink(PoolSink& sink) {
    m_impl->state.feed.add_sink(sink);
}

void Mempool::remove_sink(PoolSink& sink) {
    m_impl->state.feed.remove_sink(sink);
}

void Mempool::wait_until_told() {
    m_impl->state.feed.wait_until_handled();
}

}  // namespace quanta::mempool
