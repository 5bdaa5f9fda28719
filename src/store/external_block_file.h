// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "store/record_reader.h"
#include "store/record_scanner.h"
#include "store/store_error.h"
#include "sys/file.h"

namespace quanta::store {

/// A block file of any size outside of the blocks directory (-loadblock): one without XOR key, or the file of
/// another node with the xor.dat beside it. One thread.
class ExternalBlockFile {
public:
    /// Errors: NotFound, Io.
    static base::Result<std::unique_ptr<ExternalBlockFile>, StoreError> open(
        const std::filesystem::path& path, std::array<uint8_t, 4> magic, sys::FileSystem& files);

    uint64_t size_bytes() const { return m_size_bytes; }
    /// As RecordScanner::scan, from the beginning.
    base::Result<void, StoreError> scan(const RecordScanner::Found& found,
                                        const RecordScanner::Reading& reading = {});
    /// The block scan() found at `offset`, once more. Errors: NotFound, Corruption, Io.
    base::Result<base::Bytes, StoreError> read(uint64_t offset);

private:
    ExternalBlockFile(std::string path, std::unique_ptr<sys::File> file, RecordFormat format,
                      uint64_t size_bytes)
        : m_path(std::move(path)), m_file(std::move(file)), m_format(format), m_size_bytes(size_bytes) {}

    const std::string m_path;
    const std::unique_ptr<sys::File> m_file;
    const RecordFormat m_format;
    const uint64_t m_size_bytes;
};

}  // namespace quanta::store
