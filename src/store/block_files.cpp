// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/block_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "codec/reader.h"
#include "crypto/hash.h"
#include "store/coin_codec.h"
#include "store/error_mapping.h"
#include "store/record_reader.h"
#include "store/record_scanner.h"
#include "store/record_writer.h"
#include "store/xor_key.h"

namespace quanta::store {

namespace {

using base::Err;

/// Sizes of the deployed layout, bytes.
struct FileSizes {
    uint32_t max_file;
    uint32_t block_chunk;  ///< set aside at once for blocks
    uint32_t undo_chunk;   ///< set aside at once for undo data
};
constexpr FileSizes kUsualSizes{128 << 20, 16 << 20, 1 << 20};
constexpr FileSizes kSmallSizes{64 << 10, 64 << 10, 64 << 10};

crypto::Digest256 undo_checksum(base::ByteSpan undo, const primitives::BlockHash& previous) {
    return crypto::Sha256d().write(previous.bytes()).write(undo).finalize();
}

/// The number in the name of a block file; nothing for another name.
std::optional<int32_t> block_file_number(std::string_view name) {
    constexpr size_t kMinDigits = 5;
    if (!name.starts_with("blk") || !name.ends_with(".dat") || name.size() < 7 + kMinDigits)
        return std::nullopt;
    const std::string_view digits = name.substr(3, name.size() - 7);
    int32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number < 0) return std::nullopt;
    return number;
}

}  // namespace

struct BlockFiles::Impl {
    Impl(const Options& options, RecordFormat format, sys::FileSystem& file_system)
        : sizes(options.small_files ? kSmallSizes : kUsualSizes),
          files(file_system),
          reader(options.directory.string(), format, file_system),
          writer(options.directory.string(), format, file_system) {}

    // Constant after construction.
    const FileSizes sizes;
    sys::FileSystem& files;
    // Any thread.
    RecordReader reader;
    std::atomic<uint64_t> used_bytes{0};  ///< sum over infos with blocks
    // The appending thread only.
    RecordWriter writer;
    std::vector<BlockFileInfo> infos;
    std::set<int32_t> changed;
    int32_t current = 0;

    BlockFileInfo& info(int32_t file) {
        CHECK(file >= 0);
        if (static_cast<size_t>(file) >= infos.size()) infos.resize(static_cast<size_t>(file) + 1);
        return infos[static_cast<size_t>(file)];
    }

    /// What a pair of files adds to the usage: nothing while no block of it is known, as pruning, which goes
    /// by the usage, cannot take it away.
    static uint64_t counted_bytes(const BlockFileInfo& info) {
        return info.blocks > 0 ? uint64_t{info.size} + info.undo_size : 0;
    }

    /// Puts `changed_info` in place of the info of `file`.
    void update(int32_t file, const BlockFileInfo& changed_info) {
        BlockFileInfo& current_info = info(file);
        used_bytes += counted_bytes(changed_info) - counted_bytes(current_info);
        current_info = changed_info;
        changed.insert(file);
    }

    void count_in(FilePosition position, uint32_t size, primitives::Height height, uint32_t time) {
        BlockFileInfo counted = info(position.file);
        const bool is_first = counted.blocks == 0;
        ++counted.blocks;
        counted.size = std::max(counted.size, position.offset + size);
        counted.first_height = is_first ? height : std::min(counted.first_height, height);
        counted.last_height = is_first ? height : std::max(counted.last_height, height);
        counted.first_time = is_first ? time : std::min(counted.first_time, time);
        counted.last_time = is_first ? time : std::max(counted.last_time, time);
        update(position.file, counted);
    }

    /// Goes on to a file that has room for `record_size` more bytes; a larger record gets a file of its own.
    base::Result<void, StoreError> make_room(uint64_t record_size) {
        while (info(current).size > 0 && info(current).size + record_size >= sizes.max_file) {
            TRY(writer.finish(FileKind::Blocks, current, info(current).size));
            TRY(writer.finish(FileKind::Undo, current, info(current).undo_size));
            ++current;
        }
        return {};
    }
};

