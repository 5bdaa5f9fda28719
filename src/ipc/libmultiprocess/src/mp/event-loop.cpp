// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mp/event-loop.h"

#include <fcntl.h>
#include <kj/async-unix.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "mp/connection.h"

namespace mp {

namespace {

/// A function that owns itself while it waits to be run.
class HeapTask final : public Task {
public:
    explicit HeapTask(std::function<void()> function) : m_function(std::move(function)) {}
    ~HeapTask() = default;
    void run() override {
        const std::unique_ptr<HeapTask> self(this);
        m_function();
    }

private:
    std::function<void()> m_function;
};

/// A function of a thread that waits for it.
class SyncTask final : public Task {
public:
    explicit SyncTask(FunctionRef<void()> function) : m_function(function) {}
    void run() override {
        try {
            m_function();
        } catch (...) {
            m_error = std::current_exception();
        }
        const std::shared_ptr<Waiter> waiter = m_waiter;  // outlives this, which finish() sets free
        waiter->finish(m_done);
    }
    void wait() {
        m_waiter->wait(m_done);
        if (m_error) std::rethrow_exception(m_error);
    }

private:
    const FunctionRef<void()> m_function;
    // Not the thread's own: what runs on the loop does not depend on calls back to this thread.
    const std::shared_ptr<Waiter> m_waiter = std::make_shared<Waiter>();
    std::exception_ptr m_error;
    bool m_done = false;
};

}  // namespace

// ---- Mailbox ----

Mailbox::Mailbox() {
#ifdef __linux__
    m_read_fd = m_write_fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_read_fd == -1) throw std::system_error(errno, std::generic_category(), "eventfd");
#else
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    for (const int fd : pipe) {
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        ::fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    m_read_fd = pipe[0];
    m_write_fd = pipe[1];
#endif
}

Mailbox::~Mailbox() {
    ::close(m_read_fd);
    if (m_write_fd != m_read_fd) ::close(m_write_fd);
}

bool Mailbox::post(Task& task) {
    bool was_empty = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed) return false;
        was_empty = m_tasks.empty();
        m_tasks.push(task);
    }
    if (was_empty) wake();
    return true;
}

bool Mailbox::post(std::function<void()> function) {
    auto task = std::make_unique<HeapTask>(std::move(function));
    if (!post(*task)) return false;
    task.release();  // NOLINT(bugprone-unused-return-value): it owns itself now
    return true;
}

void Mailbox::forget(const std::shared_ptr<Waiter>& waiter) {
    post([this, waiter] {
        for (Connection* const connection : m_loop->m_connections)
            connection->forget(*waiter);
    });
}

void Mailbox::wake() {
    const uint64_t one = 1;
    // A full pipe or counter wakes as well.
    while (::write(m_write_fd, &one, sizeof(one)) == -1 && errno == EINTR) {
    }
}

// ---- EventLoopRef ----

EventLoopRef::EventLoopRef(EventLoop& loop) : m_loop(&loop), m_mailbox(loop.mailbox()) {
    const std::lock_guard lock(m_mailbox->m_mutex);
    ++m_mailbox->m_refs;
    m_mailbox->m_was_referenced = true;
}

void EventLoopRef::reset() {
    if (!m_loop) return;
    m_loop = nullptr;
    bool last = false;
    {
        const std::lock_guard lock(m_mailbox->m_mutex);
        last = --m_mailbox->m_refs == 0;
    }
    if (last) m_mailbox->wake();
    m_mailbox.reset();
}

// ---- EventLoop ----

struct EventLoop::TaskErrors final : kj::TaskSet::ErrorHandler {
    explicit TaskErrors(EventLoop& of) : loop(of) {}
    void taskFailed(kj::Exception&& exception) override {
        loop.log(Log::Error,
                 std::string("Uncaught exception in a task: ") + exception.getDescription().cStr());
    }
    EventLoop& loop;
};

struct EventLoop::Observer {
    Observer(kj::UnixEventPort& port, int of) : fd(port, of, kj::UnixEventPort::FdObserver::OBSERVE_READ) {}
    kj::UnixEventPort::FdObserver fd;
};

