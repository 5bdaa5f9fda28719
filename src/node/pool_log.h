// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "interfaces/call_limit.h"
#include "interfaces/followers.h"
#include "interfaces/handler.h"
#include "interfaces/pool.h"
#include "mempool/mempool.h"
#include "sys/mutex.h"

namespace quanta::node {

/// The last changes of the mempool, numbered, for followers that come for them in pages. Any thread.
class PoolLog final : public mempool::PoolSink {
public:
    /// Most changes that are kept, and bytes of their transactions.
    static constexpr size_t kMaxChanges = 20'000;
    static constexpr size_t kMaxBytes = 8'000'000;
    using Followers = interfaces::Followers<uint64_t>;

    /// Listens from now on; `pool` outlives it.
    PoolLog(mempool::Mempool& pool, interfaces::CallLimit limit);
    /// As stop().
    ~PoolLog() override;

    /// The number of the last change it knows of, at least 1.
    uint64_t newest() const QUANTA_EXCLUDES(m_mutex);
    /// Adds to `page` what came after the change `after`; false when that is not known any more, or not yet.
    bool read(uint64_t after, uint64_t max_bytes, interfaces::PoolPage& page) const QUANTA_EXCLUDES(m_mutex);
    /// As Followers::add.
    std::unique_ptr<interfaces::Handler> follow(Followers::Tell tell) {
        return m_followers.add(std::move(tell));
    }
    /// Listens and tells no longer. Idempotent; by one thread.
    void stop();

    // PoolSink, the pool's event thread.
    void entered(const mempool::Entered& event) override QUANTA_EXCLUDES(m_mutex);
    void left(const mempool::Left& event) override QUANTA_EXCLUDES(m_mutex);

private:
    /// A change; of one that left no more than its name is kept.
    struct Record {
        interfaces::PoolEvent event = interfaces::PoolEvent::Entered;
        primitives::Txid txid;
        primitives::Txid by;
        mempool::TransactionRef transaction;
    };

    void append(Record record) QUANTA_EXCLUDES(m_mutex);

    mempool::Mempool& m_pool;
    bool m_stopped = false;  ///< the thread that stops

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::deque<Record> m_records QUANTA_GUARDED_BY(m_mutex);
    size_t m_bytes QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_newest QUANTA_GUARDED_BY(m_mutex) = 1;  ///< number of the last record

    Followers m_followers;
};

}  // namespace quanta::node
