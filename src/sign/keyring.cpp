// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/keyring.h"

#include <utility>

namespace quanta::sign {

namespace {

/// The value of `key`, copied; nothing when there is none.
template <typename Map>
std::optional<typename Map::mapped_type> find(const Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
}

}  // namespace

void Keyring::add_key(const crypto::PrivateKey& key, crypto::KeyForm form) {
    const crypto::PublicKey public_key = key.public_key(form);
    add_public_key(public_key);
    m_private_keys.emplace(public_key.hash(), key);
}

void Keyring::add_public_key(const crypto::PublicKey& key) {
    m_public_keys.emplace(key.hash(), key);
}

void Keyring::add_source(const crypto::PublicKey& key, KeySource source) {
    add_public_key(key);
    m_sources.emplace(key.hash(), std::move(source));
}

void Keyring::add_script(base::Bytes script) {
    const crypto::Digest160 hash = crypto::hash160(script);
    m_scripts.emplace(hash, std::move(script));
}

void Keyring::add_taproot(const crypto::XOnlyKey& output_key, const TaprootOutput& output) {
    m_taproot[output_key].merge(output);
}

void Keyring::add_taproot_tree(const crypto::XOnlyKey& output_key, std::vector<TapTreeLeaf> leaves) {
    m_trees.emplace(output_key, std::move(leaves));
}

std::optional<base::Bytes> Keyring::script(const crypto::Digest160& hash) const {
    return find(m_scripts, hash);
}

std::optional<crypto::PublicKey> Keyring::public_key(const crypto::Digest160& hash) const {
    return find(m_public_keys, hash);
}

std::optional<crypto::PrivateKey> Keyring::private_key(const crypto::Digest160& hash) const {
    return find(m_private_keys, hash);
}

std::optional<KeySource> Keyring::source(const crypto::Digest160& hash) const {
    return find(m_sources, hash);
}

std::optional<TaprootOutput> Keyring::taproot_output(const crypto::XOnlyKey& output_key) const {
    return find(m_taproot, output_key);
}

std::vector<TapTreeLeaf> Keyring::taproot_tree(const crypto::XOnlyKey& output_key) const {
    return find(m_trees, output_key).value_or(std::vector<TapTreeLeaf>());
}

}  // namespace quanta::sign
