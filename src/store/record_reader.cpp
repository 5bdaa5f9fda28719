// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/record_reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "store/error_mapping.h"

namespace quanta::store {

namespace {

using base::Err;

/// Files kept open for reading.
constexpr size_t kMaxOpen = 16;

StoreError not_found(const std::string& path, uint64_t offset) {
    return {StoreErrorCode::NotFound, fmt::format("{} ends before offset {}", path, offset)};
}

}  // namespace

std::string record_file_path(const std::string& directory, FileKind kind, int32_t number) {
    return sys::join_path(directory,
                          fmt::format("{}{:05}.dat", kind == FileKind::Blocks ? "blk" : "rev", number));
}

base::Result<base::Bytes, StoreError> read_record(sys::File& file, const RecordFormat& format, FileKind kind,
                                                  uint64_t offset, const std::string& name) {
    if (offset < kRecordHeader) return Err(not_found(name, offset));
    const uint64_t start = offset - kRecordHeader;
    std::array<uint8_t, kRecordHeader> header;
    if (TRY(mapped(file.read_at(start, header))) < header.size()) return Err(not_found(name, offset));
    apply_xor(header, format.key, start);
    if (!std::equal(format.magic.begin(), format.magic.end(), header.begin())) {
        return Err(corruption(name, fmt::format("no record at offset {}", offset)));
    }
    const uint64_t length = uint64_t{base::read_le<uint32_t>(header.data() + format.magic.size())} +
                            (kind == FileKind::Undo ? kUndoChecksum : 0);
    const uint64_t size = TRY(mapped(file.size()));
    const bool is_too_long = kind == FileKind::Blocks && length > kMaxBlockSize;
    if (is_too_long || size < offset || length > size - offset) {
        return Err(corruption(name, fmt::format("record of {} bytes at offset {}", length, offset)));
    }
    base::Bytes data(length);
    if (TRY(mapped(file.read_at(offset, data))) < length) return Err(not_found(name, offset));
    apply_xor(data, format.key, offset);
    return data;
}

base::Result<base::Bytes, StoreError> RecordReader::read(FileKind kind, FilePosition position) const {
    if (position.is_null()) {
        return Err(StoreError{StoreErrorCode::NotFound, "no position in " + m_directory});
    }
    const std::shared_ptr<sys::File> file = TRY(open(kind, position.file));
    return read_record(*file, m_format, kind, position.offset, path(kind, position.file));
}

base::Result<std::shared_ptr<sys::File>, StoreError> RecordReader::open(FileKind kind, int32_t number) const {
    sys::MutexLock lock(m_mutex);
    const auto known = std::find_if(m_open.begin(), m_open.end(), [&](const OpenFile& open) {
        return open.kind == kind && open.number == number;
    });
    if (known != m_open.end()) {
        m_open.splice(m_open.begin(), m_open, known);
        return m_open.front().file;
    }
    std::shared_ptr<sys::File> file = TRY(mapped(m_files.open(path(kind, number), sys::OpenMode::Read)));
    m_open.push_front({kind, number, file});
    if (m_open.size() > kMaxOpen) m_open.pop_back();
    return file;
}

void RecordReader::forget(int32_t number) {
    sys::MutexLock lock(m_mutex);
    m_open.remove_if([&](const OpenFile& open) { return open.number == number; });
}

}  // namespace quanta::store
