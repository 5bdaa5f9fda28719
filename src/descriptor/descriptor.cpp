// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/descriptor.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "descriptor/checksum.h"

namespace quanta::descriptor {
namespace {

using base::Err;

/// `text` without its checksum, which is right where there is one.
base::Result<std::string_view, std::string> without_checksum(std::string_view text, ChecksumRule rule) {
    if (text.size() > kMaxText) return Err(fmt::format("Descriptor is longer than {} characters", kMaxText));
    if (std::count(text.begin(), text.end(), '#') > 1) return Err(std::string("Multiple '#' symbols"));
    const size_t mark = text.find('#');
    const std::string_view payload = text.substr(0, mark);
    if (mark == text.npos && rule == ChecksumRule::Required) return Err(std::string("Missing checksum"));
    const std::string_view given = mark == text.npos ? std::string_view() : text.substr(mark + 1);
    if (mark != text.npos && given.size() != kChecksumSize) {
        return Err(fmt::format("Expected 8 character checksum, not {} characters", given.size()));
    }
    const std::optional<std::string> computed = descriptor_checksum(payload);
    if (!computed) return Err(std::string("Invalid characters in payload"));
    if (mark != text.npos && given != *computed) {
        return Err(
            fmt::format("Provided checksum '{}' does not match computed checksum '{}'", given, *computed));
    }
    return payload;
}

std::optional<std::string> sealed(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return with_checksum(*text);
}

}  // namespace

base::Result<Descriptor, std::string> Descriptor::parse(std::string_view text,
                                                        const params::ChainParams& params,
                                                        ChecksumRule rule) {
    const std::string_view payload = TRY(without_checksum(text, rule));
    ParsedScript script = TRY(parse_script_expression(payload, Place::Top, {params}));
    if (script.paths > 1) return Err(std::string("A descriptor of one path is needed, not of several"));
    return Descriptor(std::move(script.value));
}

base::Result<std::vector<Descriptor>, std::string> Descriptor::parse_all(std::string_view text,
                                                                         const params::ChainParams& params,
                                                                         ChecksumRule rule) {
    const std::string_view payload = TRY(without_checksum(text, rule));
    std::vector<Descriptor> all;
    for (size_t paths = 1; all.size() < paths;) {
        ParsedScript script = TRY(parse_script_expression(payload, Place::Top, {params, all.size()}));
        paths = script.paths;
        all.push_back(Descriptor(std::move(script.value)));
    }
    return all;
}

bool Descriptor::is_ranged() const {
    bool ranged = false;
    m_script->visit_keys([&](const KeyExpression& key) { ranged = ranged || key.is_ranged(); });
    return ranged;
}

bool Descriptor::has_private_keys() const {
    bool known = false;
    m_script->visit_keys([&](const KeyExpression& key) { known = known || key.has_private_key(); });
    return known;
}

std::optional<Expansion> Descriptor::expand(uint32_t index) const {
    auto all = m_script->expand(index);
    if (!all) return std::nullopt;
    return std::move(all->front());
}

std::vector<crypto::PrivateKey> Descriptor::private_keys(uint32_t index) const {
    std::vector<crypto::PrivateKey> keys;
    m_script->visit_keys([&](const KeyExpression& key) {
        for (const crypto::PrivateKey& secret : key.private_keys(index))
            keys.push_back(secret);
    });
    return keys;
}

std::optional<std::string> Descriptor::to_text(TextForm form) const {
    return sealed(m_script->text([form](const KeyExpression& key, KeyShape) { return key.text(form); }));
}

std::optional<std::string> Descriptor::text_at(uint32_t index) const {
    return sealed(
        m_script->text([index](const KeyExpression& key, KeyShape shape) -> std::optional<std::string> {
            const std::optional<DerivedKey> derived = key.derive(index);
            if (!derived) return std::nullopt;
            const std::string hex = shape == KeyShape::XOnly ? base::to_hex(derived->key.xonly())
                                                             : base::to_hex(derived->key.bytes());
            return source_text(derived->source) + hex;
        }));
}

}  // namespace quanta::descriptor
