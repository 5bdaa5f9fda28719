// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/deployed.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/hmac.h"

namespace quanta::vault {

namespace {

using base::Err;

constexpr uint32_t kIteratedHash = 0;
constexpr size_t kSaltSize = 8;
constexpr size_t kKeySize = 32;

/// Key and IV that a passphrase becomes: SHA-512 over it and the salt, and over the result again.
class IteratedHash {
public:
    IteratedHash(std::string_view passphrase, base::ByteSpan salt, uint32_t iterations) {
        sys::SecretBytes start = sys::secret_copy(passphrase);
        start.insert(start.end(), salt.begin(), salt.end());
        m_hash = crypto::sha512(start);
        for (uint32_t i = 1; i < iterations; ++i)
            m_hash = crypto::sha512(m_hash);
    }
    IteratedHash(const IteratedHash&) = delete;
    IteratedHash& operator=(const IteratedHash&) = delete;
    ~IteratedHash() { crypto::cleanse(m_hash.data(), m_hash.size()); }

    crypto::AesKey key() const { return crypto::AesKey(m_hash.data(), kKeySize); }
    crypto::AesIv iv() const {
        crypto::AesIv iv;
        std::copy_n(m_hash.begin() + kKeySize, iv.size(), iv.begin());
        return iv;
    }

private:
    crypto::Digest512 m_hash;
};

crypto::AesKey aes_key(base::ByteSpan master) {
    CHECK(master.size() == kKeySize);
    return crypto::AesKey(master.data(), kKeySize);
}

crypto::AesIv iv_of(const crypto::PublicKey& key) {
    const crypto::Digest256 hash = crypto::sha256d(key.bytes());
    crypto::AesIv iv;
    std::copy_n(hash.begin(), iv.size(), iv.begin());
    return iv;
}

}  // namespace

base::Result<sys::SecretBytes, VaultError> unwrap_deployed(const DeployedMasterKey& record,
                                                           std::string_view passphrase) {
    if (record.method != kIteratedHash) return Err(VaultError::UnknownFormat);
    if (record.salt.size() != kSaltSize || record.encrypted.size() != crypto::aes_cbc_size(kKeySize) ||
        record.iterations == 0)
        return Err(VaultError::Damaged);
    if (record.iterations > kMostIterations) return Err(VaultError::TooCostly);
    const IteratedHash stretched(passphrase, record.salt, record.iterations);
    sys::SecretBytes master(record.encrypted.size());
    const auto size = crypto::aes256_cbc_decrypt(stretched.key(), stretched.iv(), record.encrypted, master);
    if (size != kKeySize) return Err(VaultError::WrongPassphrase);
    master.resize(kKeySize);
    return master;
}

DeployedMasterKey wrap_deployed(base::ByteSpan master, std::string_view passphrase, uint32_t iterations,
                                sys::Random& random) {
    CHECK(master.size() == kKeySize && iterations > 0);
    const auto salt = random.bytes<kSaltSize>();
    const IteratedHash stretched(passphrase, salt, iterations);
    return {crypto::aes256_cbc_encrypt(stretched.key(), stretched.iv(), master),
            {salt.begin(), salt.end()},
            kIteratedHash,
            iterations};
}

base::Result<crypto::PrivateKey, VaultError> open_deployed(base::ByteSpan master,
                                                           const crypto::PublicKey& public_key,
                                                           base::ByteSpan encrypted) {
    if (encrypted.size() != crypto::aes_cbc_size(kKeySize)) return Err(VaultError::Damaged);
    sys::SecretBytes secret(encrypted.size());
    const auto size = crypto::aes256_cbc_decrypt(aes_key(master), iv_of(public_key), encrypted, secret);
    if (size != kKeySize) return Err(VaultError::WrongKey);
    const auto key = crypto::PrivateKey::from_bytes(std::span<const uint8_t, 32>(secret.data(), kKeySize));
    if (!key || key->public_key(public_key.form()) != public_key) return Err(VaultError::WrongKey);
    return *key;
}

base::Bytes seal_deployed(base::ByteSpan master, const crypto::PublicKey& public_key,
                          const crypto::PrivateKey& key) {
    return crypto::aes256_cbc_encrypt(aes_key(master), iv_of(public_key), key.bytes());
}

}  // namespace quanta::vault
