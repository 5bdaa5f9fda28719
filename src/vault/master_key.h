// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "sys/random.h"
#include "sys/secret_memory.h"
#include "vault/error.h"

namespace quanta::vault {

/// The random key under which a wallet's secrets are encrypted, in secret memory. Moved, not copied. Its
/// const methods: any thread.
///
/// A sealed secret is: version (1 byte), check of the master key (8), encrypted secret (AES-256-CBC), MAC
/// (32, HMAC-SHA256 over the name and all before), checksum (4, of all before). Its IV follows from the name,
/// as in the deployed scheme: name secrets by their public key, or anything else that stays with them. The
/// checksum tells damage from the wrong key; the MAC holds against whoever can compute a checksum.
class MasterKey {
public:
    static constexpr size_t kSize = 32;

    /// A new one.
    static MasterKey create(sys::Random& random);
    /// Of `bytes`, of which there are kSize.
    explicit MasterKey(sys::SecretBytes bytes);
    MasterKey(MasterKey&&) noexcept = default;
    MasterKey& operator=(MasterKey&&) noexcept = default;

    /// Encrypts `secret`, which is known by `name`.
    base::Bytes seal(base::ByteSpan name, base::ByteSpan secret) const;
    /// The inverse. Errors: UnknownFormat, Damaged, WrongKey.
    base::Result<sys::SecretBytes, VaultError> open(base::ByteSpan name, base::ByteSpan sealed) const;

    /// The key itself, for whoever encrypts it.
    base::ByteSpan bytes() const { return m_bytes; }

private:
    crypto::Digest256 mac(base::ByteSpan name, base::ByteSpan content) const;
    base::ByteSpan cipher_key() const { return base::ByteSpan(m_derived).first(32); }
    base::ByteSpan mac_key() const { return base::ByteSpan(m_derived).subspan(32, 32); }
    base::ByteSpan check() const { return base::ByteSpan(m_derived).subspan(64, 8); }

    sys::SecretBytes m_bytes;
    /// Key of the cipher, key of the MAC, and what tells this key from others.
    sys::SecretBytes m_derived;
};

}  // namespace quanta::vault
