// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>

#include "sys/file.h"

namespace quanta::sys {

/// Keeps other processes, and other locks in this one, from the same file for as long as it lives.
class FileLock {
public:
    /// Creates `path` if it is missing and locks it. Error Locked when somebody else holds it; its
    /// operation names the process when the system knows it: `lock (held by process 4711)`.
    static FileResult<std::unique_ptr<FileLock>> acquire(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    const int m_descriptor;
};

}  // namespace quanta::sys
