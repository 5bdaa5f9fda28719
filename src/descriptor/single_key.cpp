// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/single_key.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"

namespace quanta::descriptor {

using base::Err;
using keys::HardenedMark;

base::Result<std::unique_ptr<KeyExpression>, std::string> SingleKey::parse_public(
    std::string_view text, const base::Bytes& bytes, KeyRule rule, std::optional<Origin> origin) {
    if (rule == KeyRule::XOnly && bytes.size() == 32) {
        crypto::XOnlyKey xonly;
        std::copy(bytes.begin(), bytes.end(), xonly.begin());
        const auto key = crypto::PublicKey::from_xonly(xonly);
        if (!key.is_valid()) return Err(fmt::format("Pubkey '{}' is invalid", text));
        auto single = std::make_unique<SingleKey>(key, std::move(origin));
        single->m_x_only = true;
        return std::unique_ptr<KeyExpression>(std::move(single));
    }
    const auto key = crypto::PublicKey::from_bytes(bytes);
    if (key && (key->bytes()[0] == 6 || key->bytes()[0] == 7)) {
        return Err(std::string("Hybrid public keys are not allowed"));
    }
    if (!key || !key->is_valid()) return Err(fmt::format("Pubkey '{}' is invalid", text));
    if (rule != KeyRule::Any && key->form() != crypto::KeyForm::Compressed) {
        return Err(std::string("Uncompressed keys are not allowed"));
    }
    return std::unique_ptr<KeyExpression>(std::make_unique<SingleKey>(*key, std::move(origin)));
}

std::optional<DerivedKey> SingleKey::derive(uint32_t) const {
    if (m_origin) return DerivedKey{m_key, m_origin->source};
    return DerivedKey{m_key, {keys::fingerprint_of(m_key), {}}};
}

std::optional<std::string> SingleKey::text(TextForm form) const {
    const HardenedMark mark =
        form == TextForm::Normalized || !m_origin ? HardenedMark::Letter : m_origin->mark;
    const std::string origin = m_origin ? m_origin->text(mark) : "";
    if (form == TextForm::Private && m_private) return origin + m_private_text;
    return origin + (m_x_only ? base::to_hex(m_key.xonly()) : base::to_hex(m_key.bytes()));
}

}  // namespace quanta::descriptor
