// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/node/remote_wiring.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "app/common/find_program.h"
#include "base/log.h"
#include "ipc/spawn.h"
#include "sys/process.h"

namespace quanta::node_program {

namespace {

/// How long a wallet process may take to leave once its connection has ended.
constexpr std::chrono::milliseconds kLeave{5000};
/// How long the end of a process may come after that of its connection.
constexpr std::chrono::milliseconds kEndAfterConnection{500};
constexpr std::chrono::milliseconds kLook{10};

/// Not for another process: said otherwise (-datadir, -chain), read already (-conf), or this one's own.
constexpr std::string_view kNotForwarded[] = {"datadir", "chain",    "regtest",   "signet",
                                              "testnet", "testnet4", "conf",      "includeconf",
                                              "wallet",  "ipcfd",    "ipcconnect"};

bool is_forwarded(std::string_view name) {
    return std::find(std::begin(kNotForwarded), std::end(kNotForwarded), name) == std::end(kNotForwarded);
}

/// A running wallet process: its end is waited for when this goes.
class WalletProcess {
public:
    explicit WalletProcess(sys::Child child) : m_child(std::move(child)) {}
    ~WalletProcess() {
        // The connection first: its end is the sign to leave, and needs no answer of a process that has
        // stopped.
        init.reset();
        loader.reset();
        std::optional<int> status = wait(kLeave);
        if (!status) {
            base::log_warning("the wallet process {} does not leave: killed", m_child.id());
            m_child.send_signal(SIGKILL);
            status = m_child.wait();
        }
        base::log_debug(base::Category::Ipc, "wallet process {} left with status {}", m_child.id(), *status);
    }
    /// Its status when it ends within `time`.
    std::optional<int> wait(std::chrono::milliseconds time) {
        const auto give_up = std::chrono::steady_clock::now() + time;
        std::optional<int> status = m_child.try_wait();
        while (!status && std::chrono::steady_clock::now() < give_up) {
            std::this_thread::sleep_for(kLook);
            status = m_child.try_wait();
        }
        return status;
    }
    WalletProcess(const WalletProcess&) = delete;
    WalletProcess& operator=(const WalletProcess&) = delete;

    std::unique_ptr<interfaces::QuantaInit> init;
    std::unique_ptr<interfaces::WalletLoader> loader;

private:
    sys::Child m_child;
};

}  // namespace

std::shared_ptr<interfaces::WalletLoader> RemoteWiring::start_wallets(
    std::unique_ptr<interfaces::Chain> chain, std::function<void()> lost) {
    auto spawned = ipc::spawn(program::find_program("quanta-wallet"),
                              forwarded_arguments(m_options, config::wallet_options()));
    if (!spawned) throw std::runtime_error(spawned.error());
    base::log_info("wallet process {} started", spawned->child.id());
    auto process = std::make_shared<WalletProcess>(std::move(spawned->child));
    try {
        process->init = m_host->connect(spawned->socket, std::move(lost));
        process->loader = process->init->serve_wallets(std::move(chain));
    } catch (const std::exception& error) {
        // When it has ended, it has said why.
        const std::optional<int> status = process->wait(kEndAfterConnection);
        if (!status) throw std::runtime_error(std::string("quanta-wallet does not answer: ") + error.what());
        throw std::runtime_error("quanta-wallet has ended with status " + std::to_string(*status) + ": see " +
                                 m_options.network_path("wallet.log"));
    }
    interfaces::WalletLoader* const loader = process->loader.get();
    return {std::move(process), loader};
}

base::Result<void, std::string> RemoteWiring::open(const wiring::Services& services) {
    // Not before the log's levels are set.
    m_host = std::make_unique<ipc::Host>("quanta-node");
    wiring::IpcServerOptions server;
    server.directory = m_options.directories().network;
    server.node_socket = !m_options.is_negated("ipcbind");
    server.bind = m_options.get_list("ipcbind");
    server.allow = m_options.get_list("ipcallow");
    if (const auto descriptor = m_options.get("ipcfd")) {
        server.started_with = TRY(ipc::take_spawned_socket(*descriptor));
    }
    m_server = TRY(wiring::IpcServer::start(*m_host, services, server));
    return {};
}

void RemoteWiring::write_metrics(metrics::Exposition& out) {
    if (m_host)
        out.gauge("quanta_ipc_connections", "Connections with other processes.", m_host->connections());
}

void RemoteWiring::give_up_calls() {
    if (m_host) m_host->give_up_calls();
}

void RemoteWiring::close() {
    m_host.reset();
    m_server.reset();
}

std::vector<std::string> forwarded_arguments(const config::Options& options, config::OptionTable table) {
    std::vector<std::string> arguments{"-datadir=" + options.directories().data, "-chain=" + options.chain(),
                                       "-noconf"};
    for (const config::OptionSpec& spec : table) {
        const std::string name(spec.name);
        if (!is_forwarded(name) || config::find_option(options.table(), name) == nullptr) continue;
        if (options.is_negated(name)) {
            arguments.push_back("-no" + name);
            continue;
        }
        // Each process has a log of its own.
        if (name == "debuglogfile") continue;
        if ((spec.flags & config::kRepeatable) == 0) {
            if (const auto value = options.get(name)) arguments.push_back("-" + name + "=" + *value);
            continue;
        }
        // In the order in which they are read.
        for (const std::string& value : options.get_list(name))
            arguments.push_back("-" + name + "=" + value);
    }
    return arguments;
}

}  // namespace quanta::node_program
