// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/daemon.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "app/daemon/process_metrics.h"
#include "app/daemon/startup_wallets.h"
#include "base/log.h"
#include "config/settings_file.h"
#include "index_rpc/methods.h"
#include "mempool_rpc/methods.h"
#include "mining_rpc/methods.h"
#include "node/chain_service.h"
#include "node/node_metrics.h"
#include "node_rpc/methods.h"
#include "rpc/control.h"
#include "sys/random.h"
#include "wallet_methods/methods.h"

namespace quanta::daemon {

namespace {

using base::Err;

/// Less free space than this is too little to start with.
constexpr uint64_t kMinFreeBytes = 50 * 1000 * 1000;
/// Between looks whether wallets are loaded.
constexpr std::chrono::milliseconds kLook{20};

}  // namespace

base::Result<std::unique_ptr<PidFile>, std::string> PidFile::create(sys::FileSystem& files,
                                                                    std::string path) {
    const std::string text = std::to_string(::getpid()) + '\n';
    if (const auto written = sys::write_atomically(files, path, base::as_bytes(text)); !written) {
        return Err("Unable to create the PID file '" + path + "': " + written.error().message());
    }
    return std::unique_ptr<PidFile>(new PidFile(files, std::move(path)));
}

PidFile::~PidFile() {
    if (const auto removed = m_files.remove(m_path); !removed) {
        base::log_warning("cannot remove the PID file: {}", removed.error().message());
    }
}

Daemon::Daemon(Settings settings, Environment environment)
    : m_settings(std::move(settings)),
      m_options(environment.options),
      m_files(environment.files),
      m_log(environment.log),
      m_wiring(environment.wiring),
      m_saved_settings(m_options.settings()) {
    m_clock.set_mock_time_s(m_settings.mock_time_s);
}

Daemon::~Daemon() {
    // After an exception.
    if (m_node) stop_services();
    stop_loop();
}

void Daemon::request_shutdown() {
    if (node::Node* node = m_stoppable.load()) node->request_shutdown();
}

base::Result<void, std::string> Daemon::run(const std::function<void()>& ready) {
    // First, so that a signal from now on ends the node in order; it is heard when the loop runs.
    m_signals =
        std::make_unique<sys::SignalWatcher>(m_loop, [this](sys::Signal signal) { on_signal(signal); });
    auto outcome = run_from_start_to_end(ready);
    // A window that stays to show what went wrong is ended by signals as any program is.
    stop_loop();
    return outcome;
}

base::Result<void, std::string> Daemon::run_from_start_to_end(const std::function<void()>& ready) {
    TRY(take_directories());
    TRY(program::start_log(m_settings.log, m_files, m_log));
    log_start();
    if (!m_settings.pid_path.empty()) m_pid_file = TRY(PidFile::create(m_files, m_settings.pid_path));

    make_node();
    make_wallets();
    auto outcome = start_services();
    if (outcome) outcome = run_node(ready);
    stop_services();
    base::log_info("shutdown done");
    if (const auto failure = m_node->failure()) return Err(*failure);
    return outcome;
}

void Daemon::make_node() {
    m_node = std::make_unique<node::Node>(
        m_settings.node, m_settings.params,
        node::NodeServices{m_files,
                           m_clock,
                           {[this](const std::string& command) { m_commands.start(command); },
                            [](const std::string& command) { sys::run_command(command); }},
                           m_wiring.call_limit(),
                           m_wiring.call_watch()});
    m_stoppable = m_node.get();
}

void Daemon::make_wallets() {
    if (!m_settings.wallets) return;
    wiring::WalletHubOptions options;
    options.limit = m_wiring.call_limit();
    // A process that has stopped holds half of the threads at most.
    if (m_settings.rpc) options.rpc_calls = static_cast<size_t>(std::max(2, m_settings.rpc->threads) / 2);
    options.start = [this](std::function<void()> lost) {
        if (!m_node->wait_until_running()) throw std::runtime_error("The node is stopping");
        return m_wiring.start_wallets(node::make_chain_service(*m_node), std::move(lost));
    };
    m_wallets = std::make_unique<wiring::WalletHub>(std::move(options));
}

base::Result<void, std::string> Daemon::start_services() {
    auto outcome = start_rpc();
    if (outcome) {
        outcome = m_wiring.open(
            {*m_node,
             m_dispatcher,
             m_wallets.get(),
             m_files,
             {QUANTA_VERSION, m_options.directories().network, m_settings.log.output.file_path}});
    }
    if (outcome) outcome = start_metrics();
    m_loop_thread = sys::Thread("loop", [this] { m_loop.run(); });
    return outcome;
}

void Daemon::stop_services() {
    if (std::exchange(m_stopped, true)) return;
    if (m_rpc) m_rpc->interrupt();
    m_dispatcher.stop();
    m_node->request_shutdown();
    let_go_of_wallets();
    if (m_rpc) m_rpc->stop();
    if (m_wallets) m_wallets->stop();
    m_node->stop();
    // Last: until now windows and monitoring could see how far the node is.
    if (m_metrics) m_metrics->stop();
    m_wiring.close();
    stop_loop();
}

void Daemon::let_go_of_wallets() {
    if (!m_wallets) return;
    m_wallets->interrupt();
    m_wiring.give_up_calls();
}

void Daemon::load_wallets() {
    if (!m_wallets || m_settings.load_wallets.empty()) return;
    m_dispatcher.set_warm_up("Loading wallet…");
    // Beside this thread, which hears of the wish to stop: a wallet process may not answer.
    std::atomic<bool> done{false};
    const sys::Thread loading("wallets.load", [this, &done] {
        for (const std::string& error : m_wallets->load(m_settings.load_wallets))
            base::log_warning("{}", error);
        done = true;
    });
    while (!done) {
        if (!m_node->shutdown().wait_for(kLook)) continue;
        let_go_of_wallets();
        return;
    }
}

void Daemon::save_wallet_choice(const std::string& wallet, bool load_at_start) {
    if (m_options.settings_path().empty()) return;
    const sys::MutexLock lock(m_settings_mutex);
    set_wallet_choice(m_saved_settings, wallet, load_at_start);
    const auto saved = config::write_settings(m_files, m_options.settings_path(), m_saved_settings);
    if (!saved) base::log_warning("Settings file could not be written: {}", saved.error().message);
}

base::Result<void, std::string> Daemon::run_node(const std::function<void()>& ready) {
    const auto show = [this](const std::string& status) {
        base::log_info("{}", status);
        m_dispatcher.set_warm_up(status);
    };
    const auto started = m_node->start(show);
    if (!started) {
        // An empty sentence: the node was asked to stop meanwhile, which is no failure.
        if (started.error().empty()) return {};
        return Err(started.error());
    }
    auto network = TRY(node::Network::start(
        *m_node, m_settings.network, {.files = m_files, .random = sys::os_random(), .progress = show}));
    m_node->set_network(std::move(network));
    load_wallets();
    m_dispatcher.end_warm_up();
    base::log_info("done loading at height {}", m_node->chain().snapshot()->height());
    ready();
    m_node->shutdown().wait();
    base::log_info("shutdown begins");
    return {};
}

base::Result<void, std::string> Daemon::take_directories() {
    const std::string& network = m_options.directories().network;
    const std::string blocks = m_settings.node.chain.blocks_directory.string();
    for (const std::string& path : {network, blocks}) {
        if (const auto made = m_files.create_directories(path); !made) {
            return Err("Cannot create directory " + path + ": " + made.error().message());
        }
        TRY(lock_directory(path));
        const auto free = m_files.available_bytes(path);
        if (free && *free < kMinFreeBytes) return Err("Disk space is low for " + path);
    }
    if (m_options.settings_path().empty()) return {};
    const auto saved = config::write_settings(m_files, m_options.settings_path(), m_options.settings());
    if (!saved) return Err("Settings file could not be written: " + saved.error().message);
    return {};
}

base::Result<void, std::string> Daemon::lock_directory(const std::string& path) {
    auto lock = sys::FileLock::acquire(sys::join_path(path, ".lock"));
    if (lock) {
        m_locks.push_back(std::move(*lock));
        return {};
    }
    if (lock.error().code == sys::FileErrorCode::Locked) {
        return Err("Cannot obtain a lock on directory " + path + ". Quanta is probably already running.");
    }
    return Err("Cannot write to directory '" + path + "'; check permissions. (" + lock.error().message() +
               ")");
}

void Daemon::log_start() {
    base::log_info("Quanta version v" QUANTA_VERSION);
    base::log_info("chain {}, data directory {}", m_options.chain(), m_options.directories().network);
    if (!m_options.config_path().empty()) base::log_info("configuration file {}", m_options.config_path());
    for (const std::string& line : m_options.describe())
        base::log_info("{}", line);
    for (const std::string& note : m_settings.notes)
        base::log_warning("{}", note);
}

base::Result<void, std::string> Daemon::start_rpc() {
    rpc::add_control_methods(m_dispatcher,
                             {[this] { m_node->request_shutdown(); }, [this] { return m_node->uptime_s(); },
                              m_settings.log.output.file_path, QUANTA_VERSION});
    node_rpc::MethodOptions methods = m_settings.methods;
    methods.set_mock_time_s = [this](int64_t time_s) { m_clock.set_mock_time_s(time_s); };
    node_rpc::add_node_methods(m_dispatcher, *m_node, methods);
    mempool_rpc::add_mempool_methods(m_dispatcher, *m_node, methods);
    index_rpc::add_index_methods(m_dispatcher, *m_node, methods);
    mining_rpc::add_mining_methods(m_dispatcher, *m_node, std::move(methods));
    if (m_wallets) {
        wallet_methods::add_wallet_methods(
            m_dispatcher,
            [this](interfaces::WalletRpcRequest request) {
                return m_wallets->execute_rpc(std::move(request));
            },
            [this](const std::string& wallet, bool load) { save_wallet_choice(wallet, load); });
    }
    m_dispatcher.set_warm_up_detail([this] {
        const std::vector<chain::TaskStatus> work = m_node->tasks().list();
        return work.empty() ? std::string() : work.front().brief();
    });
    if (!m_settings.rpc) return {};
    m_rpc = TRY(http::RpcServer::create({m_loop, m_dispatcher, m_files, sys::os_random()}, *m_settings.rpc));
    for (const sys::Endpoint& endpoint : m_rpc->endpoints())
        base::log_info("RPC server at {}", endpoint.to_text());
    return {};
}

base::Result<void, std::string> Daemon::start_metrics() {
    if (!m_settings.metrics) return {};
    m_registry.add([](metrics::Exposition& out) { write_process_metrics(QUANTA_VERSION, out); });
    m_registry.add([this](metrics::Exposition& out) { node::write_node_metrics(*m_node, out); });
    m_registry.add([this](metrics::Exposition& out) { m_dispatcher.write_metrics(out); });
    if (m_rpc) m_registry.add([this](metrics::Exposition& out) { m_rpc->write_metrics(out); });
    if (m_wallets) m_registry.add([this](metrics::Exposition& out) { m_wallets->write_metrics(out); });
    m_registry.add([this](metrics::Exposition& out) { m_wiring.write_metrics(out); });
    m_metrics = TRY(http::MetricsServer::create(m_loop, m_registry, *m_settings.metrics));
    for (const sys::Endpoint& endpoint : m_metrics->endpoints())
        base::log_info("metrics at http://{}{}", endpoint.to_text(), http::MetricsServer::kPath);
    return {};
}

void Daemon::on_signal(sys::Signal signal) {
    if (signal == sys::Signal::Stop) m_node->request_shutdown();
    if (signal != sys::Signal::Reopen) return;
    m_log.reopen();
    base::log_info("log opened anew");
}

void Daemon::stop_loop() {
    m_loop.stop();
    m_loop_thread.join();
    m_metrics.reset();
    m_rpc.reset();
    m_signals.reset();
}

}  // namespace quanta::daemon
