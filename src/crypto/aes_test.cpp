// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/aes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/hex.h"
#include "crypto/hash.h"

namespace quanta::crypto {
namespace {

AesIv iv_of(std::string_view hex) {
    AesIv iv;
    std::ranges::copy(base::from_hex(hex).value(), iv.begin());
    return iv;
}

std::optional<base::Bytes> decrypted(const Digest256& key, const AesIv& iv, base::ByteSpan encrypted) {
    base::Bytes plain(encrypted.size());
    const std::optional<size_t> size = aes256_cbc_decrypt(key, iv, encrypted, plain);
    if (!size) return std::nullopt;
    plain.resize(*size);
    return plain;
}

// NIST SP 800-38A, F.2.5 (CBC-AES256), the padding behind it left out.
TEST(Aes, PublishedValues) {
    const base::Bytes key =
        base::from_hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4").value();
    const base::Bytes plain = base::from_hex(
                                  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
                                  .value();
    const base::Bytes encrypted =
        aes256_cbc_encrypt(AesKey(key), iv_of("000102030405060708090a0b0c0d0e0f"), plain);
    ASSERT_EQ(encrypted.size(), 80u);
    EXPECT_EQ(base::to_hex(base::ByteSpan(encrypted).first(64)),
              "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
              "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b");
}

TEST(Aes, EverySizeGoesBothWays) {
    const Digest256 key = sha256(base::as_bytes("key"));
    const AesIv iv = iv_of("00112233445566778899aabbccddeeff");
    for (size_t size = 0; size <= 65; ++size) {
        base::Bytes plain(size);
        std::iota(plain.begin(), plain.end(), uint8_t{1});
        const base::Bytes encrypted = aes256_cbc_encrypt(key, iv, plain);
        EXPECT_EQ(encrypted.size(), aes_cbc_size(size));
        EXPECT_EQ(decrypted(key, iv, encrypted), plain);
    }
}

TEST(Aes, OtherKeysAndSizesAreTold) {
    const Digest256 key = sha256(base::as_bytes("key"));
    const AesIv iv{};
    const base::Bytes encrypted = aes256_cbc_encrypt(key, iv, base::Bytes(32));
    EXPECT_FALSE(decrypted(sha256(base::as_bytes("another")), iv, encrypted));
    EXPECT_FALSE(decrypted(key, iv, base::ByteSpan(encrypted).first(47)));
    EXPECT_FALSE(decrypted(key, iv, {}));
    // The padding block alone is missing.
    EXPECT_FALSE(decrypted(key, iv, base::ByteSpan(encrypted).first(32)));
    base::Bytes plain(encrypted.size(), 7);
    EXPECT_FALSE(aes256_cbc_decrypt(sha256({}), iv, encrypted, plain));
    EXPECT_EQ(plain, base::Bytes(plain.size()));
    EXPECT_DEATH(aes256_cbc_decrypt(key, iv, encrypted, std::span(plain).first(47)), "check failed");
}

}  // namespace
}  // namespace quanta::crypto
