// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/state.h"

#include <algorithm>

#include "base/log.h"

namespace quanta::mempool {

State::State(const Options& given, const sys::Clock& the_clock, std::pair<uint64_t, uint64_t> salt)
    : options(given),
      clock(the_clock),
      pool(given.cluster, salt),
      rolling_fee(given.policy.incremental),
      confirmed(salt) {}

policy::FeeFloors State::fee_floors() {
    return {rolling_fee.rate(clock.system_time_s(), {pool.memory_bytes(), options.max_bytes}),
            options.policy.min_relay};
}

void State::limit_size() {
    const size_t expired = pool.expire(clock.system_time_s() - options.expiry_s);
    if (expired > 0) base::log_debug(base::Category::Mempool, "{} transactions expired", expired);
    size_t removed = 0;
    while (pool.memory_bytes() > options.max_bytes) {
        const auto worst = pool.graph().worst_chunk();
        if (!worst) break;
        const int64_t vsize = policy::virtual_size(worst->fee_size.size_wu);
        rolling_fee.thrown_out({primitives::Amount{worst->fee_size.fee_sat}, vsize});
        const Pool::Handles chunk(worst->transactions.begin(), worst->transactions.end());
        removed += chunk.size();
        pool.remove_with_descendants(chunk, LeaveReason::SizeLimit);
    }
    if (removed > 0)
        base::log_debug(base::Category::Mempool, "{} transactions removed for want of room", removed);
}

void State::changed() {
    if (options.check_every > 0 && ++m_changes % options.check_every == 0) pool.check();
    feed.publish(pool.take_events());
}

bool State::wait_for_move(const chain::HeaderNode* seen, std::chrono::milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    const sys::MutexLock lock(mutex);
    while (!stopping && (!settled || tip == seen)) {
        if (!moved.wait_until(mutex, deadline)) break;
    }
    return !stopping;
}

}  // namespace quanta::mempool
