// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "coin_selection/candidate.h"
#include "coin_selection/lots.h"
#include "coin_selection/params.h"
#include "coin_selection/piece.h"

/// @file
/// What the tests of this library share.

namespace quanta::coin_selection::testing {

/// Weight units of an input that spends P2WPKH.
inline constexpr int64_t kInputWeight = 272;

/// A confirmed coin of `sat` with a script of its own, number `number`.
inline Candidate coin(uint32_t number, int64_t sat) {
    Candidate coin;
    coin.outpoint.index = number;
    coin.value = {sat};
    coin.weight = kInputWeight;
    coin.script_id = number;
    coin.depth = 100;
    return coin;
}

/// Rates in satoshi for 1,000 virtual bytes.
inline Rates rates(int64_t effective, int64_t long_term = 10'000) {
    return {primitives::FeeRate::per_kvb(effective), primitives::FeeRate::per_kvb(long_term),
            primitives::FeeRate::per_kvb(3'000)};
}

/// Room for about 1,400 inputs, change to P2WPKH.
inline TransactionShape shape() {
    return {400'000, 500, 31, 68, {294}};
}

inline SelectionParams params_for(int64_t payment, const Rates& rates, uint64_t seed = 1) {
    return make_params({{payment}, FeePayer::Sender, Grouping::Single, seed}, shape(), rates).value();
}

/// `count` pieces in order, by lot: amounts from 1 to `max_amount`, a few weights, wastes of any sign.
inline std::vector<Piece> random_pieces(Lots& lots, size_t count, uint64_t max_amount) {
    std::vector<Piece> pieces;
    for (size_t i = 0; i < count; ++i) {
        const auto amount = static_cast<int64_t>(1 + lots.below(max_amount));
        const auto weight = static_cast<int64_t>(1 + lots.below(4));
        pieces.push_back(
            {amount, weight, static_cast<int64_t>(lots.below(40)) - 20, static_cast<uint32_t>(i)});
    }
    std::ranges::sort(pieces, larger_first);
    return pieces;
}

/// What some pieces are together.
struct Sum {
    int64_t amount = 0, weight = 0, waste = 0;
};
template <typename Places>
Sum sum_of(const std::vector<Piece>& pieces, const Places& places) {
    Sum sum;
    for (const auto place : places) {
        sum.amount += pieces[place].amount;
        sum.weight += pieces[place].weight;
        sum.waste += pieces[place].waste;
    }
    return sum;
}

/// Calls `look` with the sum of every set of at most 20 pieces but the empty one.
template <typename Look>
void for_each_set(const std::vector<Piece>& pieces, Look look) {
    for (uint32_t set = 1; set < uint32_t{1} << pieces.size(); ++set) {
        Sum sum;
        for (size_t i = 0; i < pieces.size(); ++i) {
            if ((set >> i & 1) == 0) continue;
            sum.amount += pieces[i].amount;
            sum.weight += pieces[i].weight;
            sum.waste += pieces[i].waste;
        }
        look(sum);
    }
}

}  // namespace quanta::coin_selection::testing
