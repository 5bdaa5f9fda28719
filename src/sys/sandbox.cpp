// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/sandbox.h"

#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "sys/sandbox_parts.h"

#if defined(__linux__)
#include <dirent.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define QUANTA_SANITIZER_RUNS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define QUANTA_SANITIZER_RUNS 1
#endif
#endif

namespace quanta::sys {

namespace {

using base::Err;

std::string joined(const std::vector<std::string>& clauses) {
    std::string text;
    for (const std::string& clause : clauses) {
        if (!text.empty()) text += "; ";
        text += clause;
    }
    return text;
}

#if defined(__linux__) && !defined(QUANTA_SANITIZER_RUNS)

/// Whether the kernel knows the action by which a filter ends a process, the newest thing ours needs.
bool has_filters() {
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/// Whether this process has another thread; no when that cannot be found out.
bool has_other_threads() {
    DIR* threads = ::opendir("/proc/self/task");
    if (threads == nullptr) return false;
    int count = 0;
    while (const dirent* entry = ::readdir(threads))
        count += entry->d_name[0] != '.';
    ::closedir(threads);
    return count > 1;
}

std::string because(const char* what) {
    return std::string(what) + " (" + std::strerror(errno) + ")";
}

/// Why nothing can be confined here; empty when something can.
std::string hindrance() {
    return "";
}

SandboxReport kernel_support() {
    SandboxReport report;
    report.landlock_abi = sandbox_parts::landlock_abi();
    if (report.landlock_abi == 0) report.missing.push_back(because("the kernel offers no Landlock"));
    report.filter = has_filters();
    if (!report.filter) {
        report.missing.push_back(because("the kernel offers no seccomp filters"));
    } else if (sandbox_parts::call_filter(::getpid()).empty()) {
        report.filter = false;
        report.missing.push_back("the system calls of this processor are not known");
    }
    return report;
}

base::Result<void, std::string> confine(const SandboxPolicy& policy, const SandboxReport& parts) {
    if (has_other_threads()) return Err("The sandbox must be entered before other threads start");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Err(because("Unable to give up privileges"));
    // Its memory is not for other processes of the same user, nor for core files.
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return Err(because("Unable to close the memory to others"));
    if (parts.landlock_abi > 0) {
        auto files = sandbox_parts::confine_files(policy, parts.landlock_abi);
        if (!files) return files;
    }
    if (!parts.filter) return {};
    errno = sandbox_parts::install_filter(sandbox_parts::call_filter(::getpid()));
    if (errno != 0) return Err(because("Unable to filter system calls"));
    return {};
}

#else

std::string hindrance() {
#if defined(__linux__)
    return "this build has a sanitizer, which needs what a sandbox takes away";
#else
    return "it is made for Linux alone";
#endif
}

SandboxReport kernel_support() {
    return {};
}

base::Result<void, std::string> confine(const SandboxPolicy&, const SandboxReport&) {
    return {};
}

#endif

}  // namespace

std::optional<SandboxMode> parse_sandbox_mode(std::string_view text) {
    if (text == "auto") return SandboxMode::Auto;
    if (text == "require") return SandboxMode::Require;
    if (text == "off") return SandboxMode::Off;
    return std::nullopt;
}

std::string SandboxReport::message() const {
    std::string text = "Sandbox: ";
    if (landlock_abi == 0 && !filter && missing.empty()) return text + "off";
    if (landlock_abi > 0) text += "files confined by Landlock (ABI " + std::to_string(landlock_abi) + "), ";
    if (filter) text += "system calls filtered, ";
    if (!missing.empty()) text += "missing: " + joined(missing) + ", ";
    return text.substr(0, text.size() - 2);
}

SandboxReport sandbox_support() {
    if (hindrance().empty()) return kernel_support();
    SandboxReport none;
    none.missing.push_back(hindrance());
    return none;
}

base::Result<SandboxReport, std::string> enter_sandbox(const SandboxPolicy& policy, SandboxMode mode) {
    SandboxReport report;
    if (mode != SandboxMode::Off) report = sandbox_support();
    if (mode == SandboxMode::Require && !report.missing.empty()) {
        return Err("The sandbox that -sandbox=require asks for is not to be had: " + joined(report.missing));
    }
    if (report.landlock_abi > 0 || report.filter) {
        auto confined = confine(policy, report);
        if (!confined) return Err(std::move(confined).error());
    }
    if (mode == SandboxMode::Auto && !report.missing.empty())
        base::log_warning("{}", report.message());
    else
        base::log_info("{}", report.message());
    return report;
}

}  // namespace quanta::sys
