// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "mempool/entry.h"
#include "mempool/persist.h"
#include "sys/file.h"

/// @file
/// The layout of mempool.dat: version (u64); in version 2 a key of 8 bytes with its size, which everything
/// after it is XORed with, by position in the file; the number of transactions (u64), each with time and fee
/// delta (i64 both); the deltas of transactions that are not in the pool; the txids not broadcast yet.

namespace quanta::mempool {

using DumpKey = std::array<uint8_t, 8>;

/// Reads such a file front to back, some megabytes at a time. Errors are sentences. Not thread-safe.
class DumpReader {
public:
    template <typename T>
    using Result = base::Result<T, std::string>;

    struct Item {
        TransactionRef transaction;
        int64_t time_s = 0;
        primitives::Amount delta;
    };

    /// Reads the head of `file`, which outlives this.
    static Result<DumpReader> open(sys::File& file);

    /// Transactions there should be.
    uint64_t count() const { return m_count; }
    /// The next of them; not after count() of them.
    Result<Item> next();
    /// What follows them, in this order.
    Result<std::map<primitives::Txid, primitives::Amount>> deltas();
    Result<std::set<primitives::Txid>> unbroadcast();

private:
    explicit DumpReader(sys::File& file) : m_file(&file) {}
    Result<void> read_head();
    /// Makes sure that `bytes` can be read, or all that is left of the file.
    Result<void> fill(size_t bytes);
    base::ByteSpan rest() const { return base::ByteSpan(m_window).subspan(m_used); }
    template <typename T>
    Result<T> number();
    Result<uint64_t> list_size();
    Result<primitives::Txid> txid();

    sys::File* m_file;
    uint64_t m_count = 0;
    DumpKey m_key{};
    base::Bytes m_window;     ///< plain bytes
    size_t m_used = 0;        ///< of the window
    uint64_t m_position = 0;  ///< in the file, of the window's end
    bool m_at_end = false;
};

/// What is written.
struct DumpContents {
    std::vector<Entry> entries;                             ///< parents before children
    std::map<primitives::Txid, primitives::Amount> deltas;  ///< of those that are not among the entries
    std::vector<primitives::Txid> unbroadcast;
};

/// Writes `contents` to an empty file; how many bytes. With a zero key the version is 1.
sys::FileResult<uint64_t> write_dump(sys::File& file, const DumpContents& contents, DumpVersion version,
                                     const DumpKey& key);

}  // namespace quanta::mempool
