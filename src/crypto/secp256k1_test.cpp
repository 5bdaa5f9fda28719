// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/secp256k1.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

using base::as_bytes;
using base::Bytes;
using base::to_hex;

constexpr const char* kOrder = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
constexpr const char* kOrderLess1 = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
constexpr const char* kHalfOrder = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
constexpr const char* kHalfOrderPlus1 = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
constexpr const char* kGeneratorX = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
constexpr const char* kGeneratorY = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

Digest256 digest(std::string_view hex) {
    Digest256 result{};
    const Bytes bytes = base::from_hex(hex).value();
    EXPECT_EQ(bytes.size(), 32u);
    std::copy(bytes.begin(), bytes.end(), result.begin());
    return result;
}

Digest256 number(uint8_t value) {
    Digest256 result{};
    result[31] = value;
    return result;
}

PrivateKey secret(uint8_t value) { return PrivateKey::from_bytes(number(value)).value(); }

PublicKey key_from(const std::string& hex) { return PublicKey::from_bytes(base::from_hex(hex).value()).value(); }

/// DER around R and S given as 32 bytes in hex.
Bytes der(const std::string& r, const std::string& s) {
    return base::from_hex("3046022100" + r + "022100" + s).value();
}

TEST(PrivateKey, RangeIsOneToOrderLessOne) {
    EXPECT_FALSE(PrivateKey::from_bytes(number(0)));
    EXPECT_TRUE(PrivateKey::from_bytes(number(1)));
    EXPECT_TRUE(PrivateKey::from_bytes(digest(kOrderLess1)));
    EXPECT_FALSE(PrivateKey::from_bytes(digest(kOrder)));
}

TEST(PrivateKey, PublicKeyOfOneIsTheGenerator) {
    EXPECT_EQ(to_hex(secret(1).public_key().bytes()), std::string("02") + kGeneratorX);
    EXPECT_EQ(to_hex(secret(1).public_key(KeyForm::Uncompressed).bytes()),
              std::string("04") + kGeneratorX + kGeneratorY);
    EXPECT_EQ(to_hex(PrivateKey::from_bytes(digest(kOrderLess1))->public_key().bytes()),
              std::string("03") + kGeneratorX);
}

// Computed with an independent implementation of RFC 6979; the second needed one more try to get a low R.
TEST(PrivateKey, EcdsaIsDeterministicWithLowR) {
    EXPECT_EQ(to_hex(secret(7).sign_ecdsa(sha256(as_bytes("a"))).bytes()),
              "3044022023dd2f2ede2d9586e7c722437e7608dfe109c445074f0d3ac6fbf3c68b851b7902204db1fb5fc0ea86e235b8934260"
              "becc3f4fad9f97be4d4c4efab993597a5e32b4");
    EXPECT_EQ(to_hex(secret(7).sign_ecdsa(sha256(as_bytes("b"))).bytes()),
              "3044022077d9a0283ef48ebcfbb38fb23bd12e5d714c96beb3ccb96a8a4faa069626904002206d6a4a92ba0f9bdb81e4479bd8"
              "fba14bb03b6e29fc4364c02900fc5f6976893d");
}

TEST(PrivateKey, EverySignatureVerifiesAndIsShort) {
    for (uint8_t i = 1; i < 60; ++i) {
        const Digest256 message = sha256({&i, 1});
        const DerSignature signature = secret(i).sign_ecdsa(message);
        EXPECT_LE(signature.bytes().size(), 70u);
        EXPECT_TRUE(is_low_der(signature.bytes()));
        EXPECT_TRUE(ecdsa_verify_lax(secret(i).public_key().bytes(), signature.bytes(), message));
        EXPECT_FALSE(ecdsa_verify_lax(secret(i + 1).public_key().bytes(), signature.bytes(), message));
        EXPECT_FALSE(ecdsa_verify_lax(secret(i).public_key().bytes(), signature.bytes(), sha256(message)));
    }
}

TEST(PrivateKey, TweaksAddToBothKeysAlike) {
    const PrivateKey key = secret(5);
    EXPECT_EQ(key.tweak_add(number(3)).value(), secret(8));
    EXPECT_EQ(key.public_key().tweak_add(number(3)).value(), secret(8).public_key());
    EXPECT_EQ(key.public_key(KeyForm::Uncompressed).tweak_add(number(3)).value(), secret(8).public_key());
    EXPECT_FALSE(key.tweak_add(digest(kOrder)));
    EXPECT_FALSE(key.public_key().tweak_add(digest(kOrder)));
    EXPECT_FALSE(secret(1).tweak_add(digest(kOrderLess1)));  // the sum is zero
    EXPECT_FALSE(secret(1).public_key().tweak_add(digest(kOrderLess1)));
}

