// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/process_usage.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <filesystem>
#include <fstream>
#include <system_error>

namespace quanta::sys {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Entries of a folder; nothing when it cannot be read.
std::optional<uint64_t> count_entries(const char* path) {
    std::error_code error;
    std::filesystem::directory_iterator entry(path, error);
    uint64_t count = 0;
    while (!error && entry != std::filesystem::directory_iterator()) {
        ++count;
        entry.increment(error);
    }
    if (error) return std::nullopt;
    return count;
}

void add_memory(ProcessUsage& usage) {
    // Sizes in pages, the whole first and what is in memory second.
    std::ifstream file("/proc/self/statm");
    uint64_t whole = 0;
    uint64_t resident = 0;
    if (!(file >> whole >> resident)) return;
    const auto page = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
    usage.virtual_bytes = whole * page;
    usage.resident_bytes = resident * page;
}

}  // namespace

ProcessUsage process_usage() {
    ProcessUsage usage;
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0) usage.cpu_s = seconds(used.ru_utime) + seconds(used.ru_stime);
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        usage.max_descriptors = limit.rlim_cur;
    add_memory(usage);
    usage.threads = count_entries("/proc/self/task");
    usage.open_descriptors = count_entries("/proc/self/fd");
    // The one that reads the folder.
    if (usage.open_descriptors) --*usage.open_descriptors;
    return usage;
}

void return_free_memory() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

void limit_kept_memory() {
#ifdef __GLIBC__
    constexpr int kKeptBytes = 4 * 1024 * 1024;
    ::mallopt(M_TRIM_THRESHOLD, kKeptBytes);
    // Setting the one freezes the other, at a value too small for blocks.
    ::mallopt(M_MMAP_THRESHOLD, kKeptBytes);
#endif
}

}  // namespace quanta::sys
