// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "store/record_reader.h"
#include "store/store_error.h"
#include "sys/file.h"

namespace quanta::store {

/// Finds the blocks in a file that may hold anything: garbage, half records, the zeros of space set aside.
///
/// A record counts when its magic and length are right and it ends where the file does or where the next one
/// begins; before anything else, zeros included, it must parse as a block, too. Memory is two of the largest
/// records, and the time is linear in the size of the file: once too many bytes were parsed in vain, only
/// records that need no parsing count for a while. One thread.
class RecordScanner {
public:
    RecordScanner(sys::File& source, const RecordFormat& format) : m_source(source), m_format(format) {}

    /// Calls `found(offset, data)` for each record from byte `start` on, until it returns false; `offset` is
    /// that of the data, after magic and length.
    using Found = std::function<bool(uint64_t, base::Bytes)>;
    /// Told how far the scan is, at each record and each few megabytes where there is none; false ends it.
    using Reading = std::function<bool(uint64_t offset)>;
    base::Result<void, StoreError> scan(uint64_t start, const Found& found, const Reading& reading = {});

    /// Bytes of what looked like records and was none, so far.
    uint64_t bytes_in_vain() const { return m_bytes_in_vain; }
    /// The most bytes_in_vain() can be, one record more or less, after `scanned` bytes.
    static uint64_t max_bytes_in_vain(uint64_t scanned);

private:
    /// Bytes [offset, offset + length) without XOR, fewer at the end of the file. Valid until the next call;
    /// `offset` never goes down by more than is still in the window.
    base::Result<base::ByteSpan, StoreError> window(uint64_t offset, size_t length);
    /// The first place from `offset` on where the magic stands; the end of the file when it is nowhere, or
    /// `reading` wants no more.
    base::Result<uint64_t, StoreError> find_magic(uint64_t offset, const Reading& reading);
    /// The length of the data of a record at `offset`, where the magic stands; 0 when it is none.
    base::Result<uint32_t, StoreError> record_length(uint64_t offset);

    sys::File& m_source;
    const RecordFormat m_format;
    uint64_t m_size = 0;
    uint64_t m_start = 0;
    uint64_t m_bytes_in_vain = 0;
    uint64_t m_window_start = 0;
    base::Bytes m_window;
};

}  // namespace quanta::store
