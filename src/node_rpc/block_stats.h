// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "primitives/block.h"
#include "primitives/coin.h"

namespace quanta::node_rpc {

/// The least, greatest and middle of numbers, and their sum; all 0 for none.
struct Spread {
    int64_t least = 0;
    int64_t greatest = 0;
    int64_t median = 0;  ///< of an even count the mean of the two in the middle, rounded down
    int64_t sum = 0;
};
Spread spread_of(std::vector<int64_t> numbers);

/// A fee rate and how much of the block pays it.
struct RateShare {
    int64_t rate = 0;    ///< sat per virtual byte
    int64_t weight = 0;  ///< weight units
};
/// The fee rates at which a tenth, a quarter, half, three quarters and nine tenths of the weight are reached,
/// from the lowest rate up. Zeros for none.
std::array<int64_t, 5> rate_percentiles(std::vector<RateShare> shares);

/// What getblockstats tells of a block. Sizes are bytes, weights weight units, fees sat, rates sat per
/// virtual byte. The coinbase counts for `transactions`, `outputs` and what grows the coins alone.
struct BlockStats {
    Spread fees;
    Spread rates;
    Spread sizes;
    std::array<int64_t, 5> percentiles{};
    int64_t transactions = 0;
    int64_t inputs = 0;
    int64_t outputs = 0;
    int64_t output_value_sat = 0;
    int64_t weight = 0;
    int64_t segwit_transactions = 0;
    int64_t segwit_size = 0;
    int64_t segwit_weight = 0;
    /// Outputs less inputs, and what they take up; also without outputs that never become coins.
    int64_t coins_growth = 0;
    int64_t coins_growth_bytes = 0;
    int64_t spendable_growth = 0;
    int64_t spendable_growth_bytes = 0;

    int64_t average_fee() const { return per_payer(fees.sum); }
    int64_t average_size() const { return per_payer(sizes.sum); }
    int64_t average_rate() const { return weight == 0 ? 0 : fees.sum * primitives::kWitnessScale / weight; }

private:
    int64_t per_payer(int64_t sum) const { return transactions > 1 ? sum / (transactions - 1) : 0; }
};

/// Whether outputs of a block's coinbase become coins: those of the genesis block, and of the two that a
/// later block repeats (BIP30), do not count.
enum class CoinbaseCoins : uint8_t { Counted, NotCounted };

/// Those of `block`. `undo` holds the coins of its inputs. Pure; O(n log n) in its transactions.
BlockStats block_stats(const primitives::Block& block, const primitives::BlockUndo& undo,
                       CoinbaseCoins coinbase);

}  // namespace quanta::node_rpc
