// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Every confinement here is tried in a child, which tells by its exit status what went wrong.

#include "sys/sandbox.h"

#include <gtest/gtest.h>

#include <string>

#include "base/log.h"
#include "sys/mutex.h"
#include "sys/sandbox_parts.h"
#include "sys/test_directory.h"
#include "sys/thread.h"

#if defined(__linux__)
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <thread>

#include "sys/clock.h"
#include "sys/event_loop.h"
#include "sys/file.h"
#include "sys/file_lock.h"
#include "sys/random.h"
#endif

namespace quanta::sys {
namespace {

TEST(SandboxMode, Words) {
    EXPECT_EQ(parse_sandbox_mode("auto"), SandboxMode::Auto);
    EXPECT_EQ(parse_sandbox_mode("off"), SandboxMode::Off);
    EXPECT_EQ(parse_sandbox_mode("require"), SandboxMode::Require);
    for (const char* other : {"", "on", "0", "1", "Auto", "auto ", "required"})
        EXPECT_EQ(parse_sandbox_mode(other), std::nullopt) << other;
}

TEST(SandboxReport, Message) {
    EXPECT_EQ(SandboxReport{}.message(), "Sandbox: off");
    EXPECT_EQ((SandboxReport{7, true, {}}.message()),
              "Sandbox: files confined by Landlock (ABI 7), system calls filtered");
    EXPECT_EQ((SandboxReport{0, true, {"no files"}}.message()),
              "Sandbox: system calls filtered, missing: no files");
    EXPECT_EQ((SandboxReport{0, false, {"a", "b"}}.message()), "Sandbox: missing: a; b");
}

TEST(Sandbox, OffIsNothing) {
    const auto report = enter_sandbox({{"/no/such/path"}, {}}, SandboxMode::Off);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->message(), "Sandbox: off");
}

TEST(Sandbox, WithoutSupport) {
    const SandboxReport support = sandbox_support();
    if (support.missing.empty()) GTEST_SKIP() << "nothing is missing here";
    const auto required = enter_sandbox({}, SandboxMode::Require);
    ASSERT_FALSE(required);
    EXPECT_NE(required.error().find(support.missing[0]), std::string::npos) << required.error();
    if (support.landlock_abi > 0 || support.filter) return;
    const auto best = enter_sandbox({}, SandboxMode::Auto);
    ASSERT_TRUE(best);
    EXPECT_EQ(best->missing, support.missing);
}

#if defined(__linux__)

/// What a child could not even begin with leaves it with this status; steps count from 1.
constexpr int kNotConfined = 99;
/// Added to the number of the signal that ended a child.
constexpr int kSignalStatus = 128;

/// Counts what a child tries and remembers the first that did not go as it should.
class Steps {
public:
    void works(bool fine) {
        ++m_count;
        if (!fine && m_failed == 0) m_failed = m_count;
    }
    /// `result` is that of a system call which must fail so.
    void fails(long result, int error) { works(result == -1 && errno == error); }
    int failed() const { return m_failed; }

private:
    int m_count = 0;
    int m_failed = 0;
};

int status_of_child(const std::function<int()>& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalStatus + WTERMSIG(status);
}

class SandboxTest : public testing::Test {
protected:
    void SetUp() override {
        const SandboxReport support = sandbox_support();
        if (!support.missing.empty()) GTEST_SKIP() << support.message();
        for (const std::string& path : {inside("file"), outside("file")})
            std::fclose(std::fopen(path.c_str(), "w"));
        ASSERT_EQ(::mkdir(inside("folder").c_str(), 0700), 0);
    }

    std::string inside(const std::string& name) const { return m_inside / name; }
    std::string outside(const std::string& name) const { return m_outside / name; }
    SandboxPolicy policy() const { return {{m_inside.path()}, {}}; }

