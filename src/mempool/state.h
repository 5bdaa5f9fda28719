// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "chain/header_tree.h"
#include "mempool/events.h"
#include "mempool/options.h"
#include "mempool/pool.h"
#include "mempool/recently_confirmed.h"
#include "mempool/rolling_fee.h"
#include "policy/fees.h"
#include "sys/clock.h"
#include "sys/mutex.h"

namespace quanta::mempool {

/// The pool with its lock and its place in the chain: what acceptance, the follower of the chain and readers
/// share. Nobody holds the lock while scripts are verified, coins read or sinks called.
class State {
public:
    State(const Options& options, const sys::Clock& clock, std::pair<uint64_t, uint64_t> salt);

    // Constant after construction.
    const Options options;
    const sys::Clock& clock;

    EventFeed feed;

    sys::Mutex mutex;
    /// `tip`, `settled` or `stopping` changed.
    sys::CondVar moved;

    // Guarded by mutex.
    Pool pool QUANTA_GUARDED_BY(mutex);
    RollingFee rolling_fee QUANTA_GUARDED_BY(mutex);
    RecentlyConfirmed confirmed QUANTA_GUARDED_BY(mutex);
    /// The pool is as this block left it; null before start.
    const chain::HeaderNode* tip QUANTA_GUARDED_BY(mutex) = nullptr;
    /// False between blocks of a reorganisation: what they held is not back in the pool yet.
    bool settled QUANTA_GUARDED_BY(mutex) = false;
    bool stopping QUANTA_GUARDED_BY(mutex) = false;

    /// What has to be paid now.
    policy::FeeFloors fee_floors() QUANTA_REQUIRES(mutex);
    /// Removes what has expired, then the worst until the pool fits its memory.
    void limit_size() QUANTA_REQUIRES(mutex);
    /// After every change: checks, if asked to, and hands events on.
    void changed() QUANTA_REQUIRES(mutex);
    /// Waits until the pool is settled at another block than `seen`, or for `time` at most. False when
    /// stopping.
    bool wait_for_move(const chain::HeaderNode* seen, std::chrono::milliseconds time) QUANTA_EXCLUDES(mutex);

private:
    /// So far, for the checks.
    int64_t m_changes QUANTA_GUARDED_BY(mutex) = 0;
};

}  // namespace quanta::mempool
