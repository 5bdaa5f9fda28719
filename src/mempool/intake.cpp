// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/intake.h"

#include <utility>

namespace quanta::mempool {

void Intake::wait_for(const JobRef& job, const primitives::Txid& txid) {
    const auto before = m_last.find(txid);
    if (before == m_last.end()) return;
    before->second->waiting.push_back(job);
    ++job->waits_for;
}

void Intake::submit(TransactionRef transaction, const Terms& terms, Done done) {
    const auto job = std::make_shared<Job>();
    job->transaction = std::move(transaction);
    job->terms = terms;
    job->done = std::move(done);
    {
        const sys::MutexLock lock(m_mutex);
        while (m_pending >= kMaxPending)
            m_changed.wait(m_mutex);
        ++m_pending;
        const primitives::Txid& txid = job->transaction->txid();
        wait_for(job, txid);
        for (const primitives::TxIn& input : job->transaction->inputs())
            wait_for(job, input.prevout.txid);
        m_last[txid] = job;
        if (job->waits_for > 0) return;
    }
    start(job);
}

void Intake::start(const JobRef& job) {
    // There is room, unless the threads are ending: then it is answered here.
    if (!m_workers.try_post([this, job] { run(job); })) run(job);
}

void Intake::run(const JobRef& job) {
    const TransactionResult result = m_accept(job->transaction, job->terms);
    const std::vector<JobRef> ready = finish(job);
    if (job->done) job->done(result);
    for (const JobRef& next : ready)
        start(next);
    const sys::MutexLock lock(m_mutex);
    --m_pending;
    if (m_pending == kResumePending || m_pending == 0) m_changed.notify_all();
}

/// Those that waited for nothing but `job`.
std::vector<Intake::JobRef> Intake::finish(const JobRef& job) {
    const sys::MutexLock lock(m_mutex);
    const auto last = m_last.find(job->transaction->txid());
    if (last != m_last.end() && last->second == job) m_last.erase(last);
    std::vector<JobRef> ready;
    for (JobRef& next : std::exchange(job->waiting, {})) {
        if (--next->waits_for == 0) ready.push_back(std::move(next));
    }
    return ready;
}

void Intake::drain() {
    const sys::MutexLock lock(m_mutex);
    while (m_pending > 0)
        m_changed.wait(m_mutex);
}

}  // namespace quanta::mempool