    /// The number of the first step that failed in a child confined to `policy`; 0 when none did.
    static int confined(const SandboxPolicy& policy, const std::function<void(Steps&)>& body) {
        return status_of_child([&] {
            if (!enter_sandbox(policy, SandboxMode::Require)) return kNotConfined;
            Steps steps;
            body(steps);
            return steps.failed();
        });
    }
    int confined(const std::function<void(Steps&)>& body) const { return confined(policy(), body); }

private:
    const TestDirectory m_inside;
    const TestDirectory m_outside;
};

int opened(const std::string& path, int flags) {
    return ::open(path.c_str(), flags | O_CLOEXEC, 0600);
}

int make_socket(int family) {
    return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/// A listening socket and the address to reach it.
struct Listener {
    int descriptor;
    sockaddr_storage address{};
    socklen_t size = sizeof(sockaddr_storage);

    explicit Listener(int family) : descriptor(make_socket(family)) {}
    ~Listener() { ::close(descriptor); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    sockaddr* raw() { return reinterpret_cast<sockaddr*>(&address); }
    bool listen(socklen_t length) {
        return ::bind(descriptor, raw(), length) == 0 && ::listen(descriptor, 16) == 0 &&
               ::getsockname(descriptor, raw(), &size) == 0;
    }
    int connect_from(int other) { return ::connect(other, raw(), size); }
};

struct TcpListener : Listener {
    TcpListener() : Listener(AF_INET) {
        auto* place = reinterpret_cast<sockaddr_in*>(&address);
        place->sin_family = AF_INET;
        place->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_TRUE(listen(sizeof *place));
    }
};

struct UnixListener : Listener {
    /// An abstract name begins with a zero.
    explicit UnixListener(const std::string& name) : Listener(AF_UNIX) {
        auto* place = reinterpret_cast<sockaddr_un*>(&address);
        place->sun_family = AF_UNIX;
        std::memcpy(place->sun_path, name.data(), name.size());
        EXPECT_TRUE(listen(static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())));
    }
};

TEST_F(SandboxTest, FilesOutsideAreOutOfReach) {
    EXPECT_EQ(confined([this](Steps& steps) {
                  const std::string there = outside("file");
                  steps.fails(opened(there, O_RDONLY), EACCES);
                  steps.fails(opened(there, O_WRONLY), EACCES);
                  steps.fails(opened(there, O_RDONLY | O_TRUNC), EACCES);
                  steps.fails(opened(outside("new"), O_RDWR | O_CREAT), EACCES);
                  steps.fails(::truncate(there.c_str(), 0), EPERM);
                  steps.fails(::unlink(there.c_str()), EACCES);
                  steps.fails(::mkdir(outside("folder").c_str(), 0700), EACCES);
                  steps.works(::rename(there.c_str(), inside("taken").c_str()) != 0);
                  steps.works(::rename(inside("file").c_str(), outside("given").c_str()) != 0);
                  steps.fails(::link(there.c_str(), inside("link").c_str()), EPERM);
                  steps.fails(::symlink(there.c_str(), inside("link").c_str()), EPERM);
                  steps.fails(::chmod(there.c_str(), 0644), EPERM);
                  steps.fails(opened("/etc/passwd", O_RDONLY), EACCES);
                  steps.fails(opened("/proc/1/environ", O_RDONLY), EACCES);
                  steps.fails(opened("/", O_RDONLY | O_DIRECTORY), EACCES);
              }),
              0);
}

TEST_F(SandboxTest, WaysAroundLeadNowhere) {
    ASSERT_EQ(::symlink(outside("file").c_str(), inside("link").c_str()), 0);
    EXPECT_EQ(confined([this](Steps& steps) {
                  steps.fails(opened(inside("link"), O_RDONLY), EACCES);
                  steps.fails(opened(inside("../") + outside("file").substr(5), O_RDONLY), EACCES);
                  steps.fails(opened("/proc/self/root" + outside("file"), O_RDONLY), EACCES);
                  steps.works(::chdir(outside("").c_str()) == 0);
                  steps.fails(opened("file", O_RDONLY), EACCES);
              }),
              0);
}

TEST_F(SandboxTest, FilesInsideWork) {
    EXPECT_EQ(confined([this](Steps& steps) {
                  FileSystem& files = real_file_system();
                  const base::Bytes data{1, 2, 3};
                  steps.works(write_atomically(files, inside("a"), data).has_value());
                  steps.works(files.rename(inside("a"), inside("folder/b")).has_value());
                  steps.works(files.create_directories(inside("folder/deep/deeper")).has_value());
                  steps.works(files.list_directory(inside("folder")).value_or({}).size() == 2);
                  steps.works(files.available_bytes(inside("folder")).has_value());
                  auto file = files.open(inside("folder/b"), OpenMode::ReadWrite);
                  steps.works(file && (*file)->allocate(0, 4096) && (*file)->truncate(2) && (*file)->sync());
                  steps.works(FileLock::acquire(inside("lock")).has_value());
                  steps.works(files.remove(inside("folder/b")).has_value());
                  steps.works(files.remove(inside("folder/deep/deeper")).has_value());
              }),
              0);
}

TEST_F(SandboxTest, SharedMappingsAndRecordLocksWork) {
    EXPECT_EQ(confined([this](Steps& steps) {
                  const int file = opened(inside("file"), O_RDWR);
                  steps.works(::ftruncate(file, 4096) == 0);
                  void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
                  steps.works(memory != MAP_FAILED);
                  std::memset(memory, 7, 4096);
                  steps.works(::msync(memory, 4096, MS_SYNC) == 0 && ::munmap(memory, 4096) == 0);
                  struct flock range {};
                  range.l_type = F_WRLCK;
                  range.l_len = 1;
                  steps.works(::fcntl(file, F_SETLK, &range) == 0 && ::fcntl(file, F_GETLK, &range) == 0);
                  steps.works(::fchmod(file, 0600) == 0);
              }),
              0);
}

TEST_F(SandboxTest, ReadOnlyPaths) {
    const SandboxPolicy readers{{}, {inside("folder"), inside("file")}};
    std::fclose(std::fopen(inside("folder/a").c_str(), "w"));
    EXPECT_EQ(confined(readers,
                       [this](Steps& steps) {
                           steps.works(opened(inside("file"), O_RDONLY) >= 0);
                           steps.works(opened(inside("folder/a"), O_RDONLY) >= 0);
                           steps.works(opened(inside("folder"), O_RDONLY | O_DIRECTORY) >= 0);
                           steps.fails(opened(inside("file"), O_RDWR), EACCES);
                           steps.fails(opened(inside("folder/a"), O_WRONLY), EACCES);
                           steps.fails(opened(inside("folder/b"), O_WRONLY | O_CREAT), EACCES);
                           steps.fails(::unlink(inside("folder/a").c_str()), EACCES);
                       }),
              0);
}

TEST_F(SandboxTest, SingleFile) {
    const SandboxPolicy log{{inside("file"), inside("folder")}, {}};
    EXPECT_EQ(confined(log,
                       [this](Steps& steps) {
                           steps.works(opened(inside("file"), O_RDWR | O_TRUNC | O_APPEND) >= 0);
                           steps.fails(opened(inside("other"), O_RDWR | O_CREAT), EACCES);
                           steps.fails(::unlink(inside("file").c_str()), EACCES);
                           steps.fails(opened(inside("."), O_RDONLY | O_DIRECTORY), EACCES);
                       }),
              0);
}

TEST_F(SandboxTest, WhatIsOpenGoesOn) {
    const int file = opened(outside("file"), O_RDWR);
    EXPECT_EQ(confined([file](Steps& steps) {
                  steps.works(::pwrite(file, "abc", 3, 0) == 3);
                  steps.works(::ftruncate(file, 1) == 0);
                  char letter = 0;
                  steps.works(::pread(file, &letter, 1, 0) == 1 && letter == 'a');
              }),
              0);
    ::close(file);
}

/// Sends `file` through `socket`, or takes one from there: its number, -1 on failure.
int pass_descriptor(int socket, int file) {
    char word = 'x';
    iovec body{&word, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &body;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    if (file < 0) {
        if (::recvmsg(socket, &message, 0) != 1 || CMSG_FIRSTHDR(&message) == nullptr) return -1;
        std::memcpy(&file, CMSG_DATA(head), sizeof file);
        return file;
    }
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(head), &file, sizeof file);
    return ::sendmsg(socket, &message, 0) == 1 ? file : -1;
}

TEST_F(SandboxTest, TakesFilesThatAreHandedOver) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    const int file = opened(outside("file"), O_RDWR);
    ASSERT_GE(pass_descriptor(ends[0], file), 0);
    ::close(file);
    EXPECT_EQ(
        confined([&](Steps& steps) {
            const int taken = pass_descriptor(ends[1], -1);
            steps.works(taken >= 0);
            steps.works(::write(taken, "abc", 3) == 3 && ::ftruncate(taken, 2) == 0 && ::fsync(taken) == 0);
        }),
        0);
    struct stat status {};
    EXPECT_EQ(::stat(outside("file").c_str(), &status), 0);
    EXPECT_EQ(status.st_size, 2);
    for (const int end : ends)
        ::close(end);
}

TEST_F(SandboxTest, NoNetworkAndNoOtherSockets) {
    TcpListener tcp;
    UnixListener local(inside("socket"));
    const int for_tcp = make_socket(AF_INET);
    const int for_local = make_socket(AF_UNIX);
    EXPECT_EQ(confined([&](Steps& steps) {
                  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK})
                      steps.fails(make_socket(family), EPERM);
                  // Even with sockets that were made before.
                  steps.fails(tcp.connect_from(for_tcp), EPERM);
                  steps.fails(local.connect_from(for_local), EPERM);
                  steps.fails(::bind(for_tcp, tcp.raw(), tcp.size), EPERM);
                  steps.fails(::listen(for_tcp, 1), EPERM);
                  steps.fails(::accept(tcp.descriptor, nullptr, nullptr), EPERM);
                  steps.fails(::sendto(for_local, "a", 1, MSG_NOSIGNAL, local.raw(), local.size), EOPNOTSUPP);
                  std::array<int, 2> ends{};
                  steps.fails(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends.data()), EPERM);
              }),
              0);
    // Nothing but the sandbox was in the way.
    EXPECT_EQ(tcp.connect_from(for_tcp), 0);
    EXPECT_EQ(local.connect_from(for_local), 0);
    ::close(for_tcp);
    ::close(for_local);
}

