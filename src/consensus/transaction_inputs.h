// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "consensus/block_error.h"
#include "consensus/header_link.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"

/// @file
/// Rules of one transaction and the coins it spends, as blocks and the mempool ask for them.

namespace quanta::consensus {

/// Whether `transaction`, which spends `coins` (those of its inputs, in order) in a block at `height`, keeps to
/// coinbase maturity and to the ranges of amounts; its fee if so. The transaction passed check_transaction.
/// Errors: PrematureCoinbaseSpend, InputValuesOutOfRange, InBelowOut, FeeOutOfRange.
base::Result<primitives::Amount, BlockError> check_inputs(const primitives::Transaction& transaction,
                                                          std::span<const primitives::Coin> coins,
                                                          primitives::Height height);

/// From when on a transaction may be in a block by its relative lock times (BIP68): above `height`, and after a
/// block whose median time past is above `time`. -1 asks for nothing.
struct SequenceLock {
    primitives::Height height = -1;
    int64_t time = -1;

    friend bool operator==(const SequenceLock&, const SequenceLock&) = default;
};

/// The locks of `transaction`, which spends `coins` in a block on top of `parent` or of one of its descendants.
SequenceLock sequence_lock(const primitives::Transaction& transaction, std::span<const primitives::Coin> coins,
                           const HeaderLink& parent);
/// Whether `lock` allows a block on top of `parent`.
bool is_reached(const SequenceLock& lock, const HeaderLink& parent);

/// An amount as error details show it: bitcoins with at least two decimals, "1.50", "0.00000001".
std::string format_money(primitives::Amount amount);

}  // namespace quanta::consensus
