// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "mempool/result.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::mempool {

/// Submitted transactions: worked off by several threads at once, but for those that depend on each other,
/// which keep their order. Any thread.
class Intake {
public:
    /// Without an answer at most: of standard ones 400 kB each.
    static constexpr size_t kMaxPending = 128;
    /// Who waits for that goes on when there are so few: to wake it for each costs more than most scripts.
    static constexpr size_t kResumePending = 96;
    using Accept = std::function<TransactionResult(const TransactionRef&, const Terms&)>;

    /// `accept` is called on the threads of `workers`, which have room for twice kMaxPending tasks.
    Intake(sys::WorkerPool& workers, Accept accept) : m_workers(workers), m_accept(std::move(accept)) {}

    /// Once kMaxPending are without an answer, waits until kResumePending are. `done` may be empty.
    void submit(TransactionRef transaction, const Terms& terms, Done done) QUANTA_EXCLUDES(m_mutex);
    /// Waits until all have their answer.
    void drain() QUANTA_EXCLUDES(m_mutex);

private:
    struct Job {
        TransactionRef transaction;
        Terms terms;
        Done done;
        size_t waits_for = 0;                       ///< jobs before it
        std::vector<std::shared_ptr<Job>> waiting;  ///< for this one
    };
    using JobRef = std::shared_ptr<Job>;

    void wait_for(const JobRef& job, const primitives::Txid& txid) QUANTA_REQUIRES(m_mutex);
    void start(const JobRef& job);
    void run(const JobRef& job);
    std::vector<JobRef> finish(const JobRef& job) QUANTA_EXCLUDES(m_mutex);

    sys::WorkerPool& m_workers;
    const Accept m_accept;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    size_t m_pending QUANTA_GUARDED_BY(m_mutex) = 0;
    /// The last one pending of each txid.
    std::unordered_map<primitives::Txid, JobRef, primitives::HashBytes> m_last QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::mempool
