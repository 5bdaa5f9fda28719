// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/network_groups.h"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include "addresses/asmap.h"
#include "addresses/test_asmap.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "testing/test_data.h"

namespace quanta::addresses {
namespace {

using wire::Address;

Address address(std::string_view text) {
    return Address::from_text(text).value();
}

std::string group(std::string_view text) {
    return base::to_hex(NetworkGroups().group_of(address(text)));
}

TEST(NetworkGroups, ArePrefixes) {
    EXPECT_EQ(group("1.2.3.4"), "010102");
    EXPECT_EQ(group("1.2.255.4"), group("1.2.3.4"));
    EXPECT_NE(group("1.3.3.4"), group("1.2.3.4"));
    EXPECT_EQ(group("2a00:1450:4001:800::1"), "022a001450");
    EXPECT_NE(group("2a00:1451::1"), group("2a00:1450::1"));
    // A provider of tunnels: 36 bits, the rest of the byte is ones.
    EXPECT_EQ(group("2001:470:abcd::1"), "0220010470af");
    EXPECT_NE(group("2001:470:bbcd::1"), group("2001:470:abcd::1"));
    EXPECT_EQ(group("2001:470:a000::1"), group("2001:470:afff::1"));
}

TEST(NetworkGroups, OfHiddenServicesAreFourBits) {
    std::array<uint8_t, 32> key{};
    key[0] = 0xa7;
    EXPECT_EQ(base::to_hex(NetworkGroups().group_of(Address::onion(key))), "03af");
    EXPECT_EQ(base::to_hex(NetworkGroups().group_of(Address::i2p(key))), "04af");
    std::array<uint8_t, 16> mesh{0xfc, 0x12, 0x34};
    EXPECT_EQ(base::to_hex(NetworkGroups().group_of(Address::cjdns(mesh).value())), "05fc1f");
}

TEST(NetworkGroups, OfIpv6ThatStandsForIpv4AreThoseOfIpv4) {
    for (const std::string_view text :
         {"2002:102:304::1", "2001::fefd:fcfb", "64:ff9b::102:304", "::ffff:0:102:304"}) {
        EXPECT_EQ(group(text), "010102") << text;
    }
}

TEST(NetworkGroups, OfWhatCannotBeReachedAreOne) {
    for (const std::string_view text : {"127.0.0.1", "10.1.2.3", "::1", "fe80::1", "0.0.0.0"})
        EXPECT_EQ(group(text), "00") << text;
    const NetworkGroups groups;
    EXPECT_NE(groups.group_of(Address::internal("a")), groups.group_of(Address::internal("b")));
    EXPECT_EQ(groups.group_of(Address::internal("a")).size(), 11u);
}

TEST(NetworkGroups, ByMapAreAutonomousSystems) {
    const NetworkGroups groups = NetworkGroups::with_map(test_asmap()).value();
    EXPECT_TRUE(groups.has_map());
    EXPECT_EQ(groups.mapped_as(address("1.2.3.4")), 7u);
    EXPECT_EQ(groups.mapped_as(address("200.2.3.4")), 65'000u);
    EXPECT_EQ(groups.mapped_as(address("2002:102:304::1")), 7u);
    EXPECT_EQ(groups.mapped_as(address("2a00::1")), 0u);
    EXPECT_EQ(groups.mapped_as(address("127.0.0.1")), 0u);
    EXPECT_EQ(groups.mapped_as(Address::onion({})), 0u);
    EXPECT_EQ(base::to_hex(groups.group_of(address("1.2.3.4"))), "0207000000");
    EXPECT_EQ(base::to_hex(groups.group_of(address("2a00:1450::1"))), "022a001450");
    EXPECT_EQ(groups.map_version(), crypto::sha256d(test_asmap()));
    EXPECT_EQ(NetworkGroups().map_version(), (std::array<uint8_t, 32>{}));
    EXPECT_EQ(NetworkGroups().mapped_as(address("1.2.3.4")), 0u);
    EXPECT_FALSE(NetworkGroups::with_map({}));
}

TEST(Asmap, OfDeployedNodesIsRead) {
    const auto path = testing::test_data(QUANTA_TEST_DATA, "vectors/asmap.raw");
    if (!path) GTEST_SKIP() << "needs vectors/asmap.raw of QUANTA_TEST_DATA";
    const base::Bytes map = testing::read_file(*path);
    EXPECT_TRUE(check_asmap(map));
    // Cut anywhere, or longer, it is no map any more.
    for (size_t size = 0; size < map.size(); ++size)
        EXPECT_FALSE(check_asmap(base::ByteSpan(map).first(size))) << size;
    base::Bytes longer = map;
    longer.push_back(0);
    EXPECT_FALSE(check_asmap(longer));
    const NetworkGroups groups = NetworkGroups::with_map(map).value();
    EXPECT_EQ(groups.mapped_as(address("101.0.0.1")), 1u);
    EXPECT_EQ(groups.mapped_as(address("101.3.255.255")), 3u);
    EXPECT_EQ(groups.mapped_as(address("100.255.255.255")), 0u);
}

struct BadMap {
    AsmapWriter map;
    std::string_view reason;
};

TEST(Asmap, ThatDoesNotAnswerIsRefused) {
    AsmapWriter deep;
    for (int i = 0; i < 16; ++i)
        deep.match(0x100);
    AsmapWriter zeros = AsmapWriter().answer(7);
    zeros.bit(false);
    const std::initializer_list<BadMap> cases{
        {AsmapWriter(), "ends within"},
        {AsmapWriter().match(0x100), "ends within"},
        {AsmapWriter().fallback(1).fallback(2).answer(3), "a default follows"},
        {AsmapWriter().fallback(1).answer(3), "a return follows"},
        {AsmapWriter().match(2).match(2).answer(3), "could be one"},
        {AsmapWriter(deep).match(2).answer(3), "match beyond"},
        {AsmapWriter(deep).jump(17).answer(1).answer(2), "jump after"},
        {AsmapWriter().jump(24).answer(1), "jump beyond"},
        {AsmapWriter().jump(17).jump(40).answer(1).answer(2).answer(3), "cross"},
        {AsmapWriter().jump(17).match(0x100).answer(1).answer(2), "leads into"},
        {AsmapWriter().jump(34).answer(1).answer(2).answer(3), "unreachable"},
        {AsmapWriter().answer(1).answer(2), "something follows"},
    };
    for (const BadMap& bad : cases) {
        const auto checked = check_asmap(bad.map.bytes());
        ASSERT_FALSE(checked) << bad.reason;
        EXPECT_NE(checked.error().find(bad.reason), std::string::npos)
            << checked.error() << ", not " << bad.reason;
    }
    EXPECT_TRUE(check_asmap(AsmapWriter(deep).answer(3).bytes()));
    EXPECT_TRUE(check_asmap(zeros.bytes()));
    EXPECT_FALSE(check_asmap(AsmapWriter(zeros).bits_of_ones(1).bytes()));
    EXPECT_FALSE(check_asmap(base::Bytes(kMaxAsmapBytes + 1)));
}

TEST(Asmap, NumbersOfEveryClassAreRead) {
    for (const uint32_t system :
         {1u, 32'768u, 32'769u, 98'304u, 98'305u, 400'000u, 4'200'000u, 33'521'664u}) {
        const base::Bytes map = AsmapWriter().answer(system).bytes();
        ASSERT_TRUE(check_asmap(map)) << system;
        EXPECT_EQ(asmap_lookup(map, {}), system);
    }
}

TEST(Asmap, MatchThatFailsGivesTheDefault) {
    const base::Bytes map = AsmapWriter().fallback(5).match(0b1'1010'0101).answer(6).bytes();
    ASSERT_TRUE(check_asmap(map));
    EXPECT_EQ(asmap_lookup(map, {0b1010'0101}), 6u);
    EXPECT_EQ(asmap_lookup(map, {0b1010'0100}), 5u);
}

}  // namespace
}  // namespace quanta::addresses
