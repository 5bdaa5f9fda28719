// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/scrypt.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

constexpr uint64_t kPlenty = uint64_t{1} << 30;

std::string key_of(std::string_view password, std::string_view salt, const ScryptCost& cost,
                   uint64_t limit = kPlenty) {
    std::array<uint8_t, 32> key;
    return scrypt(base::as_bytes(password), base::as_bytes(salt), cost, limit, key) ? base::to_hex(key)
                                                                                    : "none";
}

// RFC 7914, section 12: the first half of each key.
TEST(Scrypt, PublishedValues) {
    EXPECT_EQ(key_of("", "", {4, 1, 1}), "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442");
    EXPECT_EQ(key_of("password", "NaCl", {10, 8, 16}),
              "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162");
    EXPECT_EQ(key_of("pleaseletmein", "SodiumChloride", {14, 8, 1}),
              "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
}

TEST(Scrypt, CostsItDoesNotHave) {
    for (const ScryptCost& cost :
         {ScryptCost{0, 8, 1}, ScryptCost{4, 0, 1}, ScryptCost{4, 8, 0}, ScryptCost{16, 1, 1},
          ScryptCost{33, 8, 1}, ScryptCost{1, 1 << 15, 1 << 15}})
        EXPECT_EQ(key_of("a", "b", cost), "none") << int{cost.log2_n} << " " << cost.r << " " << cost.p;
    EXPECT_NE(key_of("a", "b", {1, 1, 1}), "none");
    EXPECT_NE(key_of("a", "b", {15, 1, 1}), "none");
}

TEST(Scrypt, KeepsToItsMemory) {
    const ScryptCost cost{10, 8, 1};
    EXPECT_EQ(cost.memory_bytes(), 1024u * 1024 + 1024);
    EXPECT_NE(key_of("a", "b", cost, cost.memory_bytes()), "none");
    EXPECT_EQ(key_of("a", "b", cost, cost.memory_bytes() - 1), "none");
    EXPECT_EQ(key_of("a", "b", {32, 8, 1}), "none");
}

}  // namespace
}  // namespace quanta::crypto
