// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "mining/block_template.h"
#include "primitives/amount.h"

namespace quanta::mining {

/// What a miner's own coinbase must have to go into a template.
struct CoinbaseRequirements {
    uint32_t version = 0;
    uint32_t sequence = 0;                      ///< of the one input
    base::Bytes script_sig_prefix;              ///< the height (BIP34); anything may follow, up to 100 bytes
    std::optional<base::Bytes> witness;         ///< the one item of the input's witness, with segwit
    primitives::Amount reward;                  ///< subsidy and fees: what the outputs may be worth
    std::vector<base::Bytes> required_outputs;  ///< serialised: the commitment to the witnesses
    uint32_t lock_time = 0;
};

/// Those of `block`. Pure.
CoinbaseRequirements coinbase_requirements(const BlockTemplate& block);

/// What a miner has found.
struct Solution {
    uint32_t version = 0;
    uint32_t time = 0;
    uint32_t nonce = 0;
};

/// `block` with `solution` and the miner's `coinbase`, and the merkle root that follows; as bytes to parse.
base::Bytes solved_block(const BlockTemplate& block, const Solution& solution,
                         const primitives::Transaction& coinbase);

}  // namespace quanta::mining
