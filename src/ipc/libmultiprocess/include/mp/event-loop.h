// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <kj/async-io.h>
#include <kj/async.h>

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "mp/thread.h"
#include "mp/util.h"

namespace mp {

class Connection;
class EventLoop;

/// How much a line of the log matters. Raise: the program did something wrong; the log function may throw.
enum class Log { Trace, Debug, Info, Warning, Error, Raise };

struct LogMessage {
    std::string message;
    Log level;
};
using LogFn = std::function<void(LogMessage)>;

struct LogOptions {
    LogFn log_fn;                ///< called on the loop thread and on those that make and serve calls
    size_t max_chars = 200;      ///< taken for callers that set it: lines tell sizes, not contents
    Log log_level = Log::Debug;  ///< nothing below is composed, let alone logged
    /// Asked in place of log_level, on any thread, where levels change while the loop runs.
    std::function<bool(Log)> wanted = {};
};

/// The way of other threads to an event loop; outlives it. Thread-safe.
class Mailbox {
public:
    Mailbox();
    ~Mailbox();
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// Has the loop thread run `task`. False when the loop is gone.
    bool post(Task& task);
    /// As post, for a function. It is dropped when the loop is gone.
    bool post(std::function<void()> function);
    /// Has every connection drop its handles for a thread that has ended.
    void forget(const std::shared_ptr<Waiter>& waiter);

private:
    friend class EventLoop;
    friend class EventLoopRef;
    void wake();

    EventLoop* m_loop = nullptr;  // loop thread only
    int m_read_fd = -1;           // constant after construction; readable when there are tasks
    int m_write_fd = -1;          // the same one where the system has eventfd
    std::mutex m_mutex;
    TaskQueue m_tasks;              // guarded by m_mutex
    bool m_closed = false;          // guarded by m_mutex
    size_t m_refs = 0;              // guarded by m_mutex: what keeps the loop running
    bool m_was_referenced = false;  // guarded by m_mutex
};

/// Keeps an event loop running. Thread-safe as an int is.
class EventLoopRef {
public:
    explicit EventLoopRef(EventLoop& loop);
    EventLoopRef(EventLoopRef&& other) noexcept
        : m_loop(std::exchange(other.m_loop, nullptr)), m_mailbox(std::move(other.m_mailbox)) {}
    EventLoopRef(const EventLoopRef& other) : EventLoopRef(*other.m_loop) {}
    EventLoopRef& operator=(const EventLoopRef&) = delete;
    EventLoopRef& operator=(EventLoopRef&&) = delete;
    ~EventLoopRef() { reset(); }

    void reset();
    EventLoop& operator*() const { return *m_loop; }
    EventLoop* operator->() const { return m_loop; }
    explicit operator bool() const { return m_loop != nullptr; }

private:
    EventLoop* m_loop;
    std::shared_ptr<Mailbox> m_mailbox;
};

/// The thread that owns all connections of a program and every object of Cap'n Proto: messages are built,
/// read and sent here and nowhere else. Made, run and destroyed by one thread; what is under "any thread" may
/// be called by all.
class EventLoop {
public:
    /// `exe_name` (kept by reference) shows in the log. `context` is the caller's, for type hooks.
    EventLoop(const char* exe_name, LogOptions log, void* context = nullptr);
    EventLoop(const char* exe_name, LogFn log_fn, void* context = nullptr);
    EventLoop(const char* exe_name, std::function<void(bool raise, std::string message)> log_fn,
              void* context = nullptr);
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Runs until nothing refers to the loop any more: no proxy client, no connection, no EventLoopRef, no
    /// call and no clean-up in progress. With no reference from the start it waits for one to come and go.
    void loop();

    // ---- any thread ----

    /// Runs `function` on the loop thread and waits for it. Passes exceptions on. At once on the loop thread
    /// itself. Throws std::runtime_error when the loop is gone.
    template <typename Function>
    void sync(Function&& function) {
        run_and_wait(FunctionRef<void()>(function));
    }
    /// Runs `function` on a thread that may block, one after another.
    void clean_up(std::function<void()> function);
    bool on_loop_thread() const { return m_thread == std::this_thread::get_id(); }
    const std::shared_ptr<Mailbox>& mailbox() const { return m_mailbox; }

    /// Whether lines of this level are wanted: ask before composing one.
    bool logs(Log level) const {
        if (!m_log.log_fn) return false;
        return m_log.wanted ? m_log.wanted(level) : level >= m_log.log_level;
    }
    void log(Log level, const std::string& text) const;
    const LogOptions& log_options() const { return m_log; }

    const char* const m_exe_name;
    void* const m_context;

    // ---- loop thread ----

    kj::AsyncIoContext m_io_context;
    /// Work without an owner. Its failures are logged.
    std::optional<kj::TaskSet> m_task_set;
    /// All there are.
    std::list<Connection*> m_connections;
    /// For tests: a listener took a connection.
    std::function<void()> testing_hook_connected;

private:
    struct TaskErrors;
    struct Observer;
    void run_and_wait(FunctionRef<void()> function);
    kj::Promise<void> serve_mailbox();
    void run_tasks();

    const LogOptions m_log;
    const std::shared_ptr<Mailbox> m_mailbox;
    std::thread::id m_thread;
    std::unique_ptr<TaskErrors> m_task_errors;
    std::unique_ptr<Observer> m_observer;
    kj::PromiseFulfillerPair<void> m_done;
    kj::Promise<void> m_mailbox_served;
    std::mutex m_cleaner_mutex;
    std::unique_ptr<Worker> m_cleaner;  // guarded by m_cleaner_mutex; made with the first clean-up
};

}  // namespace mp
