// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>

#include "sys/mutex.h"

namespace quanta::chain {

/// The lock on the coins in memory. The chain thread holds it over a change, a block long, and lets readers
/// in between on the way: none waits for more than a few coins. A reader holds it for one look.
class QUANTA_CAPABILITY("mutex") CoinLock {
public:
    CoinLock() = default;
    CoinLock(const CoinLock&) = delete;
    CoinLock& operator=(const CoinLock&) = delete;

    // ---- chain thread ----

    void lock() QUANTA_ACQUIRE() QUANTA_NO_THREAD_SAFETY_ANALYSIS { m_mutex.lock(); }
    void unlock() QUANTA_RELEASE() QUANTA_NO_THREAD_SAFETY_ANALYSIS { m_mutex.unlock(); }
    /// Gives each reader that waits now its turn; at once when there is none.
    void let_readers_in() QUANTA_REQUIRES(this) {
        if (m_waiting.load(std::memory_order_relaxed) > 0) serve_readers();
    }
    /// A change is complete: wakes who waits for that.
    void change_is_over() QUANTA_REQUIRES(this);

    // ---- readers, any other thread ----

    void reader_lock() QUANTA_ACQUIRE() QUANTA_NO_THREAD_SAFETY_ANALYSIS;
    void reader_unlock() QUANTA_RELEASE() QUANTA_NO_THREAD_SAFETY_ANALYSIS;
    /// Waits, not holding the lock meanwhile, for the end of the change under way. A change is under way.
    void wait_for_change() QUANTA_REQUIRES(this) QUANTA_NO_THREAD_SAFETY_ANALYSIS;

private:
    // The analysis sees two locks where there is one: this object is its mutex.
    void serve_readers() QUANTA_REQUIRES(this) QUANTA_NO_THREAD_SAFETY_ANALYSIS;

    sys::Mutex m_mutex;
    std::atomic<uint32_t> m_waiting{0};  ///< readers that hold the lock or want it
    // Read and written by who holds m_mutex.
    uint64_t m_served = 0;
    uint64_t m_changes = 0;
    sys::CondVar m_turn;  ///< a reader was served
    sys::CondVar m_over;  ///< a change is complete
};

/// Holds a CoinLock for the chain thread while it lives.
class QUANTA_SCOPED_CAPABILITY CoinChange {
public:
    explicit CoinChange(CoinLock& lock) QUANTA_ACQUIRE(lock) : m_lock(lock) { m_lock.lock(); }
    ~CoinChange() QUANTA_RELEASE() { m_lock.unlock(); }
    CoinChange(const CoinChange&) = delete;
    CoinChange& operator=(const CoinChange&) = delete;

private:
    CoinLock& m_lock;
};

/// Holds a CoinLock for a reader while it lives.
class QUANTA_SCOPED_CAPABILITY CoinLook {
public:
    explicit CoinLook(CoinLock& lock) QUANTA_ACQUIRE(lock) : m_lock(lock) { m_lock.reader_lock(); }
    ~CoinLook() QUANTA_RELEASE() { m_lock.reader_unlock(); }
    CoinLook(const CoinLook&) = delete;
    CoinLook& operator=(const CoinLook&) = delete;

private:
    CoinLock& m_lock;
};

}  // namespace quanta::chain
