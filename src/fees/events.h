// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>

#include "primitives/amount.h"
#include "primitives/hashes.h"

/// @file
/// What the pool and the chain tell the estimators. Issued by whoever watches the mempool, in order; handled
/// by FeeEstimator.

namespace quanta::fees {

/// Whether a transaction says something about what has to be paid.
enum class Usable : uint8_t {
    Yes,
    /// It came back with a reorganisation, came in a package or has unconfirmed parents, or the node is
    /// behind.
    No,
};

/// A transaction entered the pool.
struct PoolEntry {
    primitives::Txid txid;
    primitives::Height height = 0;  ///< of the tip then
    primitives::Amount fee;         ///< what it pays, priorities aside
    int64_t vsize = 0;              ///< virtual bytes with signature operations counted, above zero
    Usable usable = Usable::Yes;
};

/// A block became part of the chain, and those of its transactions that were in the pool left it.
struct PoolBlock {
    primitives::Height height = 0;
    primitives::BlockHash hash;
    std::span<const primitives::Txid> from_pool;
    uint64_t pool_weight = 0;   ///< weight units of those
    uint64_t block_weight = 0;  ///< weight units of all but the coinbase
};

}  // namespace quanta::fees
