// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "sys/event_loop.h"

namespace quanta::sys {

/// What the system asks of a daemon.
enum class Signal : uint8_t {
    Stop,    ///< SIGINT, SIGTERM.
    Reopen,  ///< SIGHUP: open the log file anew.
    User,    ///< SIGUSR1.
};

/// Turns signals into calls in the loop's thread, for as long as it lives. One per process.
class SignalWatcher {
public:
    /// `loop` outlives the watcher; `on_signal` runs in its thread.
    SignalWatcher(EventLoop& loop, std::function<void(Signal)> on_signal);
    /// Signals have their usual effect again. Loop thread, or after run() has returned.
    ~SignalWatcher();
    SignalWatcher(const SignalWatcher&) = delete;
    SignalWatcher& operator=(const SignalWatcher&) = delete;

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

/// Writing to a closed socket or pipe becomes an error instead of the end of the process. First thing in
/// main.
void ignore_broken_pipes();

}  // namespace quanta::sys
