// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/file_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <string_view>

namespace quanta::sys {

namespace {

using base::Err;

/// Locks for as long as the descriptor is open, without waiting; false, and errno, when that fails.
bool try_lock(int descriptor) {
#if defined(F_OFD_SETLK)
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return ::fcntl(descriptor, F_OFD_SETLK, &whole) == 0;
#else
    return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
#endif
}

/// Who wrote its number into the lock file, "" when that is not there.
std::string holder(int descriptor) {
    char text[24];
    const ssize_t size = ::pread(descriptor, text, sizeof text, 0);
    if (size <= 0) return "";
    int process = 0;
    const auto parsed = std::from_chars(text, text + size, process);
    return parsed.ec == std::errc() ? " (held by process " + std::to_string(process) + ")" : "";
}

/// Leaves our number in the file, for the message of the next one who tries. Best effort.
void sign(int descriptor) {
    const std::string number = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) != 0) return;
    const ssize_t written = ::pwrite(descriptor, number.data(), number.size(), 0);
    static_cast<void>(written);
}

}  // namespace

FileResult<std::unique_ptr<FileLock>> FileLock::acquire(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return Err(FileError::from_errno(errno, "open", path));
    if (!try_lock(descriptor)) {
        FileError error = FileError::from_errno(errno, "lock", path);
        if (error.errno_value == EAGAIN || error.errno_value == EACCES) {
            error.code = FileErrorCode::Locked;
            error.operation += holder(descriptor);
        }
        ::close(descriptor);
        return Err(std::move(error));
    }
    sign(descriptor);
    return std::unique_ptr<FileLock>(new FileLock(descriptor));
}

FileLock::~FileLock() { ::close(m_descriptor); }

}  // namespace quanta::sys
