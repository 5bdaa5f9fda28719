// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "sys/signals.h"

extern char** environ;

namespace quanta::sys {

namespace {

using base::Err;

/// How often running commands are looked at.
constexpr std::chrono::milliseconds kReapInterval{50};
/// What a shell that cannot start is reported as.
constexpr int kNoShell = 127;
/// Added to the number of the signal that ended a process.
constexpr int kSignalStatus = 128;
constexpr char kReady = 'r';

int status_of(int raw) {
    return WIFEXITED(raw) ? WEXITSTATUS(raw) : kSignalStatus + WTERMSIG(raw);
}

/// What posix_spawn is to do besides starting the program.
class SpawnPlan {
public:
    SpawnPlan() {
        CHECK(posix_spawn_file_actions_init(&m_actions) == 0);
        CHECK(posix_spawnattr_init(&m_attributes) == 0);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    void pass_descriptor(int descriptor) {
        m_first_closed = kInheritedDescriptor + 1;
        posix_spawn_file_actions_adddup2(&m_actions, descriptor, kInheritedDescriptor);
    }

    int run(pid_t& child, char** arguments) {
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGUSR1})
            sigaddset(&usual, number);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &usual);
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(__APPLE__)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
        for (int standard = 0; standard < kInheritedDescriptor; ++standard) {
            posix_spawn_file_actions_addinherit_np(&m_actions, standard);
        }
#else
        posix_spawn_file_actions_addclosefrom_np(&m_actions, m_first_closed);
#endif
        posix_spawnattr_setflags(&m_attributes, flags);
        return ::posix_spawnp(&child, arguments[0], &m_actions, &m_attributes, arguments, environ);
    }

private:
    posix_spawn_file_actions_t m_actions;
    posix_spawnattr_t m_attributes;
    int m_first_closed = kInheritedDescriptor;
};

FileResult<Child> spawn_shell(const std::string& command) {
    return Child::spawn({"/bin/sh", "-c", command});
}

void log_failure(const std::string& command, int status) {
    if (status != 0) base::log_warning("runCommand error: system({}) returned {}", command, status);
}

void send_to_nowhere(std::initializer_list<int> descriptors) {
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0) return;
    for (const int descriptor : descriptors)
        ::dup2(nowhere, descriptor);
    if (nowhere > STDERR_FILENO) ::close(nowhere);
}

/// In the parent: whether the child reported that it is ready before it ended.
bool wait_for_report(int descriptor) {
    char word = 0;
    ssize_t got = -1;
    do {
        got = ::read(descriptor, &word, 1);
    } while (got < 0 && errno == EINTR);
    return got == 1 && word == kReady;
}

}  // namespace

FileResult<Child> Child::spawn(const std::vector<std::string>& arguments, int inherited) {
    CHECK(!arguments.empty());
    std::vector<char*> texts;
    for (const std::string& argument : arguments)
        texts.push_back(const_cast<char*>(argument.c_str()));
    texts.push_back(nullptr);
    SpawnPlan plan;
    if (inherited >= 0) plan.pass_descriptor(inherited);
    pid_t id = -1;
    const int failure = plan.run(id, texts.data());
    if (failure != 0) return Err(FileError::from_errno(failure, "run", arguments[0]));
    return Child(id);
}

int Child::wait() {
    int raw = 0;
    while (!m_status) {
        if (::waitpid(m_id, &raw, 0) == m_id)
            m_status = status_of(raw);
        else if (errno != EINTR)
            m_status = kNoShell;
    }
    return *m_status;
}

std::optional<int> Child::try_wait() {
    int raw = 0;
    if (!m_status && ::waitpid(m_id, &raw, WNOHANG) == m_id) m_status = status_of(raw);
    return m_status;
}

void Child::send_signal(int number) {
    if (!m_status) ::kill(m_id, number);
}

size_t raise_descriptor_limit(size_t wanted) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    if (limit.rlim_cur < wanted) {
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
    }
    return static_cast<size_t>(limit.rlim_cur);
}

bool keep_out_of_core_files() {
    // Programs that collect core files get them in spite of a limit of 0, but not of 1 (core(5), Linux); no
    // file is written under either.
    rlimit limit{};
    if (::getrlimit(RLIMIT_CORE, &limit) != 0) return false;
    limit.rlim_max = std::min<rlim_t>(limit.rlim_max, 1);
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_CORE, &limit) == 0;
}

int run_command(const std::string& command) {
    FileResult<Child> child = spawn_shell(command);
    const int status = child ? child->wait() : kNoShell;
    log_failure(command, status);
    return status;
}

CommandRunner::CommandRunner() : m_thread("commands", [this] { reap(); }) {}

CommandRunner::~CommandRunner() {
    {
        MutexLock lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void CommandRunner::start(const std::string& command) {
    {
        MutexLock lock(m_mutex);
        if (m_running.size() < kMaxRunning) {
            FileResult<Child> child = spawn_shell(command);
            if (child)
                m_running.push_back({command, std::move(*child)});
            else
                log_failure(command, kNoShell);
        } else {
            base::log_warning("Too many commands are running; not started: {}", command);
        }
    }
    m_changed.notify_all();
}

void CommandRunner::wait_all() {
    MutexLock lock(m_mutex);
    while (!m_running.empty())
        m_changed.wait(m_mutex);
}

void CommandRunner::reap() {
    MutexLock lock(m_mutex);
    while (!m_stopping) {
        if (m_running.empty())
            m_changed.wait(m_mutex);
        else
            m_changed.wait_for(m_mutex, kReapInterval);
        collect();
    }
}

void CommandRunner::collect() {
    std::erase_if(m_running, [](Running& running) {
        const std::optional<int> status = running.child.try_wait();
        if (status) log_failure(running.command, *status);
        return status.has_value();
    });
    if (m_running.empty()) m_changed.notify_all();
}

StartupReport::~StartupReport() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

void StartupReport::ready() {
    if (m_descriptor < 0) return;
    // Nobody listens when the parent did not wait or was ended; the daemon goes on all the same.
    const ssize_t written = ::write(m_descriptor, &kReady, 1);
    static_cast<void>(written);
    ::close(std::exchange(m_descriptor, -1));
    send_to_nowhere({STDOUT_FILENO, STDERR_FILENO});
}

FileResult<Daemonized> daemonize(DaemonStart start) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return Err(FileError::from_errno(errno, "create", "pipe"));
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    const pid_t child = ::fork();
    if (child < 0) {
        const int forking = errno;
        for (const int end : ends)
            ::close(end);
        return Err(FileError::from_errno(forking, "create", "process"));
    }
    Daemonized outcome;
    if (child > 0) {
        ::close(ends[1]);
        const bool fine = start == DaemonStart::Immediate || wait_for_report(ends[0]);
        ::close(ends[0]);
        outcome.parent_exit_status = fine ? 0 : 1;
        return outcome;
    }
    ::close(ends[0]);
    ::setsid();
    send_to_nowhere({STDIN_FILENO});
    // The parent may have been ended while it waited.
    ignore_broken_pipes();
    outcome.report = std::make_unique<StartupReport>(ends[1]);
    if (start == DaemonStart::Immediate) outcome.report->ready();
    return outcome;
}

}  // namespace quanta::sys
