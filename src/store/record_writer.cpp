// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/record_writer.h"

#include <algorithm>

#include "codec/writer.h"
#include "store/error_mapping.h"

namespace quanta::store {

using base::Err;

base::Result<void, StoreError> RecordWriter::write(const Place& place, base::ByteSpan data,
                                                   base::ByteSpan tail) {
    if (m_failure) return Err(*m_failure);
    m_record.clear();
    m_record.reserve(kRecordHeader + data.size() + tail.size());
    codec::Writer(m_record)
        .write_bytes(m_format.magic)
        .write(static_cast<uint32_t>(data.size()))
        .write_bytes(data)
        .write_bytes(tail);
    apply_xor(m_record, m_format.key, place.offset);

    OpenFile& open_file = *TRY(open(place.kind, place.number));
    const uint64_t end = uint64_t{place.offset} + m_record.size();
    if (end > open_file.size && place.chunk > 0) {
        const uint64_t grown = (end + place.chunk - 1) / place.chunk * place.chunk;
        TRY(mapped(open_file.file->allocate(open_file.size, grown - open_file.size)));
        open_file.size = grown;
    }
    open_file.is_dirty = true;
    TRY(mapped(open_file.file->write_at(place.offset, m_record)));
    open_file.size = std::max(open_file.size, end);
    return {};
}

base::Result<void, StoreError> RecordWriter::finish(FileKind kind, int32_t number, uint32_t size) {
    if (m_failure) return Err(*m_failure);
    if (!m_files.exists(record_file_path(m_directory, kind, number))) return {};
    OpenFile& open_file = *TRY(open(kind, number));
    if (open_file.size <= size) return {};
    open_file.is_dirty = true;
    TRY(mapped(open_file.file->truncate(size)));
    open_file.size = size;
    return {};
}

base::Result<void, StoreError> RecordWriter::sync() {
    if (m_failure) return Err(*m_failure);
    const auto synced = sync_all();
    if (!synced) m_failure = synced.error();
    return synced;
}

base::Result<void, StoreError> RecordWriter::sync_all() {
    for (auto& [name, open_file] : m_open) {
        if (!open_file.is_dirty) continue;
        TRY(mapped(open_file.file->sync()));
        open_file.is_dirty = false;
    }
    if (m_directory_is_dirty) TRY(mapped(m_files.sync_directory(m_directory)));
    m_directory_is_dirty = false;
    // What is written next is at the end: older files are not needed again soon.
    constexpr size_t kKept = 4;
    while (m_open.size() > kKept) {
        const auto oldest = std::min_element(m_open.begin(), m_open.end(), [](const auto& a, const auto& b) {
            return a.first.second < b.first.second;
        });
        m_open.erase(oldest);
    }
    return {};
}

void RecordWriter::forget(int32_t number) {
    m_open.erase({FileKind::Blocks, number});
    m_open.erase({FileKind::Undo, number});
}

base::Result<RecordWriter::OpenFile*, StoreError> RecordWriter::open(FileKind kind, int32_t number) {
    const auto known = m_open.find({kind, number});
    if (known != m_open.end()) return &known->second;
    const std::string path = record_file_path(m_directory, kind, number);
    OpenFile opened;
    opened.file = TRY(mapped(m_files.open(path, sys::OpenMode::Create)));
    opened.size = TRY(mapped(opened.file->size()));
    // The file may be older and its name not durable all the same: made by a process killed before it synced.
    m_directory_is_dirty = true;
    return &m_open.emplace(std::pair(kind, number), std::move(opened)).first->second;
}

}  // namespace quanta::store
