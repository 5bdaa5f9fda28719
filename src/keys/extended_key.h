// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"
#include "params/params.h"

namespace quanta::keys {

/// Child numbers from here up are hardened (BIP32).
inline constexpr uint32_t kHardened = 0x80000000;

/// The first four bytes of the hash of a public key.
using KeyFingerprint = std::array<uint8_t, 4>;
KeyFingerprint fingerprint_of(const crypto::PublicKey& key);

/// Where an extended key stands in its tree.
struct KeyOrigin {
    uint8_t depth = 0;              ///< 0 for the master key
    KeyFingerprint parent{};        ///< zeros for the master key
    uint32_t child_number = 0;      ///< 0 for the master key

    auto operator<=>(const KeyOrigin&) const = default;
};

/// A public key from which public keys of children follow (BIP32).
struct ExtendedPublicKey {
    KeyOrigin origin;
    crypto::Digest256 chain_code{};
    crypto::PublicKey key;

    /// Child `number`; nothing when it is hardened, the depth is used up (255), or, with a chance of one in
    /// 2^127, no such child exists.
    std::optional<ExtendedPublicKey> derive(uint32_t number) const;

    bool operator==(const ExtendedPublicKey&) const = default;
};

/// A private key from which both kinds of children follow (BIP32).
struct ExtendedPrivateKey {
    KeyOrigin origin;
    crypto::Digest256 chain_code{};
    crypto::PrivateKey key;

    /// The master key of `seed` (16 to 64 bytes are sensible); nothing with a chance of one in 2^127.
    static std::optional<ExtendedPrivateKey> from_seed(base::ByteSpan seed);
    /// Child `number`; nothing when the depth is used up or, with a chance of one in 2^127, it does not exist.
    std::optional<ExtendedPrivateKey> derive(uint32_t number) const;
    /// The public half.
    ExtendedPublicKey neuter() const;

    bool operator==(const ExtendedPrivateKey&) const = default;
};

/// xpub, tpub, xprv and tprv texts.
std::string encode_extended_key(const ExtendedPublicKey& key, const params::ChainParams& params);
std::string encode_extended_key(const ExtendedPrivateKey& key, const params::ChainParams& params);
/// The inverse; nothing when the text is of another chain or kind, damaged, holds no valid key, or says that it
/// is a master key and names a parent or a number.
std::optional<ExtendedPublicKey> decode_extended_public_key(std::string_view text,
                                                            const params::ChainParams& params);
std::optional<ExtendedPrivateKey> decode_extended_private_key(std::string_view text,
                                                              const params::ChainParams& params);

}  // namespace quanta::keys
