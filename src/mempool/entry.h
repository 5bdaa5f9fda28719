// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "policy/standard.h"
#include "primitives/amount.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"

namespace quanta::mempool {

/// The sum, or the amount closest to it that there is.
constexpr primitives::Amount saturating_sum(primitives::Amount a, primitives::Amount b) {
    int64_t sum = 0;
    if (!__builtin_add_overflow(a.sat, b.sat, &sum)) return {sum};
    using Limits = std::numeric_limits<int64_t>;
    return {b.sat < 0 ? Limits::min() : Limits::max()};
}

using TransactionRef = std::shared_ptr<const primitives::Transaction>;

/// A transaction of the pool as it was at one moment. Cheap to copy.
struct Entry {
    TransactionRef transaction;
    primitives::Amount fee;
    primitives::Amount delta;  ///< what prioritise() added to the fee
    int64_t weight = 0;        ///< weight units, those of signature operations if they are more
    int64_t sigop_cost = 0;
    int64_t time_s = 0;             ///< when it entered
    primitives::Height height = 0;  ///< of the tip when it entered
    /// Pool's sequence when it entered; 0 when it came back from a block that was taken off.
    uint64_t sequence = 0;
    bool spends_coinbase = false;
    bool unbroadcast = false;  ///< nobody has asked for it yet since it was made here

    primitives::Amount modified_fee() const { return saturating_sum(fee, delta); }
    /// Virtual bytes, signature operations counted.
    int64_t vsize() const { return policy::virtual_size(weight); }
};

/// Some transactions of the pool, together.
struct Totals {
    size_t count = 0;
    int64_t vsize = 0;
    primitives::Amount fees;  ///< deltas included
};

/// An entry and where it stands.
struct EntryDetails {
    Entry entry;
    Totals ancestors;  ///< itself included, and below
    Totals descendants;
    primitives::Amount chunk_fee;
    int64_t chunk_weight = 0;
    std::vector<primitives::Txid> parents;  ///< that it spends outputs of, in the pool
    std::vector<primitives::Txid> children;
};

/// A cluster in mining order.
struct ClusterDetails {
    struct Chunk {
        primitives::Amount fee;
        int64_t weight = 0;
        std::vector<primitives::Txid> transactions;
    };
    int64_t weight = 0;
    size_t count = 0;
    std::vector<Chunk> chunks;
};

}  // namespace quanta::mempool