TEST_F(SandboxTest, NoProgramsAndNoProcesses) {
    EXPECT_EQ(confined([](Steps& steps) {
                  char program[] = "/bin/true";
                  char* arguments[] = {program, nullptr};
                  steps.fails(::execv(program, arguments), EPERM);
                  steps.fails(::fork(), EPERM);
                  steps.fails(::vfork(), EPERM);
                  pid_t child = 0;
                  steps.works(::posix_spawn(&child, program, nullptr, nullptr, arguments, environ) == EPERM);
                  steps.works(::system("true") != 0);
                  steps.fails(::prctl(PR_SET_DUMPABLE, 1), EPERM);
                  steps.works(::syscall(SYS_memfd_create, "code", 0) == -1);
              }),
              0);
}

TEST_F(SandboxTest, MapsNothingExecutable) {
    EXPECT_EQ(
        confined([](Steps& steps) {
            void* code = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            steps.works(code == MAP_FAILED && errno == EPERM);
            void* data = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            steps.works(data != MAP_FAILED);
            steps.fails(::mprotect(data, 4096, PROT_READ | PROT_EXEC), EPERM);
            steps.works(::mprotect(data, 4096, PROT_READ) == 0);
        }),
        0);
}

TEST_F(SandboxTest, SignalsItselfAlone) {
    const pid_t parent = ::getpid();
    EXPECT_EQ(confined([parent](Steps& steps) {
                  steps.fails(::kill(parent, 0), EPERM);
                  steps.fails(::kill(parent, SIGKILL), EPERM);
                  steps.fails(::syscall(SYS_tgkill, parent, parent, SIGKILL), EPERM);
                  steps.fails(::kill(-1, SIGKILL), EPERM);
                  steps.works(::kill(::getpid(), 0) == 0);
                  ::signal(SIGUSR1, SIG_IGN);
                  steps.works(::raise(SIGUSR1) == 0);
              }),
              0);
    EXPECT_EQ(confined([](Steps&) { ::abort(); }), kSignalStatus + SIGABRT);
}

