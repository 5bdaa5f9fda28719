// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/scrypt.h"
#include "sys/clock.h"
#include "sys/random.h"
#include "vault/error.h"
#include "vault/master_key.h"

/// @file
/// A master key encrypted by a passphrase. The record says how the passphrase was stretched: version (1
/// byte), log2 of N (1), r and p (4 each, little endian), salt (16), the key encrypted with AES-256-CBC (48),
/// MAC over all before (32), checksum of all before (4). scrypt gives the key of the cipher, its IV and the
/// key of the MAC. The passphrase is used as the bytes it is given in.

namespace quanta::vault {

/// The least that new records ask for: 32 MiB.
inline constexpr crypto::ScryptCost kLeastCost{15, 8, 1};
/// Records that ask for more memory are refused, lest a damaged or foreign file takes all there is.
inline constexpr uint64_t kMemoryLimit = uint64_t{1} << 30;

/// The cost under which one guess takes about `target_us` on this machine, at least kLeastCost and at most
/// 256 MiB. Takes about as long.
crypto::ScryptCost calibrated_cost(const sys::Clock& clock, int64_t target_us = 100'000);

/// How a new record is made.
struct WrapOptions {
    crypto::ScryptCost cost = kLeastCost;  ///< one scrypt has, within kMemoryLimit
    sys::Random& random;                   ///< gives the salt
};

/// Encrypts `key`. Errors: TooCostly.
base::Result<base::Bytes, VaultError> wrap(const MasterKey& key, std::string_view passphrase,
                                           const WrapOptions& options);
/// The inverse. Errors: UnknownFormat, Damaged, TooCostly, WrongPassphrase.
base::Result<MasterKey, VaultError> unwrap(base::ByteSpan record, std::string_view passphrase);
/// The cost a record was made with. Errors: UnknownFormat, Damaged.
base::Result<crypto::ScryptCost, VaultError> cost_of(base::ByteSpan record);

}  // namespace quanta::vault
