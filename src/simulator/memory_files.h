// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "sys/file.h"

namespace quanta::simulator {

/// A file system that is gone with the process, so that hundreds of nodes have one each. What is written is
/// there at once: `sys::FaultyFileSystem` on top of it loses what was not synced. One thread. Directories
/// need not be made before a file in them.
class MemoryFiles final : public sys::FileSystem {
public:
    sys::FileResult<std::unique_ptr<sys::File>> open(const std::string& path, sys::OpenMode mode) override;
    bool exists(const std::string& path) override;
    bool is_directory(const std::string& path) override { return m_directories.contains(path); }
    sys::FileResult<uint64_t> file_size(const std::string& path) override;
    sys::FileResult<void> remove(const std::string& path) override;
    sys::FileResult<void> rename(const std::string& from, const std::string& to) override;
    sys::FileResult<void> create_directories(const std::string& path) override;
    sys::FileResult<std::vector<std::string>> list_directory(const std::string& path) override;
    sys::FileResult<void> sync_directory(const std::string&) override { return {}; }
    sys::FileResult<uint64_t> available_bytes(const std::string&) override { return uint64_t{1} << 40; }

    /// The same files once more, with contents of their own.
    MemoryFiles copy() const;
    /// Bytes of all files.
    size_t total_bytes() const;

private:
    /// Contents live on while somebody has the file open, whatever becomes of its name.
    std::map<std::string, std::shared_ptr<base::Bytes>> m_files;
    std::set<std::string> m_directories;
};

}  // namespace quanta::simulator
