// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secp256k1.h"
#include "sys/random.h"
#include "sys/secret_memory.h"
#include "vault/error.h"

/// @file
/// The encryption of deployed wallet files, for import and export. Nothing in it tells damage from a wrong
/// passphrase but the padding, so a passphrase holds for sure only when a private key fits its public key.

namespace quanta::vault {

/// The contents of an `mkey` record that matter.
struct DeployedMasterKey {
    base::Bytes encrypted;    ///< 48 bytes
    base::Bytes salt;         ///< 8 bytes
    uint32_t method = 0;      ///< 0: SHA-512 over and over
    uint32_t iterations = 0;  ///< of it, at least 1
};

/// The iterations new records ask for at least, and those above which one is refused: minutes of work.
inline constexpr uint32_t kLeastIterations = 25'000;
inline constexpr uint32_t kMostIterations = 1'000'000'000;

/// The master key behind `record`, 32 bytes. Errors: UnknownFormat for another method, Damaged for impossible
/// sizes, TooCostly, WrongPassphrase where the padding is wrong.
base::Result<sys::SecretBytes, VaultError> unwrap_deployed(const DeployedMasterKey& record,
                                                           std::string_view passphrase);
/// A record of `master`, 32 bytes, under `passphrase`.
DeployedMasterKey wrap_deployed(base::ByteSpan master, std::string_view passphrase, uint32_t iterations,
                                sys::Random& random);

/// The private key of `public_key` that was encrypted under `master`, 32 bytes. Errors: Damaged for
/// impossible sizes, WrongKey when it is not that key.
base::Result<crypto::PrivateKey, VaultError> open_deployed(base::ByteSpan master,
                                                           const crypto::PublicKey& public_key,
                                                           base::ByteSpan encrypted);
/// The inverse.
base::Bytes seal_deployed(base::ByteSpan master, const crypto::PublicKey& public_key,
                          const crypto::PrivateKey& key);

}  // namespace quanta::vault
