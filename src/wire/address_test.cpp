// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/address.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "base/hex.h"
#include "testing/test_data.h"
#include "wire/base32.h"

namespace quanta::wire {
namespace {

/// A name from the examples of Tor's rend-spec-v3, and what it says.
constexpr std::string_view kOnionName = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";
constexpr std::string_view kI2pName = "ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p";

Address address(std::string_view text) {
    const auto parsed = Address::from_text(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Address());
}

TEST(Base32, ExamplesOfRfc4648) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", ""},
        {"f", "my"},
        {"fo", "mzxq"},
        {"foo", "mzxw6"},
        {"foob", "mzxw6yq"},
        {"fooba", "mzxw6ytb"},
        {"foobar", "mzxw6ytboi"},
    };
    for (const auto& [bytes, text] : cases) {
        EXPECT_EQ(to_base32(base::as_bytes(bytes)), text);
        const auto back = from_base32(text);
        ASSERT_TRUE(back) << text;
        EXPECT_EQ(base::as_text(*back), bytes);
    }
    EXPECT_EQ(from_base32("MZXW6YTBOI"), from_base32("mzxw6ytboi"));
}

TEST(Base32, RefusesWhatNoBytesGive) {
    for (std::string_view text :
         {"a", "mzx", "mzxw6y", "m1", "m0", "m8", "m9", "m=", "m ", "m-", "mz\xe4q"}) {
        EXPECT_FALSE(from_base32(text)) << text;
    }
    // Bits left over.
    EXPECT_TRUE(from_base32("my"));
    EXPECT_FALSE(from_base32("mz"));
}

TEST(Network, NamesAreThoseOfOptions) {
    for (const Network network :
         {Network::Ipv4, Network::Ipv6, Network::Onion, Network::I2p, Network::Cjdns, Network::Internal}) {
        EXPECT_EQ(network_from_name(network_name(network)), network);
    }
    EXPECT_EQ(network_name(Network::Onion), "onion");
    EXPECT_EQ(network_from_name("tor"), std::nullopt);
    EXPECT_EQ(network_from_name(""), std::nullopt);
}

TEST(Address, Ipv4IsFourNumbers) {
    for (std::string_view text : {"0.0.0.0", "1.2.3.4", "255.255.255.255", "10.0.200.99"}) {
        EXPECT_EQ(address(text).network(), Network::Ipv4);
        EXPECT_EQ(address(text).to_text(), text);
    }
    EXPECT_EQ(address("1.2.3.255"), Address::ipv4({1, 2, 3, 255}));
    for (std::string_view text :
         {"",          ".",         "1",          "1.2.3",     "1.2.3.",       "1.2.3.4.",
          "1.2.3.4.5", "1.2.3.256", "1..3.4",     "01.2.3.4",  "1.2.3.00",     "1.2.3.-4",
          "+1.2.3.4",  " 1.2.3.4",  "1.2.3.4 ",   "1.2.3.0x4", "1.2.3.4:8333", "1000.2.3.4",
          "[1.2.3.4]", "a.b.c.d",   "example.org"}) {
        EXPECT_FALSE(Address::from_text(text)) << text;
    }
}

TEST(Address, Ipv6AsRfc5952WritesIt) {
    // What is read, and how it is written.
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"2001:DB8:0:0:0:0:2:1", "2001:db8::2:1"},
        {"2001:0db8:0000:0001:0001:0001:0001:0001", "2001:db8:0:1:1:1:1:1"},
        {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"1:2:3:4:5:6::", "1:2:3:4:5:6::"},
        {"::3:4:5:6:7:8", "::3:4:5:6:7:8"},
        {"::1.2.3.4", "::102:304"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
        {"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (const auto& [text, canonical] : cases) {
        EXPECT_EQ(address(text).network(), Network::Ipv6) << text;
        EXPECT_EQ(address(text).to_text(), canonical);
        EXPECT_EQ(address(canonical), address(text));
    }
}

