// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::gui {

/// One thread that makes calls for the window, one after the other, so that the window never waits for one.
/// Any thread, except where stated.
class Lane {
public:
    /// A call in progress.
    struct Busy {
        std::string what;
        std::chrono::steady_clock::time_point since;
    };

    /// `capacity` is the number of calls that may wait, at least 1.
    Lane(const std::string& name, size_t capacity);
    /// Waits for the call in progress.
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// Queues `task`, which throws nothing. `what` tells a user about it: "Asking the node how it is". False,
    /// and it will not run, when too many wait or after stop(). Never waits.
    bool post(std::string what, std::function<void()> task) QUANTA_EXCLUDES(m_mutex);
    /// Runs `last`, which lets go of something that may take time, when the calls queued before are done; at
    /// once when the thread has ended. Never refused.
    void dispose(std::function<void()> last) QUANTA_EXCLUDES(m_mutex);
    /// What it does at this moment; nothing while it is idle.
    std::optional<Busy> busy() const QUANTA_EXCLUDES(m_mutex);

    /// Takes no more calls and drops those that wait. Does not wait.
    void stop() QUANTA_EXCLUDES(m_mutex);
    /// After stop(): waits until the thread is done, until `deadline` at most; whether it is.
    bool ended_by(std::chrono::steady_clock::time_point deadline) QUANTA_EXCLUDES(m_mutex);

private:
    struct Item {
        std::string what;
        std::function<void()> task;
        bool disposal = false;
    };

    void work() QUANTA_EXCLUDES(m_mutex);
    std::optional<Item> next() QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    const size_t m_capacity;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::deque<Item> m_items QUANTA_GUARDED_BY(m_mutex);
    size_t m_waiting QUANTA_GUARDED_BY(m_mutex) = 0;
    std::optional<Busy> m_busy QUANTA_GUARDED_BY(m_mutex);
    bool m_stopped QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_ended QUANTA_GUARDED_BY(m_mutex) = false;

    sys::Thread m_thread;
};

}  // namespace quanta::gui
