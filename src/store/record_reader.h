// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "store/block_files.h"
#include "store/store_error.h"
#include "store/xor_key.h"
#include "sys/file.h"
#include "sys/mutex.h"

namespace quanta::store {

/// The two kinds of files in the blocks directory.
enum class FileKind : uint8_t { Blocks, Undo };

/// Bytes before the data of a record: magic and length.
inline constexpr uint32_t kRecordHeader = 8;
/// Bytes of the checksum behind undo data, which the length leaves out.
inline constexpr uint32_t kUndoChecksum = 32;
/// Largest block, bytes; a longer record is garbage.
inline constexpr uint32_t kMaxBlockSize = 4'000'000;

/// The path of file `number`: blk00007.dat, rev123456.dat.
std::string record_file_path(const std::string& directory, FileKind kind, int32_t number);

/// How the records of a directory are written.
struct RecordFormat {
    std::array<uint8_t, 4> magic{};
    XorKey key{};
};

/// The data of the record at `offset` (of its first byte) of `file`, which errors call `name`, with what
/// follows it when that belongs to it (see kUndoChecksum). NotFound when the file ends before; Corruption
/// when magic or length are wrong.
base::Result<base::Bytes, StoreError> read_record(sys::File& file, const RecordFormat& format, FileKind kind,
                                                  uint64_t offset, const std::string& name);

/// Reads records of block and undo files, keeping the files used last open. Any thread.
class RecordReader {
public:
    RecordReader(std::string directory, RecordFormat format, sys::FileSystem& files)
        : m_directory(std::move(directory)), m_format(format), m_files(files) {}

    /// As read_record; NotFound also when there is no such file.
    base::Result<base::Bytes, StoreError> read(FileKind kind, FilePosition position) const
        QUANTA_EXCLUDES(m_mutex);

    /// A file, for reading alone.
    base::Result<std::shared_ptr<sys::File>, StoreError> open(FileKind kind, int32_t number) const
        QUANTA_EXCLUDES(m_mutex);
    /// Closes both files of a number once their readers have finished.
    void forget(int32_t number) QUANTA_EXCLUDES(m_mutex);

    std::string path(FileKind kind, int32_t number) const {
        return record_file_path(m_directory, kind, number);
    }
    const std::string& directory() const { return m_directory; }
    const RecordFormat& format() const { return m_format; }

private:
    struct OpenFile {
        FileKind kind;
        int32_t number;
        std::shared_ptr<sys::File> file;
    };

    // Constant after construction.
    const std::string m_directory;
    const RecordFormat m_format;
    sys::FileSystem& m_files;

    // Guarded by m_mutex: the file used last first.
    mutable sys::Mutex m_mutex;
    mutable std::list<OpenFile> m_open QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::store
