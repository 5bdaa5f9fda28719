// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "descriptor/key_steps.h"
#include "keys/extended_key.h"

namespace quanta::descriptor {

/// musig(KEY,KEY,…), and keys below it (BIP390, BIP328). Internal to this library.
class MusigKey final : public KeyExpression {
public:
    /// Reads `text`, which begins with "musig(".
    static base::Result<ParsedKey, std::string> parse(std::string_view text, const ParseContext& context);

    MusigKey(std::vector<std::unique_ptr<KeyExpression>> members, std::optional<Steps> steps);

    bool is_ranged() const override;
    bool has_private_key() const override;
    std::optional<DerivedKey> derive(uint32_t index) const override;
    /// Nobody has it.
    std::optional<crypto::PrivateKey> derive_private(uint32_t) const override { return std::nullopt; }
    std::vector<crypto::PrivateKey> private_keys(uint32_t index) const override;
    std::vector<DerivedKey> participants(uint32_t index) const override;
    std::optional<std::string> text(TextForm form) const override;

private:
    std::optional<crypto::PublicKey> aggregate(uint32_t index) const;

    const std::vector<std::unique_ptr<KeyExpression>> m_members;
    /// What follows the bracket.
    const std::optional<Steps> m_steps;
    const bool m_members_ranged;
    /// Known ahead where the members are the same at every index.
    std::optional<crypto::PublicKey> m_aggregate;
};

}  // namespace quanta::descriptor
