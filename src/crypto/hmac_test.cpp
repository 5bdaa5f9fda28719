// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/hmac.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

using base::as_bytes;
using base::to_hex;

TEST(Hmac, Sha512PublishedValue) {
    EXPECT_EQ(to_hex(sha512(as_bytes("abc"))),
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

// RFC 4231, test cases 2 and 6 (a key longer than the block).
TEST(Hmac, PublishedValues) {
    EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha512(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
              "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
    const base::Bytes long_key(131, 0xaa);
    EXPECT_EQ(to_hex(hmac_sha256(long_key, as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, EmptyKeyAndMessage) {
    EXPECT_EQ(to_hex(hmac_sha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Pbkdf2, SeedPhraseOfBip39) {
    EXPECT_EQ(to_hex(pbkdf2_hmac_sha512(as_bytes("abandon abandon abandon abandon abandon abandon abandon abandon "
                                                 "abandon abandon abandon about"),
                                        as_bytes("mnemonicTREZOR"), 2048)),
              "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553"
              "1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04");
}

TEST(Secrets, CleanseAndCompare) {
    base::Bytes secret = {1, 2, 3, 4};
    EXPECT_TRUE(equal_in_constant_time(secret, base::Bytes{1, 2, 3, 4}));
    EXPECT_FALSE(equal_in_constant_time(secret, base::Bytes{1, 2, 3, 5}));
    EXPECT_FALSE(equal_in_constant_time(secret, base::Bytes{1, 2, 3}));
    EXPECT_TRUE(equal_in_constant_time({}, {}));
    cleanse(secret.data(), 3);
    EXPECT_EQ(secret, (base::Bytes{0, 0, 0, 4}));
}

}  // namespace
}  // namespace quanta::crypto