TEST(Address, RefusesWhatIsNoIpv6) {
    for (std::string_view text : {":",
                                  ":::",
                                  "1:",
                                  ":1",
                                  "1:::2",
                                  "1::2::3",
                                  "1:2:3:4:5:6:7",
                                  "1:2:3:4:5:6:7:8:9",
                                  "1:2:3:4:5:6:7::8",
                                  "::1:2:3:4:5:6:7:8",
                                  "12345::",
                                  "g::",
                                  "1:2:3:4:5:6:7:",
                                  ":2:3:4:5:6:7:8",
                                  "[::1",
                                  "::1]",
                                  "[]",
                                  "[[::1]]",
                                  "::1.2.3",
                                  "::1.2.3.4:5",
                                  "1.2.3.4::",
                                  "1:2:3:4:5:6:7:1.2.3.4",
                                  "::01.2.3.4",
                                  "::-1",
                                  "::0x1",
                                  "fe80::1%eth0",
                                  "::1 ",
                                  "::1/128"}) {
        EXPECT_FALSE(Address::from_text(text)) << text;
    }
}

TEST(Address, OtherNetworksInIpv6AreThoseNetworks) {
    EXPECT_EQ(address("::ffff:1.2.3.4"), Address::ipv4({1, 2, 3, 4}));
    EXPECT_EQ(address("::ffff:102:304"), Address::ipv4({1, 2, 3, 4}));
    const Address name = Address::internal("seed.example.org");
    EXPECT_EQ(name.network(), Network::Internal);
    EXPECT_EQ(Address::ipv6(*name.legacy_bytes()), name);
    EXPECT_NE(name, Address::internal("seed.example.net"));
    // The first ten bytes of the name's SHA-256.
    EXPECT_EQ(name.to_text(), to_base32(name.bytes()) + ".internal");
    EXPECT_EQ(base::to_hex(Address::internal("abc").bytes()), "ba7816bf8f01cfea4141");
    EXPECT_FALSE(Address::from_text(name.to_text()));
}

TEST(Address, TorServicesHaveAChecksum) {
    const Address service = address(kOnionName);
    EXPECT_EQ(service.network(), Network::Onion);
    EXPECT_EQ(service.bytes().size(), 32U);
    EXPECT_EQ(service.to_text(), kOnionName);
    std::string upper(kOnionName);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
    EXPECT_EQ(address(upper), service);
    for (size_t i = 0; i < 56; ++i) {
        std::string wrong(kOnionName);
        wrong[i] = wrong[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(Address::from_text(wrong)) << wrong;
    }
    // Another version, with the checksum that would go with it; one digit less and more; version 2; nothing.
    EXPECT_FALSE(Address::from_text("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pwaqae.onion"));
    EXPECT_FALSE(Address::from_text(kOnionName.substr(1)));
    EXPECT_FALSE(Address::from_text("a" + std::string(kOnionName)));
    EXPECT_FALSE(Address::from_text("6hzph5hv6337r6p2.onion"));
    EXPECT_FALSE(Address::from_text(".onion"));
    EXPECT_FALSE(Address::from_text("onion"));
}

TEST(Address, I2pIsAHash) {
    const Address service = address(kI2pName);
    EXPECT_EQ(service.network(), Network::I2p);
    EXPECT_EQ(base::to_hex(service.bytes()),
              "a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87");
    EXPECT_EQ(service.to_text(), kI2pName);
    // The last digit holds one bit of the hash.
    EXPECT_FALSE(Address::from_text("ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdr.b32.i2p"));
    EXPECT_FALSE(Address::from_text(kI2pName.substr(1)));
    EXPECT_FALSE(Address::from_text("a" + std::string(kI2pName)));
    EXPECT_FALSE(Address::from_text(".b32.i2p"));
    EXPECT_FALSE(Address::from_text("example.i2p"));
}

TEST(Address, CjdnsIsInItsRange) {
    const auto inside = Address::cjdns({0xfc, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7});
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->network(), Network::Cjdns);
    EXPECT_EQ(inside->to_text(), "fc00:1:2:3:4:5:6:7");
    EXPECT_FALSE(Address::cjdns({0xfb, 0xff}));
    EXPECT_FALSE(Address::cjdns({0xfd, 0}));
    EXPECT_EQ(address("fc00:1:2:3:4:5:6:7").network(), Network::Ipv6);
}

