// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "kv/test_environment.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "kv/rocks.h"

namespace quanta::kv {

namespace {

using rocksdb::EnvOptions;
using rocksdb::Slice;
using rocksdb::Status;

Status to_status(const sys::FileError& error) {
    switch (error.code) {
        case sys::FileErrorCode::DiskFull:
            return Status::NoSpace(error.message());
        case sys::FileErrorCode::NotFound:
            return Status::PathNotFound(error.message());
        default:
            return Status::IOError(error.message());
    }
}

template <typename T>
Status to_status(const sys::FileResult<T>& result) {
    return result ? Status::OK() : to_status(result.error());
}

Status read_into(sys::File& file, uint64_t offset, std::span<char> out, Slice* result) {
    const auto got = file.read_at(offset, {reinterpret_cast<uint8_t*>(out.data()), out.size()});
    if (!got) return to_status(got.error());
    *result = Slice(out.data(), *got);
    return Status::OK();
}

class PlainSequentialFile final : public rocksdb::SequentialFile {
public:
    explicit PlainSequentialFile(std::unique_ptr<sys::File> file) : m_file(std::move(file)) {}

    Status Read(size_t n, Slice* result, char* scratch) override {
        const Status status = read_into(*m_file, m_position, {scratch, n}, result);
        if (status.ok()) m_position += result->size();
        return status;
    }
    Status Skip(uint64_t n) override {
        m_position += n;
        return Status::OK();
    }

private:
    const std::unique_ptr<sys::File> m_file;
    uint64_t m_position = 0;
};

class PlainRandomAccessFile final : public rocksdb::RandomAccessFile {
public:
    explicit PlainRandomAccessFile(std::unique_ptr<sys::File> file) : m_file(std::move(file)) {}

    Status Read(uint64_t offset, size_t n, Slice* result, char* scratch) const override {
        return read_into(*m_file, offset, {scratch, n}, result);
    }

private:
    const std::unique_ptr<sys::File> m_file;
};

class PlainWritableFile final : public rocksdb::WritableFile {
public:
    PlainWritableFile(std::unique_ptr<sys::File> file, uint64_t size)
        : m_file(std::move(file)), m_size(size) {}

    using rocksdb::WritableFile::Append;
    Status Append(const Slice& data) override {
        const auto written = m_file->write_at(m_size, to_span(data));
        if (written) m_size += data.size();
        return to_status(written);
    }
    Status Truncate(uint64_t size) override {
        const auto cut = m_file->truncate(size);
        if (cut) m_size = size;
        return to_status(cut);
    }
    Status Close() override { return Status::OK(); }
    Status Flush() override { return Status::OK(); }
    Status Sync() override { return to_status(m_file->sync()); }
    uint64_t GetFileSize() override { return m_size; }

private:
    const std::unique_ptr<sys::File> m_file;
    uint64_t m_size;
};

class PlainDirectory final : public rocksdb::Directory {
public:
    PlainDirectory(sys::FileSystem& files, std::string path) : m_files(files), m_path(std::move(path)) {}

    Status Fsync() override { return to_status(m_files.sync_directory(m_path)); }
    Status Close() override { return Status::OK(); }

private:
    sys::FileSystem& m_files;
    const std::string m_path;
};

/// RocksDB's environment with the files of ours. Locks, threads and times are the machine's.
class EnvOverFiles final : public rocksdb::EnvWrapper {
public:
    explicit EnvOverFiles(sys::FileSystem& files)
        : rocksdb::EnvWrapper(rocksdb::Env::Default()), m_files(files) {}
    const char* Name() const override { return "QuantaTestEnvironment"; }

