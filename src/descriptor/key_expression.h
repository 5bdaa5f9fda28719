// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    /// All private keys behind it that are known: those of its participants where it is an aggregate.
    virtual std::vector<crypto::PrivateKey> private_keys(uint32_t index) const;
    /// The keys it is an aggregate of at `index`, in the order of aggregation; empty for other keys, and
    /// where one of them cannot be derived.
    virtual std::vector<DerivedKey> participants(uint32_t index) const;
    /// Bytes of its public keys: 33 or 65.
    virtual size_t size() const { return crypto::PublicKey::kCompressedSize; }
    /// Whether it stands for an extended key, so that more steps can follow (BIP390).
    virtual bool is_extended() const { return false; }
    /// Nothing when Normalized needs a private key that is not known.
    virtual std::optional<std::string> text(TextForm form) const = 0;
};

/// Which public keys may stand at a place.
enum class KeyRule : uint8_t {
    Any,         ///< Compressed and not.
    Compressed,  ///< In witnesses.
    XOnly,       ///< In taproot: compressed, or the x coordinate alone.
};

/// What parsing needs besides text.
struct ParseContext {
    const params::ChainParams& params;  ///< outlive what is parsed
    /// Which of several paths to take (BIP389).
    size_t path_index = 0;
};

/// Something parsed, and how many paths its text names: 1 where it has no tuple (BIP389).
template <typename T>
struct WithPaths {
    std::unique_ptr<T> value;
    size_t paths = 1;
};

using ParsedKey = WithPaths<KeyExpression>;

/// What `counts` of paths have in common: all of them are 1 or the same number. Nothing where they differ.
std::optional<size_t> common_paths(const std::vector<size_t>& counts);

/// Reads a key: hex or WIF, or xpub or xprv with a path and perhaps a wildcard at its end, all with an origin
/// or without; in taproot also musig() of several (BIP390). Errors are sentences of the deployed interface.
base::Result<ParsedKey, std::string> parse_key(std::string_view text, KeyRule rule,
                                               const ParseContext& context);

/// "[d34db33f/44h/0h]".
std::string source_text(const KeySource& source, keys::HardenedMark mark = keys::HardenedMark::Letter);

}  // namespace quanta::descriptor
