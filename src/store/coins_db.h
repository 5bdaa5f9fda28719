// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "store/store_error.h"

namespace quanta::store {

/// The changes of one flush, given in ascending order of outpoint (txid bytes as stored, then index).
/// Not thread-safe. Destroyed without commit it changes nothing.
class CoinsFlush {
public:
    virtual ~CoinsFlush() = default;
    virtual base::Result<void, StoreError> put(const primitives::OutPoint& outpoint,
                                               const primitives::Coin& coin) = 0;
    virtual base::Result<void, StoreError> erase(const primitives::OutPoint& outpoint) = 0;
    /// Makes the changes and the new tip durable, all or nothing.
    virtual base::Result<void, StoreError> commit(const primitives::BlockHash& tip) = 0;
};

/// The unspent coins at one moment. Any thread; gone before the CoinsDb is.
class CoinsSnapshot {
public:
    virtual ~CoinsSnapshot() = default;
    /// The block whose state this is; null for an empty set before genesis.
    virtual const primitives::BlockHash& tip() const = 0;
    /// Calls `visit` for each coin whose txid's first byte is in [first, last], in ascending order of
    /// outpoint; stops early when it returns false. Several ranges may be walked by several threads.
    using Visit = std::function<bool(const primitives::OutPoint&, const primitives::Coin&)>;
    virtual base::Result<void, StoreError> walk(uint8_t first, uint8_t last, const Visit& visit) const = 0;
};

/// The set of unspent coins on disk and the block it belongs to; always exactly the state after one block.
/// Reading from any thread, flushing from one.
class CoinsDb {
public:
    struct Options {
        std::filesystem::path directory;
        uint64_t cache_bytes = 8 << 20;
        void* environment = nullptr;  ///< see kv::StoreOptions
    };

    static base::Result<std::unique_ptr<CoinsDb>, StoreError> open(const Options& options);
    ~CoinsDb();

    /// The block whose state this is; null before the first flush.
    const primitives::BlockHash& tip() const;
    base::Result<std::optional<primitives::Coin>, StoreError> get(const primitives::OutPoint& outpoint) const;
    /// Coins in the order of `outpoints` (sort them for speed); nothing where there is none.
    base::Result<std::vector<std::optional<primitives::Coin>>, StoreError> multi_get(
        std::span<const primitives::OutPoint> outpoints) const;
    /// Which outputs of `txid` have coins, ascending. O(coins of the transaction).
    base::Result<std::vector<uint32_t>, StoreError> indexes_of(const primitives::Txid& txid) const;
    base::Result<std::unique_ptr<CoinsFlush>, StoreError> begin_flush();
    std::unique_ptr<CoinsSnapshot> snapshot() const;
    /// Bytes on disk, estimated.
    uint64_t disk_size_bytes() const;

private:
    struct Impl;
    explicit CoinsDb(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::store
