// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace quanta::sys {

/// What a confined process keeps. Paths must exist; a directory stands for all that is below it, now and
/// later.
struct SandboxPolicy {
    /// Read and write. In a directory also: create, rename, remove files and directories, but no symbolic
    /// link, socket, pipe or device.
    ///
    /// A single file is meant as it is now: one that takes its name later is out of reach, so a log that is
    /// rotated by renaming goes on in the file renamed. What is replaced or made anew needs its directory
    /// here.
    std::vector<std::string> read_write;
    /// Read alone.
    std::vector<std::string> read_only;
};

/// The words of -sandbox.
enum class SandboxMode : uint8_t {
    Auto,     ///< As much as the system has.
    Off,      ///< Nothing.
    Require,  ///< All of it, or an error.
};

/// The mode called `text`: auto, off, require. Nothing for other words.
std::optional<SandboxMode> parse_sandbox_mode(std::string_view text);

/// What confines a process, or could.
struct SandboxReport {
    /// Generation of Landlock in use: 0 none; 4 and above know TCP, 6 and above signals.
    int landlock_abi = 0;
    /// Whether system calls are filtered.
    bool filter = false;
    /// Why Landlock or the filter is missing, a clause for each; empty when neither is or was wanted.
    std::vector<std::string> missing;

    /// A line for the log: "Sandbox: files confined by Landlock (ABI 7), system calls filtered".
    std::string message() const;
};

/// What this system and this build could do; confines nothing.
SandboxReport sandbox_support();

/// Confines this process for good to files of `policy`, its open descriptors and plain computing, and logs
/// what was done.
///
/// Afterwards it has no way to the network or to sockets it did not have open, runs no program and makes no
/// process, signals itself alone, and maps no memory that can be executed. Threads, pipes, stream socket
/// pairs, random bytes, descriptors that come over an open socket, and stating files anywhere go on working;
/// so does all that is open, whatever the policy says of its path. No other process of the user can read its
/// memory or trace it, and it leaves no core file. Who must connect later starts a DescriptorBroker before.
/// Refused calls fail with EPERM or EACCES; those that only an intruder makes (ptrace, mount, bpf, io_uring
/// …) end the process by SIGSYS.
///
/// To be called while the process has one thread, after what it must open elsewhere is open: Landlock binds
/// the thread that asks and those started later. Under the address and thread sanitizers, and on systems
/// other than Linux, Auto does nothing.
///
/// Error, a sentence: a path of the policy cannot be opened; another thread runs; with Require, what is
/// missing. The process is then confined in part or not at all: leave.
base::Result<SandboxReport, std::string> enter_sandbox(const SandboxPolicy& policy, SandboxMode mode);

}  // namespace quanta::sys
