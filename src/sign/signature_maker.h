// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "sign/provider.h"

namespace quanta::sign {

/// Which rules ECDSA signatures of a script follow.
enum class EcdsaRules : uint8_t { Legacy, WitnessV0 };

/// Which signature of taproot is wanted.
struct SchnorrTarget {
    /// The leaf whose script checks it; absent on the key path.
    std::optional<crypto::Digest256> leaf_hash;
    /// Whether the key is an internal key, to be tweaked by `merkle_root`.
    bool tweaked = false;
    std::optional<crypto::Digest256> merkle_root;
};

/// Makes the signatures of one input.
class SignatureMaker {
public:
    virtual ~SignatureMaker() = default;
    /// The signature, with its hash type, by the key that hashes to `key_hash`. Nothing when it is not known
    /// or must not sign here.
    virtual std::optional<base::Bytes> ecdsa(const Provider& provider, const crypto::Digest160& key_hash,
                                             base::ByteSpan script_code, EcdsaRules rules) const = 0;
    /// The same for taproot.
    virtual std::optional<base::Bytes> schnorr(const Provider& provider, const crypto::XOnlyKey& key,
                                               const SchnorrTarget& target) const = 0;
    /// Whether `lock_time`, the operand of OP_CHECKLOCKTIMEVERIFY, and `sequence`, that of
    /// OP_CHECKSEQUENCEVERIFY, are reached by the transaction.
    virtual bool reaches_lock_time(uint32_t lock_time) const = 0;
    virtual bool reaches_sequence(uint32_t sequence) const = 0;
};

/// Makes stand-ins of the usual sizes for every key, to find out how large a transaction will be, and whether
/// nothing but signatures is missing.
class SizeMaker final : public SignatureMaker {
public:
    std::optional<base::Bytes> ecdsa(const Provider& provider, const crypto::Digest160& key_hash,
                                     base::ByteSpan script_code, EcdsaRules rules) const override;
    std::optional<base::Bytes> schnorr(const Provider& provider, const crypto::XOnlyKey& key,
                                       const SchnorrTarget& target) const override;
    bool reaches_lock_time(uint32_t) const override { return true; }
    bool reaches_sequence(uint32_t) const override { return true; }
};

/// Makes none: for whoever only wants to know what a provider has to tell.
class NoMaker final : public SignatureMaker {
public:
    std::optional<base::Bytes> ecdsa(const Provider&, const crypto::Digest160&, base::ByteSpan,
                                     EcdsaRules) const override {
        return std::nullopt;
    }
    std::optional<base::Bytes> schnorr(const Provider&, const crypto::XOnlyKey&,
                                       const SchnorrTarget&) const override {
        return std::nullopt;
    }
    bool reaches_lock_time(uint32_t) const override { return false; }
    bool reaches_sequence(uint32_t) const override { return false; }
};

}  // namespace quanta::sign
