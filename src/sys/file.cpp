// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/check.h"

namespace quanta::sys {

namespace {

using base::Err;

/// Permissions of new files and directories: the owner's alone.
constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0700;

FileErrorCode code_of(int errno_value) {
    switch (errno_value) {
        case ENOENT: return FileErrorCode::NotFound;
        case EEXIST:
        case ENOTEMPTY: return FileErrorCode::Exists;
        case EACCES:
        case EPERM:
        case EROFS: return FileErrorCode::Permission;
        case ENOSPC:
        case EDQUOT: return FileErrorCode::DiskFull;
        case ENOTDIR:
        case EISDIR: return FileErrorCode::NotDirectory;
        case EFBIG: return FileErrorCode::TooLarge;
        case EMFILE:
        case ENFILE: return FileErrorCode::TooManyOpen;
        default: return FileErrorCode::Io;
    }
}

Err<FileError> failed(const char* operation, const std::string& path) {
    return Err(FileError::from_errno(errno, operation, path));
}

/// Repeats a system call that a signal interrupted.
template <typename Call>
auto without_interruption(Call call) {
    auto outcome = call();
    while (outcome == -1 && errno == EINTR) outcome = call();
    return outcome;
}

int sync_descriptor(int descriptor) {
#if defined(__APPLE__)
    return without_interruption([&] { return fcntl(descriptor, F_FULLFSYNC); });
#else
    return without_interruption([&] { return fdatasync(descriptor); });
#endif
}

class PosixFile final : public File {
public:
    PosixFile(int descriptor, std::string path) : m_descriptor(descriptor), m_path(std::move(path)) {}
    ~PosixFile() override { ::close(m_descriptor); }

    FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) override {
        size_t done = 0;
        while (done < out.size()) {
            const ssize_t got = without_interruption([&] {
                return ::pread(m_descriptor, out.data() + done, out.size() - done,
                               signed_offset(offset + done));
            });
            if (got < 0) return failed("read", m_path);
            if (got == 0) break;
            done += static_cast<size_t>(got);
        }
        return done;
    }

    FileResult<void> write_at(uint64_t offset, base::ByteSpan data) override {
        while (!data.empty()) {
            const ssize_t put = without_interruption(
                [&] { return ::pwrite(m_descriptor, data.data(), data.size(), signed_offset(offset)); });
            if (put < 0) return failed("write", m_path);
            data = data.subspan(static_cast<size_t>(put));
            offset += static_cast<uint64_t>(put);
        }
        return {};
    }

    FileResult<void> truncate(uint64_t size) override {
        const int status =
            without_interruption([&] { return ::ftruncate(m_descriptor, signed_offset(size)); });
        if (status != 0) return failed("truncate", m_path);
        return {};
    }

    FileResult<void> allocate(uint64_t offset, uint64_t length) override {
        if (length == 0) return {};
#if defined(__linux__)
        const int status = without_interruption(
            [&] { return ::fallocate(m_descriptor, 0, signed_offset(offset), signed_offset(length)); });
        if (status == 0) return {};
        if (errno != EOPNOTSUPP && errno != ENOSYS) return failed("allocate", m_path);
#endif
        // The file system cannot reserve: growing at least gives the size asked for.
        const uint64_t wanted = offset + length;
        if (TRY(size()) < wanted) TRY(truncate(wanted));
        return {};
    }

    FileResult<void> sync() override {
        if (sync_descriptor(m_descriptor) != 0) return failed("sync", m_path);
        return {};
    }

    FileResult<uint64_t> size() override {
        struct stat status;
        if (::fstat(m_descriptor, &status) != 0) return failed("stat", m_path);
        return static_cast<uint64_t>(status.st_size);
    }

private:
    static off_t signed_offset(uint64_t offset) { return static_cast<off_t>(offset); }

