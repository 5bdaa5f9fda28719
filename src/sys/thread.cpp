// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/thread.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <utility>

namespace quanta::sys {

namespace {

/// What the kernel keeps of a thread's name, characters.
constexpr size_t kKernelNameLength = 15;

std::string& own_name() {
    thread_local std::string name = "main";
    return name;
}

}  // namespace

int cpu_count() {
#if defined(__linux__)
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
#endif
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void set_thread_name(const std::string& name) {
    own_name() = name;
    const std::string shortened = name.substr(0, kKernelNameLength);
#if defined(__APPLE__)
    pthread_setname_np(shortened.c_str());
#else
    pthread_setname_np(pthread_self(), shortened.c_str());
#endif
}

const std::string& thread_name() { return own_name(); }

Thread::Thread(std::string name, std::function<void()> body)
    : m_thread([name = std::move(name), body = std::move(body)] {
          set_thread_name(name);
          body();
      }) {}

Thread& Thread::operator=(Thread&& other) noexcept {
    join();
    m_thread = std::move(other.m_thread);
    return *this;
}

void Thread::join() {
    if (m_thread.joinable()) m_thread.join();
}

WorkerPool::WorkerPool(const std::string& name, int threads, size_t queue_capacity)
    : m_thread_count(static_cast<size_t>(threads)), m_tasks(queue_capacity) {
    CHECK(threads > 0);
    m_threads.reserve(m_thread_count);
    for (size_t i = 0; i < m_thread_count; ++i) {
        m_threads.emplace_back(name + "." + std::to_string(i), [this] { work(); });
    }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::post(std::function<void()> task) {
    {
        MutexLock lock(m_mutex);
        ++m_pending;
    }
    const bool queued = m_tasks.push(std::move(task));
    if (!queued) finished();
    return queued;
}

bool WorkerPool::try_post(std::function<void()> task) {
    {
        MutexLock lock(m_mutex);
        ++m_pending;
    }
    const bool queued = m_tasks.try_push(task);
    if (!queued) finished();
    return queued;
}

void WorkerPool::drain() {
    MutexLock lock(m_mutex);
    while (m_pending > 0) m_idle.wait(m_mutex);
}

void WorkerPool::stop() {
    m_tasks.close();
    for (Thread& thread : m_threads) thread.join();
}

void WorkerPool::work() {
    while (std::optional<std::function<void()>> task = m_tasks.pop()) {
        (*task)();
        task.reset();
        finished();
    }
}

void WorkerPool::finished() {
    MutexLock lock(m_mutex);
    if (--m_pending == 0) m_idle.notify_all();
}

}  // namespace quanta::sys
