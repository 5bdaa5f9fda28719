// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/ellswift.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/hex.h"
#include "crypto/ellswift_map.h"

namespace quanta::crypto {
namespace {

/// The fields of each line of a published file, without its heading.
std::vector<std::vector<std::string>> table(const std::string& name) {
    std::ifstream file(std::string(QUANTA_TEST_DATA) + "/vectors/bips/" + name);
    std::vector<std::vector<std::string>> lines;
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && line.back() == '\r')
            line.pop_back();
        std::vector<std::string> fields(1);
        for (const char c : line) {
            if (c == ',')
                fields.emplace_back();
            else
                fields.back() += c;
        }
        lines.push_back(fields);
    }
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
}

template <size_t n>
std::array<uint8_t, n> from_hex(const std::string& hex) {
    const base::Bytes bytes = base::from_hex(hex).value();
    EXPECT_EQ(bytes.size(), n);
    std::array<uint8_t, n> result{};
    std::copy_n(bytes.begin(), std::min(n, bytes.size()), result.begin());
    return result;
}

FieldElement element(const std::string& hex) {
    return FieldElement::parse(from_hex<32>(hex)).value();
}

PrivateKey key_of(uint32_t number) {
    return PrivateKey::from_bytes(sha256(base::as_bytes("key " + std::to_string(number)))).value();
}
Digest256 entropy_of(uint32_t number) {
    return sha256(base::as_bytes("entropy " + std::to_string(number)));
}

TEST(EllSwift, PublishedDecodings) {
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    const auto lines = table("bip-0324-ellswift_decode_test_vectors.csv");
    for (const auto& line : lines) {
        const EllSwift encoding = from_hex<64>(line[0]);
        EXPECT_EQ(base::to_hex(ellswift_decode(encoding)), line[1]) << line[2];
        EXPECT_EQ(base::to_hex(own_ellswift_decode(encoding)), line[1]) << line[2];
    }
    EXPECT_GE(lines.size(), 70u);
    std::printf("bip-0324-ellswift_decode_test_vectors.csv: %zu cases\n", lines.size());
}

TEST(EllSwift, PublishedInverses) {
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    const auto lines = table("bip-0324-xswiftec_inv_test_vectors.csv");
    size_t found = 0;
    for (const auto& line : lines) {
        const FieldElement u = element(line[0]);
        const FieldElement x = element(line[1]);
        for (unsigned which = 0; which < 8; ++which) {
            const auto t = swift_inverse(x, u, which);
            EXPECT_EQ(t ? base::to_hex(t->bytes()) : "", line[2 + which]) << which << " of " << line.back();
            if (!t) continue;
            ++found;
            EXPECT_EQ(swift_map(u, *t), x);
        }
    }
    EXPECT_GE(lines.size(), 32u);
    std::printf("bip-0324-xswiftec_inv_test_vectors.csv: %zu cases, %zu inverses\n", lines.size(), found);
}

TEST(EllSwift, PublishedExchanges) {
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    const auto lines = table("bip-0324-packet_encoding_test_vectors.csv");
    for (const auto& line : lines) {
        const PrivateKey key = PrivateKey::from_bytes(from_hex<32>(line[1])).value();
        const EllSwift ours = from_hex<64>(line[2]);
        const EllSwift theirs = from_hex<64>(line[3]);
        const auto we = line[4] == "1" ? EllSwiftParty::Initiator : EllSwiftParty::Responder;
        EXPECT_EQ(base::to_hex(key.public_key().xonly()), line[9]);
        EXPECT_EQ(base::to_hex(ellswift_decode(ours)), line[9]);
        EXPECT_EQ(base::to_hex(ellswift_decode(theirs)), line[10]);
        EXPECT_EQ(base::to_hex(shared_x(key, theirs)), line[11]);
        EXPECT_EQ(base::to_hex(ellswift_shared_secret(key, ours, theirs, we)), line[12]);
        EXPECT_EQ(base::to_hex(own_ellswift_shared_secret(key, ours, theirs, we)), line[12]);
    }
    EXPECT_GE(lines.size(), 7u);
    std::printf("bip-0324-packet_encoding_test_vectors.csv: %zu key exchanges\n", lines.size());
}

