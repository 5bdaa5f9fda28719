// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace quanta::sys {

/// Why a file operation failed.
enum class FileErrorCode : uint8_t {
    NotFound,      ///< No such file or directory.
    Exists,        ///< It was to be created and is there already.
    Permission,    ///< Not allowed, or a read-only file system.
    DiskFull,      ///< No space or quota left.
    Locked,        ///< Another process holds the lock.
    NotDirectory,  ///< A directory was needed, or a directory stands where a file was needed.
    TooLarge,      ///< Larger than the caller's limit, or than the system's.
    TooManyOpen,   ///< The process or the system has no descriptor left.
    Io,            ///< The device failed, or anything else.
};

/// The stable name of `code`, for logs and tests: "DiskFull".
std::string_view file_error_name(FileErrorCode code);

/// A failed file operation.
struct FileError {
    FileErrorCode code = FileErrorCode::Io;
    std::string path;
    /// The system's error number, 0 when it has none.
    int errno_value = 0;
    /// What was tried: "open", "write".
    std::string operation;

    /// One line for an operator: `write /data/x: No space left on device`.
    std::string message() const;
    /// From the system's error number.
    static FileError from_errno(int errno_value, std::string operation, std::string path);
};

template <typename T>
using FileResult = base::Result<T, FileError>;

/// How a file is opened. Files are created with permissions 0600.
enum class OpenMode : uint8_t {
    Read,       ///< Reading; must exist.
    ReadWrite,  ///< Reading and writing; must exist.
    Create,     ///< Reading and writing; created when missing, kept when there.
    CreateNew,  ///< Reading and writing; must not exist.
};

/// An open file, closed when destroyed. Every method: any thread; ranges written and read at the same time
/// must not overlap.
class File {
public:
    virtual ~File() = default;
    /// Fills `out` from `offset`; fewer bytes only at the end of the file. Returns how many.
    virtual FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) = 0;
    /// Writes all of `data` at `offset`, extending the file. After an error any part may have been written.
    virtual FileResult<void> write_at(uint64_t offset, base::ByteSpan data) = 0;
    /// Cuts or extends (with zeros) to `size` bytes.
    virtual FileResult<void> truncate(uint64_t size) = 0;
    /// Reserves disk space for [offset, offset + length); the file grows to hold it, read as zeros.
    virtual FileResult<void> allocate(uint64_t offset, uint64_t length) = 0;
    /// Returns when data and size are on the device.
    virtual FileResult<void> sync() = 0;
    /// Size, bytes.
    virtual FileResult<uint64_t> size() = 0;
};

/// The file system. Directories are created with permissions 0700. Every method: any thread.
class FileSystem {
public:
    virtual ~FileSystem() = default;
    virtual FileResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    /// Whether `path` names anything; false when that cannot be found out.
    virtual bool exists(const std::string& path) = 0;
    virtual bool is_directory(const std::string& path) = 0;
    /// Size of a file, bytes.
    virtual FileResult<uint64_t> file_size(const std::string& path) = 0;
    /// Removes a file or an empty directory.
    virtual FileResult<void> remove(const std::string& path) = 0;
    /// Renames in one step, replacing a file of the new name. Durable after sync_directory.
    virtual FileResult<void> rename(const std::string& from, const std::string& to) = 0;
    /// Creates `path` and what is missing above it, durably.
    virtual FileResult<void> create_directories(const std::string& path) = 0;
    /// Names (not paths) in a directory, sorted, without . and ..
    virtual FileResult<std::vector<std::string>> list_directory(const std::string& path) = 0;
    /// Returns when creations, renames and removals in the directory are on the device.
    virtual FileResult<void> sync_directory(const std::string& path) = 0;
    /// Bytes an ordinary user may still write on the device of `path`.
    virtual FileResult<uint64_t> available_bytes(const std::string& path) = 0;
};

/// The machine's file system; lives as long as the process.
FileSystem& real_file_system();

/// All bytes of a file. TooLarge when it has more than `max_size`.
FileResult<base::Bytes> read_whole(FileSystem& files, const std::string& path, uint64_t max_size);

/// Replaces or creates `path` so that after a crash at any point it holds all of the old bytes or all of the
/// new: temporary file `path`.new, sync, rename, sync of the directory.
FileResult<void> write_atomically(FileSystem& files, const std::string& path, base::ByteSpan data);

/// The directory part of `path`: "." for a bare name, "/" for one in the root.
std::string parent_directory(std::string_view path);
/// `directory` and `name` with one slash between; `name` alone when it is absolute.
std::string join_path(std::string_view directory, std::string_view name);

}  // namespace quanta::sys
