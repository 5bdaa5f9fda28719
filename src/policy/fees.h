// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "policy/rejection.h"
#include "primitives/fee_rate.h"
#include "primitives/transaction.h"

/// @file
/// What a transaction, a package or a replacement has to pay. Fees are those that priorities have made of
/// them, sizes are virtual bytes with signature operations counted.

namespace quanta::policy {

/// The rates below which nothing is taken.
struct FeeFloors {
    primitives::FeeRate pool;       ///< the rolling minimum of the pool
    primitives::FeeRate min_relay;  ///< Options::min_relay
};

/// Whether `fee` is enough for `vsize`. Reasons: mempool min fee not met, min relay fee not met.
base::Result<void, Rejection> check_fee_rate(primitives::Amount fee, int64_t vsize, const FeeFloors& floors);

/// Whether what is replaced was asked for: coins spent twice alone, or a sibling put out as well (truc.h).
enum class Replacing : uint8_t { Conflicts, ConflictsAndSibling };

/// A transaction that wants the place of others.
struct Replacement {
    primitives::Txid txid;
    primitives::Amount fee;
    int64_t vsize = 0;
    primitives::Amount replaced_fees;  ///< of all transactions that would go
    Replacing replacing = Replacing::Conflicts;
};

/// Whether a replacement pays no less than what it replaces and for its own size on top. Reason: insufficient
/// fee.
base::Result<void, Rejection> check_replacement_fee(const Replacement& replacement,
                                                    primitives::FeeRate incremental);

/// Whether so many clusters may be touched: at most kMaxReplacedClusters. Reason: too many potential
/// replacements.
base::Result<void, Rejection> check_replaced_clusters(const Replacement& replacement, size_t clusters);

/// Whether `transaction` depends on none of those it replaces. `ancestors` are its unconfirmed ones,
/// `conflicts` those it spends coins of; the text names the first of `ancestors` among them. Reason:
/// bad-txns-spends-conflicting-tx.
base::Result<void, Rejection> check_no_conflicting_ancestor(const primitives::Txid& transaction,
                                                            std::span<const primitives::Txid> ancestors,
                                                            std::span<const primitives::Txid> conflicts);

}  // namespace quanta::policy
