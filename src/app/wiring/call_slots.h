// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "sys/mutex.h"

namespace quanta::wiring {

/// Bounds how many threads wait for one process at a time, so that one which has stopped does not take all
/// threads of a server. Any thread.
class CallSlots {
public:
    /// Whether the process answers: asked by one thread at a time, takes a short time.
    using Probe = std::function<bool()>;

    /// A slot is one of `count` (at least 1). While all are taken and none is given back for `patience`, the
    /// process is asked whether it answers.
    CallSlots(size_t count, std::chrono::milliseconds patience);
    CallSlots(const CallSlots&) = delete;
    CallSlots& operator=(const CallSlots&) = delete;

    /// A slot, given back with this.
    class Held {
    public:
        /// Waits for a slot as long as the process answers. Throws std::runtime_error when it does not, and
        /// after close(). `slots` outlive this.
        Held(CallSlots& slots, const Probe& probe) : m_slots(slots) { slots.take(probe); }
        ~Held() { m_slots.give_back(); }
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;

    private:
        CallSlots& m_slots;
    };

    /// How many are held.
    size_t taken() const QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        return m_taken;
    }
    /// Nobody gets a slot any more. Idempotent.
    void close() QUANTA_EXCLUDES(m_mutex);
    /// Waits until all slots have been given back, for `time` at most; whether they have.
    bool wait_free(std::chrono::milliseconds time) QUANTA_EXCLUDES(m_mutex);

private:
    using Time = std::chrono::steady_clock::time_point;

    void take(const Probe& probe) QUANTA_EXCLUDES(m_mutex);
    void give_back() QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    const size_t m_count;
    const std::chrono::milliseconds m_patience;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    sys::CondVar m_changed;
    size_t m_taken QUANTA_GUARDED_BY(m_mutex) = 0;
    Time m_moved QUANTA_GUARDED_BY(m_mutex){};  ///< a slot was taken or given back, or there was an answer
    Time m_silent_until QUANTA_GUARDED_BY(m_mutex){};  ///< until then it is not asked again
    bool m_probing QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_closed QUANTA_GUARDED_BY(m_mutex) = false;
};

}  // namespace quanta::wiring
