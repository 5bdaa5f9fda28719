// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/transaction_inputs.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/check.h"
#include "consensus/limits.h"

namespace quanta::consensus {

using primitives::Amount;
using primitives::Coin;
using primitives::Height;
using primitives::kCoinSat;
using primitives::Transaction;

namespace {

constexpr int kMoneyDecimals = 8;
constexpr size_t kMinMoneyDecimals = 2;

std::string depth_detail(Height depth) {
    return fmt::format("tried to spend coinbase at depth {}", depth);
}

std::string below_detail(Amount in, Amount out) {
    return fmt::format("value in ({}) < value out ({})", format_money(in), format_money(out));
}

/// Adds to `lock` what an input with `sequence` asks for that spends a coin of `coin_height`.
void add_lock(SequenceLock& lock, uint32_t sequence, Height coin_height, const HeaderLink& parent) {
    const auto units = static_cast<int32_t>(sequence & kSequenceMask);
    if ((sequence & kSequenceTypeFlag) == 0) {
        lock.height = std::max(lock.height, coin_height + units - 1);
        return;
    }
    // Time runs from the median time past that the block of the coin was built on.
    const HeaderLink* before = parent.ancestor(std::max(coin_height - 1, 0));
    CHECK(before);
    const int64_t seconds = int64_t{units} << kSequenceGranularity;
    lock.time = std::max(lock.time, before->median_time_past() + seconds - 1);
}

}  // namespace

base::Result<Amount, BlockError> check_inputs(const Transaction& transaction, std::span<const Coin> coins,
                                              Height height) {
    Amount total;
    for (const Coin& coin : coins) {
        if (coin.is_coinbase && height - coin.height < kCoinbaseMaturity) {
            return base::Err(
                make_error(ErrorCode::PrematureCoinbaseSpend, depth_detail(height - coin.height)));
        }
        if (!coin.value.in_money_range()) return base::Err(make_error(ErrorCode::InputValuesOutOfRange));
        total += coin.value;
        if (!total.in_money_range()) return base::Err(make_error(ErrorCode::InputValuesOutOfRange));
    }
    const Amount out = transaction.output_sum();
    if (total < out) return base::Err(make_error(ErrorCode::InBelowOut, below_detail(total, out)));
    const Amount fee = total - out;
    if (!fee.in_money_range()) return base::Err(make_error(ErrorCode::FeeOutOfRange));
    return fee;
}

SequenceLock sequence_lock(const Transaction& transaction, std::span<const Coin> coins,
                           const HeaderLink& parent) {
    SequenceLock lock;
    if (transaction.version() < kSequenceVersion) return lock;
    const auto inputs = transaction.inputs();
    CHECK(coins.size() == inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].sequence & kSequenceDisableFlag) continue;
        add_lock(lock, inputs[i].sequence, coins[i].height, parent);
    }
    return lock;
}

bool is_reached(const SequenceLock& lock, const HeaderLink& parent) {
    if (lock.height > parent.height) return false;
    return lock.time < 0 || lock.time < parent.median_time_past();
}

std::string format_money(Amount amount) {
    const uint64_t sat =
        amount.sat < 0 ? uint64_t{0} - static_cast<uint64_t>(amount.sat) : static_cast<uint64_t>(amount.sat);
    std::string decimals = fmt::format("{:0{}}", sat % kCoinSat, kMoneyDecimals);
    const size_t last = decimals.find_last_not_of('0');
    decimals.resize(std::max(last == std::string::npos ? 0 : last + 1, kMinMoneyDecimals));
    return fmt::format("{}{}.{}", amount.sat < 0 ? "-" : "", sat / kCoinSat, decimals);
}

}  // namespace quanta::consensus