TEST_F(SandboxTest, EndsIntruders) {
    const pid_t parent = ::getpid();
    const std::array<std::function<void()>, 7> deeds {
        [parent] { ::ptrace(PTRACE_ATTACH, parent, nullptr, nullptr); },
            [parent] { ::syscall(SYS_process_vm_readv, parent, nullptr, 0, nullptr, 0, 0); },
            [] { ::syscall(SYS_unshare, CLONE_NEWUSER); }, [] { ::syscall(SYS_io_uring_setup, 1, nullptr); },
            [] { ::syscall(SYS_bpf, 0, nullptr, 0); }, [] { ::syscall(SYS_keyctl, 0, 0, 0, 0, 0); },
#if defined(__x86_64__)
            [] { ::syscall(0x4000'0000 | SYS_getpid); },
#else
            [] { ::syscall(SYS_personality, 0xffff'ffff); },
#endif
    };
    for (size_t i = 0; i < deeds.size(); ++i)
        EXPECT_EQ(confined([&](Steps&) { deeds[i](); }), kSignalStatus + SIGSYS) << i;
}

TEST_F(SandboxTest, ThreadsWorkAndAreConfinedToo) {
    EXPECT_EQ(confined([this](Steps& steps) {
                  WorkerPool pool("pool", 4, 16);
                  std::atomic<int> denied{0};
                  for (int i = 0; i < 16; ++i)
                      pool.post([&] {
                          denied += opened(outside("file"), O_RDONLY) == -1 && make_socket(AF_UNIX) == -1;
                      });
                  pool.stop();
                  steps.works(denied == 16);
                  char name[16] = {};
                  Thread("named", [&] { ::prctl(PR_GET_NAME, name); }).join();
                  steps.works(std::string(name) == "named");
                  steps.works(std::thread::hardware_concurrency() > 0);
              }),
              0);
}

TEST_F(SandboxTest, SocketsPipesAndEventsWork) {
    std::array<int, 2> before{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, before.data()), 0);
    EXPECT_EQ(
        confined([&](Steps& steps) {
            char word = 0;
            steps.works(::send(before[0], "a", 1, MSG_NOSIGNAL) == 1 && ::recv(before[1], &word, 1, 0) == 1);
            ucred peer{};
            socklen_t size = sizeof peer;
            steps.works(::getsockopt(before[0], SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0);
            std::array<int, 2> after{};
            steps.works(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, after.data()) == 0);
            steps.works(::write(after[0], "b", 1) == 1);
            const int queue = ::epoll_create1(EPOLL_CLOEXEC);
            epoll_event event{EPOLLIN, {}};
            steps.works(::epoll_ctl(queue, EPOLL_CTL_ADD, after[1], &event) == 0);
            steps.works(::epoll_wait(queue, &event, 1, 1000) == 1);
            pollfd waited{after[1], POLLIN, 0};
            steps.works(::poll(&waited, 1, 1000) == 1);
            steps.works(::pipe2(after.data(), O_CLOEXEC) == 0);
            steps.works(::eventfd(0, EFD_NONBLOCK) >= 0);
            steps.works(::shutdown(before[0], SHUT_RDWR) == 0);
        }),
        0);
    for (const int end : before)
        ::close(end);
}

TEST_F(SandboxTest, LoopClockAndRandomWork) {
    EXPECT_EQ(confined([](Steps& steps) {
                  EventLoop loop;
                  Timer timer(loop);
                  timer.start(std::chrono::milliseconds(1), [&] { loop.stop(); });
                  loop.run();
                  steps.works(system_clock().system_time_s() > 1'000'000'000);
                  base::Bytes bytes(32);
                  os_random().fill(bytes);
                  steps.works(bytes != base::Bytes(32));
                  steps.works(opened("/dev/urandom", O_RDONLY) >= 0);
              }),
              0);
}

TEST_F(SandboxTest, CannotBeLeft) {
    EXPECT_EQ(confined([this](Steps& steps) {
                  steps.works(::prctl(PR_GET_SECCOMP) == -1);
                  steps.works(!enter_sandbox({{outside("")}, {}}, SandboxMode::Require));
                  steps.fails(opened(outside("file"), O_RDONLY), EACCES);
              }),
              0);
}

TEST_F(SandboxTest, TellsWhatItCannotDo) {
    EXPECT_EQ(status_of_child([] {
                  const auto none = enter_sandbox({{"/no/such/path"}, {}}, SandboxMode::Auto);
                  return !none && none.error().find("/no/such/path: No such file") != std::string::npos ? 0
                                                                                                        : 1;
              }),
              0);
    EXPECT_EQ(status_of_child([] {
                  std::atomic<bool> done{false};
                  Thread other("other", [&] { done.wait(false); });
                  const auto late = enter_sandbox({}, SandboxMode::Auto);
                  done = true;
                  done.notify_all();
                  return !late && late.error().find("before other threads") != std::string::npos ? 0 : 1;
              }),
              0);
}

/// Who owns the memory of a process, as the system shows it: root when others may not look at it.
uid_t memory_owner(pid_t process) {
    struct stat found {};
    const std::string path = "/proc/" + std::to_string(process) + "/mem";
    return ::stat(path.c_str(), &found) == 0 ? found.st_uid : static_cast<uid_t>(-1);
}

/// Becomes another user than root, tells `ready` how that went, and stays until `leave` says something.
int wait_as_nobody(const std::function<bool()>& confine, int ready, int leave) {
    constexpr uid_t kNobody = 65534;
    const bool other = ::geteuid() != 0 || (::setgid(kNobody) == 0 && ::setuid(kNobody) == 0);
    // Changing the user has closed it already; ordinary processes are open.
    ::prctl(PR_SET_DUMPABLE, 1);
    char byte = other && confine() ? 'y' : 'n';
    return ::write(ready, &byte, 1) == 1 && ::read(leave, &byte, 1) == 1 ? 0 : 1;
}

TEST_F(SandboxTest, MemoryIsClosedToOthers) {
    ASSERT_EQ(::chmod(policy().read_write[0].c_str(), 0777), 0);
    int ready[2];
    int leave[2];
    ASSERT_EQ(::pipe(ready), 0);
    ASSERT_EQ(::pipe(leave), 0);
    for (const bool confined : {false, true}) {
        const auto confine = [&] { return !confined || enter_sandbox(policy(), SandboxMode::Require); };
        const pid_t child = ::fork();
        if (child == 0) ::_exit(wait_as_nobody(confine, ready[1], leave[0]));
        char byte = 0;
        EXPECT_EQ(::read(ready[0], &byte, 1), 1);
        EXPECT_EQ(byte, 'y');
        EXPECT_EQ(memory_owner(child) == 0, confined);
        EXPECT_EQ(::write(leave[1], &byte, 1), 1);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    for (const int descriptor : {ready[0], ready[1], leave[0], leave[1]})
        ::close(descriptor);
}

/// As on a kernel that does not know the call `number`.
void forget_call(uint32_t number) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    sandbox_parts::install_filter({{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
                                   {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number},
                                   {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
                                   {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}});
}

TEST_F(SandboxTest, KernelWithoutLandlock) {
    EXPECT_EQ(status_of_child([this] {
                  forget_call(444);
                  Steps steps;
                  const auto required = enter_sandbox(policy(), SandboxMode::Require);
                  steps.works(!required && required.error().find("no Landlock") != std::string::npos);
                  const auto best = enter_sandbox(policy(), SandboxMode::Auto);
                  steps.works(best && best->landlock_abi == 0 && best->filter && best->missing.size() == 1);
                  steps.works(opened(outside("file"), O_RDONLY) >= 0);
                  steps.fails(make_socket(AF_INET), EPERM);
                  return steps.failed();
              }),
              0);
}

TEST_F(SandboxTest, KernelWithoutFilters) {
    EXPECT_EQ(status_of_child([this] {
                  forget_call(SYS_seccomp);
                  Steps steps;
                  const auto required = enter_sandbox(policy(), SandboxMode::Require);
                  steps.works(!required && required.error().find("no seccomp") != std::string::npos);
                  const auto best = enter_sandbox(policy(), SandboxMode::Auto);
                  steps.works(best && best->landlock_abi > 0 && !best->filter && best->missing.size() == 1);
                  steps.fails(opened(outside("file"), O_RDONLY), EACCES);
                  steps.works(make_socket(AF_INET) >= 0);
                  return steps.failed();
              }),
              0);
}

/// Landlock without the filter, as each generation of it would do.
TEST_F(SandboxTest, GenerationsOfLandlock) {
    TcpListener tcp;
    UnixListener abstract(std::string("\0quanta-", 8) + std::to_string(::getpid()));
    const pid_t parent = ::getpid();
    for (int abi = 1; abi <= sandbox_parts::landlock_abi(); ++abi) {
        EXPECT_EQ(status_of_child([&] {
                      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                      if (!sandbox_parts::confine_files(policy(), abi)) return kNotConfined;
                      Steps steps;
                      steps.fails(opened(outside("file"), O_RDONLY), EACCES);
                      steps.fails(opened(outside("new"), O_RDWR | O_CREAT), EACCES);
                      steps.works(opened(inside("new"), O_RDWR | O_CREAT | O_TRUNC) >= 0);
                      steps.works((::rename(inside("new").c_str(), inside("folder/new").c_str()) == 0) ==
                                  (abi >= 2));
                      steps.works((::truncate(outside("file").c_str(), 0) != 0) == (abi >= 3));
                      steps.works((tcp.connect_from(make_socket(AF_INET)) != 0) == (abi >= 4));
                      steps.works((abstract.connect_from(make_socket(AF_UNIX)) != 0) == (abi >= 6));
                      steps.works((::kill(parent, 0) != 0) == (abi >= 6));
                      return steps.failed();
                  }),
                  0)
            << abi;
    }
}

#endif

}  // namespace
}  // namespace quanta::sys