TEST(Address, LegacyBytesWhereThereAreSome) {
    EXPECT_EQ(base::to_hex(*address("1.2.3.4").legacy_bytes()), "00000000000000000000ffff01020304");
    EXPECT_EQ(base::to_hex(*address("2001:db8::1").legacy_bytes()), "20010db8000000000000000000000001");
    EXPECT_EQ(base::to_hex(*Address::internal("abc").legacy_bytes()), "fd6b88c08724ba7816bf8f01cfea4141");
    EXPECT_EQ(Address().legacy_bytes(), (std::array<uint8_t, 16>{}));
    EXPECT_FALSE(address(kOnionName).legacy_bytes());
    EXPECT_FALSE(address(kI2pName).legacy_bytes());
    EXPECT_FALSE(Address::cjdns({0xfc})->legacy_bytes());
}

TEST(Address, ValidMeansSomebodyCouldHaveIt) {
    for (std::string_view text :
         {"0.0.0.1", "127.0.0.1", "10.0.0.1", "255.255.255.254", "::1", "::2", "fe80::1",
          "2001:db7:ffff::", "2001:db9::", "fd87:d87e:eb42::1", "fd87:d87e:eb44::1"}) {
        EXPECT_TRUE(address(text).is_valid()) << text;
    }
    for (std::string_view text : {"0.0.0.0", "255.255.255.255", "::", "::ffff:0.0.0.0", "2001:db8::",
                                  "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "fd87:d87e:eb43::1"}) {
        EXPECT_FALSE(address(text).is_valid()) << text;
        EXPECT_FALSE(address(text).is_routable()) << text;
    }
    EXPECT_TRUE(address(kOnionName).is_valid());
    EXPECT_TRUE(address(kI2pName).is_valid());
    EXPECT_TRUE(Address::cjdns({0xfc, 1})->is_valid());
    EXPECT_FALSE(Address::internal("abc").is_valid());
    EXPECT_FALSE(Address::internal("abc").is_routable());
    EXPECT_FALSE(Address().is_valid());
    EXPECT_TRUE(address("fd87:d87e:eb43::1").is_onion_v2());
    EXPECT_FALSE(address("fd87:d87e:eb44::1").is_onion_v2());
    EXPECT_FALSE(address(kOnionName).is_onion_v2());
}

/// First and last address of each stretch that is not routed, with the neighbours that are.
TEST(Address, RoutableAtTheEdgesOfEveryRange) {
    struct Range {
        std::string_view before, first, last, after;
    };
    const Range ranges[] = {
        {"", "0.0.0.1", "0.255.255.255", "1.0.0.0"},
        {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
        {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
        {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
        {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
        {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
        {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"},
        {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
        {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
        {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"},
        {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
        {"223.255.255.255", "224.0.0.0", "239.255.255.255", "240.0.0.0"},
        {"255.255.255.254", "255.255.255.255", "", ""},
        {"", "::1", "", "::2"},
        {"2001:f:ffff::", "2001:10::", "2001:1f:ffff::", "2001:30::"},
        {"2001:f::", "2001:20::", "2001:2f:ffff::", "2001:30::"},
        {"2001:db7:ffff::", "2001:db8::", "2001:db8:ffff::", "2001:db9::"},
        {"fbff:ffff::", "fc00::", "fdff:ffff::", "fe00::"},
        {"fe7f:ffff::", "fe80::", "febf:ffff::", "fec0::"},
        {"feff:ffff::", "ff00::", "ffff:ffff::", ""},
    };
    const auto expect = [](bool routable, std::string_view text) {
        if (!text.empty()) {
            EXPECT_EQ(address(text).is_routable(), routable) << text;
        }
    };
    for (const Range& range : ranges) {
        expect(true, range.before);
        expect(false, range.first);
        expect(false, range.last);
        expect(true, range.after);
    }
    EXPECT_TRUE(address(kOnionName).is_routable());
    EXPECT_TRUE(address(kI2pName).is_routable());
    EXPECT_TRUE(Address::cjdns({0xfc, 1})->is_routable());
}

TEST(Address, LocalIsThisMachine) {
    for (std::string_view text : {"127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3", "::1"}) {
        EXPECT_TRUE(address(text).is_local()) << text;
    }
    for (std::string_view text :
         {"126.255.255.255", "128.0.0.1", "1.0.0.0", "::", "::2", "::1:0:1", "fe80::1"}) {
        EXPECT_FALSE(address(text).is_local()) << text;
    }
    EXPECT_FALSE(address(kOnionName).is_local());
}

TEST(Address, OrderIsByNetworkThenBytes) {
    std::vector<Address> sorted{address("1.2.3.4"), address("1.2.3.5"), address("::1"), address(kOnionName),
                                address(kI2pName)};
    EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
    EXPECT_NE(Address::onion({1}), Address::i2p({1}));
}

TEST(Service, TextHasAPort) {
    for (std::string text : {"1.2.3.4:8333", "[::1]:0", "[2001:db8::1]:65535", "[fc00::1]:1"}) {
        const auto service = Service::from_text(text, 1);
        ASSERT_TRUE(service) << text;
        EXPECT_EQ(service->to_text(), text);
    }
    const std::string onion = std::string(kOnionName) + ":8333";
    EXPECT_EQ(Service::from_text(onion, 1)->to_text(), onion);
    EXPECT_EQ((Service{*Address::cjdns({0xfc}), 7}.to_text()), "[fc00::]:7");
    EXPECT_EQ((Service{Address::internal("abc"), 0}.to_text()), Address::internal("abc").to_text() + ":0");

    EXPECT_EQ(Service::from_text("1.2.3.4", 18), (Service{address("1.2.3.4"), 18}));
    EXPECT_EQ(Service::from_text("::1", 18), (Service{address("::1"), 18}));
    EXPECT_EQ(Service::from_text("[::1]", 18), (Service{address("::1"), 18}));
    EXPECT_EQ(Service::from_text("::1:8333", 18), (Service{address("::1:8333"), 18}));
    EXPECT_EQ(Service::from_text(kOnionName, 18), (Service{address(kOnionName), 18}));
    for (std::string_view text :
         {"", ":", ":8333", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:-1", "1.2.3.4:+1", "1.2.3.4:01",
          "1.2.3.4:1a", "1.2.3.4: 1", "1.2.3.4:100000", "[::1]:", "[::1]:x", "[1.2.3.4]:1", "[::1]8333",
          "[::1]:1:2", "localhost:1", "a:b:c:d"}) {
        EXPECT_FALSE(Service::from_text(text, 1)) << text;
    }
}

/// The seeds of every chain: thousands of names that others made.
TEST(Service, SeedsOfTheChainsGoThereAndBack) {
    size_t cases = 0;
    for (std::string_view chain : {"main", "test", "testnet4", "signet"}) {
        const auto path =
            testing::test_data(QUANTA_TEST_DATA, "reference/nodes_" + std::string(chain) + ".txt");
        if (!path) GTEST_SKIP() << "needs reference/nodes_*.txt of QUANTA_TEST_DATA";
        std::istringstream lines(testing::read_text(*path));
        for (std::string word; std::getline(lines, word);) {
            word = word.substr(0, word.find_first_of(" #"));
            if (word.empty()) continue;
            const auto service = Service::from_text(word, 1);
            ASSERT_TRUE(service) << word;
            EXPECT_EQ(service->to_text(), word);
            EXPECT_TRUE(service->address.is_valid()) << word;
            ++cases;
        }
    }
    std::printf("nodes_*.txt: %zu cases\n", cases);
    EXPECT_GT(cases, 2000U);
}

}  // namespace
}  // namespace quanta::wire
