// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "descriptor/key_steps.h"
#include "keys/extended_key.h"

namespace quanta::descriptor {

/// A key below an extended key, or a range of them. Internal to this library.
class TreeKey final : public KeyExpression {
public:
    TreeKey(std::variant<keys::ExtendedPublicKey, keys::ExtendedPrivateKey> root, Steps steps,
            std::optional<Origin> origin, const params::ChainParams& params);

    bool is_ranged() const override { return m_steps.wildcard != Wildcard::None; }
    bool has_private_key() const override { return private_root() != nullptr; }
    bool is_extended() const override { return true; }
    std::optional<DerivedKey> derive(uint32_t index) const override;
    std::optional<crypto::PrivateKey> derive_private(uint32_t index) const override;
    std::optional<std::string> text(TextForm form) const override;

private:
    const keys::ExtendedPrivateKey* private_root() const {
        return std::get_if<keys::ExtendedPrivateKey>(&m_root);
    }
    keys::ExtendedPublicKey public_root() const;
    KeySource source_of_root() const;
    uint32_t child_number(uint32_t index) const;
    std::optional<keys::ExtendedPublicKey> derive_public(uint32_t index) const;
    std::optional<std::string> normalized_text() const;

    const std::variant<keys::ExtendedPublicKey, keys::ExtendedPrivateKey> m_root;
    const Steps m_steps;
    const std::optional<Origin> m_origin;
    const params::ChainParams& m_params;
    // What the steps before the wildcard lead to, as far as it can be had.
    std::optional<keys::ExtendedPublicKey> m_public_parent;
    std::optional<keys::ExtendedPrivateKey> m_private_parent;
    KeySource m_source;
};

}  // namespace quanta::descriptor
