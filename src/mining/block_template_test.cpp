// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/block_template.h"

#include <gtest/gtest.h>

#include <deque>
#include <limits>

#include "base/hex.h"
#include "consensus/rules.h"

namespace quanta::mining {
namespace {

using base::Bytes;
using consensus::HeaderLink;

constexpr uint32_t kGenesisTime = 1296688602;

params::ChainParams regtest() {
    auto made = params::make_params(params::Chain::Regtest);
    EXPECT_TRUE(made);
    return std::move(made).value();
}

/// A chain of headers that nobody worked for.
class Headers {
public:
    explicit Headers(const params::ConsensusParams& params) {
        primitives::BlockHeader genesis;
        genesis.time = kGenesisTime;
        genesis.bits = primitives::encode_compact(params.pow_limit);
        add(genesis);
    }
    void add(primitives::BlockHeader header) {
        const HeaderLink* parent = m_links.empty() ? nullptr : &m_links.back();
        m_links.emplace_back().link_to(parent, header, header.hash());
    }
    /// `count` headers of `version`, `spacing_s` apart.
    void extend(int count, uint32_t version, uint32_t spacing_s) {
        for (int i = 0; i < count; ++i) {
            primitives::BlockHeader header = tip().header();
            header.previous = tip().hash;
            header.version = static_cast<int32_t>(version);
            header.time += spacing_s;
            add(header);
        }
    }
    const HeaderLink& tip() const { return m_links.back(); }

private:
    std::deque<HeaderLink> m_links;
};

TEST(BlockTemplate, BreaksNoRuleOnceSolved) {
    const params::ChainParams params = regtest();
    Headers headers(params.consensus);
    const Bytes payout{0x51};
    for (int height = 1; height <= 200; ++height) {
        const int64_t now = kGenesisTime + height * 600;
        BlockTemplate made =
            make_block_template(headers.tip(), params.consensus, {.payout_script = payout, .now_s = now});
        uint64_t tries = 1'000'000;
        ASSERT_EQ(solve_block(made.header, params.consensus, tries), SolveResult::Solved);
        const auto block = made.block();
        ASSERT_TRUE(consensus::accept_header(block->header(), headers.tip(), params.consensus, now));
        ASSERT_TRUE(consensus::check_block(*block, params.consensus)) << height;
        ASSERT_TRUE(consensus::accept_block(*block, headers.tip(), params.consensus)) << height;
        EXPECT_EQ(made.height, height);
        EXPECT_EQ(block->transactions()[0].output_sum().sat, (height < 150 ? 50 : 25) * primitives::kCoinSat);
        headers.add(block->header());
    }
}

TEST(BlockTemplate, CoinbaseOfTheFirstBlockIsTheKnownOne) {
    const params::ChainParams params = regtest();
    const Headers headers(params.consensus);
    const Bytes payout{0x51};
    const BlockTemplate made = make_block_template(headers.tip(), params.consensus,
                                                   {.payout_script = payout, .now_s = kGenesisTime + 1});
    EXPECT_EQ(base::to_hex(made.coinbase->raw()),
              "020000000001010000000000000000000000000000000000000000000000000000000000000000ffffffff025100fe"
              "ffffff02"
              "00f2052a0100000001510000000000000000266a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c6906897999"
              "62b48beb"
              "d836974e8cf901200000000000000000000000000000000000000000000000000000000000000000"
              "00000000");
}

TEST(BlockTemplate, LeavesTheCommitmentOutBeforeSegwit) {
    params::ChainParams params = regtest();
    params.consensus.segwit_height = 2;
    Headers headers(params.consensus);
    const Bytes payout{0x51};
    const auto outputs = [&] {
        const auto block = make_block_template(headers.tip(), params.consensus,
                                               {.payout_script = payout, .now_s = kGenesisTime + 10})
                               .block();
        return block->transactions()[0].outputs().size();
    };
    EXPECT_EQ(outputs(), 1u);
    headers.extend(1, 0x20000000, 600);
    EXPECT_EQ(outputs(), 2u);
}

TEST(BlockTemplate, TimeIsNowOrTheEarliestAllowed) {
    const params::ChainParams params = regtest();
    Headers headers(params.consensus);
    headers.extend(20, 0x20000000, 600);
    const int64_t median = headers.tip().median_time_past();
    const auto time = [&](int64_t now) {
        return make_block_template(headers.tip(), params.consensus,
                                   {.payout_script = Bytes{0x51}, .now_s = now})
            .header.time;
    };
    EXPECT_EQ(time(median + 2), median + 2);
    EXPECT_EQ(time(median + 1), median + 1);
    EXPECT_EQ(time(median), median + 1);
    EXPECT_EQ(time(0), median + 1);
}

TEST(BlockTemplate, TimeStaysNearTheParentWhereDifficultyChanges) {
    const params::ChainParams params = regtest();
    const auto interval = static_cast<int>(params.consensus.retarget_interval());
    Headers headers(params.consensus);
    headers.extend(interval - 2, 0x20000000, 10);
    headers.extend(1, 0x20000000, 100'000);
    EXPECT_EQ(minimum_block_time(headers.tip(), params.consensus), int64_t{headers.tip().time} - 600);
    headers.extend(1, 0x20000000, 1);
    EXPECT_EQ(minimum_block_time(headers.tip(), params.consensus),
              int64_t{headers.tip().median_time_past()} + 1);
}

TEST(SolveBlock, EndsWhenTriesOrNoncesAreOver) {
    const params::ChainParams params = regtest();
    primitives::BlockHeader header;
    header.bits = 0x1c00ffff;  // one hash in 2^40
    uint64_t tries = 0;
    EXPECT_EQ(solve_block(header, params.consensus, tries), SolveResult::OutOfTries);
    EXPECT_EQ(header.nonce, 0u);
    tries = 100;
    EXPECT_EQ(solve_block(header, params.consensus, tries), SolveResult::OutOfTries);
    EXPECT_EQ(tries, 0u);
    EXPECT_EQ(header.nonce, 100u);
    header.nonce = std::numeric_limits<uint32_t>::max() - 4;
    tries = 100;
    EXPECT_EQ(solve_block(header, params.consensus, tries), SolveResult::OutOfNonces);
    EXPECT_EQ(tries, 95u);
}

/// A deployment that starts at 1,000 s after genesis and gives up after 100,000 s.
params::Deployment deployment() {
    params::Deployment made{.name = "testdummy", .bit = 28};
    made.start_time = kGenesisTime + 1000;
    made.timeout = kGenesisTime + 100'000;
    made.period = 144;
    made.threshold = 108;
    made.min_activation_height = 0;
    return made;
}

TEST(BlockTemplate, VersionSignalsWhatIsUnderWay) {
    constexpr uint32_t kSilent = 0x20000000;
    constexpr uint32_t kSignalling = 0x30000000;
    params::ChainParams params = regtest();
    params.consensus.deployments = {deployment()};
    Headers headers(params.consensus);
    const auto version = [&] {
        const auto made = make_block_template(headers.tip(), params.consensus,
                                              {.payout_script = Bytes{0x51}, .now_s = kGenesisTime});
        return static_cast<uint32_t>(made.header.version);
    };
    EXPECT_EQ(version(), kSilent);
    headers.extend(143, kSilent, 60);
    EXPECT_EQ(version(), kSignalling);
    headers.extend(144, kSignalling, 60);
    EXPECT_EQ(version(), kSignalling);
    headers.extend(144, kSignalling, 60);
    EXPECT_EQ(version(), kSilent);
}

}  // namespace
}  // namespace quanta::mining
