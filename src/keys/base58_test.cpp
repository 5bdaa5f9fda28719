// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/base58.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "base/hex.h"

namespace quanta::keys {
namespace {

base::Bytes hex(std::string_view text) { return base::from_hex(text).value(); }

TEST(Base58, LeadingZerosBecomeOnes) {
    EXPECT_EQ(encode_base58({}), "");
    EXPECT_EQ(encode_base58(hex("00")), "1");
    EXPECT_EQ(encode_base58(hex("000001")), "112");
    EXPECT_EQ(encode_base58(hex("39")), "z");
    EXPECT_EQ(encode_base58(hex("3a")), "21");
    EXPECT_EQ(decode_base58("112", 3), hex("000001"));
    EXPECT_EQ(decode_base58("", 0), base::Bytes{});
}

TEST(Base58, StopsAtTheLimit) {
    EXPECT_EQ(decode_base58("5Q", 1), hex("ff"));
    EXPECT_FALSE(decode_base58("5R", 1));  // 256
    EXPECT_EQ(decode_base58("5R", 2), hex("0100"));
    EXPECT_EQ(decode_base58("1111", 4), hex("00000000"));
    EXPECT_FALSE(decode_base58("1111", 3));
    EXPECT_FALSE(decode_base58("15R", 2));
    EXPECT_FALSE(decode_base58(std::string(100'000, 'z'), 100));
}

TEST(Base58, IgnoresWhiteSpaceAroundAndRefusesItInside) {
    EXPECT_EQ(decode_base58(" \t\n\v\f\r2g\r\f\v\n\t ", 10), hex("61"));
    EXPECT_FALSE(decode_base58("2 g", 10));
    EXPECT_EQ(decode_base58(" ", 10), base::Bytes{});
}

TEST(Base58, RefusesOtherCharacters) {
    for (int c = 0; c < 256; ++c) {
        const bool digit = std::string_view("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
                               .find(static_cast<char>(c)) != std::string_view::npos;
        const std::string text = {'2', static_cast<char>(c), '2'};
        EXPECT_EQ(decode_base58(text, 10).has_value(), digit) << c;
    }
}

TEST(Base58Check, ChecksumMustMatch) {
    const std::string text = encode_base58_check(hex("0102"));
    EXPECT_EQ(decode_base58_check(text, 2), hex("0102"));
    EXPECT_FALSE(decode_base58_check(text, 1));
    std::string wrong = text;
    wrong.back() = wrong.back() == '2' ? '3' : '2';
    EXPECT_FALSE(decode_base58_check(wrong, 2));
    EXPECT_EQ(decode_base58_check("3QJmnh", 100), base::Bytes{});  // nothing but its checksum
    EXPECT_FALSE(decode_base58_check("111", 100));                 // shorter than a checksum
    EXPECT_FALSE(decode_base58_check("", 100));
}

TEST(Base58, AddressesAreTheSame) {
    std::mt19937_64 random(58);
    for (int i = 0; i < 5000; ++i) {
        // Prefix and hash; zeros or ones at the start, the rest random.
        base::Bytes bytes(21, i % 3 == 0 ? 0xff : 0);
        for (size_t j = random() % 22; j < bytes.size(); ++j) bytes[j] = static_cast<uint8_t>(random());
        if (i % 5 == 0) bytes[0] = 0;
        crypto::Digest160 hash;
        std::copy(bytes.begin() + 1, bytes.end(), hash.begin());
        std::array<char, kBase58AddressSize> text;
        char* end = write_base58_address(text.data(), bytes[0], hash);
        ASSERT_LE(end, text.data() + text.size());
        EXPECT_EQ(std::string(text.data(), end), encode_base58_check(bytes)) << base::to_hex(bytes);
    }
}

TEST(Base58, Vectors) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: base58_encode_decode.json not run";
    std::ifstream file(folder + "/vectors/base58_encode_decode.json");
    ASSERT_TRUE(file.good());
    size_t cases = 0;
    for (const nlohmann::json& vector : nlohmann::json::parse(file)) {
        const base::Bytes bytes = hex(vector[0].get<std::string>());
        const std::string text = vector[1].get<std::string>();
        EXPECT_EQ(encode_base58(bytes), text);
        EXPECT_EQ(decode_base58(text, bytes.size()), bytes);
        EXPECT_EQ(decode_base58(text, bytes.size() - 1).has_value(), bytes.empty());  // empty: no limit at all
        ++cases;
    }
    std::printf("base58_encode_decode.json: %zu cases\n", cases);
    EXPECT_GT(cases, 10u);
}

}  // namespace
}  // namespace quanta::keys
