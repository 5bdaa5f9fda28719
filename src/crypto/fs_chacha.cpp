// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/fs_chacha.h"

#include <algorithm>

#include "crypto/chacha20.h"
#include "crypto/hmac.h"

namespace quanta::crypto {
namespace {

/// Four bytes and eight, little endian.
Nonce96 make_nonce(uint32_t use, uint64_t rekeyings) {
    Nonce96 nonce;
    base::write_le<uint32_t>(nonce.data(), use);
    base::write_le<uint64_t>(nonce.data() + sizeof use, rekeyings);
    return nonce;
}

/// The use that makes the next key.
constexpr uint32_t kRekeyUse = 0xffffffff;

}  // namespace

FsChaCha20::~FsChaCha20() {
    cleanse(m_key.data(), m_key.size());
    cleanse(m_block.data(), m_block.size());
}

void FsChaCha20::draw(std::span<uint8_t> out, Into into) {
    for (uint8_t& byte : out) {
        if (m_used == m_block.size()) {
            chacha20_keystream(m_block, m_key, make_nonce(0, m_rekeyings), m_next_block++);
            m_used = 0;
        }
        const uint8_t drawn = m_block[m_used++];
        byte = into == Into::Fill ? drawn : byte ^ drawn;
    }
}

void FsChaCha20::crypt(std::span<uint8_t> chunk) {
    draw(chunk, Into::Add);
    if (++m_chunks < kRekeyInterval) return;
    Digest256 key;
    draw(key, Into::Fill);
    m_key = key;
    cleanse(key.data(), key.size());
    // What is left of the block came from the old key.
    m_used = m_block.size();
    m_next_block = 0;
    m_chunks = 0;
    ++m_rekeyings;
}

FsChaCha20Poly1305::~FsChaCha20Poly1305() {
    cleanse(m_key.data(), m_key.size());
}

Nonce96 FsChaCha20Poly1305::nonce(uint32_t use) const {
    return make_nonce(use, m_rekeyings);
}

ChaCha20Poly1305::Tag FsChaCha20Poly1305::seal(std::span<uint8_t> text, base::ByteSpan associated) {
    const ChaCha20Poly1305::Tag tag = m_cipher.seal(text, nonce(m_packets), associated);
    advance();
    return tag;
}

bool FsChaCha20Poly1305::open(std::span<uint8_t> text,
                              std::span<const uint8_t, ChaCha20Poly1305::kTagSize> tag,
                              base::ByteSpan associated) {
    const bool opened = m_cipher.open(text, tag, nonce(m_packets), associated);
    advance();
    return opened;
}

void FsChaCha20Poly1305::advance() {
    if (++m_packets < kRekeyInterval) return;
    // The next key is the beginning of what 32 zero bytes would be encrypted to: the second block of the key
    // stream, for the first makes the tag.
    Digest256 key;
    chacha20_keystream(key, m_key, nonce(kRekeyUse), 1);
    m_key = key;
    m_cipher.set_key(key);
    cleanse(key.data(), key.size());
    m_packets = 0;
    ++m_rekeyings;
}

}  // namespace quanta::crypto
