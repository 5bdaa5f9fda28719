// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/extended_key.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hex.h"
#include "keys/base58.h"
#include "keys/key_path.h"

namespace quanta::keys {
namespace {

const params::ChainParams& main_chain() {
    static const params::ChainParams params = params::make_params(params::Chain::Main).value();
    return params;
}

ExtendedPrivateKey derive(ExtendedPrivateKey key, std::string_view path) {
    const KeyPath numbers = parse_key_path(path).value();
    for (const uint32_t number : numbers) key = key.derive(number).value();
    return key;
}

struct Published {
    std::string path;
    std::string public_text;
    std::string private_text;
};

void check(const char* seed, const std::vector<Published>& chain) {
    const auto master = ExtendedPrivateKey::from_seed(base::from_hex(seed).value()).value();
    for (const Published& published : chain) {
        const ExtendedPrivateKey key = derive(master, published.path);
        EXPECT_EQ(encode_extended_key(key, main_chain()), published.private_text) << published.path;
        EXPECT_EQ(encode_extended_key(key.neuter(), main_chain()), published.public_text) << published.path;
        EXPECT_EQ(decode_extended_private_key(published.private_text, main_chain()), key);
        EXPECT_EQ(decode_extended_public_key(published.public_text, main_chain()), key.neuter());
    }
}

// Test vectors 1 and 3 of BIP32; 3 has keys with leading zeros.
TEST(ExtendedKey, PublishedTrees) {
    check("000102030405060708090a0b0c0d0e0f",
          {{"m",
            "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFd"
            "p6W1EGMcet8",
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk3"
            "3yuGBxrMPHi"},
           {"m/0h",
            "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9r"
            "L2dZXvgGDnw",
            "xprv9uHRZZhk6KAJC1avXpDAp4MDc3sQKNxDiPvvkX8Br5ngLNv1TxvUxt4cV1rGL5hj6KCesnDYUhd7oWgT11eZG7XnxHrnYeSv"
            "kzY7d2bhkJ7"},
           {"m/0h/1",
            "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7"
            "xmALppuCkwQ",
            "xprv9wTYmMFdV23N2TdNG573QoEsfRrWKQgWeibmLntzniatZvR9BmLnvSxqu53Kw1UmYPxLgboyZQaXwTCg8MSY3H2EU4pWcQDn"
            "RnrVA1xe8fs"}});
    check("4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f863b8d5ab5a0d0c64d2e8a1"
          "e7d1457df2e5a3c51c73235be",
          {{"m/0h",
            "xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gw"
            "QN3ih19Zm4Y",
            "xprv9uPDJpEQgRQfDcW7BkF7eTya6RPxXeJCqCJGHuCJ4GiRVLzkTXBAJMu2qaMWPrS7AANYqdq6vcBcBUdJCVVFceUvJFjaPdGZ"
            "2y9WACViL4L"}});
}

TEST(ExtendedKey, PublicDerivationAgreesWithPrivate) {
    const auto master = ExtendedPrivateKey::from_seed(base::Bytes(32, 7)).value();
    const ExtendedPrivateKey account = derive(master, "m/84h/0h/0h");
    for (const uint32_t number : {0u, 1u, 0x7fffffffu}) {
        EXPECT_EQ(account.neuter().derive(number), account.derive(number)->neuter());
    }
    EXPECT_FALSE(account.neuter().derive(kHardened));
    EXPECT_TRUE(account.derive(kHardened));
    EXPECT_TRUE(account.derive(0xffffffff));
}

TEST(ExtendedKey, DepthEndsAt255) {
    auto key = ExtendedPrivateKey::from_seed(base::Bytes(16, 1)).value();
    for (int depth = 0; depth < 255; ++depth) key = key.derive(0).value();
    EXPECT_EQ(key.origin.depth, 255);
    EXPECT_FALSE(key.derive(0));
    EXPECT_FALSE(key.neuter().derive(0));
}

/// The text of the published master key with some of its 78 bytes changed.
std::string changed(const std::string& text, size_t at, const std::string& hex) {
    base::Bytes bytes = decode_base58_check(text, 78).value();
    const base::Bytes replacement = base::from_hex(hex).value();
    std::copy(replacement.begin(), replacement.end(), bytes.begin() + static_cast<ptrdiff_t>(at));
    return encode_base58_check(bytes);
}

TEST(ExtendedKey, RefusesImpossibleTexts) {
    const auto master = ExtendedPrivateKey::from_seed(base::Bytes(16, 1)).value();
    const std::string secret = encode_extended_key(master, main_chain());
    const std::string open = encode_extended_key(master.neuter(), main_chain());
    const auto reads = [](const std::string& text) {
        return decode_extended_private_key(text, main_chain()) || decode_extended_public_key(text, main_chain());
    };
    EXPECT_TRUE(reads(changed(secret, 4, "01")));
    EXPECT_TRUE(reads(changed(open, 4, "01")));
    for (const std::string& text : {secret, open}) {
        EXPECT_FALSE(reads(changed(text, 0, "00")));        // version
        EXPECT_FALSE(reads(changed(text, 8, "01")));        // parent of a master key
        EXPECT_FALSE(reads(changed(text, 12, "01")));       // number of a master key
        EXPECT_FALSE(reads(changed(text, 45, "04")));       // prefix of the key
        EXPECT_FALSE(reads(text.substr(1)));                // checksum
        EXPECT_FALSE(decode_extended_public_key(text, params::make_params(params::Chain::Regtest).value()));
    }
    EXPECT_FALSE(reads(changed(secret, 46, std::string(64, '0'))));
    EXPECT_FALSE(reads(changed(secret, 46, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")));
    EXPECT_FALSE(reads(changed(secret, 45, "02")));         // a public key under a private version
    EXPECT_FALSE(reads(changed(open, 45, "00")));           // and the other way round
    EXPECT_FALSE(reads(changed(open, 46, std::string(62, '0') + "07")));  // no point
    EXPECT_FALSE(reads(encode_base58_check(base::Bytes(77))));
    EXPECT_FALSE(decode_extended_public_key(secret, main_chain()));
    EXPECT_FALSE(decode_extended_private_key(open, main_chain()));
}

TEST(KeyPath, ParsesAndFormats) {
    EXPECT_EQ(parse_key_path("m"), KeyPath{});
    EXPECT_EQ(parse_key_path(""), KeyPath{});
    EXPECT_EQ(parse_key_path("m/84h/0'/5"), (KeyPath{84 | kHardened, kHardened, 5}));
    EXPECT_EQ(parse_key_path("0/2147483647"), (KeyPath{0, 0x7fffffff}));
    EXPECT_EQ(parse_key_path("2147483647h"), KeyPath{0xffffffff});
    for (const char* bad : {"m/", "/", "/1", "m//1", "1/", "m1", "mm", "m/m", "0h'", "h", "'", "-1", "+1", " 1", "1 ",
                            "0x1", "2147483648", "4294967296", "1h1", "1H"}) {
        EXPECT_FALSE(parse_key_path(bad)) << bad;
    }
    EXPECT_EQ(format_key_path({84 | kHardened, 0xffffffff, 5}), "/84h/2147483647h/5");
    EXPECT_EQ(format_key_path({kHardened}, HardenedMark::Apostrophe), "/0'");
    EXPECT_EQ(format_key_path({}), "");
}

TEST(KeyPath, HasAtMost255Numbers) {
    std::string longest = "m";
    for (int i = 0; i < 255; ++i) longest += "/1";
    EXPECT_EQ(parse_key_path(longest)->size(), 255u);
    EXPECT_FALSE(parse_key_path(longest + "/1"));
}

}  // namespace
}  // namespace quanta::keys