TEST(PublicKey, SizeMustFitThePrefix) {
    const Bytes zeros(65);
    for (int prefix = 0; prefix < 256; ++prefix) {
        Bytes bytes = zeros;
        bytes[0] = static_cast<uint8_t>(prefix);
        const bool small = prefix == 2 || prefix == 3;
        const bool large = prefix == 4 || prefix == 6 || prefix == 7;
        EXPECT_EQ(PublicKey::from_bytes(bytes).has_value(), large) << prefix;
        EXPECT_EQ(PublicKey::from_bytes(base::ByteSpan(bytes).first(33)).has_value(), small) << prefix;
        EXPECT_FALSE(PublicKey::from_bytes(base::ByteSpan(bytes).first(32)));
        EXPECT_FALSE(PublicKey::from_bytes(base::ByteSpan(bytes).first(34)));
        EXPECT_FALSE(PublicKey::from_bytes(base::ByteSpan(bytes).first(64)));
    }
    EXPECT_FALSE(PublicKey::from_bytes({}));
}

TEST(PublicKey, HybridMustTellTheParity) {
    const std::string point = std::string(kGeneratorX) + kGeneratorY;  // y is even
    EXPECT_TRUE(key_from("04" + point).is_valid());
    EXPECT_TRUE(key_from("06" + point).is_valid());
    EXPECT_FALSE(key_from("07" + point).is_valid());
    EXPECT_EQ(to_hex(key_from("06" + point).to_form(KeyForm::Uncompressed)->bytes()), "04" + point);
}

TEST(PublicKey, ConvertsBetweenForms) {
    const PublicKey small = secret(9).public_key();
    const PublicKey large = secret(9).public_key(KeyForm::Uncompressed);
    EXPECT_EQ(small.to_form(KeyForm::Uncompressed).value(), large);
    EXPECT_EQ(large.to_form(KeyForm::Compressed).value(), small);
    EXPECT_EQ(small.form(), KeyForm::Compressed);
    EXPECT_EQ(large.form(), KeyForm::Uncompressed);
    EXPECT_EQ(small.hash(), hash160(small.bytes()));
    EXPECT_EQ(small.xonly(), large.xonly());
    const PublicKey off_curve = key_from("02" + std::string(64, '0'));
    EXPECT_FALSE(off_curve.is_valid());
    EXPECT_FALSE(off_curve.to_form(KeyForm::Uncompressed));
    EXPECT_FALSE(off_curve.tweak_add(number(1)));
}

TEST(PublicKey, OrdersByBytes) {
    std::vector<PublicKey> keys;
    for (uint8_t i = 1; i < 20; ++i) {
        keys.push_back(secret(i).public_key());
        keys.push_back(secret(i).public_key(KeyForm::Uncompressed));
    }
    std::sort(keys.begin(), keys.end());
    for (size_t i = 1; i < keys.size(); ++i) {
        EXPECT_LT(to_hex(keys[i - 1].bytes()).compare(to_hex(keys[i].bytes())), 0);
    }
    EXPECT_NE(keys[0], keys[1]);
}

TEST(Ecdsa, HighSVerifiesButIsNotLow) {
    const Digest256 message = sha256(as_bytes("a"));
    const std::string r = "23dd2f2ede2d9586e7c722437e7608dfe109c445074f0d3ac6fbf3c68b851b79";
    const std::string low = "4db1fb5fc0ea86e235b8934260becc3f4fad9f97be4d4c4efab993597a5e32b4";
    const std::string high = "b24e04a03f15791dca476cbd9f4133bf6b013d4ef0fb53ecc518cb3355d80e8d";
    const PublicKey key = secret(7).public_key();
    EXPECT_TRUE(ecdsa_verify_lax(key.bytes(), der(r, low), message));
    EXPECT_TRUE(ecdsa_verify_lax(key.bytes(), der(r, high), message));
    EXPECT_TRUE(is_low_der(der(r, low)));
    EXPECT_FALSE(is_low_der(der(r, high)));
}

TEST(Ecdsa, LowSEndsAtHalfTheOrder) {
    EXPECT_TRUE(is_low_der(der(std::string(64, '1'), kHalfOrder)));
    EXPECT_FALSE(is_low_der(der(std::string(64, '1'), kHalfOrderPlus1)));
    EXPECT_FALSE(is_low_der(der(std::string(64, '1'), kOrderLess1)));
    EXPECT_TRUE(is_low_der(der(std::string(64, '1'), kOrder)));      // no signature is left
    EXPECT_TRUE(is_low_der(der(kOrder, kHalfOrderPlus1)));           // R spoils it in the same way
    EXPECT_FALSE(is_low_der(base::from_hex("3006020101").value()));  // does not parse
}

