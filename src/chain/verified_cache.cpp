// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/verified_cache.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace quanta::chain {

namespace {

constexpr size_t kShards = 64;
/// Entries of a bucket: two cache lines.
constexpr size_t kWays = 8;

}  // namespace

/// Buckets with a lock of their own. Within a bucket the newest entry comes first, and a zero key is no
/// entry.
struct VerifiedCache::Shard {
    sys::Mutex mutex;
    std::vector<Key> keys QUANTA_GUARDED_BY(mutex);  ///< empty until something is added
};

VerifiedCache::VerifiedCache(size_t max_bytes, const std::array<uint8_t, 32>& salt)
    : m_salt(salt),
      m_buckets(std::max<size_t>(1, max_bytes / (kShards * kWays * sizeof(Key)))),
      m_shards(std::make_unique<Shard[]>(kShards)) {}

VerifiedCache::~VerifiedCache() = default;

VerifiedCache::Key VerifiedCache::key_of(const primitives::Wtxid& wtxid, script::VerifyFlags flags) const {
    uint8_t word[sizeof flags];
    base::write_le(word, flags);
    const crypto::Digest256 digest =
        crypto::Sha256().write(m_salt).write(wtxid.bytes()).write(word).finalize();
    return {base::read_le<uint64_t>(digest.data()),
            base::read_le<uint64_t>(digest.data() + sizeof(uint64_t))};
}

VerifiedCache::Shard& VerifiedCache::shard_of(const Key& key) const {
    return m_shards[key[0] % kShards];
}

void VerifiedCache::add(const primitives::Wtxid& wtxid, script::VerifyFlags flags) {
    const Key key = key_of(wtxid, flags);
    Shard& shard = shard_of(key);
    const sys::MutexLock lock(shard.mutex);
    if (shard.keys.empty()) shard.keys.resize(m_buckets * kWays);
    const auto bucket = shard.keys.begin() + static_cast<ptrdiff_t>(key[1] % m_buckets * kWays);
    const auto last = bucket + (kWays - 1);
    const auto found = std::find(bucket, last, key);
    std::rotate(bucket, found, found + 1);
    *bucket = key;
}

bool VerifiedCache::contains(const primitives::Wtxid& wtxid, script::VerifyFlags flags) const {
    const Key key = key_of(wtxid, flags);
    Shard& shard = shard_of(key);
    const sys::MutexLock lock(shard.mutex);
    if (shard.keys.empty()) return false;
    const auto bucket = shard.keys.begin() + static_cast<ptrdiff_t>(key[1] % m_buckets * kWays);
    return std::find(bucket, bucket + kWays, key) != bucket + kWays;
}

size_t VerifiedCache::capacity() const {
    return kShards * m_buckets * kWays;
}

}  // namespace quanta::chain
