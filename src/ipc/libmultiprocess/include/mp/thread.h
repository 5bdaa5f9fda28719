// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mp {

class Mailbox;
class ServerCall;

/// Work handed from one thread to another. Queues link tasks and do not own them: no allocation per
/// hand-over.
class Task {
public:
    virtual void run() = 0;

protected:
    ~Task() = default;

private:
    friend class TaskQueue;
    Task* m_next = nullptr;
};

/// Tasks in order. Not thread-safe.
class TaskQueue {
public:
    bool empty() const { return m_first == nullptr; }
    void push(Task& task);
    /// The oldest, or null.
    Task* pop();

private:
    Task* m_first = nullptr;
    Task* m_last = nullptr;
};

/// Where a thread waits: for the answer to its own call, and meanwhile for calls that are to run on it.
class Waiter {
public:
    /// Hands `task` to the thread. False when it takes no more.
    bool post(Task& task);
    /// Runs tasks on the calling thread until end(); what is queued then is run first.
    void serve();
    /// Runs tasks on the calling thread until finish(done).
    void wait(const bool& done);
    /// Sets `done`, which belongs to a wait(), and wakes it. The waiting thread may destroy `done` at once.
    void finish(bool& done);
    /// Takes no more tasks; serve() returns when there are none left.
    void end();

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    TaskQueue m_tasks;     // guarded by m_mutex
    bool m_ended = false;  // guarded by m_mutex
};

/// What this library knows of a thread. Each has its own.
struct ThreadContext {
    ThreadContext() = default;
    ~ThreadContext();
    ThreadContext(const ThreadContext&) = delete;
    ThreadContext& operator=(const ThreadContext&) = delete;

    /// Says that connections of that loop hold handles for this thread, to be dropped when it ends.
    void used_by(const std::shared_ptr<Mailbox>& mailbox);

    std::string name;  ///< for the log and for the threads that the other side starts for this one
    std::shared_ptr<Waiter> waiter = std::make_shared<Waiter>();  ///< set before first use only
    bool loop_thread = false;                                     ///< runs an event loop: must not block
    ServerCall* call = nullptr;  ///< the innermost call that the thread is running for a client
    size_t depth = 0;            ///< calls that it runs one inside another
    std::optional<std::chrono::steady_clock::time_point> deadline;  ///< of its calls; see Deadline
    std::vector<std::weak_ptr<Mailbox>> mailboxes;
};
extern thread_local ThreadContext g_thread_context;

/// While it lives, calls of the thread that made it fail when they are not answered by then. The earliest
/// counts.
class Deadline {
public:
    explicit Deadline(std::chrono::steady_clock::duration time);
    ~Deadline() { g_thread_context.deadline = m_before; }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

private:
    const std::optional<std::chrono::steady_clock::time_point> m_before = g_thread_context.deadline;
};

/// While it lives, `function` is called when nobody waits any more for the answer to the call that the thread
/// runs for a client: it was given up, or the connection has gone. At once when that is so already; later on
/// the loop thread, which may not wait, under a lock; never on threads that run no call. Goes in the thread
/// that made it.
class OnCancel {
public:
    explicit OnCancel(std::function<void()> function);
    ~OnCancel();
    OnCancel(const OnCancel&) = delete;
    OnCancel& operator=(const OnCancel&) = delete;

private:
    friend class ServerCall;
    const std::function<void()> m_function;
    ServerCall* const m_call;
};

/// A thread that runs the calls of a client, one after another. Or several of them, for calls that do not
/// care.
class Worker {
public:
    /// Throws std::system_error when the system has no more threads.
    Worker(std::string name, size_t threads);
    /// Waits for what is running and queued, unless retired.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    bool post(Task& task) { return m_state->queue->post(task); }
    /// Where its calls are queued; with one thread, where that thread waits.
    const std::shared_ptr<Waiter>& waiter() const { return m_state->queue; }
    const std::string& name() const { return m_state->name; }
    /// Lets the threads end by themselves after what is running and queued, and calls `ended` on the last.
    void retire(std::function<void()> ended);

private:
    struct State {
        std::string name;
        std::shared_ptr<Waiter> queue = std::make_shared<Waiter>();
        std::atomic<size_t> running{0};
        std::function<void()> ended;  ///< set before the queue is ended, or never
    };
    void start_thread(bool only);
    void join();

    const std::shared_ptr<State> m_state = std::make_shared<State>();
    std::vector<std::thread> m_threads;
};

}  // namespace mp
