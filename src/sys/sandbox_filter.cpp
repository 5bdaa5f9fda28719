// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The part of the sandbox that concerns system calls.
//
// Rationale: a list of what is allowed. The program and its libraries are ours to try, and a call that the C
// library may make one day is answered with an error it has a way around: ENOSYS for what is newer than the
// list, EPERM for the rest. The kernel remembers what the filter says to a call whatever its arguments, so
// that the common calls cost the same as without it, however long the list.

#include "sys/sandbox_parts.h"

#if defined(__linux__)

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

namespace quanta::sys::sandbox_parts {

namespace {

#if defined(__x86_64__) && !defined(__ILP32__)
#define QUANTA_FILTER_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__ILP32__)
#define QUANTA_FILTER_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#if defined(QUANTA_FILTER_ARCHITECTURE)

constexpr uint32_t kArchitecture = QUANTA_FILTER_ARCHITECTURE;
/// Numbers from here on are another set of calls on x86-64 (x32), and none on other processors.
constexpr uint32_t kFirstForeignCall = 0x4000'0000;
/// The first number that was not given when the lists below were made; the same on all processors.
constexpr uint32_t kFirstUnknownCall = 451;

// Calls allowed whatever their arguments: they act on memory, on the process itself, on what is open, or on
// paths, which are for Landlock.

constexpr uint32_t kMemoryAndThreads[] = {SYS_brk,
                                          SYS_munmap,
                                          SYS_mremap,
                                          SYS_madvise,
                                          SYS_mincore,
                                          SYS_msync,
                                          SYS_mlock,
                                          SYS_mlock2,
                                          SYS_munlock,
                                          SYS_futex,
                                          SYS_set_robust_list,
                                          SYS_get_robust_list,
                                          SYS_set_tid_address,
                                          SYS_rseq,
                                          SYS_membarrier,
                                          SYS_sched_yield,
                                          SYS_sched_getaffinity,
                                          SYS_getcpu,
                                          SYS_exit,
                                          SYS_exit_group,
                                          SYS_restart_syscall};
constexpr uint32_t kSignalsReceived[] = {SYS_rt_sigaction,  SYS_rt_sigprocmask, SYS_rt_sigreturn,
                                         SYS_rt_sigpending, SYS_rt_sigsuspend,  SYS_rt_sigtimedwait,
                                         SYS_sigaltstack,   SYS_signalfd4};
constexpr uint32_t kOwnState[] = {SYS_getpid,  SYS_getppid, SYS_gettid,    SYS_getuid,      SYS_geteuid,
                                  SYS_getgid,  SYS_getegid, SYS_getresuid, SYS_getresgid,   SYS_getgroups,
                                  SYS_getpgid, SYS_getsid,  SYS_getrusage, SYS_getpriority, SYS_capget,
                                  SYS_uname,   SYS_sysinfo, SYS_times,     SYS_umask,       SYS_getrandom};
constexpr uint32_t kTime[] = {SYS_clock_gettime, SYS_clock_getres,   SYS_clock_nanosleep, SYS_nanosleep,
                              SYS_gettimeofday,  SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime,
                              SYS_getitimer,     SYS_setitimer};
constexpr uint32_t kOpenFiles[] = {
    SYS_read,      SYS_write,     SYS_readv,       SYS_writev,    SYS_pread64,
    SYS_pwrite64,  SYS_preadv,    SYS_pwritev,     SYS_preadv2,   SYS_pwritev2,
    SYS_lseek,     SYS_close,     SYS_close_range, SYS_dup,       SYS_dup3,
    SYS_fstat,     SYS_fstatfs,   SYS_fsync,       SYS_fdatasync, SYS_sync_file_range,
    SYS_ftruncate, SYS_fallocate, SYS_fadvise64,   SYS_readahead, SYS_copy_file_range,
    SYS_sendfile,  SYS_flock,     SYS_fchmod,      SYS_fchown,    SYS_getdents64};
constexpr uint32_t kPaths[] = {SYS_openat,    SYS_openat2,    SYS_newfstatat, SYS_statx,   SYS_statfs,
                               SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_mkdirat, SYS_unlinkat,
                               SYS_renameat,  SYS_renameat2,  SYS_getcwd,     SYS_chdir,   SYS_fchdir};
constexpr uint32_t kWaiting[] = {SYS_ppoll,       SYS_pselect6,     SYS_epoll_create1, SYS_epoll_ctl,
                                 SYS_epoll_pwait, SYS_epoll_pwait2, SYS_eventfd2,      SYS_pipe2};
constexpr uint32_t kOpenSockets[] = {SYS_sendto,      SYS_recvfrom,   SYS_sendmsg,  SYS_recvmsg,
                                     SYS_sendmmsg,    SYS_recvmmsg,   SYS_shutdown, SYS_getsockopt,
                                     SYS_getsockname, SYS_getpeername};

// Calls that nothing in the program or its libraries ever makes: whoever makes them has broken in.

constexpr uint32_t kOtherProcesses[] = {
    SYS_ptrace,     SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp,
    SYS_pidfd_open, SYS_pidfd_getfd,      SYS_pidfd_send_signal, SYS_process_madvise};
constexpr uint32_t kNamespacesAndMounts[] = {SYS_mount,         SYS_umount2,
                                             SYS_pivot_root,    SYS_chroot,
                                             SYS_move_mount,    SYS_open_tree,
                                             SYS_fsopen,        SYS_fsconfig,
                                             SYS_fsmount,       SYS_fspick,
                                             SYS_mount_setattr, SYS_unshare,
                                             SYS_setns,         SYS_open_by_handle_at,
                                             SYS_fanotify_init, SYS_fanotify_mark,
                                             SYS_swapon,        SYS_swapoff,
                                             SYS_quotactl,      SYS_acct};
/// Parts of the kernel with a long history of holes.
constexpr uint32_t kWideDoors[] = {
    SYS_bpf,         SYS_perf_event_open, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    SYS_userfaultfd, SYS_add_key,         SYS_request_key,    SYS_keyctl,         SYS_personality};
constexpr uint32_t kMachine[] = {SYS_kexec_load,    SYS_kexec_file_load, SYS_init_module, SYS_finit_module,
                                 SYS_delete_module, SYS_reboot,          SYS_sethostname, SYS_setdomainname,
                                 SYS_settimeofday,  SYS_clock_settime,   SYS_adjtimex,    SYS_clock_adjtime,
                                 SYS_syslog,        SYS_vhangup};

#if defined(__x86_64__)
/// Forms of allowed calls that newer processors never had.
constexpr uint32_t kOlderForms[] = {SYS_open,     SYS_creat,  SYS_stat,         SYS_lstat,      SYS_access,
                                    SYS_readlink, SYS_mkdir,  SYS_rmdir,        SYS_unlink,     SYS_rename,
                                    SYS_getdents, SYS_dup2,   SYS_pipe,         SYS_eventfd,    SYS_signalfd,
                                    SYS_poll,     SYS_select, SYS_epoll_create, SYS_epoll_wait, SYS_time,
                                    SYS_alarm,    SYS_pause,  SYS_getpgrp,      SYS_arch_prctl};
constexpr uint32_t kPorts[] = {SYS_iopl, SYS_ioperm, SYS_modify_ldt};
#else
constexpr std::span<const uint32_t> kOlderForms;
constexpr std::span<const uint32_t> kPorts;
#endif

using Calls = std::span<const uint32_t>;
constexpr Calls kAllowed[] = {kMemoryAndThreads, kSignalsReceived, kOwnState,  kTime, kOpenFiles, kPaths,
                              kWaiting,          kOpenSockets,     kOlderForms};
constexpr Calls kDeadly[] = {kOtherProcesses, kNamespacesAndMounts, kWideDoors, kMachine, kPorts};

/// What an argument must be: its lower half, with `mask` laid over it, one of `values`.
///
/// The kernel takes the lower half alone of every argument tested here.
struct ArgumentRule {
    uint32_t position;
    uint32_t mask;
    std::initializer_list<uint32_t> values;
};

constexpr uint32_t kWhole = 0xffff'ffff;
/// The kind of a socket without SOCK_CLOEXEC and SOCK_NONBLOCK.
constexpr uint32_t kSocketKind = 0xf;
/// Every flag of clone() that says what is shared or made new.
constexpr uint32_t kCloneKind = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
                                CLONE_PTRACE | CLONE_VFORK | CLONE_PARENT | CLONE_UNTRACED | CLONE_IO |
                                CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                CLONE_NEWPID | CLONE_NEWNET;
constexpr uint32_t kThread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
/// Send and receive timeouts under the numbers that 32-bit times brought.
constexpr uint32_t kReceiveTimeout64 = 66;
constexpr uint32_t kSendTimeout64 = 67;
// File locks that belong to the open file, by their numbers: headers show them to GNU programs alone.
constexpr uint32_t kOpenFileGetLock = 36;
constexpr uint32_t kOpenFileSetLock = 37;
constexpr uint32_t kOpenFileSetLockWait = 38;

/// Writes the program: whoever is through with a call returns, otherwise the next part looks at its number,
/// which stays loaded.
class FilterWriter {
public:
    FilterWriter() {
        load(offsetof(seccomp_data, arch));
        test(BPF_JEQ, kArchitecture, 1, 0);
        answer(SECCOMP_RET_KILL_PROCESS);
        load(offsetof(seccomp_data, nr));
        test(BPF_JGE, kFirstForeignCall, 0, 1);
        answer(SECCOMP_RET_KILL_PROCESS);
    }

