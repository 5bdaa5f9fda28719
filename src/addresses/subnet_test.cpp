// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/subnet.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace quanta::addresses {
namespace {

using wire::Address;

Address address(std::string_view text) {
    return Address::from_text(text).value();
}

/// The subnet of `text` as text; empty when it is none.
std::string round(std::string_view text) {
    const auto subnet = Subnet::from_text(text);
    return subnet ? subnet->to_text() : "";
}

constexpr std::string_view kOnion = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";

TEST(Subnet, ReadsAddressesBitsAndNetmasks) {
    EXPECT_EQ(round("1.2.3.4"), "1.2.3.4/32");
    EXPECT_EQ(round("::1"), "::1/128");
    EXPECT_EQ(round("1.2.3.4/24"), "1.2.3.0/24");
    EXPECT_EQ(round("1.2.3.4/0"), "0.0.0.0/0");
    EXPECT_EQ(round("1.2.3.4/255.255.0.0"), "1.2.0.0/16");
    EXPECT_EQ(round("1.2.3.4/255.255.255.255"), "1.2.3.4/32");
    EXPECT_EQ(round("1.2.255.4/255.255.254.0"), "1.2.254.0/23");
    EXPECT_EQ(round("2a00:1450:4001::1/29"), "2a00:1450::/29");
    EXPECT_EQ(round("2a00:1450:4001::1/ffff:ffff::"), "2a00:1450::/32");
    EXPECT_EQ(round(kOnion), kOnion);
}

TEST(Subnet, RefusesAnythingElse) {
    const std::string long_text = "1.2.3.4/" + std::string(300, '0') + "8";
    for (const std::string_view text :
         {"", "/", "1.2.3.4/", "/8", "1.2.3.4/33", "::1/129", "1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4/8x",
          "1.2.3.4/0024", "1.2.3.4/8/8", "1.2.3.4/255.0.255.0", "1.2.3.4/0.255.0.0", "1.2.3.4/ffff::",
          "::1/255.0.0.0", "example.org", "1.2.3", "1.2.3.4/99999999999999999999", "1.2.3.4 "}) {
        EXPECT_EQ(round(text), "") << text;
    }
    EXPECT_EQ(round(long_text), "");
    EXPECT_EQ(round(std::string(kOnion) + "/16"), "");
}

TEST(Subnet, ContainsWhatBeginsAlike) {
    const Subnet subnet = Subnet::from_text("10.20.16.0/20").value();
    EXPECT_TRUE(subnet.contains(address("10.20.16.0")));
    EXPECT_TRUE(subnet.contains(address("10.20.31.255")));
    EXPECT_FALSE(subnet.contains(address("10.20.32.0")));
    EXPECT_FALSE(subnet.contains(address("10.20.15.255")));
    EXPECT_FALSE(subnet.contains(address("::a14:1000")));
    const Subnet everything = Subnet::from_text("0.0.0.0/0").value();
    EXPECT_TRUE(everything.contains(address("255.255.255.254")));
    EXPECT_FALSE(everything.contains(address("2a00::1")));
    EXPECT_FALSE(everything.contains(address("0.0.0.0")));  // nobody's
    const Subnet prefix = Subnet::from_text("2a00:1450::/33").value();
    EXPECT_TRUE(prefix.contains(address("2a00:1450:7fff::1")));
    EXPECT_FALSE(prefix.contains(address("2a00:1450:8000::1")));
}

TEST(Subnet, OfOneAddressContainsItAlone) {
    for (const std::string_view text : {std::string_view("1.2.3.4"), std::string_view("::1"), kOnion}) {
        const Subnet subnet(address(text));
        EXPECT_TRUE(subnet.is_single());
        EXPECT_TRUE(subnet.contains(address(text)));
        EXPECT_FALSE(subnet.contains(address("1.2.3.5")));
    }
    EXPECT_FALSE(Subnet(address("1.2.3.4"), 31).is_single());
    EXPECT_EQ(Subnet(address("1.2.3.4"), 32), Subnet(address("1.2.3.4")));
    EXPECT_EQ(Subnet(address("1.2.3.5"), 24), Subnet(address("1.2.3.4"), 24));
    EXPECT_NE(Subnet(address("1.2.3.0"), 24), Subnet(address("1.2.3.0"), 25));
    EXPECT_DEATH(Subnet(address("1.2.3.4"), 33), "");
    EXPECT_DEATH(Subnet(address(kOnion), 4), "");
}

}  // namespace
}  // namespace quanta::addresses
