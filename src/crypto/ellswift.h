// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/secp256k1.h"

/// @file
/// ElligatorSwift: public keys written so that nobody can tell them from random bytes, and the key exchange
/// of BIP324 over them. By libsecp256k1 where the library built with has that module, else by our own code,
/// whose time depends on public values alone: secrets go through libsecp256k1 in either case.

namespace quanta::crypto {

/// The x coordinate of a public key as two numbers, u and t, of 32 bytes, big endian. Any 64 bytes are one.
using EllSwift = std::array<uint8_t, 64>;

/// An encoding of `key`'s public key, one of about 2^256, chosen by `entropy` and the key: uniform when
/// either of them is. About 50 microseconds.
EllSwift ellswift_create(const PrivateKey& key, const Digest256& entropy);

/// The x coordinate that `encoding` stands for: there is always one. About 10 microseconds.
XOnlyKey ellswift_decode(const EllSwift& encoding);

/// Who opened the connection, and with it whose encoding is hashed first.
enum class EllSwiftParty : uint8_t { Initiator, Responder };

/// The secret that `key`, whose public key was sent as `ours` by the one who is `we`, shares with the holder
/// of `theirs` (BIP324): a hash of the x coordinate of the product and both encodings. To be overwritten
/// after use. About 70 microseconds.
Digest256 ellswift_shared_secret(const PrivateKey& key, const EllSwift& ours, const EllSwift& theirs,
                                 EllSwiftParty we);

/// "libsecp256k1" or "own".
std::string_view ellswift_implementation();

}  // namespace quanta::crypto
