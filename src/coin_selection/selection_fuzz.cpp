// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "codec/reader.h"
#include "coin_selection/select_coins.h"
#include "coin_selection/test_coins.h"

namespace base = quanta::base;
namespace codec = quanta::codec;
namespace testing = quanta::coin_selection::testing;
using quanta::coin_selection::Candidate;
using quanta::coin_selection::FeePayer;
using quanta::coin_selection::Grouping;
using quanta::coin_selection::kOutputKinds;
using quanta::coin_selection::OutputKind;
using quanta::coin_selection::Selection;
using quanta::coin_selection::SelectionParams;
using quanta::coin_selection::SelectionResult;
using quanta::coin_selection::SelectionRules;
using quanta::coin_selection::TransactionShape;

namespace {

/// A coin of ten bytes.
Candidate read_coin(codec::Reader& reader, uint32_t number) {
    Candidate coin = testing::coin(number, reader.read<uint32_t>().value());
    coin.weight = 164 + reader.read<uint8_t>().value() * 4;
    coin.script_id = reader.read<uint8_t>().value() % 16;
    coin.depth = reader.read<uint8_t>().value() % 8;
    const auto bits = reader.read<uint8_t>().value();
    coin.from_me = (bits & 1) != 0;
    coin.safe = (bits & 2) != 0;
    coin.kind = static_cast<OutputKind>((bits >> 2) % kOutputKinds);
    coin.ancestors = coin.cluster_size = coin.depth > 0 ? 0 : reader.read<uint8_t>().value();
    coin.bump_fee = {coin.depth > 0 ? 0 : reader.read<uint8_t>().value() * 16};
    return coin;
}

void check_selection(const Selection& selection, const std::vector<Candidate>& coins,
                     const SelectionParams& params) {
    std::set<uint32_t> places(selection.places.begin(), selection.places.end());
    CHECK(places.size() == selection.places.size());
    int64_t value = 0;
    int64_t weight = 0;
    for (const uint32_t place : places) {
        value += coins.at(place).value.sat;
        weight += coins.at(place).weight;
    }
    CHECK(selection.value == value && selection.weight == weight);
    CHECK(selection.amount(params.payer) >= params.target.sat);
    CHECK(weight <= params.max_input_weight);
    CHECK(selection.change >= 0 && selection.fee >= selection.input_fee);
    CHECK(params.payer == FeePayer::Recipients ||
          value == params.target.sat + selection.change + selection.fee);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 12) return 0;
    codec::Reader reader(base::ByteSpan(data, std::min<size_t>(size, 2000)));
    const int64_t payment = 1 + reader.read<uint32_t>().value();
    const int64_t rate = reader.read<uint16_t>().value();
    const int64_t max_weight = 1000 + reader.read<uint16_t>().value();
    const auto bits = reader.read<uint8_t>().value();
    TransactionShape shape = testing::shape();
    shape.max_weight = max_weight;
    const auto params = make_params({{payment},
                                     (bits & 1) != 0 ? FeePayer::Recipients : FeePayer::Sender,
                                     (bits & 2) != 0 ? Grouping::ByScript : Grouping::Single,
                                     bits},
                                    shape, testing::rates(rate));
    if (!params) return 0;
    std::vector<Candidate> coins;
    while (reader.remaining() >= 10)
        coins.push_back(read_coin(reader, static_cast<uint32_t>(coins.size())));
    SelectionRules rules;
    rules.include_unsafe = (bits & 4) != 0;
    rules.reject_long_chains = (bits & 8) != 0;
    rules.spend_unconfirmed_change = (bits & 16) != 0;
    const SelectionResult result = select_coins(coins, {}, *params, rules);
    if (result) check_selection(*result, coins, *params);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (uint8_t kind = 0; kind < 4; ++kind) {
        std::vector<uint8_t> seed = {0, 0, kind, 0, 232, 3, 255, 255, static_cast<uint8_t>(kind * 7)};
        for (uint8_t i = 0; i < 30; ++i)
            seed.insert(seed.end(), {i, static_cast<uint8_t>(i * 7), kind, 0, 27, i, i, 3, 1, 1});
        seeds.push_back(seed);
    }
    return seeds;
}
