// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <span>

#include "base/bytes.h"
#include "sys/file.h"

namespace quanta::store {

/// Bytes as a file to read, for tests and fuzz targets; writing changes nothing. The bytes outlive it.
class MemoryFile final : public sys::File {
public:
    explicit MemoryFile(base::ByteSpan bytes) : m_bytes(bytes) {}

    sys::FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) override {
        const base::ByteSpan rest = m_bytes.subspan(std::min<uint64_t>(offset, m_bytes.size()));
        const size_t count = std::min(out.size(), rest.size());
        std::copy_n(rest.begin(), count, out.begin());
        return count;
    }
    sys::FileResult<uint64_t> size() override { return m_bytes.size(); }
    sys::FileResult<void> write_at(uint64_t, base::ByteSpan) override { return {}; }
    sys::FileResult<void> truncate(uint64_t) override { return {}; }
    sys::FileResult<void> allocate(uint64_t, uint64_t) override { return {}; }
    sys::FileResult<void> sync() override { return {}; }

private:
    const base::ByteSpan m_bytes;
};

}  // namespace quanta::store
