// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "mempool/entry.h"
#include "policy/rejection.h"
#include "primitives/fee_rate.h"

/// @file
/// What is asked when a transaction is offered, and what is answered.

namespace quanta::mempool {

/// Whether an accepted transaction enters.
enum class Effect : uint8_t {
    Enter,
    None,  ///< the same answer, and the pool stays as it is
};

/// How a transaction is offered.
struct Terms {
    Effect effect = Effect::Enter;
    /// Refused above this rate.
    std::optional<primitives::FeeRate> max_rate;
    /// When it entered, seconds; now if absent.
    std::optional<int64_t> time_s;
};

/// What became of a transaction.
struct TransactionResult {
    enum class Outcome : uint8_t {
        Accepted,
        Rejected,          ///< `rejection` says why
        AlreadyThere,      ///< of a package: this very transaction
        DifferentWitness,  ///< of a package: one with the same txid, `other_wtxid`
        NotReached,        ///< of a package: it failed before this one's turn
    };

    Outcome outcome = Outcome::NotReached;
    std::optional<policy::Rejection> rejection;
    /// Virtual bytes, signature operations counted; 0 when it failed before that was known.
    int64_t vsize = 0;
    primitives::Amount fee;
    /// The rate it was judged by, and the transactions whose fees and sizes make it: if Accepted, or Rejected
    /// as Reconsiderable.
    std::optional<primitives::FeeRate> effective_rate;
    std::vector<primitives::Wtxid> effective_includes;
    primitives::Wtxid other_wtxid;
    /// Those that it replaced, or would replace.
    std::vector<primitives::Txid> replaced;
    /// Whose outputs it spends that are not known, each once, if Rejected as MissingInputs.
    std::vector<primitives::Txid> missing_parents;

    bool accepted() const { return outcome == Outcome::Accepted; }
};

/// What became of a package.
struct PackageResult {
    std::optional<policy::PackageRejection> rejection;  ///< none: all is well
    std::vector<TransactionResult> transactions;        ///< one for each, in order
    std::vector<primitives::Txid> replaced;             ///< by all of them
};

using Done = std::function<void(const TransactionResult&)>;

}  // namespace quanta::mempool
