// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "store/record_reader.h"
#include "store/store_error.h"
#include "sys/file.h"

namespace quanta::store {

/// Writes records into block and undo files. One thread.
class RecordWriter {
public:
    RecordWriter(std::string directory, RecordFormat format, sys::FileSystem& files)
        : m_directory(std::move(directory)), m_format(format), m_files(files) {}

    /// Where a record goes, and by how many bytes at once its file grows (0: by what is written).
    struct Place {
        FileKind kind;
        int32_t number;
        uint32_t offset;
        uint32_t chunk;
    };
    /// Writes magic, length and `data`, then `tail`, which the length leaves out.
    base::Result<void, StoreError> write(const Place& place, base::ByteSpan data, base::ByteSpan tail = {});

    /// Cuts a file, if it exists, to the `size` bytes that are used.
    base::Result<void, StoreError> finish(FileKind kind, int32_t number, uint32_t size);
    /// Makes everything written and cut so far safe from a power cut. A failure is final: what the system did
    /// with the data is unknown then, and this and every write answers with the same error from now on.
    base::Result<void, StoreError> sync();
    /// Forgets both files of a number, which are to be removed.
    void forget(int32_t number);

private:
    struct OpenFile {
        std::unique_ptr<sys::File> file;
        uint64_t size = 0;
        bool is_dirty = false;
    };

    base::Result<OpenFile*, StoreError> open(FileKind kind, int32_t number);
    base::Result<void, StoreError> sync_all();

    const std::string m_directory;
    const RecordFormat m_format;
    sys::FileSystem& m_files;
    std::map<std::pair<FileKind, int32_t>, OpenFile> m_open;
    bool m_directory_is_dirty = false;
    std::optional<StoreError> m_failure;
    base::Bytes m_record;  ///< kept for its memory
};

}  // namespace quanta::store
