// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/header_link.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace quanta::consensus {
namespace {

using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Height;
using primitives::Uint256;

constexpr uint32_t kEasyBits = 0x207fffff;

/// `count` links above `parent`, none of them solved; times 600 s apart.
void grow(std::deque<HeaderLink>& links, const HeaderLink* parent, int count) {
    for (int i = 0; i < count; ++i) {
        BlockHeader header;
        header.bits = kEasyBits;
        header.nonce = static_cast<uint32_t>(links.size());
        header.time = parent ? parent->time + 600 : 1'000'000;
        if (parent) header.previous = parent->hash;
        links.emplace_back().link_to(parent, header, header.hash());
        parent = &links.back();
    }
}

TEST(HeaderLink, KeepsTheHeader) {
    std::deque<HeaderLink> links;
    grow(links, nullptr, 1);
    BlockHeader header;
    header.version = -7;
    header.previous = links[0].hash;
    header.merkle_root.bytes()[3] = 9;
    header.time = 77;
    header.bits = kEasyBits;
    header.nonce = 5;
    HeaderLink link;
    link.link_to(&links[0], header, header.hash());
    EXPECT_EQ(link.header(), header);
    EXPECT_EQ(link.hash, header.hash());
    EXPECT_EQ(link.height, 1);
    EXPECT_EQ(link.max_time, links[0].time);
    EXPECT_EQ(link.chain_work, Uint256(4));
}

TEST(HeaderLink, AncestorsAreThoseOfTheChain) {
    std::deque<HeaderLink> links;
    grow(links, nullptr, 3000);
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        const HeaderLink& from = links[random() % links.size()];
        const Height height = static_cast<Height>(random() % (from.height + 1));
        ASSERT_EQ(from.ancestor(height), &links[height]);
    }
    EXPECT_EQ(links.back().ancestor(2999), &links.back());
    EXPECT_EQ(links.back().ancestor(0), &links.front());
    EXPECT_EQ(links.back().ancestor(3000), nullptr);
    EXPECT_EQ(links.back().ancestor(-1), nullptr);
}

TEST(HeaderLink, AncestorsAreFewLinksAway) {
    std::deque<HeaderLink> links;
    grow(links, nullptr, 100'000);
    int most = 0;
    for (Height wanted = 0; wanted < 100'000; wanted += 97) {
        int steps = 0;
        for (const HeaderLink* at = &links.back(); at->height > wanted; ++steps) {
            at = at->skip->height >= wanted ? at->skip : at->previous;
        }
        most = std::max(most, steps);
    }
    EXPECT_LE(most, 60);
}

TEST(HeaderLink, MedianOfUpToElevenTimes) {
    std::deque<HeaderLink> links;
    const uint32_t times[] = {10, 50, 20, 40, 30, 60, 90, 70, 80, 100, 110, 5};
    for (uint32_t time : times) {
        BlockHeader header;
        header.time = time;
        header.bits = kEasyBits;
        const HeaderLink* parent = links.empty() ? nullptr : &links.back();
        links.emplace_back().link_to(parent, header, BlockHash());
    }
    EXPECT_EQ(links[0].median_time_past(), 10u);
    EXPECT_EQ(links[1].median_time_past(), 50u);  // of two the later
    EXPECT_EQ(links[2].median_time_past(), 20u);
    EXPECT_EQ(links[10].median_time_past(), 60u);
    EXPECT_EQ(links[11].median_time_past(), 60u);  // without the first
    EXPECT_EQ(links[11].max_time, 110u);
}

TEST(HeaderLink, ForkPoints) {
    std::deque<HeaderLink> links;
    grow(links, nullptr, 1000);
    std::mt19937 random(2);
    for (int i = 0; i < 50; ++i) {
        const HeaderLink& base = links[random() % 1000];
        const size_t first = links.size();
        grow(links, &base, 1 + static_cast<int>(random() % 300));
        const HeaderLink& side = links.back();
        const HeaderLink& main = links[999];
        EXPECT_EQ(fork_point(&side, &main), &base);
        EXPECT_EQ(fork_point(&main, &side), &base);
        EXPECT_EQ(fork_point(&side, &links[first]), &links[first]);
        EXPECT_EQ(fork_point(&side, &side), &side);
    }
    EXPECT_EQ(fork_point(&links[999], &links[0]), &links[0]);
}

TEST(Work, OfTargets) {
    EXPECT_EQ(work_of(0x207fffff), Uint256(2));
    EXPECT_EQ(work_of(0x1d00ffff), Uint256(0x100010001));
    EXPECT_EQ(work_of(0x03000001), ~Uint256(0) / Uint256(2) + Uint256(1));  // target 1: 2^255
    EXPECT_EQ(work_of(0), Uint256(0));
    EXPECT_EQ(work_of(0x03800001), Uint256(0));  // negative
    EXPECT_EQ(work_of(0x23000001), Uint256(0));  // overflow
}

}  // namespace
}  // namespace quanta::consensus
