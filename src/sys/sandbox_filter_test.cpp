// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The filter of system calls, run here as the kernel would, without being put before anything.

#include <gtest/gtest.h>

#include "sys/sandbox_parts.h"

#if defined(__linux__)

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace quanta::sys {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kHere = AUDIT_ARCH_X86_64;
constexpr uint32_t kElsewhere = AUDIT_ARCH_AARCH64;
#else
constexpr uint32_t kHere = AUDIT_ARCH_AARCH64;
constexpr uint32_t kElsewhere = AUDIT_ARCH_X86_64;
#endif

constexpr int kSelf = 4711;
constexpr uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr uint32_t kKill = SECCOMP_RET_KILL_PROCESS;
constexpr uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;
constexpr uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;

/// What the instructions of `program` return for `data`; fails on one that the filter has no use for.
uint32_t run(const std::vector<sock_filter>& program, const seccomp_data& data) {
    std::array<uint8_t, sizeof data> bytes{};
    std::memcpy(bytes.data(), &data, sizeof data);
    uint32_t loaded = 0;
    for (size_t at = 0; at < program.size(); ++at) {
        const sock_filter& step = program[at];
        switch (step.code) {
            case BPF_LD | BPF_W | BPF_ABS:
                std::memcpy(&loaded, bytes.data() + step.k, sizeof loaded);
                break;
            case BPF_ALU | BPF_AND | BPF_K:
                loaded &= step.k;
                break;
            case BPF_JMP | BPF_JEQ | BPF_K:
                at += loaded == step.k ? step.jt : step.jf;
                break;
            case BPF_JMP | BPF_JGE | BPF_K:
                at += loaded >= step.k ? step.jt : step.jf;
                break;
            case BPF_RET | BPF_K:
                return step.k;
            default:
                ADD_FAILURE() << "instruction " << step.code;
                return 0;
        }
    }
    ADD_FAILURE() << "no answer";
    return 0;
}

class CallFilter : public testing::Test {
protected:
    void SetUp() override {
        if (m_program.empty()) GTEST_SKIP() << "the system calls of this processor are not known";
    }

    uint32_t of(long number, std::array<uint64_t, 6> arguments = {}, uint32_t architecture = kHere) {
        seccomp_data data{static_cast<int>(number), architecture, 0, {}};
        for (size_t i = 0; i < arguments.size(); ++i)
            data.args[i] = arguments[i];
        return run(m_program, data);
    }

    const std::vector<sock_filter> m_program = sandbox_parts::call_filter(kSelf);
};

TEST_F(CallFilter, FitsTheKernel) {
    EXPECT_LE(m_program.size(), size_t{BPF_MAXINSNS});
}

TEST_F(CallFilter, AllowsWorkOnWhatIsOpen) {
    for (const long number :
         {SYS_read, SYS_write, SYS_futex, SYS_munmap, SYS_openat, SYS_renameat, SYS_unlinkat, SYS_fsync,
          SYS_ftruncate, SYS_sendmsg, SYS_recvmsg, SYS_getrandom, SYS_exit_group})
        EXPECT_EQ(of(number), kAllow) << number;
}

TEST_F(CallFilter, RefusesTheWayOut) {
    for (const long number : {SYS_socket,
                              SYS_connect,
                              SYS_bind,
                              SYS_listen,
                              SYS_accept,
                              SYS_accept4,
                              SYS_execve,
                              SYS_execveat,
                              SYS_seccomp,
                              SYS_memfd_create,
                              SYS_truncate,
                              SYS_linkat,
                              SYS_symlinkat,
                              SYS_fchmodat,
                              SYS_fchownat,
                              SYS_mknodat,
                              SYS_setxattr,
                              SYS_setuid,
                              SYS_setsid,
                              SYS_tkill,
                              SYS_rt_sigqueueinfo,
                              SYS_rt_tgsigqueueinfo,
                              SYS_shmat,
                              SYS_mq_open})
        EXPECT_EQ(of(number), kRefuse) << number;
#if defined(__x86_64__)
    for (const long number : {SYS_fork, SYS_vfork, SYS_link, SYS_symlink, SYS_chmod, SYS_uselib})
        EXPECT_EQ(of(number), kRefuse) << number;
#endif
}

TEST_F(CallFilter, EndsIntruders) {
    for (const long number :
         {SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kexec_load, SYS_mount, SYS_bpf,
          SYS_perf_event_open, SYS_io_uring_setup, SYS_userfaultfd, SYS_keyctl, SYS_unshare, SYS_setns,
          SYS_open_by_handle_at, SYS_personality, SYS_pidfd_open})
        EXPECT_EQ(of(number), kKill) << number;
}

TEST_F(CallFilter, OtherSetsOfCalls) {
    EXPECT_EQ(of(SYS_read, {}, kElsewhere), kKill);
    EXPECT_EQ(of(SYS_read, {}, AUDIT_ARCH_I386), kKill);
    EXPECT_EQ(of(0x4000'0000 | SYS_read), kKill);
    EXPECT_EQ(of(0x4000'0000), kKill);
    EXPECT_EQ(of(-1), kKill);
    EXPECT_EQ(of(0x3fff'ffff), kUnknown);
}

TEST_F(CallFilter, CallsOfTomorrow) {
    EXPECT_EQ(of(450), kRefuse);
    EXPECT_EQ(of(451), kUnknown);
    EXPECT_EQ(of(SYS_clone3), kUnknown);
}

TEST_F(CallFilter, MakesThreadsAlone) {
    const uint64_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    const uint64_t library = CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    EXPECT_EQ(of(SYS_clone, {thread}), kAllow);
    EXPECT_EQ(of(SYS_clone, {thread | library}), kAllow);
    EXPECT_EQ(of(SYS_clone, {SIGCHLD}), kRefuse);
    EXPECT_EQ(of(SYS_clone, {CLONE_VM | CLONE_VFORK | SIGCHLD}), kRefuse);
    for (const uint64_t flag : {CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_SIGHAND, CLONE_THREAD})
        EXPECT_EQ(of(SYS_clone, {thread & ~flag}), kRefuse) << flag;
    for (const uint64_t flag : {CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC,
                                CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_PTRACE, CLONE_PARENT, CLONE_VFORK})
        EXPECT_EQ(of(SYS_clone, {thread | flag}), kRefuse) << flag;
}

TEST_F(CallFilter, MapsNothingExecutable) {
    for (const long number : {SYS_mmap, SYS_mprotect}) {
        EXPECT_EQ(of(number, {0, 4096, PROT_NONE}), kAllow);
        EXPECT_EQ(of(number, {0, 4096, PROT_READ | PROT_WRITE}), kAllow);
        EXPECT_EQ(of(number, {0, 4096, PROT_EXEC}), kRefuse);
        EXPECT_EQ(of(number, {0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC}), kRefuse);
    }
    EXPECT_EQ(of(SYS_pkey_mprotect), kRefuse);
}

TEST_F(CallFilter, PairsOfStreamsAlone) {
    EXPECT_EQ(of(SYS_socketpair, {AF_UNIX, SOCK_STREAM}), kAllow);
    EXPECT_EQ(of(SYS_socketpair, {AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK}), kAllow);
    EXPECT_EQ(of(SYS_socketpair, {AF_UNIX, SOCK_DGRAM}), kRefuse);
    EXPECT_EQ(of(SYS_socketpair, {AF_UNIX, SOCK_SEQPACKET}), kRefuse);
    EXPECT_EQ(of(SYS_socketpair, {AF_TIPC, SOCK_STREAM}), kRefuse);
    EXPECT_EQ(of(SYS_setsockopt, {3, SOL_SOCKET, SO_SNDBUF}), kAllow);
    EXPECT_EQ(of(SYS_setsockopt, {3, SOL_SOCKET, SO_ATTACH_FILTER}), kRefuse);
    EXPECT_EQ(of(SYS_setsockopt, {3, IPPROTO_TCP, SO_SNDBUF}), kRefuse);
}

TEST_F(CallFilter, SignalsItselfAlone) {
    for (const long number : {SYS_kill, SYS_tgkill}) {
        EXPECT_EQ(of(number, {kSelf}), kAllow);
        EXPECT_EQ(of(number, {kSelf - 1}), kRefuse);
        EXPECT_EQ(of(number, {0}), kRefuse);
        EXPECT_EQ(of(number, {static_cast<uint64_t>(-1)}), kRefuse);
        EXPECT_EQ(of(number, {static_cast<uint64_t>(-kSelf)}), kRefuse);
    }
    EXPECT_EQ(of(SYS_prlimit64, {0}), kAllow);
    EXPECT_EQ(of(SYS_prlimit64, {kSelf}), kAllow);
    EXPECT_EQ(of(SYS_prlimit64, {1}), kRefuse);
}

TEST_F(CallFilter, ControlsByList) {
    for (const uint64_t command : {F_DUPFD_CLOEXEC, F_SETFD, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, 36, 37, 38})
        EXPECT_EQ(of(SYS_fcntl, {3, command}), kAllow) << command;
    for (const uint64_t command : {8 /* owner */, 10 /* signal */, 1024 /* lease */, 1026 /* notify */})
        EXPECT_EQ(of(SYS_fcntl, {3, command}), kRefuse) << command;
    EXPECT_EQ(of(SYS_ioctl, {3, FIONBIO}), kAllow);
    EXPECT_EQ(of(SYS_ioctl, {0, TCGETS}), kAllow);
    EXPECT_EQ(of(SYS_ioctl, {0, TIOCSTI}), kRefuse);
    EXPECT_EQ(of(SYS_prctl, {PR_SET_NAME}), kAllow);
    EXPECT_EQ(of(SYS_prctl, {PR_SET_SECCOMP}), kRefuse);
    EXPECT_EQ(of(SYS_prctl, {PR_SET_DUMPABLE}), kRefuse);
}

}  // namespace
}  // namespace quanta::sys

#endif
