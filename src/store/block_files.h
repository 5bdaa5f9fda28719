// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "primitives/coin.h"
#include "primitives/hashes.h"
#include "store/store_error.h"
#include "sys/file.h"

namespace quanta::store {

/// Where a block or its undo data lies: blkNNNNN.dat or revNNNNN.dat, and the offset of its first byte after
/// magic and length.
struct FilePosition {
    int32_t file = -1;
    uint32_t offset = 0;

    bool is_null() const { return file < 0; }
    friend bool operator==(const FilePosition&, const FilePosition&) = default;
};

/// What is known of one pair of block and undo files.
struct BlockFileInfo {
    uint32_t blocks = 0;
    uint32_t size = 0;       ///< bytes used of blk
    uint32_t undo_size = 0;  ///< bytes used of rev
    primitives::Height first_height = 0;
    primitives::Height last_height = 0;
    uint32_t first_time = 0;
    uint32_t last_time = 0;

    friend bool operator==(const BlockFileInfo&, const BlockFileInfo&) = default;
};

/// Block and undo files in the deployed format: records of magic, length and data, the whole file XORed with
/// the 8 bytes of xor.dat; undo records end with a checksum over the parent's hash and the data.
///
/// Appending, sync and pruning from one thread (the chain's); reading from any thread.
class BlockFiles {
public:
    struct Options {
        std::filesystem::path directory;       ///< the blocks directory, made when missing
        std::array<uint8_t, 4> magic{};
        bool xor_key = true;                   ///< -blocksxor: new directories get a random key
        bool small_files = false;              ///< -fastprune: files of 64 KiB
    };

    /// Opens the directory; `known` are the infos of the index, by file number. Appending goes on behind
    /// them: what lies beyond the recorded sizes is from before a crash and gets overwritten. So call
    /// register_block for all that scan() finds before appending to files the index does not know.
    /// Options when there is a key although `xor_key` is off.
    static base::Result<std::unique_ptr<BlockFiles>, StoreError> open(const Options& options,
                                                                      sys::FileSystem& files,
                                                                      std::vector<BlockFileInfo> known);
    ~BlockFiles();

    /// Writes a block (its serialisation, at most 4,000,000 bytes); it survives a power cut once sync() has
    /// returned. After an error nothing counts as written, and the same may be tried again.
    base::Result<FilePosition, StoreError> append_block(base::ByteSpan raw, primitives::Height height,
                                                        uint32_t time);
    /// Counts in a block of `size` bytes that is already there, found by scan().
    void register_block(FilePosition position, uint32_t size, primitives::Height height, uint32_t time);
    /// Writes undo data into the rev file that belongs to block file `file`.
    base::Result<FilePosition, StoreError> append_undo(int32_t file, const primitives::BlockUndo& undo,
                                                       const primitives::BlockHash& previous);
    /// Makes everything appended so far safe from a power cut. A failure is final: this, append_block and
    /// append_undo answer with the same error from then on.
    base::Result<void, StoreError> sync();

    /// The serialised block at `position`. Errors: NotFound, Corruption, Io.
    base::Result<base::Bytes, StoreError> read_block(FilePosition position) const;
    /// The undo data at `position` of the block after `previous`, checksum verified.
    base::Result<primitives::BlockUndo, StoreError> read_undo(FilePosition position,
                                                              const primitives::BlockHash& previous) const;

    /// Calls `found(position, raw)` for each record of block file `file` from byte `start` on, in file order;
    /// skips what is no record. Stops early when it returns false. Any thread. NotFound when there is no such
    /// file.
    using Found = std::function<bool(FilePosition, base::Bytes)>;
    base::Result<void, StoreError> scan(int32_t file, uint32_t start, const Found& found) const;

    /// Infos by file number, and those changed since the last call of take_changed().
    const std::vector<BlockFileInfo>& infos() const;
    std::vector<std::pair<int32_t, BlockFileInfo>> take_changed();
    /// Numbers of the blk files that exist in the directory, ascending.
    std::vector<int32_t> existing_files() const;

    /// Removes both files of a number whose info is reset. Call after the index no longer refers to them.
    base::Result<void, StoreError> remove_file(int32_t file);
    /// Forgets a file's blocks before the index is written; its bytes stay until remove_file.
    void forget_file(int32_t file);
    /// The file blocks are appended to now.
    int32_t current_file() const;
    /// Bytes used by the blk and rev files that hold a known block. Any thread, O(1).
    uint64_t disk_usage_bytes() const;

private:
    struct Impl;
    explicit BlockFiles(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::store
