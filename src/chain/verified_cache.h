// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "primitives/hashes.h"
#include "script/flags.h"
#include "sys/mutex.h"

namespace quanta::chain {

/// Which transactions' scripts were found to hold under which flags: the mempool notes what it verified, so
/// that a block of known transactions verifies nothing twice.
///
/// A wtxid commits to all that the scripts of a transaction see: outputs spent are named by the txid that
/// commits to them. Entries are 128 bits of a salted SHA-256, so nobody can aim for a false match; when full,
/// older ones give way. Any thread; locks are held for a few memory accesses.
class VerifiedCache {
public:
    /// Uses at most about `max_bytes` of memory (as it fills), at least a few KiB. `salt` is secret.
    VerifiedCache(size_t max_bytes, const std::array<uint8_t, 32>& salt);
    ~VerifiedCache();
    VerifiedCache(const VerifiedCache&) = delete;
    VerifiedCache& operator=(const VerifiedCache&) = delete;

    /// Notes that all scripts of the transaction hold under `flags`.
    void add(const primitives::Wtxid& wtxid, script::VerifyFlags flags);
    /// Whether that was noted, and not forgotten since. Never wrongly true.
    bool contains(const primitives::Wtxid& wtxid, script::VerifyFlags flags) const;
    /// Entries there is room for.
    size_t capacity() const;

private:
    struct Shard;
    using Key = std::array<uint64_t, 2>;

    Key key_of(const primitives::Wtxid& wtxid, script::VerifyFlags flags) const;
    Shard& shard_of(const Key& key) const;

    // Constant after construction.
    const std::array<uint8_t, 32> m_salt;
    size_t m_buckets = 1;  ///< of each shard
    std::unique_ptr<Shard[]> m_shards;
};

}  // namespace quanta::chain
