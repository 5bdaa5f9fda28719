// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/tree_key.h"

#include <algorithm>
#include <span>
#include <utility>

namespace quanta::descriptor {
namespace {

using keys::HardenedMark;
using keys::KeyPath;
using keys::kHardened;

/// `key` after the steps of `path`.
template <typename Key>
std::optional<Key> descend(Key key, std::span<const uint32_t> path) {
    for (const uint32_t number : path) {
        const std::optional<Key> child = key.derive(number);
        if (!child) return std::nullopt;
        key = *child;
    }
    return key;
}

}  // namespace

TreeKey::TreeKey(std::variant<keys::ExtendedPublicKey, keys::ExtendedPrivateKey> root, Steps steps,
                 std::optional<Origin> origin, const params::ChainParams& params)
    : m_root(std::move(root)), m_steps(std::move(steps)), m_origin(std::move(origin)), m_params(params) {
    if (const auto* secret = private_root()) {
        m_private_parent = descend(*secret, m_steps.path);
        if (m_private_parent) m_public_parent = m_private_parent->neuter();
    } else {
        m_public_parent = descend(public_root(), m_steps.path);
    }
    m_source = source_of_root();
    m_source.path.insert(m_source.path.end(), m_steps.path.begin(), m_steps.path.end());
}

std::optional<DerivedKey> TreeKey::derive(uint32_t index) const {
    const std::optional<keys::ExtendedPublicKey> key = derive_public(index);
    if (!key) return std::nullopt;
    KeySource source = m_source;
    if (is_ranged()) source.path.push_back(child_number(index));
    return DerivedKey{key->key, std::move(source)};
}

std::optional<crypto::PrivateKey> TreeKey::derive_private(uint32_t index) const {
    if (!m_private_parent) return std::nullopt;
    if (!is_ranged()) return m_private_parent->key;
    const auto child = m_private_parent->derive(child_number(index));
    if (!child) return std::nullopt;
    return child->key;
}

std::optional<std::string> TreeKey::text(TextForm form) const {
    if (form == TextForm::Normalized) return normalized_text();
    const std::string origin = m_origin ? m_origin->text() : "";
    const auto* secret = private_root();
    const std::string key = form == TextForm::Private && secret
                                ? keys::encode_extended_key(*secret, m_params)
                                : keys::encode_extended_key(public_root(), m_params);
    return origin + key + m_steps.text();
}

keys::ExtendedPublicKey TreeKey::public_root() const {
    if (const auto* secret = private_root()) return secret->neuter();
    return std::get<keys::ExtendedPublicKey>(m_root);
}

KeySource TreeKey::source_of_root() const {
    if (m_origin) return m_origin->source;
    return {keys::fingerprint_of(public_root().key), {}};
}

uint32_t TreeKey::child_number(uint32_t index) const {
    return m_steps.wildcard == Wildcard::Hardened ? index | kHardened : index;
}

std::optional<keys::ExtendedPublicKey> TreeKey::derive_public(uint32_t index) const {
    if (!is_ranged()) return m_public_parent;
    if (m_steps.wildcard == Wildcard::Normal) {
        return m_public_parent ? m_public_parent->derive(index) : std::nullopt;
    }
    const auto child = m_private_parent ? m_private_parent->derive(child_number(index)) : std::nullopt;
    if (!child) return std::nullopt;
    return child->neuter();
}

/// A wildcard that is hardened leaves nothing to put into the origin but the steps before it.
std::optional<std::string> TreeKey::normalized_text() const {
    const auto is_hardened = [](uint32_t number) { return number >= kHardened; };
    const auto last = std::find_if(m_steps.path.rbegin(), m_steps.path.rend(), is_hardened);
    const KeyPath moved(m_steps.path.begin(), last.base());
    const Steps rest{KeyPath(last.base(), m_steps.path.end()), m_steps.wildcard, HardenedMark::Letter};
    if (moved.empty()) {
        const std::string origin = m_origin ? m_origin->text(HardenedMark::Letter) : "";
        return origin + keys::encode_extended_key(public_root(), m_params) + rest.text();
    }
    const auto* secret = private_root();
    const auto key = secret ? descend(*secret, moved) : std::nullopt;
    if (!key) return std::nullopt;
    KeySource source = source_of_root();
    source.path.insert(source.path.end(), moved.begin(), moved.end());
    return source_text(source) + keys::encode_extended_key(key->neuter(), m_params) + rest.text();
}

}  // namespace quanta::descriptor
