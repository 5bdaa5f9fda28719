// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "crypto/hash.h"
#include "primitives/amount.h"
#include "store/coins_db.h"

namespace quanta::chain {

class Tasks;

/// Which commitment to the coins is computed.
enum class UtxoHash : uint8_t { None, HashSerialized3, MuHash };

/// What gettxoutsetinfo tells of a set of coins.
struct UtxoStats {
    uint64_t coins = 0;
    uint64_t transactions = 0;        ///< with at least one coin
    uint64_t bogo_size = 0;           ///< 50 + script size for each coin
    primitives::Amount total;
    std::optional<crypto::Digest256> hash;  ///< internal order; absent for UtxoHash::None
};

/// Goes through all coins of `snapshot` on `threads` threads; shows in `tasks`, if given. Errors: a database
/// failure, or interrupted.
base::Result<UtxoStats, std::string> utxo_stats(const store::CoinsSnapshot& snapshot, UtxoHash hash, int threads,
                                                const std::atomic<bool>& interrupt, Tasks* tasks = nullptr);

}  // namespace quanta::chain
