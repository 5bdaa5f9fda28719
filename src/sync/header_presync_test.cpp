// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/header_presync.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include "consensus/rules.h"
#include "sync/test_headers.h"
#include "sys/random.h"

namespace quanta::sync {
namespace {

using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Uint256;
using Failure = HeaderPresync::Failure;
using Phase = HeaderPresync::Phase;

constexpr size_t kBatch = 2000;

class PresyncTest : public ::testing::Test {
protected:
    PresyncTest() {
        const auto genesis = primitives::Block::parse(params.genesis).value();
        start = &tree.add(nullptr, genesis->header(), genesis->hash());
    }
    std::vector<BlockHeader> make(size_t count, uint8_t salt = 0) const {
        return test_headers(start->hash, start->time, count, salt);
    }
    Uint256 work(uint32_t blocks) const {
        return start->chain_work + consensus::work_of(0x207fffff) * blocks;
    }
    HeaderPresync begin(uint32_t blocks, int64_t age_s = 10'000'000) {
        return HeaderPresync(*start, params, work(blocks), random, static_cast<int64_t>(start->time) + age_s);
    }
    /// Gives `headers` in batches until the phase changes or something fails; what has been let out is added
    /// to `ready`.
    Failure give(HeaderPresync& presync, const std::vector<BlockHeader>& headers,
                 std::vector<BlockHeader>* ready = nullptr) {
        const std::vector<BlockHash> hashes = hashes_of(headers);
        const Phase before = presync.phase();
        for (size_t at = 0; at < headers.size() && presync.phase() == before; at += kBatch) {
            const size_t count = std::min(kBatch, headers.size() - at);
            const auto step = presync.take(std::span(headers).subspan(at, count),
                                           std::span(hashes).subspan(at, count), count == kBatch);
            if (ready != nullptr) ready->insert(ready->end(), step.ready.begin(), step.ready.end());
            if (step.failure != Failure::None) return step.failure;
            most_memory = std::max(most_memory, presync.memory());
        }
        return Failure::None;
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    chain::HeaderTree tree;
    const chain::HeaderNode* start = nullptr;
    sys::FakeRandom random{3};
    size_t most_memory = 0;
};

TEST_F(PresyncTest, the_same_chain_twice_comes_out_whole) {
    const auto headers = make(12'000);
    HeaderPresync presync = begin(11'500);
    EXPECT_EQ(give(presync, headers), Failure::None);
    ASSERT_EQ(presync.phase(), Phase::Redownload);
    EXPECT_EQ(presync.presynced_height(), 12'000);
    EXPECT_EQ(presync.last(), start->hash);
    std::vector<BlockHeader> ready;
    EXPECT_EQ(give(presync, headers, &ready), Failure::None);
    EXPECT_EQ(presync.phase(), Phase::Done);
    EXPECT_EQ(ready, headers);
    // The buffer and a message of 48 bytes each, and bits.
    EXPECT_LE(most_memory, (7'017 + kBatch) * 48 + 100);
}

TEST_F(PresyncTest, nothing_comes_out_before_the_buffer_is_full) {
    const auto headers = make(12'000);
    const auto hashes = hashes_of(headers);
    HeaderPresync presync = begin(11'900);
    ASSERT_EQ(give(presync, headers), Failure::None);
    size_t out = 0;
    for (size_t at = 0; at < 10'000; at += kBatch) {
        out +=
            presync.take(std::span(headers).subspan(at, kBatch), std::span(hashes).subspan(at, kBatch), true)
                .ready.size();
        EXPECT_EQ(out, at + kBatch > 7'017 ? at + kBatch - 7'017 : 0);
    }
}

TEST_F(PresyncTest, work_is_enough_at_its_mark_and_not_before) {
    const auto headers = make(4'000);
    HeaderPresync enough = begin(4'000);
    EXPECT_EQ(give(enough, headers), Failure::None);
    EXPECT_EQ(enough.phase(), Phase::Redownload);
    HeaderPresync more = begin(4'001);
    EXPECT_EQ(give(more, headers), Failure::None);
    EXPECT_EQ(more.phase(), Phase::Presync);
}

TEST_F(PresyncTest, a_chain_that_ends_too_early_has_too_little_work) {
    HeaderPresync presync = begin(2'500);
    EXPECT_EQ(give(presync, make(2'499)), Failure::LowWork);
    EXPECT_EQ(presync.phase(), Phase::Done);
    // Nothing more is taken.
    const auto step = presync.take(make(1), hashes_of(make(1)), true);
    EXPECT_TRUE(step.ready.empty());
}

TEST_F(PresyncTest, another_chain_the_second_time_is_found_out_before_anything_comes_out) {
    int caught = 0;
    for (int trial = 0; trial < 8; ++trial) {
        HeaderPresync presync = begin(9'900);
        ASSERT_EQ(give(presync, make(10'000)), Failure::None);
        std::vector<BlockHeader> ready;
        const Failure failure = give(presync, make(10'000, 1), &ready);
        caught += failure == Failure::OtherChain && ready.empty() ? 1 : 0;
    }
    // 25 bits are looked at before the first header comes out.
    EXPECT_EQ(caught, 8);
}

TEST_F(PresyncTest, a_shorter_chain_the_second_time_is_another) {
    const auto headers = make(10'000);
    HeaderPresync presync = begin(9'900);
    ASSERT_EQ(give(presync, headers), Failure::None);
    EXPECT_EQ(give(presync, {headers.begin(), headers.begin() + 8'500}), Failure::OtherChain);
}

TEST_F(PresyncTest, headers_must_continue) {
    const auto headers = make(4'000);
    HeaderPresync presync = begin(9'000);
    const std::vector<BlockHeader> second(headers.begin() + 2'000, headers.end());
    EXPECT_EQ(give(presync, second), Failure::NotContinuing);
}

TEST_F(PresyncTest, no_more_headers_than_time_allows) {
    // Six a second: with the two hours the last may be ahead, 43,200 and 6 for each second of age.
    const int64_t commitments = 6 * (600 + 7'200) / 275;
    const auto headers = make(static_cast<size_t>(commitments + 2) * 275 + kBatch);
    HeaderPresync presync = begin(100'000, 600);
    EXPECT_EQ(give(presync, headers), Failure::TooLong);
    EXPECT_GT(presync.presynced_height(), static_cast<int>(commitments * 275));
    EXPECT_LE(presync.presynced_height(), static_cast<int>((commitments + 1) * 275));
    // An hour later that many are possible.
    HeaderPresync later = begin(100'000, 600 + 3'600);
    EXPECT_EQ(give(later, {headers.begin(), headers.begin() + 46'000}), Failure::None);
}

TEST(MayFollow, within_four_times_at_a_period_and_equal_otherwise) {
    const auto params = params::make_params(params::Chain::Main).value().consensus;
    constexpr uint32_t kBits = 0x1b0404cb;
    EXPECT_TRUE(may_follow(2015, kBits, kBits, params));
    EXPECT_FALSE(may_follow(2015, kBits, kBits + 1, params));
    const Uint256 target = primitives::decode_compact(kBits).value;
    const uint32_t easiest = primitives::encode_compact(target * 4);
    const uint32_t hardest = primitives::encode_compact(target >> 2);
    EXPECT_TRUE(may_follow(2016, kBits, easiest, params));
    EXPECT_TRUE(may_follow(2016, kBits, hardest, params));
    EXPECT_FALSE(may_follow(2016, kBits, easiest + 1, params));
    EXPECT_FALSE(may_follow(2016, kBits, hardest - 1, params));
    // Never above the limit.
    EXPECT_TRUE(may_follow(2016, 0x1d00ffff, 0x1d00ffff, params));
    EXPECT_FALSE(may_follow(2016, 0x1d00ffff, 0x1d00ffff + 1, params));
}

TEST(MayFollow, agrees_with_the_rule_for_any_time) {
    const auto params = params::make_params(params::Chain::Main).value().consensus;
    sys::FakeRandom random(5);
    for (int i = 0; i < 200; ++i) {
        // A period that took anything from nothing to ten times as long.
        consensus::HeaderLink links[2];
        BlockHeader header;
        header.bits = 0x1a000000 + static_cast<uint32_t>(random.below(0x7fffff)) + 0x8000;
        header.time = 1'400'000'000;
        links[0].link_to(nullptr, header, {});
        links[1].link_to(&links[0], header, {});
        links[0].height = 0;
        links[1].height = 2015;
        links[1].skip = &links[0];
        links[1].time = header.time + static_cast<uint32_t>(random.below(12'096'000));
        const uint32_t next = consensus::next_bits(links[1], links[1].time + 600, params);
        EXPECT_TRUE(may_follow(2016, header.bits, next, params)) << std::hex << header.bits << " " << next;
    }
}

}  // namespace
}  // namespace quanta::sync
