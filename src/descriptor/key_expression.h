// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secp256k1.h"
#include "keys/extended_key.h"
#include "keys/key_path.h"
#include "params/params.h"

namespace quanta::descriptor {

/// Where a key comes from: "[d34db33f/44h/0h]" (BIP380).
struct KeySource {
    keys::KeyFingerprint fingerprint{};  ///< of the first key of the path
    keys::KeyPath path;

    friend bool operator==(const KeySource&, const KeySource&) = default;
};

/// A key at one place of a range, and where it comes from.
struct DerivedKey {
    crypto::PublicKey key;
    KeySource source;
};

/// How keys are written.
enum class TextForm : uint8_t {
    Public,      ///< As they were given, without private keys.
    Private,     ///< As they were given, private where that is known.
    Normalized,  ///< Public, with all hardened steps in the origin, so that nothing private is needed.
};

/// A key of a descriptor, or a range of them (BIP380). Immutable, any thread.
class KeyExpression {
public:
    virtual ~KeyExpression() = default;
    /// Whether it stands for a key for each index.
    virtual bool is_ranged() const = 0;
    virtual bool has_private_key() const = 0;
    /// The key at `index` (below 2^31; any for a single key). Nothing when that needs a private key that is
    /// not known.
    virtual std::optional<DerivedKey> derive(uint32_t index) const = 0;
    /// Its private key, where that is known.
    virtual std::optional<crypto::PrivateKey> derive_private(uint32_t index) const = 0;
    /// Nothing when Normalized needs a private key that is not known.
    virtual std::optional<std::string> text(TextForm form) const = 0;
};

/// Which public keys may stand at a place.
enum class KeyRule : uint8_t {
    Any,         ///< Compressed and not.
    Compressed,  ///< In witnesses.
    XOnly,       ///< In taproot: compressed, or the x coordinate alone.
};

/// Reads a key: hex or WIF, or xpub or xprv with a path and perhaps a wildcard at its end; all with an origin
/// or without. `params` outlive the result. Errors are sentences of the deployed interface.
base::Result<std::unique_ptr<KeyExpression>, std::string> parse_key(std::string_view text, KeyRule rule,
                                                                    const params::ChainParams& params);

/// "[d34db33f/44h/0h]".
std::string source_text(const KeySource& source, keys::HardenedMark mark = keys::HardenedMark::Letter);

}  // namespace quanta::descriptor
