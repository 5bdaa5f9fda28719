// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/chacha20_poly1305.h"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace quanta::crypto {
namespace {

/// Looked up once: that takes longer than a packet.
const EVP_CIPHER* cipher() {
    static const EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
    CHECK(found != nullptr);
    return found;
}

int size_of(base::ByteSpan bytes) {
    CHECK(bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
    return static_cast<int>(bytes.size());
}

/// Passes `associated` and then `text` through the cipher.
void pass(EVP_CIPHER_CTX* context, std::span<uint8_t> text, base::ByteSpan associated) {
    int written = 0;
    if (!associated.empty()) {
        CHECK(EVP_CipherUpdate(context, nullptr, &written, associated.data(), size_of(associated)) == 1);
    }
    if (text.empty()) return;
    CHECK(EVP_CipherUpdate(context, text.data(), &written, text.data(), size_of(text)) == 1);
    CHECK(static_cast<size_t>(written) == text.size());
}

}  // namespace

void ChaCha20Poly1305::Free::operator()(evp_cipher_ctx_st* context) const {
    EVP_CIPHER_CTX_free(context);
}

ChaCha20Poly1305::ChaCha20Poly1305(const Digest256& key) : m_context(EVP_CIPHER_CTX_new()) {
    CHECK(m_context != nullptr);
    CHECK(EVP_CipherInit_ex2(m_context.get(), cipher(), key.data(), nullptr, 1, nullptr) == 1);
}

void ChaCha20Poly1305::set_key(const Digest256& key) {
    CHECK(EVP_CipherInit_ex2(m_context.get(), nullptr, key.data(), nullptr, 1, nullptr) == 1);
}

ChaCha20Poly1305::Tag ChaCha20Poly1305::seal(std::span<uint8_t> text, const Nonce96& nonce,
                                             base::ByteSpan associated) {
    EVP_CIPHER_CTX* const context = m_context.get();
    CHECK(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), 1, nullptr) == 1);
    pass(context, text, associated);
    Tag tag;
    int written = 0;
    CHECK(EVP_CipherFinal_ex(context, tag.data(), &written) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag.data()) == 1);
    return tag;
}

bool ChaCha20Poly1305::open(std::span<uint8_t> text, std::span<const uint8_t, kTagSize> tag,
                            const Nonce96& nonce, base::ByteSpan associated) {
    EVP_CIPHER_CTX* const context = m_context.get();
    CHECK(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), 0, nullptr) == 1);
    Tag expected;
    std::copy(tag.begin(), tag.end(), expected.begin());
    CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, expected.data()) == 1);
    pass(context, text, associated);
    uint8_t nothing = 0;
    int written = 0;
    return EVP_CipherFinal_ex(context, &nothing, &written) == 1;
}

}  // namespace quanta::crypto
