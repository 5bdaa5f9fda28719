// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"
#include "descriptor/script_expression.h"
#include "params/params.h"

namespace quanta::descriptor {

/// What is known about scripts, for infer_descriptor. Those who know nothing of a kind leave its method alone.
class KnownScripts {
public:
    virtual ~KnownScripts() = default;
    /// The redeem or witness script whose Hash160 is `hash`. (That of a witness script is the RIPEMD-160 of its
    /// program.)
    virtual std::optional<base::Bytes> script(const crypto::Digest160&) const { return std::nullopt; }
    /// The key of this hash; in taproot the hash of its x coordinate alone.
    virtual std::optional<crypto::PublicKey> public_key(const crypto::Digest160&) const { return std::nullopt; }
    /// Where a key comes from; nothing when that is not known.
    virtual std::optional<KeySource> source(const crypto::PublicKey&) const { return std::nullopt; }
    /// What a taproot output of this key is made of; keys are found for either y.
    virtual std::optional<TaprootParts> taproot(const crypto::XOnlyKey&) const { return std::nullopt; }
};

/// The descriptor, with checksum, that says most about an output script when nothing else is known:
/// pk(key), multi(m,keys) or rawtr(key) where the script itself shows plausible keys, addr(address) for what has
/// an address on the chain of `params`, raw(hex) for everything else (BIP381, 383, 385, 386).
std::string infer_descriptor(base::ByteSpan script, const params::ChainParams& params);

/// The same with what `known` tells: the keys and scripts behind hashes, trees of taproot outputs, and where keys come
/// from. Scripts inside others are told by key or as Miniscript (BIP379); where that fails, as if they were not known.
/// The result has the script given.
std::string infer_descriptor(base::ByteSpan script, const KnownScripts& known, const params::ChainParams& params);

}  // namespace quanta::descriptor