TEST(Ecdsa, RefusesBadKeysAndSignatures) {
    const Digest256 message = sha256(as_bytes("a"));
    const DerSignature good = secret(7).sign_ecdsa(message);
    const PublicKey key = secret(7).public_key();
    EXPECT_FALSE(ecdsa_verify_lax({}, good.bytes(), message));
    EXPECT_FALSE(ecdsa_verify_lax(key.bytes().first(32), good.bytes(), message));
    EXPECT_FALSE(ecdsa_verify_lax(Bytes(33, 2), {}, message));
    EXPECT_FALSE(ecdsa_verify_lax(key.bytes(), {}, message));
    EXPECT_FALSE(ecdsa_verify_lax(key.bytes(), der(std::string(64, '0'), std::string(64, '0')), message));
    EXPECT_FALSE(ecdsa_verify_lax(key.bytes(), der(kOrder, kOrder), message));
    const PublicKey hybrid = key_from("06" + std::string(kGeneratorX) + kGeneratorY);
    EXPECT_TRUE(ecdsa_verify_lax(hybrid.bytes(), secret(1).sign_ecdsa(message).bytes(), message));
}

TEST(Schnorr, SignaturesVerify) {
    const Digest256 message = sha256(as_bytes("m"));
    const XOnlyKey key = secret(3).public_key().xonly();
    SchnorrSignature signature = secret(3).sign_schnorr(message);
    EXPECT_TRUE(schnorr_verify(key, signature, message));
    EXPECT_NE(secret(3).sign_schnorr(message, number(1)), signature);
    EXPECT_EQ(secret(3).sign_schnorr(message, number(0)), signature);
    signature[63] ^= 1;
    EXPECT_FALSE(schnorr_verify(key, signature, message));
}

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
        if (c == ',' && fields.size() < 8) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    return fields;
}

void check_bip340_row(const std::vector<std::string>& row) {
    const Bytes key = base::from_hex(row[2]).value();
    const Bytes message = base::from_hex(row[4]).value();
    const Bytes signature = base::from_hex(row[5]).value();
    EXPECT_EQ(schnorr_verify(std::span<const uint8_t, 32>(key), std::span<const uint8_t, 64>(signature), message),
              row[6] == "TRUE")
        << row[0];
    if (row[1].empty()) return;
    const PrivateKey signer = PrivateKey::from_bytes(digest(row[1])).value();
    EXPECT_EQ(to_hex(signer.public_key().xonly()), to_hex(key)) << row[0];
    EXPECT_EQ(to_hex(signer.sign_schnorr(message, digest(row[3]))), to_hex(signature)) << row[0];
}

TEST(Schnorr, Bip340Vectors) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: bip-0340-test-vectors.csv not run";
    std::ifstream file(folder + "/vectors/bips/bip-0340-test-vectors.csv");
    ASSERT_TRUE(file.good());
    std::string line;
    std::getline(file, line);
    size_t cases = 0;
    for (; std::getline(file, line); ++cases) {
        const std::vector<std::string> row = split(line);
        ASSERT_EQ(row.size(), 8u) << line;
        check_bip340_row(row);
    }
    std::printf("bip-0340-test-vectors.csv: %zu cases\n", cases);
    EXPECT_EQ(cases, 19u);
}

TEST(Taproot, TweakedKeysMatch) {
    for (uint8_t i = 1; i < 20; ++i) {
        const PrivateKey key = secret(i);
        const XOnlyKey internal = key.public_key().xonly();
        const Digest256 tweak = tagged_hash("TapTweak", internal);
        const TweakedKey output = xonly_tweak_add(internal, tweak).value();
        const Parity other = output.parity == Parity::Even ? Parity::Odd : Parity::Even;
        EXPECT_TRUE(taproot_tweak_matches(output.key, output.parity, internal, tweak));
        EXPECT_FALSE(taproot_tweak_matches(output.key, other, internal, tweak));
        EXPECT_FALSE(taproot_tweak_matches(internal, output.parity, internal, tweak));
        EXPECT_FALSE(taproot_tweak_matches(output.key, output.parity, output.key, tweak));
        const PublicKey tweaked = key.taproot_tweak(tweak)->public_key();
        EXPECT_EQ(tweaked.xonly(), output.key);
        EXPECT_EQ(tweaked.bytes()[0] == 3, output.parity == Parity::Odd);
    }
}

TEST(Taproot, RefusesWhatIsNoPointAndTweaksOutOfRange) {
    const XOnlyKey good = secret(1).public_key().xonly();
    const XOnlyKey off_curve{};
    EXPECT_TRUE(is_valid_xonly(good));
    EXPECT_FALSE(is_valid_xonly(off_curve));
    EXPECT_FALSE(xonly_tweak_add(off_curve, number(1)));
    EXPECT_FALSE(xonly_tweak_add(good, digest(kOrder)));
    EXPECT_FALSE(xonly_tweak_add(good, digest(kOrderLess1)));  // infinity
    EXPECT_FALSE(taproot_tweak_matches(good, Parity::Even, off_curve, number(1)));
    EXPECT_FALSE(taproot_tweak_matches(good, Parity::Even, good, digest(kOrder)));
    EXPECT_FALSE(secret(1).taproot_tweak(digest(kOrder)));
    EXPECT_EQ(to_hex(PublicKey::from_xonly(good).bytes()), std::string("02") + kGeneratorX);
}

}  // namespace
}  // namespace quanta::crypto
