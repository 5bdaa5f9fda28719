// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "interfaces/pool.h"
#include "primitives/transaction.h"
#include "wallet/wallet.h"

namespace quanta::wallet {

/// What a page of the pool has done to a wallet.
struct PoolOutcome {
    /// The wallet's place is not the one that the page follows: it begins anew.
    bool lost = false;
    bool changed = false;  ///< something people may see
    std::vector<TouchedTransaction> touched;
};

/// Takes in what has changed in the pool after `from`.
WalletResult<PoolOutcome> take_pool_page(Wallet& wallet, const interfaces::PoolPlace& from,
                                         const interfaces::PoolPage& page, int64_t now_s);

/// What the node should be offered: what waits and is not in its pool, in the order it became known, if it
/// became known up to `received_until_s`.
std::vector<std::shared_ptr<const primitives::Transaction>> to_offer(const Wallet& wallet,
                                                                     int64_t received_until_s);

/// Blocks that were told of as left for a block have come by now: takes those transactions off the pool.
void forget_mined(Wallet& wallet);

}  // namespace quanta::wallet
