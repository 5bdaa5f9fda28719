// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <shared_mutex>

/// @file
/// Mutexes that clang's thread-safety analysis understands. The attribute macros do nothing elsewhere.

#if defined(__clang__)
#define QUANTA_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define QUANTA_THREAD_ATTRIBUTE(x)
#endif

/// On a class: its objects are locks.
#define QUANTA_CAPABILITY(name) QUANTA_THREAD_ATTRIBUTE(capability(name))
/// On a class: its objects hold a lock for as long as they live.
#define QUANTA_SCOPED_CAPABILITY QUANTA_THREAD_ATTRIBUTE(scoped_lockable)
/// On a member: only touched while `m` is held.
#define QUANTA_GUARDED_BY(m) QUANTA_THREAD_ATTRIBUTE(guarded_by(m))
/// On a pointer member: what it points to is only touched while `m` is held.
#define QUANTA_PT_GUARDED_BY(m) QUANTA_THREAD_ATTRIBUTE(pt_guarded_by(m))
/// On a function: the caller holds these locks.
#define QUANTA_REQUIRES(...) QUANTA_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
/// On a function: the caller holds these locks, shared at least.
#define QUANTA_REQUIRES_SHARED(...) QUANTA_THREAD_ATTRIBUTE(requires_shared_capability(__VA_ARGS__))
/// On a function: the caller does not hold these locks.
#define QUANTA_EXCLUDES(...) QUANTA_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
/// On a function: takes these locks (none named: the object itself).
#define QUANTA_ACQUIRE(...) QUANTA_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define QUANTA_ACQUIRE_SHARED(...) QUANTA_THREAD_ATTRIBUTE(acquire_shared_capability(__VA_ARGS__))
/// On a function: gives these locks back.
#define QUANTA_RELEASE(...) QUANTA_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define QUANTA_RELEASE_SHARED(...) QUANTA_THREAD_ATTRIBUTE(release_shared_capability(__VA_ARGS__))
#define QUANTA_RELEASE_GENERIC(...) QUANTA_THREAD_ATTRIBUTE(release_generic_capability(__VA_ARGS__))
/// On a function: takes the lock when it returns the first argument.
#define QUANTA_TRY_ACQUIRE(...) QUANTA_THREAD_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
/// On a function: its locking is beyond the analysis; say why beside it.
#define QUANTA_NO_THREAD_SAFETY_ANALYSIS QUANTA_THREAD_ATTRIBUTE(no_thread_safety_analysis)

namespace quanta::sys {

/// A plain, non-recursive lock.
class QUANTA_CAPABILITY("mutex") Mutex {
public:
    Mutex() = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    void lock() QUANTA_ACQUIRE() { m_mutex.lock(); }
    void unlock() QUANTA_RELEASE() { m_mutex.unlock(); }
    bool try_lock() QUANTA_TRY_ACQUIRE(true) { return m_mutex.try_lock(); }

private:
    friend class CondVar;
    std::mutex m_mutex;
};

/// A lock held by one writer or by many readers.
class QUANTA_CAPABILITY("shared mutex") SharedMutex {
public:
    SharedMutex() = default;
    SharedMutex(const SharedMutex&) = delete;
    SharedMutex& operator=(const SharedMutex&) = delete;

    void lock() QUANTA_ACQUIRE() { m_mutex.lock(); }
    void unlock() QUANTA_RELEASE() { m_mutex.unlock(); }
    void lock_shared() QUANTA_ACQUIRE_SHARED() { m_mutex.lock_shared(); }
    void unlock_shared() QUANTA_RELEASE_SHARED() { m_mutex.unlock_shared(); }

private:
    std::shared_mutex m_mutex;
};

/// Holds a Mutex while it lives, except between unlock() and lock().
class QUANTA_SCOPED_CAPABILITY MutexLock {
public:
    explicit MutexLock(Mutex& mutex) QUANTA_ACQUIRE(mutex) : m_mutex(mutex) { m_mutex.lock(); }
    ~MutexLock() QUANTA_RELEASE() {
        if (m_held) m_mutex.unlock();
    }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

    /// Gives the lock back early. Held before.
    void unlock() QUANTA_RELEASE() {
        m_held = false;
        m_mutex.unlock();
    }
    /// Takes it again. Not held before.
    void lock() QUANTA_ACQUIRE() {
        m_mutex.lock();
        m_held = true;
    }

private:
    Mutex& m_mutex;
    bool m_held = true;
};

/// Holds a SharedMutex as one of many readers while it lives.
class QUANTA_SCOPED_CAPABILITY ReadLock {
public:
    explicit ReadLock(SharedMutex& mutex) QUANTA_ACQUIRE_SHARED(mutex) : m_mutex(mutex) {
        m_mutex.lock_shared();
    }
    ~ReadLock() QUANTA_RELEASE_GENERIC() { m_mutex.unlock_shared(); }
    ReadLock(const ReadLock&) = delete;
    ReadLock& operator=(const ReadLock&) = delete;

private:
    SharedMutex& m_mutex;
};

/// Holds a SharedMutex as its only writer while it lives.
class QUANTA_SCOPED_CAPABILITY WriteLock {
public:
    explicit WriteLock(SharedMutex& mutex) QUANTA_ACQUIRE(mutex) : m_mutex(mutex) { m_mutex.lock(); }
    ~WriteLock() QUANTA_RELEASE() { m_mutex.unlock(); }
    WriteLock(const WriteLock&) = delete;
    WriteLock& operator=(const WriteLock&) = delete;

private:
    SharedMutex& m_mutex;
};

/// Waits for another thread's change of what a Mutex guards. Wake-ups may be spurious: wait in a
/// `while (!condition) cond.wait(m_mutex);` loop. There is no predicate form on purpose: the analysis
/// cannot see that a lambda runs under the lock.
class CondVar {
public:
    /// Gives `mutex` back, sleeps until notified, takes it again.
    void wait(Mutex& mutex) QUANTA_REQUIRES(mutex) {
        std::unique_lock<std::mutex> lock(mutex.m_mutex, std::adopt_lock);
        m_cond.wait(lock);
        lock.release();
    }
    /// As wait(), for `timeout` at most; false when the time was up.
    bool wait_for(Mutex& mutex, std::chrono::microseconds timeout) QUANTA_REQUIRES(mutex) {
        return wait_until(mutex, std::chrono::steady_clock::now() + timeout);
    }
    /// As wait(), until `deadline` at most; false when it has passed.
    bool wait_until(Mutex& mutex, std::chrono::steady_clock::time_point deadline) QUANTA_REQUIRES(mutex) {
        std::unique_lock<std::mutex> lock(mutex.m_mutex, std::adopt_lock);
        const bool in_time = m_cond.wait_until(lock, deadline) == std::cv_status::no_timeout;
        lock.release();
        return in_time;
    }
    void notify_one() { m_cond.notify_one(); }
    void notify_all() { m_cond.notify_all(); }

private:
    std::condition_variable m_cond;
};

}  // namespace quanta::sys
