// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <deque>

#include "consensus/limits.h"
#include "consensus/rules.h"

namespace quanta::consensus {
namespace {

using params::Chain;
using params::ConsensusParams;
using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Height;
using primitives::Uint256;

constexpr uint32_t kLimitBits = 0x1d00ffff;
constexpr uint32_t kStart = 1'500'000'000;
constexpr int64_t kNow = 2'000'000'000;

ConsensusParams consensus_of(Chain chain) {
    return params::make_params(chain).value().consensus;
}

/// A chain of headers given by their times and bits alone.
class Headers {
public:
    const HeaderLink& add(uint32_t time, uint32_t bits) {
        BlockHeader header;
        header.version = 0x20000000;
        header.time = time;
        header.bits = bits;
        const HeaderLink* parent = m_links.empty() ? nullptr : &m_links.back();
        m_links.emplace_back().link_to(parent, header, BlockHash());
        return m_links.back();
    }
    /// `count` headers of `bits`, each `spacing` seconds after the one before.
    const HeaderLink& add_many(int count, uint32_t bits, uint32_t spacing = 600) {
        for (int i = 0; i < count; ++i)
            add(m_links.empty() ? kStart : m_links.back().time + spacing, bits);
        return m_links.back();
    }

private:
    std::deque<HeaderLink> m_links;
};

ErrorCode code_of(const base::Result<void, BlockError>& result) {
    return result ? ErrorCode::InternalFailure : result.error().code;
}

TEST(HeaderWork, HashMustNotBeAboveTheTarget) {
    const ConsensusParams params = consensus_of(Chain::Regtest);
    const Uint256 target = primitives::decode_compact(0x207fffff).value;
    EXPECT_TRUE(check_header_work(target.to_hash(), 0x207fffff, params));
    EXPECT_EQ(code_of(check_header_work((target + 1).to_hash(), 0x207fffff, params)), ErrorCode::HighHash);
}

TEST(HeaderWork, TargetMustBeWithinTheLimit) {
    const ConsensusParams params = consensus_of(Chain::Main);
    const BlockHash zero;
    EXPECT_TRUE(check_header_work(zero, kLimitBits, params));
    for (uint32_t bits : {0x1d010000u, 0x207fffffu, 0u, 0x1d80ffffu, 0x01800001u, 0xff123456u, 0x1d000000u}) {
        EXPECT_EQ(code_of(check_header_work(zero, bits, params)), ErrorCode::HighHash) << bits;
    }
}

TEST(NextBits, StayWithinAPeriod) {
    Headers headers;
    const ConsensusParams params = consensus_of(Chain::Main);
    const HeaderLink& parent = headers.add_many(2015, 0x1c0ffff0, 1);
    EXPECT_EQ(next_bits(parent, parent.time + 100'000, params), 0x1c0ffff0u);
}

TEST(NextBits, FollowTheTimeAPeriodTook) {
    struct Case {
        uint32_t took;
        uint32_t bits;
    };
    const int64_t timespan = 1209600;
    const auto span = static_cast<uint32_t>(timespan);
    // The target is 0x0ffff0 << 200; a quarter of it and four times it are the bounds.
    for (const Case& expected :
         {Case{span, 0x1c0ffff0}, Case{span / 2, 0x1c07fff8}, Case{span / 4, 0x1c03fffc},
          Case{span / 4 - 1, 0x1c03fffc}, Case{1, 0x1c03fffc}, Case{span * 2, 0x1c1fffe0},
          Case{span * 4, 0x1c3fffc0}, Case{span * 4 + 1, 0x1c3fffc0}}) {
        Headers headers;
        headers.add_many(2015, 0x1c0ffff0, 0);
        const HeaderLink& last = headers.add(kStart + expected.took, 0x1c0ffff0);
        EXPECT_EQ(next_bits(last, last.time, consensus_of(Chain::Main)), expected.bits) << expected.took;
    }
}

TEST(NextBits, TimeRunningBackwardsCountsAsAQuarter) {
    Headers headers;
    headers.add_many(2015, 0x1c0ffff0, 0);
    const HeaderLink& last = headers.add(kStart - 1000, 0x1c0ffff0);
    EXPECT_EQ(next_bits(last, last.time, consensus_of(Chain::Main)), 0x1c03fffcu);
}

TEST(NextBits, NeverAboveTheLimit) {
    Headers headers;
    const HeaderLink& last = headers.add_many(2016, kLimitBits, 5000);
    EXPECT_EQ(next_bits(last, last.time, consensus_of(Chain::Main)), kLimitBits);
}

TEST(NextBits, RegtestNeverChanges) {
    Headers headers;
    const HeaderLink& last = headers.add_many(144, 0x207fffff, 1);
    EXPECT_EQ(next_bits(last, last.time, consensus_of(Chain::Regtest)), 0x207fffffu);
}

TEST(NextBits, LateBlocksOfTestChainsAreEasy) {
    const ConsensusParams params = consensus_of(Chain::Testnet3);
    Headers headers;
    const HeaderLink& own = headers.add_many(100, 0x1c0ffff0);
    EXPECT_EQ(next_bits(own, own.time + 1200, params), 0x1c0ffff0u);
    EXPECT_EQ(next_bits(own, own.time + 1201, params), kLimitBits);
    EXPECT_EQ(next_bits(own, own.time + 1201, consensus_of(Chain::Main)), 0x1c0ffff0u);
    // After easy blocks the difficulty is that of the last one that was not.
    const HeaderLink& easy = headers.add_many(3, kLimitBits, 1300);
    EXPECT_EQ(next_bits(easy, easy.time + 600, params), 0x1c0ffff0u);
    EXPECT_EQ(next_bits(easy, easy.time + 1201, params), kLimitBits);
}

TEST(NextBits, SearchForOwnBitsStopsAtThePeriod) {
    const ConsensusParams params = consensus_of(Chain::Testnet3);
    Headers headers;
    headers.add_many(2016, 0x1c0ffff0);
    const HeaderLink& easy = headers.add_many(5, kLimitBits, 1300);
    EXPECT_EQ(next_bits(easy, easy.time + 600, params), kLimitBits);
}

TEST(NextBits, Bip94TakesTheFirstBlockOfThePeriod) {
    Headers headers;
    headers.add_many(2015, 0x1c0ffff0);
    const HeaderLink& last = headers.add(kStart + 1209600, kLimitBits);
    EXPECT_EQ(next_bits(last, last.time, consensus_of(Chain::Testnet4)), 0x1c0ffff0u);
    EXPECT_EQ(next_bits(last, last.time, consensus_of(Chain::Testnet3)), kLimitBits);
}

/// Regtest, with one header to bend on top of twelve.
class AcceptHeader : public ::testing::Test {
protected:
    AcceptHeader() : m_parent(m_headers.add_many(12, 0x207fffff)) {
        m_header.version = 4;
        m_header.time = m_parent.time + 600;
        m_header.bits = 0x207fffff;
    }

    base::Result<void, BlockError> accept(int64_t now = kNow) const {
        return accept_header(m_header, m_parent, m_params, now);
    }

    ConsensusParams m_params = consensus_of(Chain::Regtest);
    Headers m_headers;
    const HeaderLink& m_parent;
    BlockHeader m_header;
};

TEST_F(AcceptHeader, Bits) {
    EXPECT_TRUE(accept());
    m_header.bits = 0x207ffffe;
    EXPECT_EQ(accept().error().code, ErrorCode::BadDiffBits);
    EXPECT_EQ(accept().error().reason, "bad-diffbits");
}

TEST_F(AcceptHeader, TimeAfterTheMedian) {
    m_header.time = m_parent.median_time_past() + 1;
    EXPECT_TRUE(accept());
    m_header.time -= 1;
    EXPECT_EQ(accept().error().code, ErrorCode::TimeTooOld);
}

TEST_F(AcceptHeader, TimeAtMostTwoHoursAhead) {
    EXPECT_TRUE(accept(int64_t{m_header.time} - 7200));
    EXPECT_EQ(accept(int64_t{m_header.time} - 7201).error().code, ErrorCode::TimeTooNew);
    EXPECT_EQ(accept(int64_t{m_header.time} - 7201).error().failure, FailureClass::TimeFuture);
}

TEST_F(AcceptHeader, VersionsEndWithRules) {
    struct Case {
        Height bip34, bip66, bip65;
        int32_t lowest;
    };
    const Height next = m_parent.height + 1;
    for (const Case& rules :
         {Case{next, next + 1, next + 1, 2}, Case{1, next, next + 1, 3}, Case{1, 1, next, 4}}) {
        m_params.bip34_height = rules.bip34;
        m_params.bip66_height = rules.bip66;
        m_params.bip65_height = rules.bip65;
        m_header.version = rules.lowest;
        EXPECT_TRUE(accept()) << rules.lowest;
        m_header.version = rules.lowest - 1;
        EXPECT_EQ(accept().error().code, ErrorCode::BadVersion) << rules.lowest;
    }
    m_header.version = -1;
    EXPECT_EQ(accept().error().reason, "bad-version(0xffffffff)");
    EXPECT_EQ(accept().error().detail, "rejected nVersion=0xffffffff block");
    m_params.bip34_height = m_params.bip66_height = m_params.bip65_height = next + 1;
    EXPECT_TRUE(accept());
}

TEST(AcceptHeaderBip94, FirstBlockOfAPeriodNotLongBeforeItsParent) {
    ConsensusParams params = consensus_of(Chain::Regtest);
    Headers headers;
    headers.add_many(143, 0x207fffff, 1);
    const HeaderLink& last = headers.add(kStart + 100'000, 0x207fffff);
    BlockHeader header;
    header.version = 4;
    header.bits = 0x207fffff;
    header.time = last.time - 600;
    params.enforce_bip94 = true;
    EXPECT_TRUE(accept_header(header, last, params, kNow));
    header.time -= 1;
    EXPECT_EQ(code_of(accept_header(header, last, params, kNow)), ErrorCode::TimeTimewarp);
    params.enforce_bip94 = false;
    EXPECT_TRUE(accept_header(header, last, params, kNow));

    // Within a period there is no such bound.
    params.enforce_bip94 = true;
    const HeaderLink& within = headers.add(last.time + 100'000, 0x207fffff);
    header.time = last.time - 5000;
    EXPECT_TRUE(accept_header(header, within, params, kNow));
}

}  // namespace
}  // namespace quanta::consensus
