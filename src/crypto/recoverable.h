// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "crypto/hash.h"
#include "crypto/secp256k1.h"

namespace quanta::crypto {

/// An ECDSA signature from which the public key follows: a first byte, then R and S of 32 bytes each, big
/// endian. The first byte is 27 plus which of four keys it is, and 4 more when that is meant in its
/// compressed form. Signed messages are made of these.
using RecoverableSignature = std::array<uint8_t, 65>;

/// Deterministic (RFC 6979) with low S; `form` is what the recovered key will have.
RecoverableSignature sign_recoverable(const PrivateKey& key, KeyForm form, const Digest256& message);

/// The key that has signed; nothing when the signature is none. That this is the key one expects is for the
/// caller to check: there is one for nearly every signature.
std::optional<PublicKey> recover_public_key(std::span<const uint8_t, 65> signature, const Digest256& message);

}  // namespace quanta::crypto
