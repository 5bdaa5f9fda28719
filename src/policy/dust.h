// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "policy/rejection.h"
#include "primitives/fee_rate.h"
#include "primitives/transaction.h"

/// @file
/// Outputs that cost more to spend than they are worth. One of a transaction may be such if the transaction
/// pays no fee, so that nobody mines it alone, and whoever spends the transaction spends that output too
/// (ephemeral dust).

namespace quanta::policy {

/// The least value of an output of `script` that is no dust at `rate`: what its own size and spending it
/// cost; 0 for one that cannot be spent.
primitives::Amount dust_threshold(base::ByteSpan script, primitives::FeeRate rate);

/// Whether `output` is worth less than its threshold.
bool is_dust(const primitives::TxOut& output, primitives::FeeRate rate);

/// The indexes of the outputs that are dust.
std::vector<uint32_t> dust_outputs(const primitives::Transaction& transaction, primitives::FeeRate rate);

/// Whether a transaction with dust pays nothing, neither `fee` nor what priorities have made of it. Reason:
/// dust.
base::Result<void, Rejection> check_dust_fee(const primitives::Transaction& transaction,
                                             primitives::Amount fee, primitives::Amount modified_fee,
                                             primitives::FeeRate rate);

/// Whether `child` spends all dust of `parents`: all unconfirmed transactions it spends outputs of, in the
/// pool or in its package; others do no harm. Reason: missing-ephemeral-spends.
base::Result<void, Rejection> check_dust_spends(const primitives::Transaction& child,
                                                std::span<const primitives::Transaction* const> parents,
                                                primitives::FeeRate rate);

}  // namespace quanta::policy
