// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "policy/rejection.h"
#include "primitives/transaction.h"

/// @file
/// Transactions of version 3 until they confirm (BIP431): small, one parent and one child at most, among
/// themselves.

namespace quanta::policy {

/// The names of a transaction as texts give them.
struct TransactionIds {
    primitives::Txid txid;
    primitives::Wtxid wtxid;

    TransactionIds() = default;
    explicit TransactionIds(const primitives::Transaction& transaction)
        : txid(transaction.txid()), wtxid(transaction.wtxid()) {}
};

/// A child, in the pool, of an unconfirmed parent.
struct PoolChild {
    primitives::Txid txid;
    size_t ancestors = 0;   ///< itself included
    bool replaced = false;  ///< spends a coin that the new transaction spends: it will go
};

/// An unconfirmed transaction, in the pool, that a new one spends outputs of.
struct PoolParent {
    TransactionIds ids;
    uint32_t version = 0;
    size_t ancestors = 0;    ///< itself included
    size_t descendants = 0;  ///< itself included, those to be replaced among them
    /// All of them for a parent of version 3; others need not be told.
    std::vector<PoolChild> children;
};

/// A breach of these rules.
struct TrucViolation {
    Rejection rejection;
    /// The one child of the parent that might make room, by the rules of replacement, as if it conflicted.
    /// Only where that is all that is wrong.
    std::optional<primitives::Txid> sibling;
};

/// Whether a transaction of `vsize` virtual bytes fits its `parents`: those in the pool, in any order, each
/// once. Reason: TRUC-violation.
base::Result<void, TrucViolation> check_truc(const primitives::Transaction& transaction, int64_t vsize,
                                             std::span<const PoolParent> parents);

/// A package, checked and topologically sorted, and one of its members. Sizes go with the transactions.
struct TrucMember {
    std::span<const primitives::Transaction* const> package;
    size_t index = 0;   ///< of the member
    int64_t vsize = 0;  ///< of the member, virtual bytes
};

/// Whether a member of a package fits its parents in the pool, `pool_parents`, and the package. The
/// rejection's kind is that of a transaction; packages fail with Policy, the same reason and detail.
base::Result<void, Rejection> check_package_truc(const TrucMember& member,
                                                 std::span<const PoolParent> pool_parents);

}  // namespace quanta::policy
