// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace quanta::sys {

/// Runs callbacks of sockets, timers and posted tasks one after another in the thread that calls run().
///
/// Callbacks must not block: whatever takes long goes to a WorkerPool, which posts its outcome back.
class EventLoop {
public:
    EventLoop();
    /// Drops what is still queued without running it. run() has returned.
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Runs callbacks until stop(). The calling thread becomes the loop's thread. At most once.
    void run();
    /// Makes run() return after the callback it is in; also when called before run(). Any thread.
    void stop();
    /// Queues `task` for the loop's thread; tasks of one thread keep their order. Any thread.
    void post(std::function<void()> task);
    /// Whether the caller is the loop's thread.
    bool in_loop_thread() const;

    /// For the other .cpp files of this library.
    struct Impl;
    Impl& impl() { return *m_impl; }

private:
    std::unique_ptr<Impl> m_impl;
};

/// Calls back once after a time. Loop thread only, but for construction before run().
class Timer {
public:
    /// `loop` outlives the timer.
    explicit Timer(EventLoop& loop);
    /// Cancels.
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Calls `callback` after `delay`, unless cancelled, started again or destroyed before.
    void start(std::chrono::milliseconds delay, std::function<void()> callback);
    /// The callback will not be called.
    void cancel();

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace quanta::sys
