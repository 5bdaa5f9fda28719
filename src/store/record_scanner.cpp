// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/record_scanner.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "base/check.h"
#include "primitives/block.h"
#include "store/error_mapping.h"

namespace quanta::store {

namespace {

/// Bytes read at once: two records of the largest size, about.
constexpr size_t kWindow = 8 << 20;
/// A header and the number of transactions.
constexpr uint32_t kMinBlockSize = primitives::BlockHeader::kSize + 1;
/// Bytes that may be parsed in vain: at the start, and for each byte the scan goes on. A file in which
/// records seem to begin everywhere would take a parse of megabytes for every few bytes otherwise.
constexpr uint64_t kBytesInVain = 64 << 20;
constexpr uint64_t kBytesInVainPerByte = 4;

}  // namespace

uint64_t RecordScanner::max_bytes_in_vain(uint64_t scanned) {
    return kBytesInVain + kBytesInVainPerByte * scanned;
}

base::Result<void, StoreError> RecordScanner::scan(uint64_t start, const Found& found,
                                                   const Reading& reading) {
    m_size = TRY(mapped(m_source.size()));
    m_window.clear();
    m_start = m_window_start = start;
    m_bytes_in_vain = 0;
    uint64_t offset = start;
    while (true) {
        offset = TRY(find_magic(offset, reading));
        if (offset >= m_size) return {};
        const uint32_t length = TRY(record_length(offset));
        if (length == 0) {
            ++offset;
            continue;
        }
        const uint64_t data = offset + kRecordHeader;
        const base::ByteSpan raw = TRY(window(data, length));
        if (!found(data, base::Bytes(raw.begin(), raw.end()))) return {};
        offset = data + length;
    }
}

base::Result<base::ByteSpan, StoreError> RecordScanner::window(uint64_t offset, size_t length) {
    ASSUME(offset >= m_window_start);
    length = static_cast<size_t>(std::min<uint64_t>(length, m_size - std::min(offset, m_size)));
    if (offset + length > m_window_start + m_window.size()) {
        const uint64_t dropped = std::min<uint64_t>(offset - m_window_start, m_window.size());
        m_window.erase(m_window.begin(), m_window.begin() + static_cast<ptrdiff_t>(dropped));
        m_window_start = offset;
        const size_t kept = m_window.size();
        m_window.resize(static_cast<size_t>(std::min<uint64_t>(std::max(length, kWindow), m_size - offset)));
        const std::span<uint8_t> fresh = std::span(m_window).subspan(kept);
        const size_t got = TRY(mapped(m_source.read_at(offset + kept, fresh)));
        apply_xor(fresh.first(got), m_format.key, offset + kept);
        // The file may have been cut since its size was asked for.
        if (got < fresh.size()) m_size = offset + kept + got;
        m_window.resize(kept + got);
        length = std::min(length, m_window.size());
    }
    return base::ByteSpan(m_window).subspan(offset - m_window_start, length);
}

base::Result<uint64_t, StoreError> RecordScanner::find_magic(uint64_t offset, const Reading& reading) {
    const std::string_view magic = base::as_text(m_format.magic);
    while (offset + kRecordHeader < m_size) {
        if (reading && !reading(offset)) return m_size;
        // At a record, as mostly, this looks at four bytes; else it reads on.
        const base::ByteSpan view = TRY(window(offset, kRecordHeader));
        const base::ByteSpan all = base::ByteSpan(m_window).subspan(view.data() - m_window.data());
        const size_t at = base::as_text(all).find(magic);
        if (at != std::string_view::npos) return offset + at;
        offset += all.size() - std::min(all.size(), magic.size() - 1);
    }
    return m_size;
}

base::Result<uint32_t, StoreError> RecordScanner::record_length(uint64_t offset) {
    const base::ByteSpan header = TRY(window(offset, kRecordHeader));
    if (header.size() < kRecordHeader) return 0;
    const auto length = base::read_le<uint32_t>(header.data() + m_format.magic.size());
    if (length < kMinBlockSize || length > kMaxBlockSize) return 0;
    const uint64_t end = offset + kRecordHeader + length;
    if (end > m_size) return 0;
    const base::ByteSpan record = TRY(window(offset, kRecordHeader + length + m_format.magic.size()));
    if (record.size() < kRecordHeader + length) return 0;
    const base::ByteSpan rest = record.subspan(kRecordHeader + length);
    if (std::equal(rest.begin(), rest.end(), m_format.magic.begin())) return length;
    if (m_bytes_in_vain > max_bytes_in_vain(offset - m_start)) return 0;
    const base::ByteSpan data = record.subspan(kRecordHeader, length);
    if (primitives::Block::parse(base::Bytes(data.begin(), data.end()))) return length;
    m_bytes_in_vain += length;
    return 0;
}

}  // namespace quanta::store
