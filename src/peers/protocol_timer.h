// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "net/environment.h"

namespace quanta::peers {

/// Calls back again and again, at a fixed distance, while it is running. Net thread.
class ProtocolTimer {
public:
    /// Stopped at first. `scheduler` outlives this.
    ProtocolTimer(net::Scheduler& scheduler, std::chrono::milliseconds interval,
                  std::function<void()> callback)
        : m_scheduler(scheduler), m_interval(interval), m_callback(std::move(callback)) {}

    /// Does nothing when it runs already.
    void start() {
        if (!m_job) arm();
    }
    void stop() { m_job.reset(); }
    void run(bool wanted) { wanted ? start() : stop(); }

private:
    void arm() {
        m_job = m_scheduler.after(m_interval, [this] {
            arm();
            m_callback();
        });
    }

    net::Scheduler& m_scheduler;
    const std::chrono::milliseconds m_interval;
    const std::function<void()> m_callback;
    std::unique_ptr<net::Scheduler::Job> m_job;
};

}  // namespace quanta::peers
