// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/chacha20_poly1305.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

/// The key of section 2.8.2 of RFC 8439.
Digest256 rfc_key() {
    Digest256 key;
    std::iota(key.begin(), key.end(), uint8_t{0x80});
    return key;
}
constexpr Nonce96 kRfcNonce = {7, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47};
const base::Bytes kRfcAssociated = *base::from_hex("50515253c0c1c2c3c4c5c6c7");

base::Bytes rfc_text() {
    const base::ByteSpan text = base::as_bytes(
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        "sunscreen would be it.");
    return {text.begin(), text.end()};
}

TEST(ChaCha20Poly1305, Rfc8439) {
    base::Bytes text = rfc_text();
    ChaCha20Poly1305 cipher(rfc_key());
    const auto tag = cipher.seal(text, kRfcNonce, kRfcAssociated);
    EXPECT_EQ(base::to_hex(tag), "1ae10b594f09e26a7e902ecbd0600691");
    EXPECT_EQ(base::to_hex(base::ByteSpan(text).first(16)), "d31a8d34648e60db7b86afbc53ef7ec2");
    EXPECT_EQ(base::to_hex(base::ByteSpan(text).last(2)), "6116");
    EXPECT_TRUE(cipher.open(text, tag, kRfcNonce, kRfcAssociated));
    EXPECT_EQ(text, rfc_text());
}

TEST(ChaCha20Poly1305, EverySizeComesBack) {
    ChaCha20Poly1305 cipher(rfc_key());
    for (size_t size = 0; size < 300; ++size) {
        const base::Bytes plain(size, static_cast<uint8_t>(size));
        for (const size_t associated : {size_t{0}, size_t{1}, size_t{16}, size}) {
            base::Bytes text = plain;
            const base::Bytes beside(associated, 0x33);
            const auto tag = cipher.seal(text, kRfcNonce, beside);
            EXPECT_TRUE(size <= 8 || text != plain);
            EXPECT_TRUE(cipher.open(text, tag, kRfcNonce, beside));
            EXPECT_EQ(text, plain);
        }
    }
}

/// Whether what `change` has altered still opens.
template <typename Change>
bool opens_after(Change change) {
    struct {
        base::Bytes text = rfc_text();
        ChaCha20Poly1305::Tag tag{};
        Nonce96 nonce = kRfcNonce;
        base::Bytes associated = kRfcAssociated;
    } sealed;
    ChaCha20Poly1305 cipher(rfc_key());
    sealed.tag = cipher.seal(sealed.text, sealed.nonce, sealed.associated);
    change(sealed);
    return cipher.open(sealed.text, sealed.tag, sealed.nonce, sealed.associated);
}

TEST(ChaCha20Poly1305, RefusesWhatWasAltered) {
    EXPECT_TRUE(opens_after([](auto&) {}));
    for (size_t i = 0; i < rfc_text().size(); ++i)
        EXPECT_FALSE(opens_after([i](auto& sealed) { sealed.text[i] ^= 1; }));
    for (size_t i = 0; i < ChaCha20Poly1305::kTagSize; ++i)
        EXPECT_FALSE(opens_after([i](auto& sealed) { sealed.tag[i] ^= 0x80; }));
    for (size_t i = 0; i < kRfcNonce.size(); ++i)
        EXPECT_FALSE(opens_after([i](auto& sealed) { sealed.nonce[i] ^= 4; }));
    EXPECT_FALSE(opens_after([](auto& sealed) { sealed.associated.pop_back(); }));
    EXPECT_FALSE(opens_after([](auto& sealed) { sealed.associated.push_back(0); }));
    EXPECT_FALSE(opens_after([](auto& sealed) { sealed.text.pop_back(); }));
    EXPECT_FALSE(opens_after([](auto& sealed) { sealed.text.clear(); }));
}

TEST(ChaCha20Poly1305, KeysDiffer) {
    ChaCha20Poly1305 cipher(Digest256{});
    base::Bytes text = rfc_text();
    auto tag = cipher.seal(text, kRfcNonce, {});
    cipher.set_key(rfc_key());
    base::Bytes copy = text;
    EXPECT_FALSE(cipher.open(copy, tag, kRfcNonce, {}));
    cipher.set_key(Digest256{});
    EXPECT_TRUE(cipher.open(text, tag, kRfcNonce, {}));
    EXPECT_EQ(text, rfc_text());
    cipher.set_key(rfc_key());
    EXPECT_EQ(base::to_hex(cipher.seal(text, kRfcNonce, kRfcAssociated)), "1ae10b594f09e26a7e902ecbd0600691");
}

}  // namespace
}  // namespace quanta::crypto
