// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/script_runner.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

#include "base/check.h"
#include "sys/mutex.h"

namespace quanta::mempool {

namespace {

/// A transaction with fewer inputs is run by one thread.
constexpr size_t kParallelInputs = 8;

/// The inputs of one transaction, taken one by one by whoever has time.
class Inputs {
public:
    explicit Inputs(const script::SpendContext& context)
        : m_context(&context), m_count(context.coins().size()), m_first_failing(m_count) {}

    /// Runs inputs until none is left to take. The context must be there unless all were taken before.
    void work() {
        while (true) {
            const size_t index = m_next.fetch_add(1);
            if (index >= m_count) return;
            run(index);
        }
    }
    /// Waits for the inputs that others took, then says whether all hold.
    policy::Verdict result() {
        const sys::MutexLock lock(m_mutex);
        while (m_done < m_count)
            m_changed.wait(m_mutex);
        if (m_failure) return base::Err(*m_failure);
        return {};
    }

private:
    void run(size_t index) {
        std::optional<policy::Rejection> failure;
        // Inputs behind a failing one cannot change the answer.
        if (index < m_first_failing.load()) {
            if (auto verdict = policy::check_script(*m_context, index); !verdict) failure = verdict.error();
        }
        const sys::MutexLock lock(m_mutex);
        if (failure && index < m_first_failing.load()) {
            m_first_failing.store(index);
            m_failure = std::move(failure);
        }
        if (++m_done == m_count) m_changed.notify_all();
    }

    const script::SpendContext* const m_context;
    const size_t m_count;
    std::atomic<size_t> m_next{0};
    std::atomic<size_t> m_first_failing;

    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    size_t m_done QUANTA_GUARDED_BY(m_mutex) = 0;
    std::optional<policy::Rejection> m_failure QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace

policy::Verdict ScriptRunner::run_parallel(const script::SpendContext& context) {
    const auto inputs = std::make_shared<Inputs>(context);
    const size_t helpers = std::min<size_t>(static_cast<size_t>(m_workers.thread_count()),
                                            context.coins().size() / kParallelInputs);
    for (size_t i = 0; i < helpers; ++i) {
        if (!m_workers.try_post([inputs] { inputs->work(); })) break;
    }
    inputs->work();
    return inputs->result();
}

policy::Verdict ScriptRunner::run(const primitives::Transaction& transaction,
                                  std::span<const primitives::Coin> coins, script::VerifyFlags block_flags) {
    const bool known = m_verified.contains(transaction.wtxid(), policy::kStandardFlags);
    if (!known) {
        const script::SpendContext context(transaction, coins);
        if (coins.size() >= kParallelInputs) {
            TRY(run_parallel(context));
        } else {
            for (size_t i = 0; i < coins.size(); ++i)
                TRY(policy::check_script(context, i));
        }
        m_verified.add(transaction.wtxid(), policy::kStandardFlags);
    }
    // Flags only ever forbid: what holds under more of them holds under fewer.
    if ((block_flags & ~policy::kStandardFlags) == 0) m_verified.add(transaction.wtxid(), block_flags);
    return {};
}

}  // namespace quanta::mempool
