// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <optional>

#include "base/bytes.h"
#include "params/params.h"
#include "primitives/block.h"

namespace quanta::consensus {

/// The two transactions a signet block stands for (BIP325): `to_sign` spends the only output of `to_spend`,
/// whose script is the challenge.
struct SignetTransactions {
    std::shared_ptr<const primitives::Transaction> to_spend;
    std::shared_ptr<const primitives::Transaction> to_sign;
};

/// The transactions for `block` with the solution its coinbase holds (none is an empty one). Nothing when the
/// coinbase commits to no witnesses or the solution does not parse to its end.
std::optional<SignetTransactions> signet_transactions(const primitives::Block& block, base::ByteSpan challenge);

/// Whether `block` solves the challenge of its signet; the genesis block always does.
bool has_signet_solution(const primitives::Block& block, const params::ConsensusParams& params);

}  // namespace quanta::consensus
