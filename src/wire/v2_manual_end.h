// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "crypto/ellswift.h"
#include "crypto/hash.h"
#include "wire/bip324_cipher.h"
#include "wire/transport.h"
#include "wire/v2_contents.h"

/// @file
/// For tests: secrets that are the same each time, and an end of a connection that is led by hand.

namespace quanta::wire {

inline constexpr Magic kTestMagic = {0xfa, 0xbf, 0xb5, 0xda};

/// Bytes that look random, the same for the same `name`.
inline base::Bytes noise(const std::string& name, size_t size) {
    base::Bytes bytes;
    for (uint32_t i = 0; bytes.size() < size; ++i) {
        const crypto::Digest256 block = crypto::sha256(base::as_bytes(name + std::to_string(i)));
        bytes.insert(bytes.end(), block.begin(), block.end());
    }
    bytes.resize(size);
    return bytes;
}

inline V2Secrets test_secrets(const std::string& name, size_t garbage) {
    V2Secrets secrets;
    secrets.private_key = crypto::sha256(base::as_bytes(name + " key"));
    secrets.entropy = crypto::sha256(base::as_bytes(name + " entropy"));
    secrets.garbage = noise(name + " garbage", garbage);
    return secrets;
}

/// One end whose steps are taken one by one, in whatever order a test wants.
class ManualEnd {
public:
    ManualEnd(crypto::EllSwiftParty we, const std::string& name, size_t garbage)
        : m_we(we),
          m_secrets(test_secrets(name, garbage)),
          m_key(crypto::PrivateKey::from_bytes(m_secrets.private_key).value()),
          m_public(crypto::ellswift_create(m_key, m_secrets.entropy)) {}

    /// Key and garbage.
    base::Bytes hello() const {
        base::Bytes bytes(m_public.begin(), m_public.end());
        bytes.insert(bytes.end(), garbage().begin(), garbage().end());
        return bytes;
    }
    const base::Bytes& garbage() const { return m_secrets.garbage; }

    /// Takes the other end's key from the beginning of what it sent.
    void meet(base::ByteSpan sent, const Magic& magic = kTestMagic) {
        crypto::EllSwift theirs;
        std::copy_n(sent.begin(), theirs.size(), theirs.begin());
        m_cipher.emplace(magic, crypto::ellswift_shared_secret(m_key, m_public, theirs, m_we), m_we);
    }
    Bip324Cipher& cipher() { return *m_cipher; }
    base::Bytes terminator() const {
        return {m_cipher->send_terminator().begin(), m_cipher->send_terminator().end()};
    }
    base::Bytes packet(PacketKind kind, base::ByteSpan contents, base::ByteSpan associated = {}) {
        base::Bytes bytes;
        m_cipher->seal(bytes, kind, {}, contents, associated);
        return bytes;
    }
    /// Terminator and version packet.
    base::Bytes finish() {
        base::Bytes bytes = terminator();
        m_cipher->seal(bytes, PacketKind::Genuine, {}, {}, garbage());
        return bytes;
    }
    base::Bytes message(const std::string& type, base::ByteSpan payload) {
        base::Bytes bytes;
        m_cipher->seal(bytes, PacketKind::Genuine, TypePrefix(type).bytes(), payload);
        return bytes;
    }

private:
    const crypto::EllSwiftParty m_we;
    const V2Secrets m_secrets;
    const crypto::PrivateKey m_key;
    const crypto::EllSwift m_public;
    std::optional<Bip324Cipher> m_cipher;
};

}  // namespace quanta::wire
