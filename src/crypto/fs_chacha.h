// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "crypto/chacha20_poly1305.h"
#include "crypto/hash.h"

/// @file
/// The ciphers of BIP324 that take a new key at times, made from the old one, so that who gets hold of a key
/// learns nothing of what was encrypted before. Each object serves one direction. Keys are overwritten when
/// they are replaced and when the object goes. Not thread-safe.

namespace quanta::crypto {

/// Uses of a key before it is replaced.
inline constexpr uint32_t kRekeyInterval = 224;

/// FSChaCha20: encrypts and decrypts short chunks, unauthenticated.
class FsChaCha20 {
public:
    explicit FsChaCha20(const Digest256& key) : m_key(key) {}
    FsChaCha20(const FsChaCha20&) = delete;
    FsChaCha20& operator=(const FsChaCha20&) = delete;
    ~FsChaCha20();

    /// Encrypts or decrypts a chunk where it stands.
    void crypt(std::span<uint8_t> chunk);

private:
    /// Fills `out` from the key stream; or adds it to it.
    enum class Into : uint8_t { Fill, Add };
    void draw(std::span<uint8_t> out, Into into);

    static constexpr size_t kBlockSize = 64;
    Digest256 m_key;
    std::array<uint8_t, kBlockSize> m_block{};
    size_t m_used = kBlockSize;  ///< bytes of m_block that are gone
    uint32_t m_next_block = 0;
    uint32_t m_chunks = 0;  ///< under this key
    uint64_t m_rekeyings = 0;
};

/// FSChaCha20Poly1305: seals or opens packets.
class FsChaCha20Poly1305 {
public:
    explicit FsChaCha20Poly1305(const Digest256& key) : m_key(key), m_cipher(key) {}
    FsChaCha20Poly1305(const FsChaCha20Poly1305&) = delete;
    FsChaCha20Poly1305& operator=(const FsChaCha20Poly1305&) = delete;
    ~FsChaCha20Poly1305();

    /// As ChaCha20Poly1305::seal and open, under the next nonce.
    ChaCha20Poly1305::Tag seal(std::span<uint8_t> text, base::ByteSpan associated);
    [[nodiscard]] bool open(std::span<uint8_t> text, std::span<const uint8_t, ChaCha20Poly1305::kTagSize> tag,
                            base::ByteSpan associated);

private:
    /// The nonce of use number `use` of this key.
    Nonce96 nonce(uint32_t use) const;
    /// Counts a use of the key.
    void advance();

    Digest256 m_key;
    ChaCha20Poly1305 m_cipher;
    uint32_t m_packets = 0;  ///< under this key
    uint64_t m_rekeyings = 0;
};

}  // namespace quanta::crypto
