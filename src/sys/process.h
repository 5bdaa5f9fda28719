// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::sys {

/// The number under which a child finds the descriptor it inherits.
inline constexpr int kInheritedDescriptor = 3;

/// A child process. It is not ended by the end of this object; wait for it. One thread at a time.
class Child {
public:
    /// Starts `arguments` (the first is the program, looked up in PATH when it has no slash) with the usual
    /// signals and no descriptor but 0 to 2, and `inherited` as kInheritedDescriptor when it is not -1.
    static FileResult<Child> spawn(const std::vector<std::string>& arguments, int inherited = -1);

    /// Waits for the end: 0 to 255, or 128 + the signal that ended it.
    int wait();
    /// As wait() without waiting: nothing while it runs.
    std::optional<int> try_wait();
    /// Sends a signal; nothing when it has been waited for.
    void send_signal(int number);
    pid_t id() const { return m_id; }

private:
    explicit Child(pid_t id) : m_id(id) {}
    pid_t m_id;
    std::optional<int> m_status;
};

/// Runs a shell command and waits for it; its exit status as Child::wait gives it, 127 when there is no
/// shell.
int run_command(const std::string& command);

/// Runs shell commands beside the caller, for -blocknotify and its like. Every method: any thread.
class CommandRunner {
public:
    /// Commands that may run at the same time.
    static constexpr size_t kMaxRunning = 256;

    CommandRunner();
    /// Does not wait for commands that still run; they go on.
    ~CommandRunner();
    CommandRunner(const CommandRunner&) = delete;
    CommandRunner& operator=(const CommandRunner&) = delete;

    /// Starts `command`. When it fails in the end, that is logged, as it is when too many run and it is
    /// not started.
    void start(const std::string& command) QUANTA_EXCLUDES(m_mutex);
    /// Waits until none of the commands runs.
    void wait_all() QUANTA_EXCLUDES(m_mutex);

private:
    struct Running {
        std::string command;
        Child child;
    };

    void reap() QUANTA_EXCLUDES(m_mutex);
    /// Logs and forgets those that have ended.
    void collect() QUANTA_REQUIRES(m_mutex);

    Mutex m_mutex;
    CondVar m_changed;
    bool m_stopping QUANTA_GUARDED_BY(m_mutex) = false;
    std::vector<Running> m_running QUANTA_GUARDED_BY(m_mutex);
    Thread m_thread;
};

/// Raises the number of descriptors that this process may have open to `wanted`, or as far as the system lets
/// it; does not lower it. The number now.
size_t raise_descriptor_limit(size_t wanted);

/// Sees to it that the system writes no core file when this process ends by a signal, nor hands its memory to a
/// program that collects such files. For good: the limit cannot be raised again. Whether it worked.
bool keep_out_of_core_files();

/// How a daemon tells the process that started it that it is ready.
class StartupReport {
public:
    explicit StartupReport(int descriptor) : m_descriptor(descriptor) {}
    /// Without ready() before: the start has failed.
    ~StartupReport();
    StartupReport(const StartupReport&) = delete;
    StartupReport& operator=(const StartupReport&) = delete;

    /// The parent leaves with success, and output goes nowhere from now on.
    void ready();

private:
    int m_descriptor;
};

enum class DaemonStart {
    Immediate,     ///< -daemon: the parent leaves at once.
    WaitForReady,  ///< -daemonwait: the parent waits for the report.
};

/// Outcome of daemonize(): exactly one is set.
struct Daemonized {
    /// In the parent: the status to leave with now.
    std::optional<int> parent_exit_status;
    /// In the child, which goes on in a session of its own.
    std::unique_ptr<StartupReport> report;
};

/// Splits the process in two. Before any thread is started. Error: no process or pipe to be had.
FileResult<Daemonized> daemonize(DaemonStart start);

}  // namespace quanta::sys
