// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/xor_key.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hex.h"
#include "store/error_mapping.h"
#include "sys/random.h"

namespace quanta::store {

namespace {

bool is_block_or_undo_file(std::string_view name) {
    return name.ends_with(".dat") && (name.starts_with("blk") || name.starts_with("rev"));
}

base::Result<XorKey, StoreError> make_key(sys::FileSystem& files, const std::string& directory, bool wanted) {
    const std::vector<std::string> names = TRY(mapped(files.list_directory(directory)));
    const bool is_new = std::none_of(names.begin(), names.end(), is_block_or_undo_file);
    const XorKey key = is_new && wanted ? sys::os_random().bytes<8>() : XorKey{};
    TRY(mapped(sys::write_atomically(files, sys::join_path(directory, "xor.dat"), key)));
    return key;
}

}  // namespace

void apply_xor(std::span<uint8_t> bytes, const XorKey& key, uint64_t offset) {
    XorKey turned = key;
    std::rotate(turned.begin(), turned.begin() + static_cast<ptrdiff_t>(offset % key.size()), turned.end());
    uint64_t pattern;
    std::memcpy(&pattern, turned.data(), sizeof pattern);
    if (pattern == 0) return;
    size_t i = 0;
    for (; i + sizeof pattern <= bytes.size(); i += sizeof pattern) {
        uint64_t word;
        std::memcpy(&word, bytes.data() + i, sizeof word);
        word ^= pattern;
        std::memcpy(bytes.data() + i, &word, sizeof word);
    }
    for (; i < bytes.size(); ++i)
        bytes[i] ^= turned[i % turned.size()];
}

base::Result<XorKey, StoreError> load_xor_key(sys::FileSystem& files, const std::string& directory,
                                              bool wanted) {
    const std::string path = sys::join_path(directory, "xor.dat");
    const auto bytes = sys::read_whole(files, path, 4096);
    if (!bytes && bytes.error().code == sys::FileErrorCode::NotFound)
        return make_key(files, directory, wanted);
    if (!bytes && bytes.error().code != sys::FileErrorCode::TooLarge)
        return base::Err(to_store_error(bytes.error()));
    XorKey key;
    if (!bytes || bytes->size() != key.size()) return base::Err(corruption(path, "it does not have 8 bytes"));
    std::copy(bytes->begin(), bytes->end(), key.begin());
    if (wanted || key == XorKey{}) return key;
    return base::Err(
        StoreError{StoreErrorCode::Options,
                   "The blocksdir XOR-key can not be disabled when a random key was already stored! "
                   "Stored key: '" +
                       base::to_hex(key) + "', stored path: '" + path + "'."});
}

}  // namespace quanta::store
