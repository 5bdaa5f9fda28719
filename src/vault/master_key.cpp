// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/master_key.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "codec/writer.h"
#include "crypto/aes.h"
#include "crypto/hmac.h"
#include "vault/record.h"

namespace quanta::vault {

namespace {

using base::Err;

constexpr uint8_t kVersion = 1;
constexpr size_t kCheckSize = 8;
constexpr size_t kMacSize = 32;
/// All but the encrypted secret.
constexpr size_t kOverhead = 1 + kCheckSize + kMacSize + kChecksumSize;

/// HMAC-SHA512 of `label`, appended to `out`.
void derive(base::ByteSpan key, std::string_view label, size_t size, sys::SecretBytes& out) {
    crypto::Digest512 derived = crypto::hmac_sha512(key, base::as_bytes(label));
    out.insert(out.end(), derived.begin(), derived.begin() + static_cast<ptrdiff_t>(size));
    crypto::cleanse(derived.data(), derived.size());
}

/// The first half of the double hash of the name, as in the deployed scheme.
crypto::AesIv iv_of(base::ByteSpan name) {
    const crypto::Digest256 hash = crypto::sha256d(name);
    crypto::AesIv iv;
    std::copy_n(hash.begin(), iv.size(), iv.begin());
    return iv;
}

}  // namespace

std::string_view vault_error_text(VaultError error) {
    switch (error) {
        case VaultError::Locked:
            return "The wallet is locked";
        case VaultError::WrongPassphrase:
            return "The passphrase is wrong";
        case VaultError::WrongKey:
            return "The secret is encrypted under another key";
        case VaultError::Damaged:
            return "An encrypted record is damaged";
        case VaultError::UnknownFormat:
            return "An encrypted record is of an unknown format";
        case VaultError::TooCostly:
            return "Not enough memory for the work that the passphrase takes";
    }
    return "";
}

MasterKey MasterKey::create(sys::Random& random) {
    sys::SecretBytes bytes(kSize);
    random.fill(bytes);
    return MasterKey(std::move(bytes));
}

MasterKey::MasterKey(sys::SecretBytes bytes) : m_bytes(std::move(bytes)) {
    CHECK(m_bytes.size() == kSize);
    m_derived.reserve(64 + kCheckSize);
    derive(m_bytes, "quanta vault: secrets", 64, m_derived);
    derive(m_bytes, "quanta vault: check", kCheckSize, m_derived);
}

crypto::Digest256 MasterKey::mac(base::ByteSpan name, base::ByteSpan content) const {
    // The size of the name keeps it apart from what follows.
    base::Bytes message;
    codec::Writer(message).write_sized_bytes(name).write_bytes(content);
    return crypto::hmac_sha256(mac_key(), message);
}

base::Bytes MasterKey::seal(base::ByteSpan name, base::ByteSpan secret) const {
    base::Bytes sealed;
    sealed.reserve(kOverhead + crypto::aes_cbc_size(secret.size()));
    codec::Writer(sealed).write(kVersion).write_bytes(check()).write_bytes(
        crypto::aes256_cbc_encrypt(crypto::AesKey(cipher_key()), iv_of(name), secret));
    const crypto::Digest256 code = mac(name, sealed);
    sealed.insert(sealed.end(), code.begin(), code.end());
    append_checksum(sealed);
    return sealed;
}

base::Result<sys::SecretBytes, VaultError> MasterKey::open(base::ByteSpan name, base::ByteSpan sealed) const {
    if (!has_checksum(sealed)) return Err(VaultError::Damaged);
    if (sealed[0] != kVersion) return Err(VaultError::UnknownFormat);
    if (sealed.size() < kOverhead) return Err(VaultError::Damaged);
    const base::ByteSpan content = sealed.first(sealed.size() - kChecksumSize - kMacSize);
    if (!std::ranges::equal(content.subspan(1, kCheckSize), check())) return Err(VaultError::WrongKey);
    if (!crypto::equal_in_constant_time(sealed.subspan(content.size(), kMacSize), mac(name, content)))
        return Err(VaultError::WrongKey);
    const base::ByteSpan encrypted = content.subspan(1 + kCheckSize);
    sys::SecretBytes secret(encrypted.size());
    const auto size =
        crypto::aes256_cbc_decrypt(crypto::AesKey(cipher_key()), iv_of(name), encrypted, secret);
    if (!size) return Err(VaultError::Damaged);
    secret.resize(*size);
    return secret;
}

}  // namespace quanta::vault