    /// `number` gets this answer.
    void on(uint32_t number, uint32_t action) {
        test(BPF_JEQ, number, 0, 1);
        answer(action);
    }
    void on(std::span<const Calls> groups, uint32_t action) {
        for (const Calls& group : groups)
            for (const uint32_t number : group)
                on(number, action);
    }
    /// Numbers from `first` on get this answer.
    void from(uint32_t first, uint32_t action) {
        test(BPF_JGE, first, 0, 1);
        answer(action);
    }
    void otherwise(uint32_t action) { answer(action); }

    /// `number` is allowed when all of `rules` hold, and EPERM otherwise.
    void allow_if(uint32_t number, std::initializer_list<ArgumentRule> rules) {
        const size_t start = m_program.size();
        test(BPF_JEQ, number, 0, 0);
        for (const ArgumentRule& rule : rules)
            demand(rule);
        answer(SECCOMP_RET_ALLOW);
        m_program[start].jf = static_cast<uint8_t>(m_program.size() - start - 1);
    }

    std::vector<sock_filter> take() { return std::move(m_program); }

private:
    void load(size_t offset) {
        m_program.push_back({BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<uint32_t>(offset)});
    }
    void test(uint16_t kind, uint32_t value, uint8_t skip_if_true, uint8_t skip_if_false) {
        const auto code = static_cast<uint16_t>(BPF_JMP | kind | BPF_K);
        m_program.push_back({code, skip_if_true, skip_if_false, value});
    }
    void answer(uint32_t action) { m_program.push_back({BPF_RET | BPF_K, 0, 0, action}); }

