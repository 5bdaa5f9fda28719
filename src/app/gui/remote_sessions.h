// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/options.h"
#include "gui/gui.h"
#include "ipc/host.h"
#include "sys/mutex.h"
#include "sys/process.h"

namespace quanta::gui_program {

/// Finds the window a node in another process: one that runs already, or else one that it starts. A window
/// that has found a node of somebody else's waits for that one to come back, and starts none beside it.
class RemoteSessions final : public gui::SessionSource {
public:
    /// `options` outlive it; `arguments` are the command line, which a node that is started gets too.
    RemoteSessions(const config::Options& options, std::vector<std::string> arguments);
    /// Waits for the end of a node that was asked to stop.
    ~RemoteSessions() override;

    std::unique_ptr<gui::Session> connect(const WaitingFor& waiting_for) override QUANTA_EXCLUDES(m_mutex);
    void interrupt() override { m_interrupted = true; }
    bool owns_node() override { return m_owns_node; }

private:
    int reach_node(const WaitingFor& waiting_for) QUANTA_EXCLUDES(m_mutex);
    int start_node() QUANTA_EXCLUDES(m_mutex);
    void note_found() QUANTA_EXCLUDES(m_mutex);
    bool waits_for_another() QUANTA_EXCLUDES(m_mutex);
    void check_node_runs() QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    const config::Options& m_options;
    const std::vector<std::string> m_arguments;
    const std::shared_ptr<ipc::Host> m_host;

    std::atomic<bool> m_interrupted{false};
    std::atomic<bool> m_owns_node{false};

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    std::optional<sys::Child> m_node QUANTA_GUARDED_BY(m_mutex);  ///< the one that was started, while it runs
    bool m_found QUANTA_GUARDED_BY(m_mutex) = false;              ///< one that others started
};

/// The arguments for a node that the window of `arguments` starts.
std::vector<std::string> node_arguments(const std::vector<std::string>& arguments);

}  // namespace quanta::gui_program
