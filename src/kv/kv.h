// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace quanta::kv {

/// What went wrong in the database.
enum class KvErrorCode : uint8_t {
    Io,          ///< read, write or sync failed
    DiskFull,    ///< no space left
    Corruption,  ///< contents do not make sense
    Locked,      ///< another process has it open
    Other,
};

struct KvError {
    KvErrorCode code = KvErrorCode::Other;
    std::string message;  ///< for the log and the user; names the path
};

/// Whether a write returns only once it is safe from a power cut.
enum class Durability : uint8_t { Buffered, Synced };

/// Changes that take effect together or not at all. Not thread-safe.
class Batch {
public:
    Batch();
    ~Batch();
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) noexcept;

    void put(base::ByteSpan key, base::ByteSpan value);
    void erase(base::ByteSpan key);
    void clear();
    /// Bytes it takes up, roughly.
    size_t size_bytes() const;

private:
    friend class Store;
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The database as it was at one moment. Any thread; keep it for a bounded time.
class Snapshot {
public:
    virtual ~Snapshot() = default;
};

/// Walks keys in ascending byte order. Not thread-safe; sees one moment of the database.
class Iterator {
public:
    virtual ~Iterator() = default;
    virtual void seek(base::ByteSpan key) = 0;
    virtual bool valid() const = 0;
    virtual void next() = 0;
    /// Views valid until the next call.
    virtual base::ByteSpan key() const = 0;
    virtual base::ByteSpan value() const = 0;
    /// An error that ended the walk, if one did.
    virtual std::optional<KvError> error() const = 0;
};

/// Changes given in ascending key order that are written beside the database and then taken in at once:
/// commit() is atomic and durable, and until then the database is unchanged. Not thread-safe.
class SortedWrite {
public:
    virtual ~SortedWrite() = default;
    /// `key` must be greater than all before it.
    virtual base::Result<void, KvError> put(base::ByteSpan key, base::ByteSpan value) = 0;
    virtual base::Result<void, KvError> erase(base::ByteSpan key) = 0;
    virtual base::Result<void, KvError> commit() = 0;
};

struct StoreOptions {
    std::string path;                    ///< a directory, made when missing
    uint64_t block_cache_bytes = 8 << 20;
    uint64_t write_buffer_bytes = 8 << 20;
    bool bloom_filter = true;            ///< 10 bits a key: point reads of missing keys cost no block read
    bool compress = false;
    void* environment = nullptr;         ///< a kv::TestEnvironment in tests; null: the operating system
};

/// An ordered key-value store on disk. All methods from any thread.
class Store {
public:
    static base::Result<std::unique_ptr<Store>, KvError> open(const StoreOptions& options);
    /// Removes a closed store and all its files; crash-safe (a half-removed one is no longer there to open).
    /// `environment`: see StoreOptions.
    static base::Result<void, KvError> destroy(const std::string& path, void* environment = nullptr);
    ~Store();

    base::Result<std::optional<base::Bytes>, KvError> get(base::ByteSpan key) const;
    /// Values in the order of `keys`. Faster when keys are sorted.
    base::Result<std::vector<std::optional<base::Bytes>>, KvError> multi_get(
        std::span<const base::Bytes> keys) const;
    /// As multi_get, without a copy: calls `found` with the index of each key that is there, in any order,
    /// and a view of its value, valid during the call.
    using FoundValue = std::function<void(size_t, base::ByteSpan)>;
    base::Result<void, KvError> look_up(std::span<const base::ByteSpan> keys, const FoundValue& found) const;
    base::Result<void, KvError> write(Batch& batch, Durability durability);
    base::Result<std::unique_ptr<SortedWrite>, KvError> begin_sorted_write();
    std::shared_ptr<const Snapshot> snapshot() const;
    /// Over `snapshot`, or the present when null.
    std::unique_ptr<Iterator> iterate(std::shared_ptr<const Snapshot> snapshot = nullptr) const;
    /// Bytes on disk between two keys, estimated.
    uint64_t approximate_size_bytes() const;

private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::kv
