// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crypto/hash.h"
#include "mining/transaction_list.h"
#include "primitives/amount.h"

namespace quanta::mining {

/// What a block holds besides its coinbase, and the hashes a coinbase needs. Immutable once made: templates
/// share it.
struct BlockContents {
    TransactionList transactions;  ///< in the order of the block
    primitives::Amount fees;
    int64_t weight = 0;
    int64_t sigop_cost = 0;
    /// From the coinbase to the root of the txids.
    std::vector<crypto::Digest256> coinbase_path;
    /// Root of the wtxids, with zero for the coinbase.
    crypto::Digest256 witness_root{};
};
using ContentsRef = std::shared_ptr<const BlockContents>;

/// Contents of nothing; always the same.
ContentsRef no_contents();
/// Contents of `transactions`, in this order, whose fees and signature operations are not known: as 0.
ContentsRef contents_of(std::span<const TransactionRef> transactions);

}  // namespace quanta::mining
