// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/recoverable.h"

#include <gtest/gtest.h>

namespace quanta::crypto {
namespace {

PrivateKey key_of(uint8_t last) {
    std::array<uint8_t, 32> bytes{};
    bytes.back() = last;
    return *PrivateKey::from_bytes(bytes);
}

TEST(Recoverable, TheKeyThatSignedComesBack) {
    for (uint8_t i = 1; i <= 20; ++i) {
        const PrivateKey key = key_of(i);
        const Digest256 message = sha256(std::array<uint8_t, 1>{i});
        for (const KeyForm form : {KeyForm::Compressed, KeyForm::Uncompressed}) {
            const RecoverableSignature signature = sign_recoverable(key, form, message);
            EXPECT_EQ(recover_public_key(signature, message), key.public_key(form));
            EXPECT_EQ(sign_recoverable(key, form, message), signature);
            Digest256 other = message;
            other[31] ^= 1;
            EXPECT_NE(recover_public_key(signature, other), key.public_key(form));
        }
    }
}

TEST(Recoverable, FirstByteIsBounded) {
    const Digest256 message{};
    RecoverableSignature signature = sign_recoverable(key_of(7), KeyForm::Compressed, message);
    EXPECT_GE(signature[0], 31);
    EXPECT_LE(signature[0], 34);
    for (const uint8_t wrong : {0, 26, 35, 255}) {
        signature[0] = wrong;
        EXPECT_FALSE(recover_public_key(signature, message)) << int{wrong};
    }
}

TEST(Recoverable, NumbersOutOfRangeAreNoSignature) {
    RecoverableSignature signature{};
    signature[0] = 27;
    EXPECT_FALSE(recover_public_key(signature, Digest256{}));  // R and S are zero
    signature.fill(0xff);
    signature[0] = 27;
    EXPECT_FALSE(recover_public_key(signature, Digest256{}));  // not below the group order
}

}  // namespace
}  // namespace quanta::crypto