EventLoop::EventLoop(const char* exe_name, LogOptions log, void* context)
    : m_exe_name(exe_name),
      m_context(context),
      m_io_context(kj::setupAsyncIo()),
      m_log(std::move(log)),
      m_mailbox(std::make_shared<Mailbox>()),
      m_thread(std::this_thread::get_id()),
      m_task_errors(std::make_unique<TaskErrors>(*this)),
      m_observer(std::make_unique<Observer>(m_io_context.unixEventPort, m_mailbox->m_read_fd)),
      m_done(kj::newPromiseAndFulfiller<void>()),
      m_mailbox_served(serve_mailbox().eagerlyEvaluate(nullptr)) {
    m_mailbox->m_loop = this;
    m_task_set.emplace(*m_task_errors);
}

EventLoop::EventLoop(const char* exe_name, LogFn log_fn, void* context)
    : EventLoop(exe_name, LogOptions{std::move(log_fn)}, context) {}

EventLoop::EventLoop(const char* exe_name, std::function<void(bool, std::string)> log_fn, void* context)
    : EventLoop(exe_name, LogOptions{[log_fn = std::move(log_fn)](LogMessage message) {
                    log_fn(message.level == Log::Raise, std::move(message.message));
                }},
                context) {}

EventLoop::~EventLoop() {
    m_task_set.reset();
    m_cleaner.reset();
    TaskQueue rest;
    {
        const std::lock_guard lock(m_mailbox->m_mutex);
        m_mailbox->m_closed = true;
        std::swap(rest, m_mailbox->m_tasks);
    }
    while (Task* const task = rest.pop())
        task->run();
}

void EventLoop::loop() {
    if (g_thread_context.name.empty()) g_thread_context.name = "capnp-loop";
    g_thread_context.loop_thread = true;
    m_done.promise.wait(m_io_context.waitScope);
    g_thread_context.loop_thread = false;
}

kj::Promise<void> EventLoop::serve_mailbox() {
    // The observer reports changes: each write to the descriptor, read or not. So it is armed before the
    // tasks run.
    return m_observer->fd.whenBecomesReadable().then([this] {
        kj::Promise<void> next = serve_mailbox();
        run_tasks();
        return next;
    });
}

void EventLoop::run_tasks() {
#ifndef __linux__
    char buffer[512];
    while (::read(m_mailbox->m_read_fd, buffer, sizeof(buffer)) > 0) {
    }
#endif
    while (true) {
        TaskQueue tasks;
        {
            const std::lock_guard lock(m_mailbox->m_mutex);
            std::swap(tasks, m_mailbox->m_tasks);
            if (tasks.empty()) {
                if (m_mailbox->m_refs == 0 && m_mailbox->m_was_referenced) m_done.fulfiller->fulfill();
                return;
            }
        }
        while (Task* const task = tasks.pop()) {
            KJ_IF_MAYBE (exception, kj::runCatchingExceptions([&] { task->run(); })) {
                m_task_errors->taskFailed(kj::mv(*exception));
            }
        }
    }
}

void EventLoop::run_and_wait(FunctionRef<void()> function) {
    if (on_loop_thread()) return function();
    SyncTask task(function);
    if (!m_mailbox->post(task)) throw std::runtime_error("the event loop has ended");
    task.wait();
}

void EventLoop::clean_up(std::function<void()> function) {
    const std::lock_guard lock(m_cleaner_mutex);
    if (!m_cleaner) m_cleaner = std::make_unique<Worker>("clean-up", 1);
    auto task =
        std::make_unique<HeapTask>([function = std::move(function), ref = EventLoopRef(*this)]() mutable {
            function();
            function = nullptr;
        });
    if (m_cleaner->post(*task)) task.release();  // NOLINT(bugprone-unused-return-value): it owns itself now
}

void EventLoop::log(Log level, const std::string& text) const {
    if (!logs(level)) return;
    m_log.log_fn({"{" + ThreadName(m_exe_name) + "} " + text, level});
}

}  // namespace mp
