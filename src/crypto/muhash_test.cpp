// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/muhash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/hex.h"
#include "crypto/chacha20.h"

namespace quanta::crypto {
namespace {

using base::as_bytes;
using base::to_hex;

using NumberBytes = std::array<uint8_t, Num3072::kBytes>;

NumberBytes bytes_of(const Num3072& number) {
    NumberBytes bytes;
    number.to_bytes(bytes.data());
    return bytes;
}

/// The modulus plus `offset`, which is small.
NumberBytes near_modulus(int offset) {
    NumberBytes bytes;
    bytes.fill(0xff);
    base::write_le<uint64_t>(bytes.data(), 0 - uint64_t{1103717} + static_cast<uint64_t>(int64_t{offset}));
    return bytes;
}

NumberBytes small_number(uint64_t value) {
    NumberBytes bytes{};
    base::write_le(bytes.data(), value);
    return bytes;
}

NumberBytes noise(uint8_t seed) {
    NumberBytes bytes;
    chacha20_keystream(bytes, sha256({&seed, 1}), {}, 0);
    return bytes;
}

TEST(ChaCha20, PublishedBlock) {
    std::array<uint8_t, 32> key;
    for (size_t i = 0; i < key.size(); ++i) key[i] = static_cast<uint8_t>(i);
    const std::array<uint8_t, 12> nonce = {0, 0, 0, 9, 0, 0, 0, 0x4a, 0, 0, 0, 0};
    std::array<uint8_t, 64> block;
    chacha20_keystream(block, key, nonce, 1);
    EXPECT_EQ(to_hex(block), "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
                             "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
}

TEST(ChaCha20, StreamIsContinuousAtEverySize) {
    std::array<uint8_t, 32> key{};
    key[5] = 77;
    base::Bytes whole(1000);
    chacha20_keystream(whole, key, {}, 0);
    for (size_t size = 0; size <= whole.size(); size += 13) {
        base::Bytes part(size);
        chacha20_keystream(part, key, {}, 0);
        EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin())) << size;
    }
    base::Bytes later(300);
    chacha20_keystream(later, key, {}, 7);
    EXPECT_TRUE(std::equal(later.begin(), later.end(), whole.begin() + 7 * 64));
}

TEST(Num3072, ValuesFromTheModulusUpAreReduced) {
    EXPECT_EQ(bytes_of(Num3072(near_modulus(-1).data())), near_modulus(-1));
    EXPECT_EQ(bytes_of(Num3072(near_modulus(0).data())), small_number(0));
    EXPECT_EQ(bytes_of(Num3072(near_modulus(1).data())), small_number(1));
    NumberBytes ones;
    ones.fill(0xff);
    EXPECT_EQ(bytes_of(Num3072(ones.data())), small_number(1103716));
    EXPECT_TRUE(Num3072(near_modulus(0).data()).is_zero());
    EXPECT_TRUE(Num3072(small_number(0).data()).is_zero());
    EXPECT_FALSE(Num3072(near_modulus(-1).data()).is_zero());
    EXPECT_FALSE(Num3072().is_zero());
}

TEST(Num3072, MultiplyKnowsItsEdges) {
    Num3072 minus_one(near_modulus(-1).data());
    minus_one.multiply(minus_one);
    EXPECT_EQ(bytes_of(minus_one), small_number(1));
    NumberBytes ones;
    ones.fill(0xff);
    Num3072 largest(ones.data());
    largest.multiply(Num3072(ones.data()));
    EXPECT_EQ(bytes_of(largest), small_number(uint64_t{1103716} * 1103716));
    Num3072 zero(small_number(0).data());
    zero.multiply(Num3072(noise(1).data()));
    EXPECT_TRUE(zero.is_zero());
}

TEST(Num3072, InverseTimesTheNumberIsOne) {
    std::vector<NumberBytes> numbers = {small_number(1),  small_number(2),   small_number(3),
                                        small_number(~uint64_t{0}), near_modulus(-1), near_modulus(-2),
                                        near_modulus(2), near_modulus(1103716)};
    for (int i = 0; i < 200; ++i) numbers.push_back(noise(static_cast<uint8_t>(i)));
    for (size_t bit = 0; bit < 3072; bit += 61) {
        NumberBytes power{};
        power[bit / 8] = static_cast<uint8_t>(1 << bit % 8);
        numbers.push_back(power);
    }
    for (const NumberBytes& bytes : numbers) {
        Num3072 number(bytes.data());
        number.multiply(Num3072(bytes.data()).inverse());
        EXPECT_EQ(bytes_of(number), small_number(1)) << to_hex(bytes);
    }
    EXPECT_TRUE(Num3072(near_modulus(0).data()).inverse().is_zero());
    EXPECT_TRUE(Num3072(small_number(0).data()).inverse().is_zero());
}

std::string display(const MuHash3072& hash) {
    Digest256 digest = hash.finalize();
    std::reverse(digest.begin(), digest.end());
    return to_hex(digest);
}

TEST(MuHash, EmptySet) {
    EXPECT_EQ(display(MuHash3072()), "dd5ad2a105c2d29495f577245c357409002329b9f4d6182c0af3dc2f462555c8");
}

TEST(MuHash, KnownSets) {
    MuHash3072 hash;
    hash.insert(as_bytes("a")).insert(as_bytes("b"));
    EXPECT_EQ(to_hex(hash.finalize()), "e384c914eed07d0a166a00a956214adbe9dfd2d327e1d3e6dfb69fa5f9cb8327");
    hash.remove(as_bytes("c"));
    EXPECT_EQ(to_hex(hash.finalize()), "5d8b54174598a2e955c938ac6c828b3c99f8733b2d07d221257e6a96d7867d69");
}

TEST(MuHash, OrderAndGroupingDoNotMatter) {
    MuHash3072 straight;
    straight.insert(as_bytes("a")).insert(as_bytes("b")).remove(as_bytes("c"));
    MuHash3072 left;
    MuHash3072 right;
    left.remove(as_bytes("c")).insert(as_bytes("d"));
    right.insert(as_bytes("b")).remove(as_bytes("d")).insert(as_bytes("a"));
    left *= right;
    EXPECT_EQ(left.finalize(), straight.finalize());
    left /= right;
    EXPECT_EQ(left.finalize(), MuHash3072().insert(as_bytes("d")).remove(as_bytes("c")).finalize());
    straight /= straight;
    EXPECT_EQ(straight.finalize(), MuHash3072().finalize());
    EXPECT_NE(left.finalize(), straight.finalize());
}

TEST(MuHash, SerializesToItself) {
    MuHash3072 hash;
    hash.insert(as_bytes("one")).remove(as_bytes("two"));
    const auto bytes = hash.serialize();
    MuHash3072 copy = MuHash3072::deserialize(bytes).value();
    EXPECT_EQ(copy.finalize(), hash.finalize());
    EXPECT_EQ(copy.serialize(), bytes);
    EXPECT_EQ(copy.insert(as_bytes("two")).finalize(), MuHash3072().insert(as_bytes("one")).finalize());
    EXPECT_FALSE(MuHash3072::deserialize(base::ByteSpan(bytes).first(767)));
    EXPECT_FALSE(MuHash3072::deserialize(base::Bytes(769)));
}

}  // namespace
}  // namespace quanta::crypto
