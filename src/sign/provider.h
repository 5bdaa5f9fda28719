// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"
#include "descriptor/key_expression.h"

namespace quanta::sign {

/// Where a key comes from: the fingerprint of its master key and the path.
using descriptor::KeySource;

/// A script behind a taproot output and the version of its leaf (BIP341).
struct TapLeaf {
    base::Bytes script;
    uint8_t version = 0;

    friend auto operator<=>(const TapLeaf&, const TapLeaf&) = default;
};

/// Shorter ones first, then by their bytes.
struct ShorterFirst {
    bool operator()(const base::Bytes& a, const base::Bytes& b) const {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
};

/// What is known of a taproot output.
struct TaprootOutput {
    std::optional<crypto::XOnlyKey> internal_key;
    /// Root of the tree of scripts; absent when there are none or it is not known.
    std::optional<crypto::Digest256> merkle_root;
    /// Its scripts, each with the control blocks that prove it.
    std::map<TapLeaf, std::set<base::Bytes, ShorterFirst>> leaves;

    /// Adds what `other` knows and this does not.
    void merge(const TaprootOutput& other);
};

/// A leaf of a tree of scripts, at its place in the order of a walk that goes down first.
struct TapTreeLeaf {
    uint8_t depth = 0;
    uint8_t version = 0;
    base::Bytes script;

    friend bool operator==(const TapTreeLeaf&, const TapTreeLeaf&) = default;
};

/// Knows scripts by their hash, and keys by theirs. Implementations say which threads may ask.
class Provider {
public:
    virtual ~Provider() = default;
    /// The redeem or witness script whose Hash160 is `hash`. (That of a witness script is the RIPEMD-160 of
    /// its program.)
    virtual std::optional<base::Bytes> script(const crypto::Digest160& hash) const = 0;
    virtual std::optional<crypto::PublicKey> public_key(const crypto::Digest160& hash) const = 0;
    virtual std::optional<crypto::PrivateKey> private_key(const crypto::Digest160& hash) const = 0;
    virtual std::optional<KeySource> source(const crypto::Digest160& hash) const = 0;
    /// What is behind the taproot output of `output_key`.
    virtual std::optional<TaprootOutput> taproot_output(const crypto::XOnlyKey& output_key) const = 0;
    /// The leaves of its tree in order; empty when they are not known.
    virtual std::vector<TapTreeLeaf> taproot_tree(const crypto::XOnlyKey& output_key) const = 0;
};

/// As the methods, of the key with x coordinate `key`, whichever its y.
std::optional<crypto::PrivateKey> private_key_of(const Provider& provider, const crypto::XOnlyKey& key);
std::optional<KeySource> source_of(const Provider& provider, const crypto::XOnlyKey& key);

/// Knows nothing: for whoever puts together what others have signed.
const Provider& empty_provider();

/// What may be told of what a provider knows.
enum class Sources : uint8_t { Hide, Tell };
enum class Secrets : uint8_t { Hide, Tell };

/// A provider that keeps part of what another knows to itself. As long as that lives.
class HidingProvider final : public Provider {
public:
    HidingProvider(const Provider& inner, Secrets secrets, Sources sources)
        : m_inner(inner), m_secrets(secrets), m_sources(sources) {}

    std::optional<base::Bytes> script(const crypto::Digest160& hash) const override;
    std::optional<crypto::PublicKey> public_key(const crypto::Digest160& hash) const override;
    std::optional<crypto::PrivateKey> private_key(const crypto::Digest160& hash) const override;
    std::optional<KeySource> source(const crypto::Digest160& hash) const override;
    std::optional<TaprootOutput> taproot_output(const crypto::XOnlyKey& output_key) const override;
    std::vector<TapTreeLeaf> taproot_tree(const crypto::XOnlyKey& output_key) const override;

private:
    const Provider& m_inner;
    const Secrets m_secrets;
    const Sources m_sources;
};

}  // namespace quanta::sign
