// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/script_pool.h"

#include <algorithm>
#include <span>

#include "consensus/rules.h"

namespace quanta::chain {

namespace {

/// Inputs a unit holds at least, unless the block ends: small enough to share a block among many cores.
constexpr uint32_t kUnitInputs = 24;
/// A transaction with more inputs than this is cut into units of its own.
constexpr uint32_t kLargeTransaction = 64;
constexpr int kMaxThreads = 16;

}  // namespace

ScriptJob::ScriptJob(std::shared_ptr<const primitives::Block> block,
                     std::shared_ptr<const primitives::BlockUndo> undo, script::VerifyFlags flags,
                     std::function<void()> finished, const VerifiedCache* verified)
    : m_block(std::move(block)),
      m_undo(std::move(undo)),
      m_flags(flags),
      m_finished(std::move(finished)),
      m_verified(verified) {
    cut_into_units();
    m_remaining.store(static_cast<uint32_t>(m_units.size()), std::memory_order_release);
}

void ScriptJob::add_large(uint32_t transaction, uint32_t inputs) {
    Large& large = m_large.emplace_back(transaction);
    for (uint32_t input = 0; input < inputs; input += kUnitInputs) {
        const uint32_t count = std::min(kUnitInputs, inputs - input);
        m_units.push_back({transaction, transaction + 1, input, count, &large});
    }
}

void ScriptJob::cut_into_units() {
    const uint32_t count = static_cast<uint32_t>(m_block->transactions().size());
    m_first_coin.reserve(count);
    m_first_coin.push_back(0);  // of the coinbase, which has none
    uint32_t coin = 0;
    Unit open;
    for (uint32_t i = 1; i < count; ++i) {
        const uint32_t inputs = m_undo->input_counts[i - 1];
        m_first_coin.push_back(coin);
        coin += inputs;
        const bool large = inputs > kLargeTransaction;
        if (!large) open.count += inputs;
        open.last = large ? i : i + 1;
        if (open.count >= kUnitInputs || large || i + 1 == count) {
            if (open.last > open.first) m_units.push_back(open);
            open = {i + 1, i + 1};
        }
        if (large) add_large(i, inputs);
    }
}

script::SpendContext ScriptJob::context_of(uint32_t transaction) const {
    const std::span<const primitives::Coin> coins(m_undo->coins);
    return {m_block->transactions()[transaction],
            coins.subspan(m_first_coin[transaction], m_undo->input_counts[transaction - 1])};
}

bool ScriptJob::is_known(uint32_t transaction) const {
    return m_verified != nullptr &&
           m_verified->contains(m_block->transactions()[transaction].wtxid(), m_flags);
}

base::Result<void, consensus::BlockError> ScriptJob::verify(const Unit& unit) {
    if (Large* large = unit.large) {
        std::call_once(large->once, [&] {
            if (!is_known(large->transaction)) large->context.emplace(context_of(large->transaction));
        });
        if (!large->context) return {};
        return consensus::check_scripts(*large->context, unit.input, unit.count, m_flags);
    }
    for (uint32_t i = unit.first; i < unit.last; ++i) {
        if (is_known(i)) continue;
        const script::SpendContext context = context_of(i);
        TRY(consensus::check_scripts(context, 0, context.coins().size(), m_flags));
    }
    return {};
}

void ScriptJob::report(uint32_t unit_index, consensus::BlockError error) {
    const sys::MutexLock lock(m_mutex);
    if (m_failure && m_failure->unit < unit_index) return;
    m_failure = Failure{unit_index, std::move(error)};
    m_first_failing_unit.store(unit_index, std::memory_order_relaxed);
}

bool ScriptJob::run_one() {
    const uint32_t unit = m_next.fetch_add(1, std::memory_order_relaxed);
    if (unit >= m_units.size()) return false;
    // Units behind a failing one cannot change the answer.
    const bool wanted = !m_cancelled.load(std::memory_order_relaxed) &&
                        unit < m_first_failing_unit.load(std::memory_order_relaxed);
    if (wanted) {
        if (auto verified = verify(m_units[unit]); !verified) report(unit, std::move(verified).error());
    }
    if (m_remaining.fetch_sub(1, std::memory_order_acq_rel) == 1) m_finished();
    return true;
}

std::optional<consensus::BlockError> ScriptJob::error() const {
    const sys::MutexLock lock(m_mutex);
    if (!m_failure) return std::nullopt;
    return m_failure->error;
}

ScriptPool::ScriptPool(int threads) {
    for (int i = 0; i < threads; ++i) {
        m_threads.push_back(std::make_unique<sys::Thread>("verify." + std::to_string(i), [this] { work(); }));
    }
}

ScriptPool::~ScriptPool() {
    {
        const sys::MutexLock lock(m_mutex);
        m_stopping = true;
        m_tasks.clear();
        m_jobs.clear();
    }
    m_changed.notify_all();
    m_threads.clear();
}

void ScriptPool::run(std::function<void()> task) {
    {
        const sys::MutexLock lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_changed.notify_one();
}

void ScriptPool::verify(std::shared_ptr<ScriptJob> job) {
    {
        const sys::MutexLock lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_changed.notify_all();
}

void ScriptPool::work() {
    std::function<void()> task;
    std::shared_ptr<ScriptJob> job;
    while (true) {
        {
            const sys::MutexLock lock(m_mutex);
            if (job != nullptr && !m_jobs.empty() && m_jobs.front() == job) m_jobs.pop_front();
            job.reset();
            while (!m_stopping && m_tasks.empty() && m_jobs.empty())
                m_changed.wait(m_mutex);
            if (m_stopping) return;
            if (!m_tasks.empty()) {
                task = std::move(m_tasks.front());
                m_tasks.pop_front();
            } else {
                job = m_jobs.front();
            }
        }
        if (job == nullptr) {
            task();
            task = nullptr;
            continue;
        }
        // One unit at a time, so that short tasks never wait long; a job without units left is dropped above.
        if (job->run_one()) job.reset();
    }
}

int script_thread_count(int setting) {
    const int wanted = setting > 0 ? setting : sys::cpu_count() + setting;
    return std::clamp(wanted, 1, kMaxThreads);
}

}  // namespace quanta::chain
