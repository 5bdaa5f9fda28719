// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>

#include "sign/provider.h"

namespace quanta::sign {

/// Keys and scripts held in memory. Filled by one thread; asked by any, once that is done.
class Keyring final : public Provider {
public:
    /// Adds a private key and its public key in `form`.
    void add_key(const crypto::PrivateKey& key, crypto::KeyForm form = crypto::KeyForm::Compressed);
    void add_public_key(const crypto::PublicKey& key);
    /// Adds where `key` comes from, and the key.
    void add_source(const crypto::PublicKey& key, KeySource source);
    /// Adds a redeem or witness script.
    void add_script(base::Bytes script);
    /// Adds what is behind a taproot output to what is known of it.
    void add_taproot(const crypto::XOnlyKey& output_key, const TaprootOutput& output);
    /// Adds the leaves of its tree, in order.
    void add_taproot_tree(const crypto::XOnlyKey& output_key, std::vector<TapTreeLeaf> leaves);

    std::optional<base::Bytes> script(const crypto::Digest160& hash) const override;
    std::optional<crypto::PublicKey> public_key(const crypto::Digest160& hash) const override;
    std::optional<crypto::PrivateKey> private_key(const crypto::Digest160& hash) const override;
    std::optional<KeySource> source(const crypto::Digest160& hash) const override;
    std::optional<TaprootOutput> taproot_output(const crypto::XOnlyKey& output_key) const override;
    std::vector<TapTreeLeaf> taproot_tree(const crypto::XOnlyKey& output_key) const override;

private:
    std::map<crypto::Digest160, base::Bytes> m_scripts;
    std::map<crypto::Digest160, crypto::PublicKey> m_public_keys;
    std::map<crypto::Digest160, crypto::PrivateKey> m_private_keys;
    std::map<crypto::Digest160, KeySource> m_sources;
    std::map<crypto::XOnlyKey, TaprootOutput> m_taproot;
    std::map<crypto::XOnlyKey, std::vector<TapTreeLeaf>> m_trees;
};

}  // namespace quanta::sign
