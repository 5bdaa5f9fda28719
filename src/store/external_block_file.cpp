// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/external_block_file.h"

#include <algorithm>

#include "store/error_mapping.h"
#include "store/xor_key.h"

namespace quanta::store {

namespace {

/// The key `source` is written with: that of the xor.dat beside it if the file begins with the magic only so,
/// else none.
base::Result<XorKey, StoreError> key_of(sys::File& source, const std::string& path,
                                        std::array<uint8_t, 4> magic, sys::FileSystem& files) {
    const std::string key_path = sys::join_path(sys::parent_directory(path), "xor.dat");
    std::array<uint8_t, 4> begin{};
    static_cast<void>(TRY(mapped(source.read_at(0, begin))));
    if (begin == magic || !files.exists(key_path)) return XorKey{};
    const base::Bytes bytes = TRY(mapped(sys::read_whole(files, key_path, 4096)));
    XorKey key{};
    if (bytes.size() != key.size()) return XorKey{};
    std::copy(bytes.begin(), bytes.end(), key.begin());
    apply_xor(begin, key, 0);
    return begin == magic ? key : XorKey{};
}

}  // namespace

base::Result<std::unique_ptr<ExternalBlockFile>, StoreError> ExternalBlockFile::open(
    const std::filesystem::path& path, std::array<uint8_t, 4> magic, sys::FileSystem& files) {
    const std::string name = path.string();
    std::unique_ptr<sys::File> file = TRY(mapped(files.open(name, sys::OpenMode::Read)));
    const XorKey key = TRY(key_of(*file, name, magic, files));
    const uint64_t size_bytes = TRY(mapped(file->size()));
    return std::unique_ptr<ExternalBlockFile>(
        new ExternalBlockFile(name, std::move(file), {magic, key}, size_bytes));
}

base::Result<void, StoreError> ExternalBlockFile::scan(const RecordScanner::Found& found,
                                                       const RecordScanner::Reading& reading) {
    return RecordScanner(*m_file, m_format).scan(0, found, reading);
}

base::Result<base::Bytes, StoreError> ExternalBlockFile::read(uint64_t offset) {
    return read_record(*m_file, m_format, FileKind::Blocks, offset, m_path);
}

}  // namespace quanta::store
