// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>

#include "net/environment.h"
#include "sys/event_loop.h"
#include "sys/thread.h"

namespace quanta::net {

/// The environment of the machine: an event loop, its sockets and timers. Names are looked up in a thread of
/// its own, `net.dns.0`, as the system's answer may take long: at most 64 wait, further ones have no address.
/// Made before the loop runs, destroyed after it has stopped.
class SystemEnvironment {
public:
    /// Names looked up that may wait at a time.
    static constexpr size_t kMaxLookups = 64;
    /// Addresses of a name that are taken.
    static constexpr size_t kMaxAddressesPerName = 256;

    SystemEnvironment(sys::EventLoop& loop, const sys::Clock& clock, sys::Random& random);
    /// Waits for a look-up under way.
    ~SystemEnvironment();

    /// Valid as long as this is.
    Environment environment();

    /// Time passes at once, as far as this environment's steady clock and callbacks go: those that would have
    /// been called meanwhile are called next. For tests that wait for what takes minutes. Net thread.
    void skip(std::chrono::microseconds time);

private:
    class AheadClock;
    class LoopScheduler;
    class LoopSockets;

    std::unique_ptr<AheadClock> m_clock;
    sys::Random& m_random;
    std::unique_ptr<LoopScheduler> m_scheduler;
    std::unique_ptr<LoopSockets> m_sockets;
};

}  // namespace quanta::net
