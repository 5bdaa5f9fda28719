// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/log.h"
#include "sys/event_loop.h"
#include "sys/signals.h"
#include "sys/test_directory.h"

namespace quanta::sys {
namespace {

std::string text(const std::string& path) {
    const auto read = read_whole(real_file_system(), path, 10'000);
    return read ? std::string(base::as_text(*read)) : "none";
}

/// Collects log messages for the length of a test.
class Recorder final : public base::LogSink {
public:
    Recorder() : m_before(base::Log::set_sink(this)) {}
    ~Recorder() override { base::Log::set_sink(m_before); }
    void write(base::LogLevel, std::optional<base::Category>, std::string_view message) override {
        MutexLock lock(m_mutex);
        m_messages.emplace_back(message);
    }
    std::vector<std::string> messages() {
        MutexLock lock(m_mutex);
        return m_messages;
    }

private:
    base::LogSink* const m_before;
    Mutex m_mutex;
    std::vector<std::string> m_messages QUANTA_GUARDED_BY(m_mutex);
};

TEST(Child, ExitStatusAndSignals) {
    auto seven = Child::spawn({"sh", "-c", "exit 7"});
    ASSERT_TRUE(seven);
    EXPECT_EQ(seven->wait(), 7);
    EXPECT_EQ(seven->try_wait(), 7);
    auto sleeper = Child::spawn({"/bin/sleep", "100"});
    ASSERT_TRUE(sleeper);
    EXPECT_EQ(sleeper->try_wait(), std::nullopt);
    sleeper->send_signal(SIGTERM);
    EXPECT_EQ(sleeper->wait(), 128 + SIGTERM);
    EXPECT_EQ(Child::spawn({"/no/such/program"}).error().code, FileErrorCode::NotFound);
}

TEST(Child, InheritsOneDescriptorAndNoOther) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    auto child = Child::spawn({"/bin/sh", "-c", "ls /proc/self/fd | wc -l >&3"}, ends[1]);
    ASSERT_TRUE(child);
    EXPECT_EQ(child->wait(), 0);
    char answer[8] = {};
    ASSERT_GT(::read(ends[0], answer, sizeof answer - 1), 0);
    // ls has 0 to 3 and the directory it lists.
    EXPECT_EQ(std::string(answer), "5\n");
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(RunCommand, WaitsAndLogsFailure) {
    TestDirectory directory;
    Recorder recorder;
    EXPECT_EQ(run_command("echo done > " + directory / "a"), 0);
    EXPECT_EQ(text(directory / "a"), "done\n");
    EXPECT_TRUE(recorder.messages().empty());
    EXPECT_EQ(run_command("exit 3"), 3);
    EXPECT_EQ(recorder.messages(), (std::vector<std::string>{"runCommand error: system(exit 3) returned 3"}));
}

TEST(CommandRunner, RunsBesideAndReportsFailures) {
    TestDirectory directory;
    Recorder recorder;
    CommandRunner runner;
    for (int i = 0; i < 5; ++i)
        runner.start("echo x >> " + directory / "a");
    runner.start("exit 4");
    runner.wait_all();
    EXPECT_EQ(text(directory / "a"), "x\nx\nx\nx\nx\n");
    EXPECT_EQ(recorder.messages(), (std::vector<std::string>{"runCommand error: system(exit 4) returned 4"}));
}

TEST(CommandRunner, EndsWithoutWaitingForItsCommands) {
    TestDirectory directory;
    { CommandRunner().start("echo $$ > " + directory / "pid" + "; exec sleep 100"); }
    std::string number;
    while (number.empty() || number == "none" || !number.ends_with('\n'))
        number = text(directory / "pid");
    EXPECT_EQ(::kill(std::stoi(number), SIGKILL), 0);
}

TEST(CommandRunner, HasABound) {
    TestDirectory directory;
    const std::string gate = directory / "gate";
    ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
    Recorder recorder;
    CommandRunner runner;
    const std::string command = "read word < " + gate + " || true";
    for (size_t i = 0; i <= CommandRunner::kMaxRunning; ++i)
        runner.start(command);
    EXPECT_EQ(recorder.messages(),
              (std::vector<std::string>{"Too many commands are running; not started: " + command}));
    const int lines = ::open(gate.c_str(), O_RDWR);
    const std::string enough(2 * CommandRunner::kMaxRunning, '\n');
    EXPECT_EQ(::write(lines, enough.data(), enough.size()), static_cast<ssize_t>(enough.size()));
    runner.wait_all();
    ::close(lines);
}

/// Daemonizes in a child of the test; returns the status its waiting parent left with.
int daemon_status(DaemonStart start, void (*body)(StartupReport&)) {
    const pid_t test_child = ::fork();
    if (test_child == 0) {
        auto daemon = daemonize(start);
        if (!daemon) ::_exit(99);
        if (daemon->parent_exit_status) ::_exit(*daemon->parent_exit_status);
        body(*daemon->report);
        daemon->report.reset();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(test_child, &status, 0);
    return WEXITSTATUS(status);
}

TEST(Daemonize, ParentWaitsForTheReport) {
    EXPECT_EQ(daemon_status(DaemonStart::WaitForReady, [](StartupReport& report) { report.ready(); }), 0);
    EXPECT_EQ(daemon_status(DaemonStart::WaitForReady, [](StartupReport&) {}), 1);
    EXPECT_EQ(daemon_status(DaemonStart::WaitForReady, [](StartupReport&) { ::_exit(0); }), 1);
    EXPECT_EQ(daemon_status(DaemonStart::Immediate, [](StartupReport&) {}), 0);
}

TEST(SignalWatcher, TurnsSignalsIntoCalls) {
    ignore_broken_pipes();
    EventLoop loop;
    std::vector<Signal> got;
    SignalWatcher watcher(loop, [&](Signal signal) {
        got.push_back(signal);
        if (signal == Signal::Reopen) ::raise(SIGUSR1);
        if (signal == Signal::User) ::raise(SIGTERM);
        if (signal == Signal::Stop) loop.stop();
    });
    loop.post([] { ::raise(SIGHUP); });
    loop.run();
    EXPECT_EQ(got, (std::vector<Signal>{Signal::Reopen, Signal::User, Signal::Stop}));
}

TEST(SignalWatcher, UsualEffectAfterwards) {
    EventLoop loop;
    {
        SignalWatcher watcher(loop, [](Signal) {});
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::raise(SIGTERM);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
}

TEST(DescriptorLimit, GrowsAsFarAsAllowed) {
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit few{10, 20};
        ::setrlimit(RLIMIT_NOFILE, &few);
        const bool kept = raise_descriptor_limit(5) == 10;
        const bool grown = raise_descriptor_limit(15) == 15;
        const bool bounded = raise_descriptor_limit(100) == 20;
        rlimit now{};
        ::getrlimit(RLIMIT_NOFILE, &now);
        ::_exit(kept && grown && bounded && now.rlim_cur == 20 ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST(CoreFiles, AreNotWrittenAnyMore) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (!keep_out_of_core_files() || !keep_out_of_core_files()) ::_exit(2);
        rlimit now{};
        ::getrlimit(RLIMIT_CORE, &now);
        if (now.rlim_max > 1 || now.rlim_cur != now.rlim_max) ::_exit(3);
        ::signal(SIGABRT, SIG_DFL);
        ::abort();
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(WCOREDUMP(status));
}

}  // namespace
}  // namespace quanta::sys