TEST(EllSwift, EveryEncodingIsAPoint) {
    EllSwift encoding{};
    EXPECT_TRUE(is_valid_xonly(ellswift_decode(encoding)));
    encoding.fill(0xff);
    EXPECT_TRUE(is_valid_xonly(ellswift_decode(encoding)));
    for (uint32_t i = 0; i < 500; ++i) {
        const Digest256 u = entropy_of(i);
        const Digest256 t = entropy_of(i + 500);
        std::copy(u.begin(), u.end(), encoding.begin());
        std::copy(t.begin(), t.end(), encoding.begin() + 32);
        const XOnlyKey x = own_ellswift_decode(encoding);
        ASSERT_TRUE(is_valid_xonly(x));
        ASSERT_EQ(ellswift_decode(encoding), x);
    }
}

TEST(EllSwift, EncodingsStandForTheirKey) {
    for (uint32_t i = 0; i < 200; ++i) {
        const PrivateKey key = key_of(i % 10);
        const XOnlyKey x = key.public_key().xonly();
        EXPECT_EQ(ellswift_decode(ellswift_create(key, entropy_of(i))), x);
        EXPECT_EQ(own_ellswift_decode(own_ellswift_create(key, entropy_of(i))), x);
    }
    EXPECT_EQ(ellswift_create(key_of(1), entropy_of(1)), ellswift_create(key_of(1), entropy_of(1)));
    EXPECT_NE(ellswift_create(key_of(1), entropy_of(1)), ellswift_create(key_of(1), entropy_of(2)));
    EXPECT_NE(ellswift_create(key_of(1), entropy_of(1)), ellswift_create(key_of(2), entropy_of(1)));
}

TEST(EllSwift, BothEndsShareASecret) {
    for (uint32_t i = 0; i < 50; ++i) {
        const PrivateKey a = key_of(2 * i);
        const PrivateKey b = key_of(2 * i + 1);
        const EllSwift a_sends = ellswift_create(a, entropy_of(i));
        const EllSwift b_sends = own_ellswift_create(b, entropy_of(i));
        const Digest256 secret = ellswift_shared_secret(a, a_sends, b_sends, EllSwiftParty::Initiator);
        EXPECT_EQ(secret, ellswift_shared_secret(b, b_sends, a_sends, EllSwiftParty::Responder));
        EXPECT_EQ(secret, own_ellswift_shared_secret(b, b_sends, a_sends, EllSwiftParty::Responder));
        EXPECT_NE(secret, ellswift_shared_secret(b, b_sends, a_sends, EllSwiftParty::Initiator));
        EXPECT_NE(secret, ellswift_shared_secret(key_of(1000), b_sends, a_sends, EllSwiftParty::Responder));
    }
}

/// The sum of squared differences from `expected`, over it: as large as the number of counts by and by when
/// all are as likely.
double chi_square(const std::vector<size_t>& counts, double expected) {
    double sum = 0;
    for (const size_t count : counts) {
        const double difference = static_cast<double>(count) - expected;
        sum += difference * difference / expected;
    }
    return sum;
}

TEST(EllSwift, EncodingsAreUniform) {
    constexpr size_t kEncodings = 8000;
    std::vector<size_t> ones(512);
    std::vector<size_t> first_bytes(256);
    std::vector<size_t> ways(8);
    const PrivateKey key = key_of(0);
    const FieldElement x = FieldElement::parse(key.public_key().xonly()).value();
    for (uint32_t i = 0; i < kEncodings; ++i) {
        const EllSwift encoding = own_ellswift_create(key, entropy_of(i));
        for (size_t bit = 0; bit < ones.size(); ++bit)
            ones[bit] += encoding[bit / 8] >> bit % 8 & 1;
        ++first_bytes[encoding[32]];
        const FieldElement u = FieldElement::parse(std::span(encoding).first<32>()).value();
        const FieldElement t = FieldElement::parse(std::span(encoding).last<32>()).value();
        for (unsigned which = 0; i % 4 == 0 && which < 8; ++which)
            ways[which] += swift_inverse(x, u, which) == t ? 1 : 0;
    }
    for (size_t bit = 0; bit < ones.size(); ++bit) {
        // Five times the standard deviation.
        EXPECT_NEAR(static_cast<double>(ones[bit]), kEncodings / 2.0, 5 * std::sqrt(kEncodings / 4.0)) << bit;
    }
    // 1 in 10,000 of fair draws is beyond: 26.0 for eight counts, 348 for 256.
    EXPECT_LT(chi_square(first_bytes, kEncodings / 256.0), 348);
    EXPECT_LT(chi_square(ways, kEncodings / 4 / 8.0), 28);
    size_t sum = 0;
    for (const size_t count : ways)
        sum += count;
    EXPECT_EQ(sum, kEncodings / 4);
}

}  // namespace
}  // namespace quanta::crypto
