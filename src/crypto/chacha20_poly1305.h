// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "crypto/hash.h"

// Of OpenSSL.
struct evp_cipher_ctx_st;

namespace quanta::crypto {

using Nonce96 = std::array<uint8_t, 12>;

/// Encryption that also authenticates: AEAD_CHACHA20_POLY1305 of RFC 8439, under one key. Texts are changed
/// where they stand, 2^31 - 1 bytes at most. Not thread-safe. The key is overwritten when the object goes.
class ChaCha20Poly1305 {
public:
    static constexpr size_t kTagSize = 16;
    using Tag = std::array<uint8_t, kTagSize>;

    explicit ChaCha20Poly1305(const Digest256& key);
    ChaCha20Poly1305(ChaCha20Poly1305&&) noexcept = default;
    ChaCha20Poly1305& operator=(ChaCha20Poly1305&&) noexcept = default;
    ~ChaCha20Poly1305() = default;

    /// Goes on with another key.
    void set_key(const Digest256& key);
    /// Encrypts `text` and returns what authenticates it and `associated`. No nonce may be used twice under a
    /// key.
    Tag seal(std::span<uint8_t> text, const Nonce96& nonce, base::ByteSpan associated);
    /// Decrypts `text`; false when `tag` does not fit it, the nonce and `associated`: `text` is garbage then
    /// and must not be looked at. The tags are compared in constant time.
    [[nodiscard]] bool open(std::span<uint8_t> text, std::span<const uint8_t, kTagSize> tag,
                            const Nonce96& nonce, base::ByteSpan associated);

private:
    struct Free {
        void operator()(evp_cipher_ctx_st* context) const;
    };
    std::unique_ptr<evp_cipher_ctx_st, Free> m_context;
};

}  // namespace quanta::crypto
