// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>

namespace quanta::sys {

/// What this process uses of the machine. Nothing where the system does not tell (other than Linux: all but
/// the time and the limit).
struct ProcessUsage {
    double cpu_s = 0;  ///< of all threads, in user mode and the kernel
    std::optional<uint64_t> resident_bytes;
    std::optional<uint64_t> virtual_bytes;
    std::optional<uint64_t> threads;
    std::optional<uint64_t> open_descriptors;
    std::optional<uint64_t> max_descriptors;
};

/// As it is now. Reads a few small files of the kernel. Any thread.
ProcessUsage process_usage();

/// Gives memory that was freed, but kept for later, back to the system, where the C library can. Takes
/// milliseconds, and allocations of other threads may wait meanwhile: for the time after a large load.
void return_free_memory();

/// From now on each thread's part of the heap keeps at most 4 MiB at its end after memory was freed there,
/// where the C library can be told. Rationale: it learns from large blocks to keep up to 64 MiB for each
/// thread, and return_free_memory() does not reach these. Once, at the start of a program.
void limit_kept_memory();

}  // namespace quanta::sys
