// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/gui/remote_sessions.h"

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "app/common/find_program.h"
#include "base/log.h"
#include "ipc/address.h"
#include "ipc/spawn.h"

namespace quanta::gui_program {

namespace {

/// How long a call that starts a session may take.
constexpr std::chrono::seconds kCallTime{10};
/// How long a node that was asked to stop may take until the window's process leaves without it.
constexpr std::chrono::seconds kNodeEnd{30};
constexpr std::chrono::milliseconds kLook{20};

/// Options that the window's node must not get: how to reach another one.
bool is_for_window_alone(std::string_view argument) {
    while (argument.starts_with('-'))
        argument.remove_prefix(1);
    const std::string_view name = argument.substr(0, argument.find('='));
    return name == "ipcconnect" || name == "noipcconnect" || name == "daemon" || name == "daemonwait";
}

}  // namespace

std::vector<std::string> node_arguments(const std::vector<std::string>& arguments) {
    // The node writes to the console when the window does.
    std::vector<std::string> passed{"-printtoconsole=0"};
    for (const std::string& argument : arguments) {
        if (!is_for_window_alone(argument)) passed.push_back(argument);
    }
    return passed;
}

RemoteSessions::RemoteSessions(const config::Options& options, std::vector<std::string> arguments)
    : m_options(options),
      m_arguments(std::move(arguments)),
      m_host(std::make_shared<ipc::Host>("quanta-gui")) {}

RemoteSessions::~RemoteSessions() {
    const sys::MutexLock lock(m_mutex);
    if (!m_node || !m_owns_node) return;
    const auto give_up = std::chrono::steady_clock::now() + kNodeEnd;
    while (!m_node->try_wait() && std::chrono::steady_clock::now() < give_up)
        std::this_thread::sleep_for(kLook);
}

std::unique_ptr<gui::Session> RemoteSessions::connect(const WaitingFor& waiting_for) {
    if (m_interrupted) throw std::runtime_error("The window closes");
    const int socket = reach_node(waiting_for);
    waiting_for("Connecting to the node");
    const interfaces::CallLimit limit = ipc::Host::call_limit();
    const auto bound = limit(kCallTime);
    /// What the parts of a session stand on.
    struct Link {
        std::shared_ptr<ipc::Host> host;
        std::unique_ptr<interfaces::QuantaInit> init;
    };
    auto link = std::make_shared<Link>();
    link->host = m_host;
    link->init = m_host->connect(socket);
    auto session = std::make_unique<gui::Session>();
    session->limit = limit;
    session->node = link->init->make_node();
    session->rpc = link->init->make_rpc();
    try {
        session->wallets = link->init->make_wallet_loader();
    } catch (const std::exception&) {
        // -disablewallet. Whatever else it was, the next call tells.
        session->wallets = nullptr;
    }
    session->connection = std::move(link);
    return session;
}

int RemoteSessions::reach_node(const WaitingFor& waiting_for) {
    const std::string address = m_options.get_string("ipcconnect", "unix");
    const bool attach_only = m_options.is_set("ipcconnect") && !m_options.is_negated("ipcconnect");
    const auto path = ipc::socket_path(address.empty() || address == "0" ? "unix" : address,
                                       m_options.directories().network);
    if (!path) throw std::runtime_error("-ipcconnect=" + address + ": " + path.error());
    waiting_for("Looking for a node at " + *path);
    base::log_debug(base::Category::Ipc, "looking for a node at {}", *path);
    const auto socket = ipc::connect_to(*path);
    if (socket) {
        note_found();
        base::log_info("attached to the node at {}", *path);
        return *socket;
    }
    if (attach_only || waits_for_another() || !socket.error().nobody_there())
        throw std::runtime_error(socket.error().message);
    check_node_runs();
    waiting_for("Starting quanta-node");
    return start_node();
}

void RemoteSessions::note_found() {
    const sys::MutexLock lock(m_mutex);
    // In place of one of ours that has ended, another may run now.
    if (m_node && m_node->try_wait()) {
        m_node.reset();
        m_owns_node = false;
    }
    m_found = !m_node;
}

bool RemoteSessions::waits_for_another() {
    const sys::MutexLock lock(m_mutex);
    return m_found;
}

void RemoteSessions::check_node_runs() {
    const sys::MutexLock lock(m_mutex);
    if (!m_node) return;
    const std::optional<int> status = m_node->try_wait();
    if (!status) throw std::runtime_error("The node that was started does not offer a connection yet");
    if (*status == 0) throw gui::NodeStopped("The node was stopped");
    m_node.reset();
    m_owns_node = false;
    throw std::runtime_error("quanta-node has ended with status " + std::to_string(*status) + ": see " +
                             m_options.network_path("debug.log"));
}

int RemoteSessions::start_node() {
    auto spawned = ipc::spawn(program::find_program("quanta-node"), node_arguments(m_arguments));
    if (!spawned) throw std::runtime_error(spawned.error());
    const sys::MutexLock lock(m_mutex);
    base::log_info("node process {} started", spawned->child.id());
    m_node.emplace(std::move(spawned->child));
    m_owns_node = true;
    return spawned->socket;
}

}  // namespace quanta::gui_program
