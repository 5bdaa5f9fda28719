// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/daemon/settings.h"
#include "config/options.h"
#include "http/rpc_server.h"
#include "node/node.h"
#include "rpc/dispatcher.h"
#include "sys/clock.h"
#include "sys/event_loop.h"
#include "sys/file.h"
#include "sys/file_lock.h"
#include "sys/log_sink.h"
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
    /// `options` are where `settings` come from; both logs and files outlive the daemon.
    Daemon(Settings settings, const config::Options& options, sys::FileSystem& files, sys::FileLogSink& log);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Starts everything, calls `ready`, and returns when the node has been asked to stop and has stopped.
    /// The error is a sentence for the operator. Once.
    base::Result<void, std::string> run(const std::function<void()>& ready);

private:
    base::Result<void, std::string> take_directories();
    base::Result<void, std::string> lock_directory(const std::string& path);
    base::Result<void, std::string> start_log();
    base::Result<void, std::string> start_rpc();
    void log_start();
    void on_signal(sys::Signal signal);
    void stop_loop();
    base::Result<void, std::string> run_node(const std::function<void()>& ready);

    // Constant after construction.
    const Settings m_settings;
    const config::Options& m_options;
    sys::FileSystem& m_files;
    sys::FileLogSink& m_log;
    sys::MockableClock m_clock;

    // Main thread; in the order they are made.
    std::vector<std::unique_ptr<sys::FileLock>> m_locks;
    std::unique_ptr<PidFile> m_pid_file;
    sys::CommandRunner m_commands;
    std::unique_ptr<node::Node> m_node;
    rpc::Dispatcher m_dispatcher{m_clock};
    sys::EventLoop m_loop;
    std::unique_ptr<sys::SignalWatcher> m_signals;
    std::unique_ptr<http::RpcServer> m_rpc;
    sys::Thread m_loop_thread;
};

}  // namespace quanta::daemon
