// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/coinbase.h"

#include <gtest/gtest.h>

#include <deque>

#include "base/hex.h"
#include "consensus/rules.h"

namespace quanta::mining {
namespace {

using base::Bytes;

params::ChainParams regtest() {
    auto made = params::make_params(params::Chain::Regtest);
    EXPECT_TRUE(made);
    return std::move(made).value();
}

/// A template for `height` on headers that nobody worked for.
BlockTemplate template_at(primitives::Height height, const params::ConsensusParams& params) {
    std::deque<consensus::HeaderLink> links;
    primitives::BlockHeader header;
    header.time = 1296688602;
    header.bits = primitives::encode_compact(params.pow_limit);
    links.emplace_back().link_to(nullptr, header, header.hash());
    while (links.back().height + 1 < height) {
        const consensus::HeaderLink& parent = links.back();
        header.previous = parent.hash;
        header.time += 600;
        links.emplace_back().link_to(&parent, header, header.hash());
    }
    const Bytes payout{0x51};
    return make_block_template(links.back(), params, {.payout_script = payout, .now_s = header.time + 1});
}

TEST(CoinbaseRequirements, AreThoseOfTheTemplatesOwn) {
    const params::ChainParams params = regtest();
    const CoinbaseRequirements made = coinbase_requirements(template_at(17, params.consensus));
    EXPECT_EQ(made.version, 2u);
    EXPECT_EQ(made.sequence, 0xfffffffeu);
    EXPECT_EQ(base::to_hex(made.script_sig_prefix), "0111");
    EXPECT_EQ(made.witness, Bytes(32));
    EXPECT_EQ(made.reward.sat, 50 * primitives::kCoinSat);
    EXPECT_EQ(made.lock_time, 16u);
    ASSERT_EQ(made.required_outputs.size(), 1u);
    EXPECT_EQ(
        base::to_hex(made.required_outputs[0]),
        "0000000000000000266a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9");
}

TEST(CoinbaseRequirements, PrefixIsTheHeightAlone) {
    const params::ChainParams params = regtest();
    const auto prefix = [&](primitives::Height height) {
        BlockTemplate made = template_at(1, params.consensus);
        made.height = height;
        return base::to_hex(coinbase_requirements(made).script_sig_prefix);
    };
    EXPECT_EQ(prefix(1), "51");
    EXPECT_EQ(prefix(16), "60");
    EXPECT_EQ(prefix(128), "028000");
    EXPECT_EQ(prefix(100'000), "03a08601");
}

TEST(CoinbaseRequirements, NeedNoCommitmentBeforeSegwit) {
    params::ChainParams params = regtest();
    params.consensus.segwit_height = 3;
    EXPECT_EQ(coinbase_requirements(template_at(2, params.consensus)).witness, std::nullopt);
    EXPECT_TRUE(coinbase_requirements(template_at(2, params.consensus)).required_outputs.empty());
    EXPECT_NE(coinbase_requirements(template_at(3, params.consensus)).witness, std::nullopt);
}

TEST(SolvedBlock, HoldsTheMinersCoinbaseAndTheRootThatFollows) {
    const params::ChainParams params = regtest();
    const BlockTemplate made = template_at(1, params.consensus);
    primitives::MutableTransaction own(*made.coinbase);
    own.inputs[0].script_sig = Bytes{0x51, 0x02, 0xab, 0xcd};
    const auto coinbase = own.freeze();
    const Bytes raw = solved_block(made, {.version = 5, .time = 6, .nonce = 7}, *coinbase);
    const auto block = primitives::Block::parse(raw);
    ASSERT_TRUE(block);
    EXPECT_EQ((*block)->header().version, 5);
    EXPECT_EQ((*block)->header().time, 6u);
    EXPECT_EQ((*block)->header().nonce, 7u);
    EXPECT_EQ((*block)->header().previous, made.header.previous);
    EXPECT_EQ((*block)->header().bits, made.header.bits);
    EXPECT_TRUE(consensus::check_block(**block, params.consensus, consensus::CheckWork::No));
    EXPECT_EQ((*block)->transactions()[0].txid(), coinbase->txid());
    EXPECT_TRUE((*block)->transactions()[0].has_witness());
}

}  // namespace
}  // namespace quanta::mining
