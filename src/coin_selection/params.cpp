// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/params.h"

#include <algorithm>

#include "coin_selection/lots.h"
#include "policy/standard.h"

namespace quanta::coin_selection {

namespace {

using base::Err;
using primitives::Amount;
using primitives::FeeRate;

/// Satoshi: the smallest change that is aimed at, and the largest.
constexpr int64_t kChangeLower = 50'000;
constexpr int64_t kChangeUpper = 1'000'000;

/// "1.234 sat/vB": a rate with three places.
std::string rate_text(FeeRate rate) {
    const int64_t sat = rate.sat_per_kvb();
    std::string places = std::to_string(sat % 1000);
    places.insert(0, 3 - places.size(), '0');
    return std::to_string(sat / 1000) + "." + places + " sat/vB";
}

}  // namespace

Amount fee_for_weight(FeeRate rate, int64_t weight) {
    constexpr int64_t kScale = primitives::kWitnessScale;
    const int64_t quarters = rate.fee_for(weight).sat;
    return {quarters / kScale + (quarters % kScale > 0 ? 1 : 0)};
}

Amount change_target(Amount payment, uint64_t random) {
    if (payment.sat <= kChangeLower / 2) return {kChangeLower};
    const int64_t upper =
        std::min(payment.sat >= kChangeUpper ? kChangeUpper : payment.sat * 2, kChangeUpper);
    Lots lots(random);
    return {kChangeLower + static_cast<int64_t>(lots.below(static_cast<uint64_t>(upper - kChangeLower)))};
}

FeeRate discard_rate(FeeRate option, const std::optional<FeeRate>& longest_estimate, FeeRate dust) {
    return std::max(std::min(option, longest_estimate.value_or(option)), dust);
}

base::Result<void, std::string> check_asked_rate(FeeRate asked, FeeRate min_tx, FeeRate min_relay) {
    const FeeRate least = std::max(min_tx, min_relay);
    if (asked >= least) return {};
    return Err("Fee rate (" + rate_text(asked) + ") is lower than the minimum fee rate setting (" +
               rate_text(least) + ").\nConsider modifying -mintxfee (" + rate_text(min_tx) +
               ") or -minrelaytxfee (" + rate_text(min_relay) + ").");
}

base::Result<SelectionParams, std::string> make_params(const Payment& payment, const TransactionShape& shape,
                                                       const Rates& rates) {
    SelectionParams params;
    params.rates = rates;
    params.payer = payment.payer;
    params.grouping = payment.grouping;
    params.seed = payment.seed;
    params.change_weight = shape.change_output_size * primitives::kWitnessScale;
    params.max_input_weight = shape.max_weight - shape.weight_without_inputs;
    if (params.max_input_weight <= 0)
        return Err(std::string("Maximum transaction weight is less than transaction weight without inputs"));
    if (params.max_input_weight <= params.change_weight)
        return Err(std::string("Maximum transaction weight is too low, can not accommodate change output"));
    const Amount spend_fee = rates.discard.fee_for(shape.change_spend_size);
    params.change_fee = rates.effective.fee_for(shape.change_output_size);
    params.cost_of_change = params.change_fee + spend_fee;
    params.min_viable_change = std::max(spend_fee + Amount{1}, shape.change_dust);
    params.min_change_target = change_target(payment.outputs, payment.seed) + params.change_fee;
    params.target = payment.outputs;
    if (payment.payer == FeePayer::Sender)
        params.target += fee_for_weight(rates.effective, shape.weight_without_inputs);
    return params;
}

}  // namespace quanta::coin_selection
