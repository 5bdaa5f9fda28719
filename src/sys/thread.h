// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "sys/bounded_queue.h"
#include "sys/mutex.h"

namespace quanta::sys {

/// Processors this process may run on, at least 1.
int cpu_count();

/// Names the calling thread for debuggers and the log; the kernel keeps 15 characters.
void set_thread_name(const std::string& name);
/// What set_thread_name was given in this thread, "main" before that.
const std::string& thread_name();

/// A named thread, joined when destroyed. Owned and joined by one thread.
class Thread {
public:
    Thread() = default;
    /// Starts `body` at once.
    Thread(std::string name, std::function<void()> body);
    ~Thread() { join(); }
    Thread(Thread&&) = default;
    /// Joins the thread it held before.
    Thread& operator=(Thread&& other) noexcept;

    /// Waits for the end of the body; nothing when there is none.
    void join();
    bool joinable() const { return m_thread.joinable(); }

private:
    std::thread m_thread;
};

/// A fixed number of threads that run posted tasks in order of posting. Every method: any thread that is
/// not one of its own.
class WorkerPool {
public:
    /// Threads are called `name`.0, `name`.1 …; `threads` and `queue_capacity` are at least 1.
    WorkerPool(const std::string& name, int threads, size_t queue_capacity);
    /// Runs what was posted, then joins.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Queues `task`, waiting while the queue is full. False, and it will not run, after stop().
    bool post(std::function<void()> task) QUANTA_EXCLUDES(m_mutex);
    /// Queues `task` if there is room; false when full or stopped.
    bool try_post(std::function<void()> task) QUANTA_EXCLUDES(m_mutex);
    /// Waits until everything posted before has run.
    void drain() QUANTA_EXCLUDES(m_mutex);
    /// Takes no more tasks, runs those queued, joins the threads. Once or many times, by one thread at a
    /// time.
    void stop();
    /// Tasks that wait for a thread.
    size_t queued() const { return m_tasks.size(); }
    int thread_count() const { return static_cast<int>(m_thread_count); }

private:
    void work() QUANTA_EXCLUDES(m_mutex);
    void finished() QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    const size_t m_thread_count;

    // Guarded by m_mutex.
    Mutex m_mutex;
    CondVar m_idle;
    size_t m_pending QUANTA_GUARDED_BY(m_mutex) = 0;

    BoundedQueue<std::function<void()>> m_tasks;
    std::vector<Thread> m_threads;
};

}  // namespace quanta::sys
