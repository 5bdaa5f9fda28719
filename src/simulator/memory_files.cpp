// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/memory_files.h"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace quanta::simulator {
namespace {

using base::Err;
using sys::FileError;
using sys::FileErrorCode;
using sys::FileResult;
using sys::OpenMode;

FileError not_found(const char* operation, const std::string& path) {
    return FileError::from_errno(ENOENT, operation, path);
}

class MemoryFile final : public sys::File {
public:
    explicit MemoryFile(std::shared_ptr<base::Bytes> contents) : m_contents(std::move(contents)) {}

    FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) override {
        if (offset >= m_contents->size()) return size_t{0};
        const size_t count = std::min<size_t>(out.size(), m_contents->size() - offset);
        std::copy_n(m_contents->begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
        return count;
    }
    FileResult<void> write_at(uint64_t offset, base::ByteSpan data) override {
        if (m_contents->size() < offset + data.size()) m_contents->resize(offset + data.size());
        std::ranges::copy(data, m_contents->begin() + static_cast<std::ptrdiff_t>(offset));
        return {};
    }
    FileResult<void> truncate(uint64_t size) override {
        m_contents->resize(size);
        return {};
    }
    FileResult<void> allocate(uint64_t offset, uint64_t length) override {
        if (m_contents->size() < offset + length) m_contents->resize(offset + length);
        return {};
    }
    FileResult<void> sync() override { return {}; }
    FileResult<uint64_t> size() override { return uint64_t{m_contents->size()}; }

private:
    const std::shared_ptr<base::Bytes> m_contents;
};

}  // namespace

FileResult<std::unique_ptr<sys::File>> MemoryFiles::open(const std::string& path, OpenMode mode) {
    auto found = m_files.find(path);
    const bool creates = mode == OpenMode::Create || mode == OpenMode::CreateNew;
    if (found == m_files.end() && !creates) return Err(not_found("open", path));
    if (found != m_files.end() && mode == OpenMode::CreateNew)
        return Err(FileError::from_errno(EEXIST, "open", path));
    if (found == m_files.end()) found = m_files.emplace(path, std::make_shared<base::Bytes>()).first;
    return std::unique_ptr<sys::File>(std::make_unique<MemoryFile>(found->second));
}

bool MemoryFiles::exists(const std::string& path) {
    return m_files.contains(path) || m_directories.contains(path);
}

FileResult<uint64_t> MemoryFiles::file_size(const std::string& path) {
    const auto found = m_files.find(path);
    if (found == m_files.end()) return Err(not_found("stat", path));
    return uint64_t{found->second->size()};
}

FileResult<void> MemoryFiles::remove(const std::string& path) {
    if (m_files.erase(path) + m_directories.erase(path) == 0) return Err(not_found("remove", path));
    return {};
}

FileResult<void> MemoryFiles::rename(const std::string& from, const std::string& to) {
    const auto found = m_files.find(from);
    if (found == m_files.end()) return Err(not_found("rename", from));
    auto contents = std::move(found->second);
    m_files.erase(found);
    m_files[to] = std::move(contents);
    return {};
}

FileResult<void> MemoryFiles::create_directories(const std::string& path) {
    m_directories.insert(path);
    return {};
}

FileResult<std::vector<std::string>> MemoryFiles::list_directory(const std::string& path) {
    std::vector<std::string> names;
    const std::string prefix = sys::join_path(path, "");
    for (const auto& [name, contents] : m_files) {
        if (sys::parent_directory(name) == path) names.push_back(name.substr(prefix.size()));
    }
    return names;
}

MemoryFiles MemoryFiles::copy() const {
    MemoryFiles copied;
    copied.m_directories = m_directories;
    for (const auto& [name, contents] : m_files)
        copied.m_files.emplace(name, std::make_shared<base::Bytes>(*contents));
    return copied;
}

size_t MemoryFiles::total_bytes() const {
    size_t total = 0;
    for (const auto& [name, contents] : m_files)
        total += contents->size();
    return total;
}

}  // namespace quanta::simulator
