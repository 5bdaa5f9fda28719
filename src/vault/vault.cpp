// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/vault.h"

#include <utility>

namespace quanta::vault {

using base::Err;

base::Result<Vault, VaultError> Vault::create(std::string_view passphrase, const WrapOptions& options) {
    MasterKey key = MasterKey::create(options.random);
    Vault vault(TRY(wrap(key, passphrase, options)));
    vault.m_key.emplace(std::move(key));
    return vault;
}

base::Result<Vault, VaultError> Vault::load(base::Bytes record) {
    TRY(cost_of(record));
    return Vault(std::move(record));
}

base::Result<void, VaultError> Vault::unlock(std::string_view passphrase) {
    m_key.emplace(TRY(unwrap(m_record, passphrase)));
    return {};
}

base::Result<base::Bytes, VaultError> Vault::rewrapped(std::string_view old_passphrase,
                                                       std::string_view new_passphrase,
                                                       const WrapOptions& options) const {
    const MasterKey key = TRY(unwrap(m_record, old_passphrase));
    return wrap(key, new_passphrase, options);
}

base::Result<base::Bytes, VaultError> Vault::seal(base::ByteSpan name, base::ByteSpan secret) const {
    if (!m_key) return Err(VaultError::Locked);
    return m_key->seal(name, secret);
}

base::Result<sys::SecretBytes, VaultError> Vault::open(base::ByteSpan name, base::ByteSpan sealed) const {
    if (!m_key) return Err(VaultError::Locked);
    return m_key->open(name, sealed);
}

}  // namespace quanta::vault