    /// Goes on behind when `rule` holds.
    void demand(const ArgumentRule& rule) {
        // Both processors have the lower half in front.
        load(offsetof(seccomp_data, args) + rule.position * sizeof(uint64_t));
        if (rule.mask != kWhole) m_program.push_back({BPF_ALU | BPF_AND | BPF_K, 0, 0, rule.mask});
        size_t left = rule.values.size();
        for (const uint32_t value : rule.values)
            test(BPF_JEQ, value, static_cast<uint8_t>(left--), 0);
        answer(SECCOMP_RET_ERRNO | EPERM);
    }

    std::vector<sock_filter> m_program;
};

void add_conditional_calls(FilterWriter& filter, uint32_t self) {
    filter.allow_if(SYS_mmap, {{2, PROT_EXEC, {0}}});
    filter.allow_if(SYS_mprotect, {{2, PROT_EXEC, {0}}});
    filter.allow_if(SYS_clone, {{0, kCloneKind, {kThread}}});
    filter.allow_if(SYS_fcntl,
                    {{1,
                      kWhole,
                      {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK,
                       F_SETLKW, kOpenFileGetLock, kOpenFileSetLock, kOpenFileSetLockWait}}});
    filter.allow_if(SYS_ioctl, {{1, kWhole, {FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCGETS, TIOCGWINSZ}}});
    filter.allow_if(SYS_prctl, {{0, kWhole, {PR_SET_NAME, PR_GET_NAME}}});
    // Signals to ourselves, as abort() and raise() send them.
    filter.allow_if(SYS_tgkill, {{0, kWhole, {self}}});
    filter.allow_if(SYS_kill, {{0, kWhole, {self}}});
    // How many files may be open and how large a stack is. Zero is the calling process.
    filter.allow_if(SYS_prlimit64, {{0, kWhole, {0, self}}});
    // Datagrams could be sent to any path, whatever the socket was paired with.
    filter.allow_if(SYS_socketpair, {{0, kWhole, {AF_UNIX}}, {1, kSocketKind, {SOCK_STREAM}}});
    filter.allow_if(
        SYS_setsockopt,
        {{1, kWhole, {SOL_SOCKET}},
         {2, kWhole, {SO_SNDBUF, SO_RCVBUF, SO_RCVTIMEO, SO_SNDTIMEO, kReceiveTimeout64, kSendTimeout64}}});
}

#endif

}  // namespace

std::vector<sock_filter> call_filter(int self) {
#if defined(QUANTA_FILTER_ARCHITECTURE)
    FilterWriter filter;
    filter.on(kDeadly, SECCOMP_RET_KILL_PROCESS);
    add_conditional_calls(filter, static_cast<uint32_t>(self));
    filter.on(kAllowed, SECCOMP_RET_ALLOW);
    // The C library then makes threads by clone(), whose flags can be seen.
    filter.on(SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
    filter.from(kFirstUnknownCall, SECCOMP_RET_ERRNO | ENOSYS);
    filter.otherwise(SECCOMP_RET_ERRNO | EPERM);
    return filter.take();
#else
    static_cast<void>(self);
    return {};
#endif
}

int install_filter(const std::vector<sock_filter>& filter) {
    sock_fprog program{static_cast<unsigned short>(filter.size()), const_cast<sock_filter*>(filter.data())};
    const long outcome = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (outcome == 0) return 0;
    // A positive number is a thread that could not follow.
    return outcome > 0 ? EBUSY : errno;
}

}  // namespace quanta::sys::sandbox_parts

#endif
