// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mp/thread.h"

#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "mp/event-loop.h"

namespace mp {

thread_local ThreadContext g_thread_context;

// ---- TaskQueue ----

void TaskQueue::push(Task& task) {
    task.m_next = nullptr;
    if (m_last)
        m_last->m_next = &task;
    else
        m_first = &task;
    m_last = &task;
}

Task* TaskQueue::pop() {
    Task* const task = m_first;
    if (!task) return nullptr;
    m_first = task->m_next;
    if (!m_first) m_last = nullptr;
    return task;
}

// ---- Waiter ----

// Notifications come after the lock is given back: a thread that is woken while it is held would only sleep
// again.

bool Waiter::post(Task& task) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_ended) return false;
        m_tasks.push(task);
    }
    m_changed.notify_one();
    return true;
}

void Waiter::serve() {
    std::unique_lock lock(m_mutex);
    while (true) {
        if (Task* const task = m_tasks.pop()) {
            lock.unlock();
            task->run();
            lock.lock();
        } else if (m_ended) {
            return;
        } else {
            m_changed.wait(lock);
        }
    }
}

void Waiter::wait(const bool& done) {
    std::unique_lock lock(m_mutex);
    while (!done) {
        if (Task* const task = m_tasks.pop()) {
            lock.unlock();
            task->run();
            lock.lock();
        } else {
            m_changed.wait(lock);
        }
    }
}

void Waiter::finish(bool& done) {
    {
        const std::lock_guard lock(m_mutex);
        done = true;
    }
    m_changed.notify_one();
}

void Waiter::end() {
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
    }
    m_changed.notify_all();
}

// ---- ThreadContext ----

std::string ThreadName(std::string_view exe_name) {
    std::string name(exe_name);
    name += '-' + std::to_string(::getpid()) + '/';
    if (!g_thread_context.name.empty()) name += g_thread_context.name + '-';
#ifdef __linux__
    name += std::to_string(::syscall(SYS_gettid));
#else
    name += std::to_string(std::hash<std::thread::id>()(std::this_thread::get_id()));
#endif
    return name;
}

ThreadContext::~ThreadContext() {
    waiter->end();
    // What was posted to this thread and never ran: calls back for calls that are over.
    waiter->serve();
    for (const std::weak_ptr<Mailbox>& used : mailboxes) {
        if (const auto mailbox = used.lock()) mailbox->forget(waiter);
    }
}

void ThreadContext::used_by(const std::shared_ptr<Mailbox>& mailbox) {
    const auto is_it = [&](const std::weak_ptr<Mailbox>& known) { return known.lock() == mailbox; };
    if (std::any_of(mailboxes.begin(), mailboxes.end(), is_it)) return;
    std::erase_if(mailboxes, [](const std::weak_ptr<Mailbox>& known) { return known.expired(); });
    mailboxes.push_back(mailbox);
}

// ---- Deadline ----

Deadline::Deadline(std::chrono::steady_clock::duration time) {
    const auto end = std::chrono::steady_clock::now() + time;
    if (!m_before || end < *m_before) g_thread_context.deadline = end;
}

// ---- Worker ----

Worker::Worker(std::string name, size_t threads) {
    m_state->name = std::move(name);
    m_state->running = threads;
    try {
        while (m_threads.size() < threads)
            start_thread(threads == 1);
    } catch (...) {
        join();
        throw;
    }
}

void Worker::start_thread(bool only) {
    m_threads.emplace_back([state = m_state, only] {
        g_thread_context.name = state->name;
        // The calls that come back to a thread that waits run on it; those of a pool go to whoever is free.
        if (only) g_thread_context.waiter = state->queue;
        state->queue->serve();
        if (--state->running == 0 && state->ended) std::exchange(state->ended, nullptr)();
    });
}

void Worker::join() {
    m_state->queue->end();
    for (std::thread& thread : m_threads) {
        if (thread.joinable()) thread.join();
    }
}

Worker::~Worker() {
    join();
}

void Worker::retire(std::function<void()> ended) {
    m_state->ended = std::move(ended);
    for (std::thread& thread : m_threads)
        thread.detach();
    m_state->queue->end();
}

}  // namespace mp
