// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/provider.h"

#include <array>

#include "sign/keyring.h"

namespace quanta::sign {

namespace {

/// Hashes of the two keys with x coordinate `key`.
std::array<crypto::Digest160, 2> key_hashes(const crypto::XOnlyKey& key) {
    std::array<uint8_t, crypto::PublicKey::kCompressedSize> bytes;
    std::copy(key.begin(), key.end(), bytes.begin() + 1);
    bytes[0] = 2;
    const crypto::Digest160 even = crypto::hash160(bytes);
    bytes[0] = 3;
    return {even, crypto::hash160(bytes)};
}

}  // namespace

void TaprootOutput::merge(const TaprootOutput& other) {
    if (!internal_key) internal_key = other.internal_key;
    if (!merkle_root) merkle_root = other.merkle_root;
    for (const auto& [leaf, controls] : other.leaves)
        leaves[leaf].insert(controls.begin(), controls.end());
}

std::optional<crypto::PrivateKey> private_key_of(const Provider& provider, const crypto::XOnlyKey& key) {
    for (const crypto::Digest160& hash : key_hashes(key)) {
        if (auto found = provider.private_key(hash)) return found;
    }
    return std::nullopt;
}

std::optional<KeySource> source_of(const Provider& provider, const crypto::XOnlyKey& key) {
    for (const crypto::Digest160& hash : key_hashes(key)) {
        if (auto found = provider.source(hash)) return found;
    }
    return std::nullopt;
}

const Provider& empty_provider() {
    static const Keyring empty;
    return empty;
}

std::optional<base::Bytes> HidingProvider::script(const crypto::Digest160& hash) const {
    return m_inner.script(hash);
}

std::optional<crypto::PublicKey> HidingProvider::public_key(const crypto::Digest160& hash) const {
    return m_inner.public_key(hash);
}

std::optional<crypto::PrivateKey> HidingProvider::private_key(const crypto::Digest160& hash) const {
    if (m_secrets == Secrets::Hide) return std::nullopt;
    return m_inner.private_key(hash);
}

std::optional<KeySource> HidingProvider::source(const crypto::Digest160& hash) const {
    if (m_sources == Sources::Hide) return std::nullopt;
    return m_inner.source(hash);
}

std::optional<TaprootOutput> HidingProvider::taproot_output(const crypto::XOnlyKey& output_key) const {
    return m_inner.taproot_output(output_key);
}

std::vector<TapTreeLeaf> HidingProvider::taproot_tree(const crypto::XOnlyKey& output_key) const {
    return m_inner.taproot_tree(output_key);
}

}  // namespace quanta::sign