BlockFiles::BlockFiles(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
BlockFiles::~BlockFiles() = default;

base::Result<std::unique_ptr<BlockFiles>, StoreError> BlockFiles::open(const Options& options,
                                                                       sys::FileSystem& files,
                                                                       std::vector<BlockFileInfo> known) {
    const std::string directory = options.directory.string();
    TRY(mapped(files.create_directories(directory)));
    const XorKey key = TRY(load_xor_key(files, directory, options.xor_key));
    auto impl = std::make_unique<Impl>(options, RecordFormat{options.magic, key}, files);
    impl->infos = std::move(known);
    for (size_t i = 0; i < impl->infos.size(); ++i) {
        if (impl->infos[i].size > 0) impl->current = static_cast<int32_t>(i);
        impl->used_bytes += Impl::counted_bytes(impl->infos[i]);
    }
    return std::unique_ptr<BlockFiles>(new BlockFiles(std::move(impl)));
}

base::Result<FilePosition, StoreError> BlockFiles::append_block(base::ByteSpan raw, primitives::Height height,
                                                                uint32_t time) {
    CHECK(raw.size() <= kMaxBlockSize);
    const auto size = static_cast<uint32_t>(raw.size());
    TRY(m_impl->make_room(kRecordHeader + size));
    const int32_t file = m_impl->current;
    const uint32_t offset = m_impl->info(file).size;
    TRY(m_impl->writer.write({FileKind::Blocks, file, offset, m_impl->sizes.block_chunk}, raw));
    const FilePosition position{file, offset + kRecordHeader};
    m_impl->count_in(position, size, height, time);
    return position;
}

void BlockFiles::register_block(FilePosition position, uint32_t size, primitives::Height height,
                                uint32_t time) {
    m_impl->count_in(position, size, height, time);
    m_impl->current = std::max(m_impl->current, position.file);
}

base::Result<FilePosition, StoreError> BlockFiles::append_undo(int32_t file,
                                                               const primitives::BlockUndo& undo,
                                                               const primitives::BlockHash& previous) {
    BlockFileInfo info = m_impl->info(file);
    const base::Bytes data = encode_undo(undo);
    const uint64_t end = uint64_t{info.undo_size} + kRecordHeader + data.size() + kUndoChecksum;
    if (end > std::numeric_limits<uint32_t>::max()) {
        const std::string path = m_impl->reader.path(FileKind::Undo, file);
        return Err(StoreError{StoreErrorCode::Io, path + " would grow beyond 4 GiB"});
    }
    // Older files are finished: they grow by what is written.
    const uint32_t chunk = file == m_impl->current ? m_impl->sizes.undo_chunk : 0;
    TRY(m_impl->writer.write({FileKind::Undo, file, info.undo_size, chunk}, data,
                             undo_checksum(data, previous)));
    const FilePosition position{file, info.undo_size + kRecordHeader};
    info.undo_size = static_cast<uint32_t>(end);
    m_impl->update(file, info);
    return position;
}

base::Result<void, StoreError> BlockFiles::sync() {
    return m_impl->writer.sync();
}

base::Result<base::Bytes, StoreError> BlockFiles::read_block(FilePosition position) const {
    return m_impl->reader.read(FileKind::Blocks, position);
}

base::Result<primitives::BlockUndo, StoreError> BlockFiles::read_undo(
    FilePosition position, const primitives::BlockHash& previous) const {
    const base::Bytes record = TRY(m_impl->reader.read(FileKind::Undo, position));
    const base::ByteSpan data = base::ByteSpan(record).first(record.size() - kUndoChecksum);
    const base::ByteSpan stored = base::ByteSpan(record).last(kUndoChecksum);
    const std::string path = m_impl->reader.path(FileKind::Undo, position.file);
    const crypto::Digest256 computed = undo_checksum(data, previous);
    if (!std::equal(stored.begin(), stored.end(), computed.begin())) {
        return Err(
            corruption(path, fmt::format("wrong checksum of the record at offset {}", position.offset)));
    }
    auto undo = decode_undo(data);
    if (!undo) {
        return Err(corruption(path, fmt::format("record at offset {}: {}", position.offset,
                                                codec::decode_error_text(undo.error()))));
    }
    return std::move(*undo);
}

base::Result<void, StoreError> BlockFiles::scan(int32_t file, uint32_t start, const Found& found) const {
    const std::shared_ptr<sys::File> source = TRY(m_impl->reader.open(FileKind::Blocks, file));
    return RecordScanner(*source, m_impl->reader.format()).scan(start, [&](uint64_t offset, base::Bytes raw) {
        // Positions are 32 bits; nothing writes files of that size.
        if (offset > std::numeric_limits<uint32_t>::max()) return false;
        return found({file, static_cast<uint32_t>(offset)}, std::move(raw));
    });
}

const std::vector<BlockFileInfo>& BlockFiles::infos() const {
    return m_impl->infos;
}

std::vector<std::pair<int32_t, BlockFileInfo>> BlockFiles::take_changed() {
    std::vector<std::pair<int32_t, BlockFileInfo>> changed;
    for (const int32_t file : m_impl->changed)
        changed.emplace_back(file, m_impl->info(file));
    m_impl->changed.clear();
    return changed;
}

std::vector<int32_t> BlockFiles::existing_files() const {
    std::vector<int32_t> numbers;
    const auto names = m_impl->files.list_directory(m_impl->reader.directory());
    if (!names) {
        base::log_warning("{}", names.error().message());
        return numbers;
    }
    for (const std::string& name : *names) {
        if (const auto number = block_file_number(name)) numbers.push_back(*number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

base::Result<void, StoreError> BlockFiles::remove_file(int32_t file) {
    m_impl->reader.forget(file);
    m_impl->writer.forget(file);
    for (const FileKind kind : {FileKind::Undo, FileKind::Blocks}) {
        const auto removed = m_impl->files.remove(m_impl->reader.path(kind, file));
        if (!removed && removed.error().code != sys::FileErrorCode::NotFound) {
            return Err(to_store_error(removed.error()));
        }
    }
    return {};
}

void BlockFiles::forget_file(int32_t file) {
    m_impl->update(file, {});
}

int32_t BlockFiles::current_file() const {
    return m_impl->current;
}

uint64_t BlockFiles::disk_usage_bytes() const {
    return m_impl->used_bytes;
}

}  // namespace quanta::store
