// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/key_aggregation.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

PublicKey key_of(uint8_t secret) {
    std::array<uint8_t, 32> bytes{};
    bytes[31] = secret;
    return PrivateKey::from_bytes(bytes)->public_key();
}

TEST(KeyAggregation, OrderAndNumberCount) {
    const std::vector<PublicKey> keys = {key_of(1), key_of(2)};
    const std::vector<PublicKey> turned = {key_of(2), key_of(1)};
    const std::vector<PublicKey> repeated = {key_of(1), key_of(2), key_of(2)};
    ASSERT_TRUE(aggregate_keys(keys));
    EXPECT_NE(*aggregate_keys(keys), *aggregate_keys(turned));
    EXPECT_NE(*aggregate_keys(keys), *aggregate_keys(repeated));
    EXPECT_TRUE(aggregate_keys(std::vector<PublicKey>{key_of(1)}));
    EXPECT_TRUE(aggregate_keys(std::vector<PublicKey>{key_of(1), key_of(1)}));
}

TEST(KeyAggregation, NeedsPoints) {
    EXPECT_FALSE(aggregate_keys({}));
    XOnlyKey none{};
    none[31] = 5;
    EXPECT_FALSE(aggregate_keys(std::vector<PublicKey>{key_of(1), PublicKey::from_xonly(none)}));
    EXPECT_FALSE(aggregate_keys(std::vector<PublicKey>{PublicKey::from_xonly(none)}));
}

nlohmann::json vectors(const std::string& name) {
    std::ifstream in(std::string(QUANTA_TEST_DATA) + "/vectors/bips/" + name);
    return nlohmann::json::parse(in);
}

PublicKey parse(const nlohmann::json& hex) {
    return PublicKey::from_bytes(base::from_hex(hex.get<std::string>()).value()).value();
}

TEST(KeyAggregation, PublishedVectors) {
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    const nlohmann::json file = vectors("bip-0327-key_agg_vectors.json");
    size_t cases = 0;
    for (const auto& item : file["valid_test_cases"]) {
        std::vector<PublicKey> keys;
        for (const size_t index : item["key_indices"])
            keys.push_back(parse(file["pubkeys"][index]));
        const auto sum = aggregate_keys(keys);
        ASSERT_TRUE(sum);
        EXPECT_EQ(base::to_hex(sum->xonly()),
                  base::to_hex(base::from_hex(item["expected"].get<std::string>()).value()));
        ++cases;
    }
    std::printf("bip-0327-key_agg_vectors.json: %zu cases\n", cases);
    EXPECT_GT(cases, 3u);
}

TEST(KeyAggregation, PublishedVectorsOfExtendedKeys) {
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    size_t cases = 0;
    for (const auto& item : vectors("bip-0328-vectors.json")) {
        std::vector<PublicKey> keys;
        for (const auto& key : item["keys"])
            keys.push_back(parse(key));
        const auto sum = aggregate_keys(keys);
        ASSERT_TRUE(sum);
        EXPECT_EQ(base::to_hex(sum->bytes()), item["aggregate_pubkey"].get<std::string>());
        ++cases;
    }
    std::printf("bip-0328-vectors.json: %zu cases\n", cases);
    EXPECT_EQ(cases, 3u);
}

}  // namespace
}  // namespace quanta::crypto
