// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "mp/event-loop.h"

namespace mp {

/// An event loop in a thread of its own, for programs whose main thread has other things to do.
class LoopThread {
public:
    /// `exe_name` is kept by reference.
    explicit LoopThread(const char* exe_name, LogOptions log = {})
        : m_thread([this, exe_name, log = std::move(log)]() mutable {
              EventLoop loop(exe_name, std::move(log));
              m_made.set_value(&loop);
              loop.loop();
          }),
          m_running(std::in_place, *m_made.get_future().get()) {}
    /// Waits until nothing refers to the loop any more.
    ~LoopThread() {
        m_running.reset();
        m_thread.join();
    }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    EventLoop& get() { return **m_running; }

private:
    std::promise<EventLoop*> m_made;
    std::thread m_thread;
    std::optional<EventLoopRef> m_running;
};

}  // namespace mp
