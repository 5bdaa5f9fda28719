// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#if defined(__linux__)

#include <linux/filter.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "sys/sandbox.h"

/// The two parts of the sandbox on Linux. For the .cpp files of this library alone.
namespace quanta::sys::sandbox_parts {

/// Generation of Landlock the kernel offers; 0, and errno, when it has none.
int landlock_abi();

/// Confines the calling thread, and those it starts, to the files of `policy`, with all that generation
/// `abi` (1 or higher) knows. no_new_privs is set. Error: a sentence.
base::Result<void, std::string> confine_files(const SandboxPolicy& policy, int abi);

/// The filter of system calls for process `self` as a program of classic BPF. It allows by a list; what is
/// not on it fails with EPERM, what is newer than the list with ENOSYS so that the C library tries something
/// older. Empty on processors whose calls are not known here.
std::vector<sock_filter> call_filter(int self);

/// Puts `filter` before every system call of every thread. no_new_privs is set. Returns 0 or the system's
/// error number.
int install_filter(const std::vector<sock_filter>& filter);

}  // namespace quanta::sys::sandbox_parts

#endif
