// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <functional>

#include "consensus/limits.h"
#include "consensus/rules.h"

namespace quanta::consensus {

using primitives::Amount;
using primitives::kMaxMoneySat;
using primitives::kWitnessScale;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::TxIn;
using primitives::TxOut;

namespace {

/// Up to so many inputs are compared each with each, more are sorted first.
constexpr size_t kFewInputs = 8;

base::Result<void, BlockError> check_outputs(std::span<const TxOut> outputs) {
    Amount total;
    for (const TxOut& output : outputs) {
        if (output.value.sat < 0) return base::Err(make_error(ErrorCode::OutputNegative));
        if (output.value.sat > kMaxMoneySat) return base::Err(make_error(ErrorCode::OutputTooLarge));
        total += output.value;
        if (!total.in_money_range()) return base::Err(make_error(ErrorCode::OutputTotalTooLarge));
    }
    return {};
}

bool has_duplicates(std::span<const TxIn> inputs) {
    if (inputs.size() <= kFewInputs) {
        for (size_t i = 1; i < inputs.size(); ++i) {
            const auto before = inputs.first(i);
            if (std::ranges::find(before, inputs[i].prevout, &TxIn::prevout) != before.end()) return true;
        }
        return false;
    }
    std::vector<const OutPoint*> sorted(inputs.size());
    std::ranges::transform(inputs, sorted.begin(), [](const TxIn& input) { return &input.prevout; });
    const auto by_value = [](const OutPoint* pointer) -> const OutPoint& { return *pointer; };
    std::ranges::sort(sorted, std::ranges::less{}, by_value);
    return std::ranges::adjacent_find(sorted, std::ranges::equal_to{}, by_value) != sorted.end();
}

}  // namespace

base::Result<void, BlockError> check_transaction(const Transaction& transaction) {
    const std::span<const TxIn> inputs = transaction.inputs();
    if (inputs.empty()) return base::Err(make_error(ErrorCode::InputsEmpty));
    if (transaction.outputs().empty()) return base::Err(make_error(ErrorCode::OutputsEmpty));
    if (transaction.stripped_size() * kWitnessScale > kMaxBlockWeight) {
        return base::Err(make_error(ErrorCode::Oversize));
    }
    TRY(check_outputs(transaction.outputs()));
    if (has_duplicates(inputs)) return base::Err(make_error(ErrorCode::InputsDuplicate));
    if (transaction.is_coinbase()) {
        const size_t size = inputs[0].script_sig.size();
        const bool fits = size >= kMinCoinbaseScriptSize && size <= kMaxCoinbaseScriptSize;
        if (!fits) return base::Err(make_error(ErrorCode::CoinbaseLength));
        return {};
    }
    for (const TxIn& input : inputs) {
        if (input.prevout.is_null()) return base::Err(make_error(ErrorCode::PrevoutNull));
    }
    return {};
}

}  // namespace quanta::consensus
