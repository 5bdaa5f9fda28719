// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>

#include "app/wiring/node_init.h"
#include "gui/gui.h"
#include "sys/mutex.h"

namespace quanta::gui_program {

/// A node of this process that comes and goes: those who call it hold it while they do.
class Gate {
public:
    /// The node is there.
    void open(const wiring::Services& services) QUANTA_EXCLUDES(m_mutex);
    /// It is to go: returns when nobody calls it any more.
    void close() QUANTA_EXCLUDES(m_mutex);

    /// Calls `use` with the node. Throws std::runtime_error when it is gone.
    template <typename Use>
    auto with(const Use& use) QUANTA_NO_THREAD_SAFETY_ANALYSIS {
        const std::shared_lock lock(m_mutex);
        if (!m_init) throw std::runtime_error("The node has stopped");
        return use(*m_init);
    }
    bool is_open() QUANTA_NO_THREAD_SAFETY_ANALYSIS {
        const std::shared_lock lock(m_mutex);
        return m_init.has_value();
    }

private:
    sys::SharedMutex m_mutex;
    std::optional<wiring::NodeInit> m_init;  // guarded by m_mutex
};

/// Gives the window the node of this process.
class LocalSessions final : public gui::SessionSource {
public:
    LocalSessions() : m_gate(std::make_shared<Gate>()) {}

    // For the thread of the node.
    void node_opens(const wiring::Services& services) QUANTA_EXCLUDES(m_mutex);
    void node_closes() { m_gate->close(); }
    /// The node has ended; `error` says why, if it is not as asked.
    void node_ended(const std::optional<std::string>& error) QUANTA_EXCLUDES(m_mutex);

    std::unique_ptr<gui::Session> connect(const WaitingFor& waiting_for) override QUANTA_EXCLUDES(m_mutex);
    void interrupt() override QUANTA_EXCLUDES(m_mutex);
    bool owns_node() override { return true; }

private:
    enum class State { Starting, There, Ended };

    const std::shared_ptr<Gate> m_gate;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    State m_state QUANTA_GUARDED_BY(m_mutex) = State::Starting;
    bool m_interrupted QUANTA_GUARDED_BY(m_mutex) = false;
    std::optional<std::string> m_error QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::gui_program
