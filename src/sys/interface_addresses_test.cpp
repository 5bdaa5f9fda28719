// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/interface_addresses.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <array>
#include <set>
#include <string>

namespace quanta::sys {
namespace {

TEST(InterfaceAddresses, AreNumericAndNotTheMachineItself) {
    const auto addresses = interface_addresses();
    EXPECT_EQ(std::set<std::string>(addresses.begin(), addresses.end()).size(), addresses.size());
    bool after_ipv4 = false;
    for (const std::string& text : addresses) {
        std::array<uint8_t, sizeof(in6_addr)> bytes;
        const bool ipv4 = ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1;
        EXPECT_TRUE(ipv4 || ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) << text;
        EXPECT_FALSE(ipv4 && after_ipv4) << text;
        after_ipv4 = after_ipv4 || !ipv4;
        EXPECT_FALSE(text.starts_with("127.") || text == "::1") << text;
    }
}

}  // namespace
}  // namespace quanta::sys