    const int m_descriptor;
    const std::string m_path;
};

int open_flags(OpenMode mode) {
    switch (mode) {
        case OpenMode::Read: return O_RDONLY | O_CLOEXEC;
        case OpenMode::ReadWrite: return O_RDWR | O_CLOEXEC;
        case OpenMode::Create: return O_RDWR | O_CREAT | O_CLOEXEC;
        case OpenMode::CreateNew: return O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    }
    return O_RDONLY | O_CLOEXEC;
}

class PosixFileSystem final : public FileSystem {
public:
    FileResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        const int descriptor =
            without_interruption([&] { return ::open(path.c_str(), open_flags(mode), kFileMode); });
        if (descriptor < 0) return failed("open", path);
        struct stat status;
        if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
            ::close(descriptor);
            errno = EISDIR;
            return failed("open", path);
        }
        return std::unique_ptr<File>(std::make_unique<PosixFile>(descriptor, path));
    }

    bool exists(const std::string& path) override {
        struct stat status;
        return ::stat(path.c_str(), &status) == 0;
    }

    bool is_directory(const std::string& path) override {
        struct stat status;
        return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    }

    FileResult<uint64_t> file_size(const std::string& path) override {
        struct stat status;
        if (::stat(path.c_str(), &status) != 0) return failed("stat", path);
        return static_cast<uint64_t>(status.st_size);
    }

    FileResult<void> remove(const std::string& path) override {
        if (std::remove(path.c_str()) != 0) return failed("remove", path);
        return {};
    }

    FileResult<void> rename(const std::string& from, const std::string& to) override {
        if (std::rename(from.c_str(), to.c_str()) != 0) return failed("rename", from);
        return {};
    }

    FileResult<void> create_directories(const std::string& path) override {
        for (size_t slash = path.find('/', 1); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            TRY(create_one_directory(path.substr(0, slash)));
        }
        return create_one_directory(path);
    }

    FileResult<std::vector<std::string>> list_directory(const std::string& path) override {
        DIR* directory = ::opendir(path.c_str());
        if (directory == nullptr) return failed("list", path);
        std::vector<std::string> names;
        errno = 0;
        while (const dirent* entry = ::readdir(directory)) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") names.emplace_back(name);
        }
        const int reading = errno;
        ::closedir(directory);
        if (reading != 0) return Err(FileError::from_errno(reading, "list", path));
        std::sort(names.begin(), names.end());
        return names;
    }

    FileResult<void> sync_directory(const std::string& path) override {
        const int descriptor =
            without_interruption([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
        if (descriptor < 0) return failed("open", path);
        const int status = without_interruption([&] { return ::fsync(descriptor); });
        const int syncing = errno;
        ::close(descriptor);
        if (status != 0) return Err(FileError::from_errno(syncing, "sync", path));
        return {};
    }

    FileResult<uint64_t> available_bytes(const std::string& path) override {
        struct statvfs status;
        if (::statvfs(path.c_str(), &status) != 0) return failed("query space of", path);
        return static_cast<uint64_t>(status.f_bavail) * status.f_frsize;
    }

private:
    /// Makes the name of a directory just made durable. A parent that may not be opened for reading, such as
    /// one of another user, is left to the system.
    FileResult<void> sync_new_name(const std::string& path) {
        auto synced = sync_directory(parent_directory(path));
        if (!synced && synced.error().code == FileErrorCode::Permission) return {};
        return synced;
    }

    FileResult<void> create_one_directory(const std::string& path) {
        if (::mkdir(path.c_str(), kDirectoryMode) == 0) return sync_new_name(path);
        if (errno == EEXIST && is_directory(path)) return {};
        return failed("create directory", path);
    }
};

FileResult<void> write_and_sync(FileSystem& files, const std::string& path, base::ByteSpan data) {
    const std::unique_ptr<File> file = TRY(files.open(path, OpenMode::Create));
    TRY(file->truncate(0));
    TRY(file->write_at(0, data));
    return file->sync();
}

}  // namespace

std::string_view file_error_name(FileErrorCode code) {
    switch (code) {
        case FileErrorCode::NotFound: return "NotFound";
        case FileErrorCode::Exists: return "Exists";
        case FileErrorCode::Permission: return "Permission";
        case FileErrorCode::DiskFull: return "DiskFull";
        case FileErrorCode::Locked: return "Locked";
        case FileErrorCode::NotDirectory: return "NotDirectory";
        case FileErrorCode::TooLarge: return "TooLarge";
        case FileErrorCode::TooManyOpen: return "TooManyOpen";
        case FileErrorCode::Io: return "Io";
    }
    return "Io";
}

std::string FileError::message() const {
    const std::string reason = errno_value != 0 ? std::generic_category().message(errno_value)
                                                : std::string(file_error_name(code));
    return operation + " " + path + ": " + reason;
}

FileError FileError::from_errno(int errno_value, std::string operation, std::string path) {
    return {code_of(errno_value), std::move(path), errno_value, std::move(operation)};
}

FileSystem& real_file_system() {
    static PosixFileSystem files;
    return files;
}

FileResult<base::Bytes> read_whole(FileSystem& files, const std::string& path, uint64_t max_size) {
    const std::unique_ptr<File> file = TRY(files.open(path, OpenMode::Read));
    const uint64_t size = TRY(file->size());
    if (size > max_size) return Err(FileError{FileErrorCode::TooLarge, path, EFBIG, "read"});
    base::Bytes bytes(size);
    bytes.resize(TRY(file->read_at(0, bytes)));
    return bytes;
}

FileResult<void> write_atomically(FileSystem& files, const std::string& path, base::ByteSpan data) {
    const std::string temporary = path + ".new";
    const FileResult<void> written = write_and_sync(files, temporary, data);
    if (!written) {
        // On a full disk what was written so far is in the way.
        (void)files.remove(temporary);
        return written;
    }
    TRY(files.rename(temporary, path));
    return files.sync_directory(parent_directory(path));
}

std::string parent_directory(std::string_view path) {
    const size_t slash = path.find_last_of('/');
    if (slash == std::string_view::npos) return ".";
    return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

std::string join_path(std::string_view directory, std::string_view name) {
    if (directory.empty() || name.starts_with('/')) return std::string(name);
    std::string joined(directory);
    if (!joined.ends_with('/')) joined += '/';
    return joined += name;
}

}  // namespace quanta::sys
