// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "sign/provider.h"

namespace quanta::sign {

/// An ECDSA signature with its hash type, and whose it is.
struct KeySignature {
    crypto::PublicKey key;
    base::Bytes signature;
};

/// A key, and where it comes from.
struct KnownKey {
    crypto::PublicKey key;
    KeySource source;
};

/// Where a key of taproot comes from, and the leaves it stands in; none for an internal or output key alone.
struct TapKeySource {
    std::set<crypto::Digest256> leaves;
    KeySource source;

    friend bool operator==(const TapKeySource&, const TapKeySource&) = default;
};

/// What is missing to sign an input, found while trying.
struct Missing {
    std::vector<crypto::Digest160> public_keys;  ///< by their hash
    std::vector<crypto::Digest160> signatures;   ///< by the hash of their keys
    std::optional<crypto::Digest160> redeem_script;
    std::optional<crypto::Digest256> witness_script;

    /// Whether there is nothing but signatures that is missing.
    bool signatures_alone() const {
        return public_keys.empty() && !redeem_script && !witness_script && !signatures.empty();
    }
};

/// What is known about spending one input: what was handed in, and what signing adds.
struct InputSignatures {
    /// Whether script_sig and witness spend the output: nothing else counts then.
    bool complete = false;
    /// Whether a witness program is spent.
    bool uses_witness = false;
    base::Bytes script_sig;
    std::vector<base::Bytes> witness;

    /// Scripts behind hashes; empty when not known.
    base::Bytes redeem_script;
    base::Bytes witness_script;
    /// By the hash of their keys.
    std::map<crypto::Digest160, KeySignature> signatures;
    std::map<crypto::Digest160, KnownKey> keys;

    TaprootOutput taproot;
    std::vector<TapTreeLeaf> taproot_tree;
    base::Bytes taproot_key_signature;
    /// By key and hash of the leaf.
    std::map<std::pair<crypto::XOnlyKey, crypto::Digest256>, base::Bytes> taproot_leaf_signatures;
    std::map<crypto::XOnlyKey, TapKeySource> taproot_keys;

    Missing missing;

    /// Adds scripts and signatures of `other`; all of it when that is complete and this is not.
    void merge(const InputSignatures& other);
};

}  // namespace quanta::sign
