// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/daemon/settings.h"
#include "app/daemon/wiring.h"
#include "app/wiring/wallet_hub.h"
#include "config/options.h"
#include "http/metrics_server.h"
#include "http/rpc_server.h"
#include "json/value.h"
#include "metrics/registry.h"
#include "node/node.h"
#include "rpc/dispatcher.h"
#include "sys/clock.h"
#include "sys/event_loop.h"
#include "sys/file.h"
#include "sys/file_lock.h"
#include "sys/log_sink.h"
#include "sys/mutex.h"
#include "sys/process.h"
#include "sys/signals.h"
#include "sys/thread.h"

namespace quanta::daemon {

/// A file with the number of this process, there as long as this is.
class PidFile {
public:
    /// `files` outlives it.
    static base::Result<std::unique_ptr<PidFile>, std::string> create(sys::FileSystem& files,
                                                                      std::string path);
    ~PidFile();
    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;

private:
    PidFile(sys::FileSystem& files, std::string path) : m_files(files), m_path(std::move(path)) {}

    sys::FileSystem& m_files;
    const std::string m_path;
};

/// The node of this process with everything around it, from the data directory's lock to the RPC server.
/// Made, run and destroyed by the main thread.
class Daemon {
public:
    /// What a daemon stands on; all outlive it.
    struct Environment {
        const config::Options& options;  ///< where the settings come from
        sys::FileSystem& files;
        sys::FileLogSink& log;
        Wiring& wiring;
    };

    Daemon(Settings settings, Environment environment);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Starts everything, calls `ready`, and returns when the node has been asked to stop and has stopped.
    /// The error is a sentence for the operator. Once.
    base::Result<void, std::string> run(const std::function<void()>& ready);
    /// Asks the node to stop: run() returns soon. Any thread, while run() is under way.
    void request_shutdown();

private:
    base::Result<void, std::string> take_directories();
    base::Result<void, std::string> lock_directory(const std::string& path);
    void make_node();
    void make_wallets();
    /// Loads those of the start, or gives up when the node is to stop.
    void load_wallets();
    /// Threads that wait for wallets do so no more.
    void let_go_of_wallets();
    void save_wallet_choice(const std::string& wallet, bool load_at_start) QUANTA_EXCLUDES(m_settings_mutex);
    base::Result<void, std::string> start_rpc();
    base::Result<void, std::string> start_metrics();
    base::Result<void, std::string> start_services();
    /// Idempotent.
    void stop_services();
    void log_start();
    void on_signal(sys::Signal signal);
    void stop_loop();
    base::Result<void, std::string> run_from_start_to_end(const std::function<void()>& ready);
    base::Result<void, std::string> run_node(const std::function<void()>& ready);

    // Constant after construction.
    const Settings m_settings;
    const config::Options& m_options;
    sys::FileSystem& m_files;
    sys::FileLogSink& m_log;
    Wiring& m_wiring;
    sys::MockableClock m_clock;
    std::atomic<node::Node*> m_stoppable{nullptr};  ///< the node, for request_shutdown

    // Guarded by m_settings_mutex.
    sys::Mutex m_settings_mutex;
    json::Value::Object m_saved_settings QUANTA_GUARDED_BY(m_settings_mutex);

    // Main thread; in the order they are made.
    bool m_stopped = false;  ///< the services
    std::vector<std::unique_ptr<sys::FileLock>> m_locks;
    std::unique_ptr<PidFile> m_pid_file;
    sys::CommandRunner m_commands;
    std::unique_ptr<node::Node> m_node;
    std::unique_ptr<wiring::WalletHub> m_wallets;
    rpc::Dispatcher m_dispatcher{m_clock};
    sys::EventLoop m_loop;
    std::unique_ptr<sys::SignalWatcher> m_signals;
    std::unique_ptr<http::RpcServer> m_rpc;
    metrics::Registry m_registry;
    std::unique_ptr<http::MetricsServer> m_metrics;
    sys::Thread m_loop_thread;
};

}  // namespace quanta::daemon
