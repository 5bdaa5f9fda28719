// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "vault/error.h"
#include "vault/master_key.h"
#include "vault/passphrase.h"

namespace quanta::vault {

/// The encryption of one wallet: its master key, kept as a record that a passphrase opens, and in secret
/// memory while it is unlocked. One thread at a time.
///
/// Whoever owns it keeps record() in the wallet's file, in the transaction that changes it, and locks it when
/// time is up.
class Vault {
public:
    /// A new master key under `passphrase`; unlocked. Errors: TooCostly.
    static base::Result<Vault, VaultError> create(std::string_view passphrase, const WrapOptions& options);
    /// From a stored record; locked. Errors: UnknownFormat, Damaged.
    static base::Result<Vault, VaultError> load(base::Bytes record);

    const base::Bytes& record() const { return m_record; }
    bool is_locked() const { return !m_key; }

    /// Takes the master key out of its record. When it fails, what was before stays. Errors: TooCostly,
    /// WrongPassphrase.
    base::Result<void, VaultError> unlock(std::string_view passphrase);
    /// Overwrites the master key.
    void lock() { m_key.reset(); }

    /// The record of the same master key under another passphrase: secrets stay as they are. It has no effect
    /// until set_record. Errors: TooCostly, WrongPassphrase.
    base::Result<base::Bytes, VaultError> rewrapped(std::string_view old_passphrase,
                                                    std::string_view new_passphrase,
                                                    const WrapOptions& options) const;
    /// After rewrapped() and when it is stored.
    void set_record(base::Bytes record) { m_record = std::move(record); }

    /// As MasterKey::seal and open. Errors besides: Locked.
    base::Result<base::Bytes, VaultError> seal(base::ByteSpan name, base::ByteSpan secret) const;
    base::Result<sys::SecretBytes, VaultError> open(base::ByteSpan name, base::ByteSpan sealed) const;

private:
    explicit Vault(base::Bytes record) : m_record(std::move(record)) {}

    base::Bytes m_record;
    std::optional<MasterKey> m_key;
};

}  // namespace quanta::vault
