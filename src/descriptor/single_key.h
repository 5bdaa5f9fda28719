// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "descriptor/key_steps.h"
#include "keys/private_key_text.h"

namespace quanta::descriptor {

/// A single key, known in public or private. Internal to this library.
class SingleKey final : public KeyExpression {
public:
    /// Reads a public key that is written as hex digits.
    static base::Result<std::unique_ptr<KeyExpression>, std::string> parse_public(
        std::string_view text, const base::Bytes& bytes, KeyRule rule, std::optional<Origin> origin);

    SingleKey(crypto::PublicKey key, std::optional<Origin> origin)
        : m_key(key), m_origin(std::move(origin)) {}
    /// With its private half, written as `text`.
    SingleKey(const keys::PrivateKeyText& key, std::string text, std::optional<Origin> origin)
        : m_key(key.key.public_key(key.form)),
          m_origin(std::move(origin)),
          m_private(key.key),
          m_private_text(std::move(text)) {}

    bool is_ranged() const override { return false; }
    bool has_private_key() const override { return m_private.has_value(); }
    std::optional<DerivedKey> derive(uint32_t) const override;
    std::optional<crypto::PrivateKey> derive_private(uint32_t) const override { return m_private; }
    std::optional<std::string> text(TextForm form) const override;
    size_t size() const override { return m_key.bytes().size(); }

private:
    const crypto::PublicKey m_key;
    const std::optional<Origin> m_origin;
    const std::optional<crypto::PrivateKey> m_private;
    const std::string m_private_text;
    bool m_x_only = false;
};

}  // namespace quanta::descriptor
