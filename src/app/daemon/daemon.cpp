// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/daemon.h"

#include <unistd.h>

#include <utility>

#include "base/log.h"
#include "config/settings_file.h"
#include "node_rpc/methods.h"
#include "rpc/control.h"
#include "sys/random.h"

namespace quanta::daemon {

namespace {

using base::Err;

/// Less free space than this is too little to start with.
constexpr uint64_t kMinFreeBytes = 50 * 1000 * 1000;

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

Daemon::Daemon(Settings settings, const config::Options& options, sys::FileSystem& files,
               sys::FileLogSink& log)
    : m_settings(std::move(settings)), m_options(options), m_files(files), m_log(log) {
    m_clock.set_mock_time_s(m_settings.mock_time_s);
}

Daemon::~Daemon() {
    stop_loop();
}

base::Result<void, std::string> Daemon::run(const std::function<void()>& ready) {
    // First, so that a signal from now on ends the node in order; it is heard when the loop runs.
    m_signals =
        std::make_unique<sys::SignalWatcher>(m_loop, [this](sys::Signal signal) { on_signal(signal); });
    TRY(take_directories());
    TRY(start_log());
    log_start();
    if (!m_settings.pid_path.empty()) m_pid_file = TRY(PidFile::create(m_files, m_settings.pid_path));

    m_node = std::make_unique<node::Node>(
        m_settings.node, m_settings.params,
        node::NodeServices{m_files,
                           m_clock,
                           {[this](const std::string& command) { m_commands.start(command); },
                            [](const std::string& command) { sys::run_command(command); }}});
    auto outcome = start_rpc();
    m_loop_thread = sys::Thread("loop", [this] { m_loop.run(); });
    if (outcome) outcome = run_node(ready);

    if (m_rpc) m_rpc->interrupt();
    m_node->request_shutdown();
    if (m_rpc) m_rpc->stop();
    m_node->stop();
    stop_loop();
    base::log_info("shutdown done");
    if (const auto failure = m_node->failure()) return Err(*failure);
    return outcome;
}

base::Result<void, std::string> Daemon::run_node(const std::function<void()>& ready) {
    const auto started = m_node->start([this](const std::string& status) {
        base::log_info("{}", status);
        m_dispatcher.set_warm_up(status);
    });
    if (!started) {
        // An empty sentence: the node was asked to stop meanwhile, which is no failure.
        if (started.error().empty()) return {};
        return Err(started.error());
    }
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

base::Result<void, std::string> Daemon::start_log() {
    const LogSettings& log = m_settings.log;
    for (int i = 0; i < base::kCategoryCount; ++i) {
        base::Log::set_level(static_cast<base::Category>(i), log.levels[static_cast<size_t>(i)]);
    }
    const std::string& path = log.output.file_path;
    if (!path.empty() && log.shrink) {
        if (const auto shrunk = sys::shrink_log_file(m_files, path); !shrunk) {
            base::log_warning("cannot shrink the log: {}", shrunk.error().message());
        }
    }
    const auto started = m_log.start(log.output);
    if (!started) return Err("Could not open debug log file " + path + ": " + started.error().message());
    return {};
}

void Daemon::log_start() {
    base::log_info("Quanta version v" QUANTA_VERSION);
    base::log_info("chain {}, data directory {}", m_options.chain(), m_options.directories().network);
    if (!m_options.config_path().empty()) base::log_info("configuration file {}", m_options.config_path());
    for (const std::string& line : m_options.describe())
        base::log_info("{}", line);
    for (const std::string& note : m_settings.notes)
        base::log_warning("{}", note);
    base::log_info("network: not in this version");
}

base::Result<void, std::string> Daemon::start_rpc() {
    rpc::add_control_methods(m_dispatcher,
                             {[this] { m_node->request_shutdown(); }, [this] { return m_node->uptime_s(); },
                              m_settings.log.output.file_path});
    node_rpc::add_node_methods(m_dispatcher, *m_node, m_settings.methods);
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

void Daemon::on_signal(sys::Signal signal) {
    if (signal == sys::Signal::Stop) m_node->request_shutdown();
    if (signal != sys::Signal::Reopen) return;
    m_log.reopen();
    base::log_info("log opened anew");
}

void Daemon::stop_loop() {
    m_loop.stop();
    m_loop_thread.join();
    m_rpc.reset();
    m_signals.reset();
}

}  // namespace quanta::daemon