    Status NewSequentialFile(const std::string& path, std::unique_ptr<rocksdb::SequentialFile>* out,
                             const EnvOptions&) override {
        auto file = m_files.open(path, sys::OpenMode::Read);
        if (file) *out = std::make_unique<PlainSequentialFile>(std::move(*file));
        return to_status(file);
    }
    Status NewRandomAccessFile(const std::string& path, std::unique_ptr<rocksdb::RandomAccessFile>* out,
                               const EnvOptions&) override {
        auto file = m_files.open(path, sys::OpenMode::Read);
        if (file) *out = std::make_unique<PlainRandomAccessFile>(std::move(*file));
        return to_status(file);
    }
    Status NewWritableFile(const std::string& path, std::unique_ptr<rocksdb::WritableFile>* out,
                           const EnvOptions&) override {
        auto file = m_files.open(path, sys::OpenMode::Create);
        if (!file) return to_status(file);
        if (const auto cut = (*file)->truncate(0); !cut) return to_status(cut);
        *out = std::make_unique<PlainWritableFile>(std::move(*file), 0);
        return Status::OK();
    }
    Status ReopenWritableFile(const std::string& path, std::unique_ptr<rocksdb::WritableFile>* out,
                              const EnvOptions&) override {
        auto file = m_files.open(path, sys::OpenMode::Create);
        if (!file) return to_status(file);
        const auto size = (*file)->size();
        if (size) *out = std::make_unique<PlainWritableFile>(std::move(*file), *size);
        return to_status(size);
    }
    Status ReuseWritableFile(const std::string& path, const std::string& old_path,
                             std::unique_ptr<rocksdb::WritableFile>* out,
                             const EnvOptions& options) override {
        if (const auto renamed = m_files.rename(old_path, path); !renamed) return to_status(renamed);
        return NewWritableFile(path, out, options);
    }
    Status NewRandomRWFile(const std::string&, std::unique_ptr<rocksdb::RandomRWFile>*,
                           const EnvOptions&) override {
        return Status::NotSupported("writing in place");
    }
    Status NewMemoryMappedFileBuffer(const std::string&,
                                     std::unique_ptr<rocksdb::MemoryMappedFileBuffer>*) override {
        return Status::NotSupported("mapping");
    }
    Status NewDirectory(const std::string& path, std::unique_ptr<rocksdb::Directory>* out) override {
        if (!m_files.is_directory(path)) return Status::PathNotFound(path);
        *out = std::make_unique<PlainDirectory>(m_files, path);
        return Status::OK();
    }
    Status FileExists(const std::string& path) override {
        return m_files.exists(path) ? Status::OK() : Status::NotFound(path);
    }
    Status GetChildren(const std::string& path, std::vector<std::string>* out) override {
        auto names = m_files.list_directory(path);
        if (!names && names.error().code == sys::FileErrorCode::NotFound) return Status::NotFound(path);
        if (names) *out = std::move(*names);
        return to_status(names);
    }
    Status DeleteFile(const std::string& path) override { return to_status(m_files.remove(path)); }
    Status Truncate(const std::string& path, size_t size) override {
        const auto file = m_files.open(path, sys::OpenMode::ReadWrite);
        return file ? to_status((*file)->truncate(size)) : to_status(file);
    }
    Status CreateDir(const std::string& path) override { return to_status(m_files.create_directories(path)); }
    Status CreateDirIfMissing(const std::string& path) override {
        return to_status(m_files.create_directories(path));
    }
    Status DeleteDir(const std::string& path) override { return to_status(m_files.remove(path)); }
    Status GetFileSize(const std::string& path, uint64_t* out) override {
        const auto size = m_files.file_size(path);
        if (size) *out = *size;
        return to_status(size);
    }
    Status RenameFile(const std::string& from, const std::string& to) override {
        return to_status(m_files.rename(from, to));
    }
    /// A second name is not to be had; files are linked here only to drop the first name at once, so that
    /// moving does the same.
    Status LinkFile(const std::string& from, const std::string& to) override {
        return to_status(m_files.rename(from, to));
    }
    Status GetFreeSpace(const std::string& path, uint64_t* out) override {
        const auto bytes = m_files.available_bytes(path);
        if (bytes) *out = *bytes;
        return to_status(bytes);
    }
    Status IsDirectory(const std::string& path, bool* out) override {
        *out = m_files.is_directory(path);
        return Status::OK();
    }

private:
    sys::FileSystem& m_files;
};

std::unique_ptr<rocksdb::Env> make_env(sys::FileSystem& files) {
    return std::make_unique<EnvOverFiles>(files);
}

}  // namespace

TestEnvironment::TestEnvironment()
    : m_own_files(std::make_unique<sys::FaultyFileSystem>(sys::real_file_system())),
      m_files(*m_own_files),
      m_owned_env(make_env(m_files)),
      m_env(m_owned_env.get()) {}

TestEnvironment::TestEnvironment(sys::FaultyFileSystem& files)
    : m_files(files), m_owned_env(make_env(m_files)), m_env(m_owned_env.get()) {}

TestEnvironment::~TestEnvironment() = default;

void TestEnvironment::fail_writes_after(uint64_t count, sys::FileErrorCode code) {
    m_files.fail_after(sys::FaultTarget::Writes, count, code, sys::FaultRepeat::Always);
}

}  // namespace quanta::kv
