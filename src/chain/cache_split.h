// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <cstdint>

namespace quanta::chain {

/// What becomes of -dbcache, bytes.
struct CacheSplit {
    uint64_t header_index = 0;
    uint64_t coins_database = 0;
    uint64_t coin_cache = 0;
};

/// The split of `total` bytes. Pure.
constexpr CacheSplit split_cache(uint64_t total) {
    constexpr uint64_t kIndex = 2 << 20;
    constexpr uint64_t kMinDatabase = 1 << 20;
    constexpr uint64_t kMaxDatabase = 32 << 20;
    // More than this CoinCache cannot address.
    constexpr uint64_t kMaxCoinCache = 31ull << 30;
    const uint64_t database = std::clamp(total / 8, kMinDatabase, kMaxDatabase);
    const uint64_t others = kIndex + database;
    return {kIndex, database, std::min(total > 2 * others ? total - others : total / 2, kMaxCoinCache)};
}

}  // namespace quanta::chain
