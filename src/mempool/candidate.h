// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "chain/header_tree.h"
#include "consensus/transaction_inputs.h"
#include "mempool/entry.h"
#include "policy/rejection.h"
#include "primitives/coin.h"
#include "primitives/fee_rate.h"
#include "script/flags.h"

namespace quanta::mempool {

/// How candidates are judged.
struct Rules {
    bool allow_replacement = true;
    bool allow_sibling_eviction = true;
    /// They come back from a block: neither fees nor the size of the pool matter.
    bool bypass_limits = false;
    /// Fees are judged for all of a package together.
    bool package_rates = false;
    /// Part of a package: the pool is cut to its size once, at the end.
    bool in_package = false;
    bool test = false;
    /// It is in the pool already: whether it may stay is asked.
    bool recheck = false;
    std::optional<primitives::FeeRate> max_rate;
    std::optional<int64_t> time_s;
};

/// A transaction on trial and what is known of it.
struct Candidate {
    /// Where a coin comes from.
    enum class Origin : uint8_t { Chain, Pool, Package };

    explicit Candidate(TransactionRef offered) : transaction(std::move(offered)) {}

    TransactionRef transaction;

    // With its coins; of the pool's state at `tip`.
    const chain::HeaderNode* tip = nullptr;
    std::vector<primitives::Coin> coins;  ///< of its inputs, in order
    std::vector<Origin> origins;
    std::vector<primitives::Txid> missing_parents;
    primitives::Amount fee;
    int64_t sigop_cost = 0;
    int64_t weight = 0;  ///< signature operations counted; 0: not known yet
    consensus::SequenceLock lock;
    const chain::HeaderNode* lock_block = nullptr;
    script::VerifyFlags block_flags = 0;  ///< of the next block
    bool scripts_hold = false;

    // As last judged.
    primitives::Amount modified_fee;
    std::vector<primitives::Txid> replaced;

    int64_t vsize() const { return policy::virtual_size(weight); }
    bool spends_coinbase() const;
};

/// Why a step of acceptance does not go on: the transaction is refused, or what it was judged by has changed,
/// so that it has to be judged again.
struct Stop {
    std::optional<policy::Rejection> rejection;  ///< absent: again
    bool at_once = false;                        ///< again: nothing has to be waited for

    /// The tip is another one, or not settled.
    static base::Err<Stop> again() { return base::Err(Stop{}); }
    /// Something in the pool has changed.
    static base::Err<Stop> again_at_once() { return base::Err(Stop{std::nullopt, true}); }
    static base::Err<Stop> refuse(policy::Rejection rejection) {
        return base::Err(Stop{std::move(rejection), false});
    }
    static base::Err<Stop> refuse(policy::Rejection::Kind kind, std::string reason, std::string detail = {}) {
        return refuse(policy::Rejection{kind, std::move(reason), std::move(detail)});
    }
};

using Step = base::Result<void, Stop>;

/// The same for what only the transaction decides.
inline Step step(base::Result<void, policy::Rejection> verdict) {
    if (!verdict) return Stop::refuse(std::move(verdict).error());
    return {};
}

}  // namespace quanta::mempool
