// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "mempool/mempool.h"
#include "net/environment.h"
#include "relay/tx_pool.h"
#include "sys/thread.h"

namespace quanta::node {

/// The mempool as protocol code sees it: acceptance is done by threads of the pool, packages by one of the
/// gate's own ("net.pool"), and answers come back in the net thread. Another ("net.offer") waits when the
/// pool has no room, as while mempool.dat is loaded: the net thread never does. What enters is told there,
/// and from time to time what nobody has asked for yet. Net thread unless said otherwise.
class PoolGate final : public relay::TxPool, public mempool::PoolSink {
public:
    /// Between two looks at what has not been broadcast: the least, and what may come on top.
    static constexpr std::chrono::minutes kRebroadcast{10};
    static constexpr std::chrono::minutes kRebroadcastSpread{5};

    using EntryHandler = std::function<void(const relay::PoolEntry&)>;

    /// What it stands on; all outlive it. Both handlers are called in the net thread: with what is to be
    /// announced, and what left the pool although no block has it.
    struct Parts {
        mempool::Mempool& pool;
        net::Scheduler& scheduler;
        sys::Random& random;
        EntryHandler announce;
        EntryHandler left;
    };
    explicit PoolGate(Parts parts);
    ~PoolGate() override { stop(); }

    /// Begins to tell.
    void start();
    /// From now on nothing calls back.
    void close();
    /// Ends the thread; by the thread that owns this, when the net thread has ended. Idempotent.
    void stop();

    // TxPool.
    void submit(std::shared_ptr<const primitives::Transaction> transaction, Done done) override;
    size_t max_in_work() const override { return mempool::Mempool::max_submitted() / 2; }
    bool takes_packages() const override { return true; }
    void submit_package(Package package, PackageDone done) override;
    std::optional<relay::PoolEntry> find(const primitives::Wtxid& wtxid) const override;
    std::optional<relay::PoolEntry> find(const primitives::Txid& txid) const override;
    bool recently_confirmed(const primitives::Txid& txid) const override;
    void for_each(const std::function<bool(const relay::PoolEntry&)>& visit) const override;
    uint64_t next_sequence() const override;
    int64_t min_rate_sat_per_kvb() const override;
    int64_t relay_rate_sat_per_kvb() const override;
    void given(const primitives::Txid& txid) override;

    // PoolSink, the pool's event thread.
    void entered(const mempool::Entered& event) override;
    void left(const mempool::Left& event) override;

private:
    /// What has no room is answered as Retryable. Rationale: nobody offers more than max_in_work() at a time;
    /// who did could fill memory.
    void hand_over(sys::WorkerPool& to, size_t count, std::function<void()> offer, PackageDone done);
    /// Calls `task` in the net thread unless the gate has been closed. Any thread.
    void pass(std::function<void()> task) const;
    void rebroadcast_later();
    void rebroadcast();

    const Parts m_parts;
    std::shared_ptr<bool> m_open = std::make_shared<bool>(true);  ///< net thread
    const std::weak_ptr<bool> m_watch = m_open;
    std::unique_ptr<net::Scheduler::Job> m_next;
    bool m_stopped = false;
    sys::WorkerPool m_offers{"net.offer", 1, max_in_work()};
    sys::WorkerPool m_packages{"net.pool", 1, max_in_work()};
};

/// What relay makes of an answer of the pool.
relay::Outcome outcome_of(const mempool::TransactionResult& result);

}  // namespace quanta::node
