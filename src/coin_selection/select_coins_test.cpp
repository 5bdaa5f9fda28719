// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/select_coins.h"

#include <gtest/gtest.h>

#include <set>

#include "coin_selection/test_coins.h"

namespace quanta::coin_selection {
namespace {

using testing::coin;
using testing::params_for;
using testing::rates;
using Kind = SelectionError::Kind;

std::string error_of(const SelectionResult& result) {
    return result ? "" : result.error().message;
}

std::vector<Candidate> coins_of(std::initializer_list<int64_t> values) {
    std::vector<Candidate> coins;
    for (const int64_t value : values)
        coins.push_back(coin(static_cast<uint32_t>(coins.size()), value));
    return coins;
}

/// The books balance: what goes in comes out as payment, fee or change.
void check_books(const Selection& selection, const std::vector<Candidate>& coins, int64_t preset,
                 const SelectionParams& params) {
    std::set<uint32_t> places;
    int64_t value = preset;
    for (const uint32_t place : selection.places) {
        EXPECT_TRUE(places.insert(place).second);
        value += coins[place].value.sat;
    }
    EXPECT_EQ(selection.value, value);
    EXPECT_LE(selection.weight + (selection.change > 0 ? params.change_weight : 0), params.max_input_weight);
    EXPECT_TRUE(selection.change == 0 || selection.change >= params.min_viable_change.sat);
    const int64_t needed = selection.input_fee + (selection.change > 0 ? params.change_fee.sat : 0);
    EXPECT_GE(selection.fee, needed);
    if (params.payer == FeePayer::Sender) {
        EXPECT_EQ(selection.value, params.target.sat + selection.fee + selection.change);
        // What is given away instead of change is less than change was worth.
        const int64_t given = selection.fee - needed;
        EXPECT_TRUE(selection.change == 0 || given == 0);
        EXPECT_TRUE(selection.algorithm != Algorithm::BranchAndBound || given <= params.cost_of_change.sat);
    } else {
        EXPECT_GE(selection.value, params.target.sat + selection.change);
    }
}

/// Two coins or more of every kind, depth and connection.
std::vector<Candidate> random_wallet(Lots& lots) {
    std::vector<Candidate> coins;
    const uint64_t count = 2 + lots.below(40);
    for (uint32_t i = 0; i < count; ++i) {
        Candidate made = coin(i, static_cast<int64_t>(1 + lots.below(uint64_t{1} << (8 + lots.below(14)))));
        made.kind = static_cast<OutputKind>(lots.below(kOutputKinds));
        made.weight = 230 + static_cast<int64_t>(lots.below(4)) * 80;
        made.script_id = static_cast<uint32_t>(lots.below(20));
        made.depth = static_cast<int32_t>(lots.below(9));
        made.from_me = lots.below(2) == 0;
        made.safe = made.depth > 0 || made.from_me;
        made.ancestors = made.depth > 0 ? 0 : static_cast<uint32_t>(1 + lots.below(30));
        made.cluster_size = made.ancestors;
        made.bump_fee = {made.depth > 0 ? 0 : static_cast<int64_t>(lots.below(500))};
        coins.push_back(made);
    }
    return coins;
}

SelectionParams random_params(Lots& lots) {
    const auto payment = static_cast<int64_t>(1000 + lots.below(uint64_t{1} << (10 + lots.below(12))));
    const FeePayer payer = lots.below(4) == 0 ? FeePayer::Recipients : FeePayer::Sender;
    const Grouping grouping = lots.below(3) == 0 ? Grouping::ByScript : Grouping::Single;
    const Rates now = rates(static_cast<int64_t>(100 + lots.below(60'000)));
    SelectionParams params =
        make_params({{payment}, payer, grouping, lots.next()}, testing::shape(), now).value();
    params.max_input_weight = 2'000 + static_cast<int64_t>(lots.below(20'000));
    return params;
}

TEST(SelectCoins, BooksBalanceForAnyWallet) {
    Lots lots(1);
    int paid = 0;
    int changeless = 0;
    std::set<Algorithm> seen;
    for (int round = 0; round < 4000; ++round) {
        const std::vector<Candidate> coins = random_wallet(lots);
        const SelectionParams params = random_params(lots);
        const auto preset_count = round % 5 == 4 ? 2 : 0;
        const std::vector<Candidate> preset(coins.begin(), coins.begin() + preset_count);
        const std::vector<Candidate> rest(coins.begin() + preset_count, coins.end());
        int64_t preset_value = 0;
        for (const Candidate& fixed : preset)
            preset_value += fixed.value.sat;
        const SelectionResult result = select_coins(rest, preset, params, {});
        if (!result) continue;
        ++paid;
        changeless += result->change == 0 ? 1 : 0;
        seen.insert(result->algorithm);
        check_books(*result, rest, preset_value, params);
    }
    EXPECT_GT(paid, 1000);
    EXPECT_GT(changeless, 50);
    EXPECT_EQ(seen.size(), 5u);
}

TEST(SelectCoins, FindsWhatNeedsNoChange) {
    const SelectionParams params = params_for(100'000, rates(20'000));
    const int64_t exact = params.target.sat + 2 * 68 * 20;
    const std::vector<Candidate> coins = coins_of({exact / 2, exact - exact / 2, 5'000'000, 300'000});
    const SelectionResult result = select_coins(coins, {}, params, {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->algorithm, Algorithm::BranchAndBound);
    EXPECT_EQ(result->change, 0);
    EXPECT_EQ(std::set<uint32_t>(result->places.begin(), result->places.end()), (std::set<uint32_t>{0, 1}));
    EXPECT_EQ(result->fee, 2 * 68 * 20);
}

TEST(SelectCoins, IsLightWhenRatesAreHigh) {
    // Above three times the long-term rate; at exactly three times, the grinder stays out.
    std::vector<Candidate> coins = coins_of({900'000});
    for (uint32_t i = 1; i < 40; ++i)
        coins.push_back(coin(i, 40'000));
    const SelectionResult result = select_coins(coins, {}, params_for(200'000, rates(30'001)), {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->places.size(), 1u);
}

TEST(SelectCoins, IsTheSameForTheSameSeed) {
    std::vector<Candidate> coins;
    Lots lots(3);
    for (uint32_t i = 0; i < 200; ++i)
        coins.push_back(coin(i, static_cast<int64_t>(10'000 + lots.below(100'000))));
    std::set<std::vector<uint32_t>> seen;
    for (uint64_t seed = 0; seed < 10; ++seed) {
        const SelectionParams params = params_for(500'000, rates(5'000), seed);
        const auto places = select_coins(coins, {}, params, {})->places;
        EXPECT_EQ(select_coins(coins, {}, params, {})->places, places);
        seen.insert(places);
    }
    EXPECT_GT(seen.size(), 1u);
}

TEST(SelectCoins, TakesSaferCoinsFirst) {
    std::vector<Candidate> coins = coins_of({1'000'000, 1'000'000, 1'000'000, 1'000'000});
    coins[0].depth = 0;
    coins[0].from_me = true;
    coins[0].ancestors = coins[0].cluster_size = 1;
    coins[1].depth = 1;
    coins[2].depth = 5;
    coins[3].depth = 6;
    const auto only = [&](int64_t payment, const SelectionRules& rules = {}) {
        const SelectionResult result = select_coins(coins, {}, params_for(payment, rates(1'000)), rules);
        return result ? std::set<uint32_t>(result->places.begin(), result->places.end())
                      : std::set<uint32_t>{};
    };
    EXPECT_EQ(only(500'000), std::set<uint32_t>{3});
    EXPECT_FALSE(only(2'500'000).contains(0));
    EXPECT_EQ(only(3'500'000), (std::set<uint32_t>{0, 1, 2, 3}));
    SelectionRules confirmed;
    confirmed.spend_unconfirmed_change = false;
    EXPECT_TRUE(only(3'500'000, confirmed).empty());
    EXPECT_EQ(only(2'500'000, confirmed).size(), 3u);
}

TEST(SelectCoins, UnsafeCoinsHaveToBeAskedFor) {
    std::vector<Candidate> coins = coins_of({1'000'000});
    coins[0].depth = 0;
    coins[0].safe = false;
    coins[0].ancestors = coins[0].cluster_size = 1;
    const SelectionParams params = params_for(500'000, rates(1'000));
    EXPECT_EQ(error_of(select_coins(coins, {}, params, {})), "Insufficient funds");
    SelectionRules rules;
    rules.include_unsafe = true;
    EXPECT_TRUE(select_coins(coins, {}, params, rules));
}

TEST(SelectCoins, LongChainsAreRefusedUnlessAllowed) {
    std::vector<Candidate> coins = coins_of({1'000'000});
    coins[0].depth = 0;
    coins[0].from_me = true;
    const SelectionParams params = params_for(500'000, rates(1'000));
    const auto with_ancestors = [&](uint32_t ancestors, uint32_t cluster) {
        coins[0].ancestors = ancestors;
        coins[0].cluster_size = cluster;
        return error_of(select_coins(coins, {}, params, {}));
    };
    const std::string refused =
        "Unconfirmed UTXOs are available, but spending them creates a chain of transactions "
        "that will be rejected by the mempool";
    EXPECT_EQ(with_ancestors(24, 63), "");
    EXPECT_EQ(with_ancestors(25, 63), refused);
    EXPECT_EQ(with_ancestors(24, 64), refused);
    EXPECT_EQ(select_coins(coins, {}, params, {}).error().kind, Kind::LongChain);
    SelectionRules rules;
    rules.reject_long_chains = false;
    EXPECT_TRUE(select_coins(coins, {}, params, rules));
}

TEST(SelectCoins, StagesComeInOrder) {
    const auto stages = selection_stages({});
    ASSERT_EQ(stages.size(), 6u);
    EXPECT_EQ(stages[0].foreign_depth, 6);
    EXPECT_EQ(stages[2].max_ancestors, 2u);
    EXPECT_EQ(stages[3].max_ancestors, 4u);
    EXPECT_EQ(stages[4].max_ancestors, 12u);
    EXPECT_EQ(stages[5].max_ancestors, 24u);
    EXPECT_EQ(stages[5].max_cluster_size, 63u);
    EXPECT_TRUE(stages[5].partial_groups);
    SelectionRules all;
    all.include_unsafe = true;
    all.reject_long_chains = false;
    EXPECT_EQ(selection_stages(all).size(), 8u);
    all.spend_unconfirmed_change = false;
    EXPECT_EQ(selection_stages(all).size(), 4u);
}

TEST(SelectCoins, PrefersOneFormToAMixture) {
    std::vector<Candidate> coins = coins_of({600'000, 600'000, 600'000, 600'000});
    coins[0].kind = coins[1].kind = OutputKind::Legacy;
    coins[2].kind = coins[3].kind = OutputKind::Bech32m;
    const SelectionResult one = select_coins(coins, {}, params_for(1'000'000, rates(1'000)), {});
    ASSERT_TRUE(one);
    ASSERT_EQ(one->places.size(), 2u);
    EXPECT_EQ(coins[one->places[0]].kind, coins[one->places[1]].kind);
    EXPECT_EQ(select_coins(coins, {}, params_for(1'700'000, rates(20'000)), {})->places.size(), 3u);
}

TEST(SelectCoins, WeightIsALimit) {
    std::vector<Candidate> coins;
    for (uint32_t i = 0; i < 2000; ++i)
        coins.push_back(coin(i, 10'000));
    const std::string too_heavy =
        " Please try sending a smaller amount or manually consolidating your wallet's UTXOs";
    const SelectionParams params = params_for(19'000'000, rates(1'000));
    const SelectionResult result = select_coins(coins, {}, params, {});
    EXPECT_EQ(error_of(result), "The inputs size exceeds the maximum weight." + too_heavy);
    EXPECT_EQ(result.error().kind, Kind::TooHeavy);
    EXPECT_EQ(
        error_of(select_coins(coins, coins_of({5}), params, {})),
        "The combination of the pre-selected inputs and the wallet automatic inputs selection exceeds the "
        "transaction maximum weight." +
            too_heavy);
    EXPECT_EQ(error_of(select_coins({}, coins, params, {})).substr(0, 15), "The combination");
    EXPECT_EQ(error_of(select_coins(coins, {}, params_for(21'000'000, rates(1'000)), {})),
              "Insufficient funds");
}

TEST(SelectCoins, PresetInputsAreSpentInAnyCase) {
    const SelectionParams params = params_for(100'000, rates(1'000));
    const std::vector<Candidate> rest = coins_of({1'000'000});
    const SelectionResult alone = select_coins(rest, coins_of({60'000, 60'000}), params, {});
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->algorithm, Algorithm::Preset);
    EXPECT_TRUE(alone->places.empty());
    EXPECT_EQ(alone->value, 120'000);
    EXPECT_EQ(alone->change, 120'000 - 125 - 100'000 - 2 * 68 - 31);
    const SelectionResult joined = select_coins(rest, coins_of({60'000}), params, {});
    ASSERT_TRUE(joined);
    EXPECT_EQ(joined->value, 1'060'000);
    SelectionRules rules;
    rules.other_inputs = OtherInputs::Forbid;
    EXPECT_TRUE(select_coins(rest, coins_of({60'000, 60'000}), params, rules));
    EXPECT_EQ(
        error_of(select_coins(rest, coins_of({60'000}), params, rules)),
        "The preselected coins total amount does not cover the transaction target. Please allow other inputs "
        "to be automatically selected or include more coins manually");
    // One that costs more than it brings makes the target higher.
    const SelectionResult dust = select_coins(rest, coins_of({1}), params, {});
    ASSERT_TRUE(dust);
    EXPECT_EQ(dust->value, 1'000'001);
}

TEST(SelectCoins, CoinsThatCostMoreThanTheyBringStay) {
    const std::vector<Candidate> coins = coins_of({68, 69, 200'000});
    const SelectionResult result = select_coins(coins, {}, params_for(199'000, rates(1'000)), {});
    ASSERT_TRUE(result);
    EXPECT_FALSE(std::ranges::count(result->places, 0u));
    EXPECT_EQ(error_of(select_coins(coins_of({68}), {}, params_for(1, rates(1'000)), {})),
              "Insufficient funds");
}

TEST(SelectCoins, RecipientsPayTheFee) {
    SelectionParams params =
        make_params({{100'000}, FeePayer::Recipients, Grouping::Single, 1}, testing::shape(), rates(1'000))
            .value();
    const SelectionResult exact = select_coins(coins_of({100'000}), {}, params, {});
    ASSERT_TRUE(exact);
    EXPECT_EQ(exact->change, 0);
    EXPECT_EQ(exact->fee, 68);
    const SelectionResult more = select_coins(coins_of({300'000}), {}, params, {});
    EXPECT_EQ(more->change, 200'000);
    EXPECT_EQ(more->fee, 68 + 31);
    EXPECT_EQ(error_of(select_coins(coins_of({99'999}), {}, params, {})), "Insufficient funds");
}

TEST(SelectCoins, CombinedBumpFeesAreLess) {
    std::vector<Candidate> coins = coins_of({60'000, 60'000});
    for (Candidate& each : coins) {
        each.depth = 0;
        each.from_me = true;
        each.ancestors = each.cluster_size = 1;
        each.bump_fee = {1'000};
    }
    const SelectionParams params = params_for(100'000, rates(1'000));
    Selection selection = select_coins(coins, {}, params, {}).value();
    EXPECT_EQ(selection.bump_fee, 2'000);
    const Selection before = selection;
    apply_combined_bump(selection, {1'200}, params);
    EXPECT_EQ(selection.change, before.change + 800);
    EXPECT_EQ(selection.fee, before.fee - 800);
    EXPECT_EQ(selection.waste, before.waste - 800);
    check_books(before, coins, 0, params);
}

TEST(SelectCoins, ScriptsAreSpentTogetherWhereThatIsCheap) {
    std::vector<Candidate> coins = coins_of({500'000, 10'000});
    coins[1].script_id = coins[0].script_id;
    const SelectionParams params = params_for(100'000, rates(15'000));
    const auto inputs = [&](int64_t max_extra) {
        return select_avoiding_partial_spends(coins, {}, params, {}, {max_extra})->places.size();
    };
    EXPECT_EQ(inputs(-1), 1u);
    EXPECT_EQ(inputs(0), 1u);
    EXPECT_EQ(inputs(1'019), 1u);
    EXPECT_EQ(inputs(1'020), 2u);
    EXPECT_EQ(error_of(select_avoiding_partial_spends({}, {}, params, {}, {0})), "Insufficient funds");
}

TEST(SelectCoins, PartOfAScriptIsTheLastResort) {
    std::vector<Candidate> coins;
    for (uint32_t i = 0; i < 150; ++i) {
        coins.push_back(coin(i, 10'000));
        coins.back().script_id = 1;
    }
    SelectionParams params = params_for(800'000, rates(1'000));
    params.grouping = Grouping::ByScript;
    EXPECT_EQ(select_coins(coins, {}, params, {})->places.size(), 100u);
    params.target = {1'200'000};
    EXPECT_EQ(select_coins(coins, {}, params, {})->places.size(), 150u);
}

TEST(SelectCoins, AlgorithmsHaveNames) {
    std::set<std::string_view> names;
    for (const Algorithm algorithm : {Algorithm::Preset, Algorithm::BranchAndBound, Algorithm::Knapsack,
                                      Algorithm::RandomDraw, Algorithm::CoinGrinder})
        names.insert(algorithm_name(algorithm));
    EXPECT_EQ(names.size(), 5u);
    EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace quanta::coin_selection
