// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/siphash.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

constexpr uint64_t kKey0 = 0x0706050403020100;
constexpr uint64_t kKey1 = 0x0f0e0d0c0b0a0908;

base::Bytes counting(size_t size) {
    base::Bytes bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i);
    return bytes;
}

TEST(SipHash, PublishedValues) {
    EXPECT_EQ(siphash(kKey0, kKey1, {}), 0x726fdb47dd0e0e31);
    EXPECT_EQ(siphash(kKey0, kKey1, counting(15)), 0xa129ca6149be45e5);
    EXPECT_EQ(siphash(kKey0, kKey1, counting(32)), 0x7127512f72f27cce);
}

TEST(SipHash, PiecesEqualOneWrite) {
    for (size_t size = 0; size < 300; size += 7) {
        const base::Bytes bytes = counting(size);
        const uint64_t whole = siphash(kKey0, kKey1, bytes);
        for (size_t cut = 0; cut <= size; cut += 5) {
            SipHash hasher(kKey0, kKey1);
            hasher.write(base::ByteSpan(bytes).first(cut)).write(base::ByteSpan(bytes).subspan(cut));
            EXPECT_EQ(hasher.finalize(), whole) << size << " cut at " << cut;
            EXPECT_EQ(hasher.finalize(), whole) << "finalize changed the state";
        }
    }
}

TEST(SipHash, WordsAreLittleEndianBytes) {
    const base::Bytes bytes = counting(16);
    SipHash words(kKey0, kKey1);
    words.write(base::read_le<uint64_t>(bytes.data())).write(base::read_le<uint64_t>(bytes.data() + 8));
    EXPECT_EQ(words.finalize(), siphash(kKey0, kKey1, bytes));
}

TEST(SipHash, FixedSizesEqualTheGeneralOne) {
    const base::Bytes bytes = counting(36);
    EXPECT_EQ(siphash_hash256(1, 2, bytes.data()), siphash(1, 2, base::ByteSpan(bytes).first(32)));
    EXPECT_EQ(siphash_outpoint(1, 2, bytes.data(), 0x23222120), siphash(1, 2, bytes));
}

TEST(SipHash, Vectors) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: siphash.json not run";
    std::ifstream file(folder + "/vectors/siphash.json");
    ASSERT_TRUE(file.good());
    size_t cases = 0;
    for (const nlohmann::json& vector : nlohmann::json::parse(file)) {
        const auto number = [](const nlohmann::json& text) {
            return std::stoull(text.get<std::string>(), nullptr, 16);
        };
        SipHash hasher(number(vector["key"][0]), number(vector["key"][1]));
        for (const nlohmann::json& piece : vector["input"]) {
            hasher.write(base::from_hex(piece.get<std::string>()).value());
        }
        EXPECT_EQ(hasher.finalize(), number(vector["expected"]["siphash24"])) << vector.dump();
        ++cases;
    }
    std::printf("siphash.json: %zu cases\n", cases);
    EXPECT_GT(cases, 10u);
}

}  // namespace
}  // namespace quanta::crypto
