// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v2_contents.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/hex.h"

namespace quanta::wire {
namespace {

std::string prefix_of(const std::string& type) {
    return base::to_hex(TypePrefix(type).bytes());
}

/// The type that the bytes written as `hex` begin with; what it took stands behind it.
std::string read(const std::string& hex) {
    const auto found = read_type(base::from_hex(hex).value());
    return found ? found->type + "/" + std::to_string(found->size) : "nothing";
}

TEST(V2Contents, NumbersOfTypes) {
    EXPECT_EQ(prefix_of("addr"), "01");
    EXPECT_EQ(prefix_of("addrv2"), "1c");
    EXPECT_EQ(prefix_of("feature"), "25");
    EXPECT_EQ(read("01"), "addr/1");
    EXPECT_EQ(read("12aabb"), "ping/1");
    EXPECT_EQ(read("25"), "feature/1");
    for (unsigned number = 1; number < 256; ++number) {
        const uint8_t byte = static_cast<uint8_t>(number);
        const auto found = read_type({&byte, 1});
        ASSERT_EQ(found.has_value(), number <= 28 || number == 37) << number;
        EXPECT_TRUE(!found || prefix_of(found->type) == base::to_hex({&byte, 1})) << number;
    }
}

TEST(V2Contents, NumbersAreThoseInUse) {
    if (std::string_view(QUANTA_TEST_DATA).empty())
        GTEST_SKIP() << "needs reference/p2p.json of QUANTA_TEST_DATA";
    std::ifstream file(std::string(QUANTA_TEST_DATA) + "/reference/p2p.json");
    const nlohmann::json numbers = nlohmann::json::parse(file)["v2_transport"]["short_ids"];
    for (const auto& [number, type] : numbers.items()) {
        const uint8_t byte = static_cast<uint8_t>(std::stoi(number));
        EXPECT_EQ(base::to_hex({&byte, 1}), prefix_of(type.get<std::string>()));
    }
    EXPECT_EQ(numbers.size(), 29u);
    std::printf("p2p.json: %zu numbers of types\n", numbers.size());
}

TEST(V2Contents, TypesWithoutANumber) {
    EXPECT_EQ(prefix_of("version"), "0076657273696f6e0000000000");
    EXPECT_EQ(prefix_of("x"), "00780000000000000000000000");
    EXPECT_EQ(prefix_of("abcdefghijkl"), "006162636465666768696a6b6c");
    EXPECT_EQ(read("0076657273696f6e0000000000"), "version/13");
    EXPECT_EQ(read("006162636465666768696a6b6cff"), "abcdefghijkl/13");
    // Written long, one that has a number is the same.
    EXPECT_EQ(read("0070696e670000000000000000"), "ping/13");
    EXPECT_DEATH(TypePrefix(""), "check");
    EXPECT_DEATH(TypePrefix("abcdefghijklm"), "check");
}

TEST(V2Contents, WhatIsNoType) {
    EXPECT_EQ(read(""), "nothing");
    EXPECT_EQ(read("00"), "nothing");
    EXPECT_EQ(read("006162636465666768696a6b"), "nothing");
    EXPECT_EQ(read("00000000000000000000000000"), "nothing");
    EXPECT_EQ(read("00610061000000000000000000"), "nothing");
    EXPECT_EQ(read("00610000000000000000000061"), "nothing");
    EXPECT_EQ(read("00611f00000000000000000000"), "nothing");
    EXPECT_EQ(read("00617f00000000000000000000"), "nothing");
    EXPECT_EQ(read("0061ff00000000000000000000"), "nothing");
    EXPECT_EQ(read("0061207e000000000000000000"), "a ~/13");
}

}  // namespace
}  // namespace quanta::wire
