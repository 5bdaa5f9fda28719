// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/key_expression.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "descriptor/key_steps.h"
#include "descriptor/musig_key.h"
#include "descriptor/single_key.h"
#include "descriptor/tree_key.h"
#include "keys/private_key_text.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using KeyResult = base::Result<ParsedKey, std::string>;

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// A key that stands for itself: hex or WIF. Nothing when `word` is neither.
std::optional<KeyResult> parse_single_key(std::string_view word, KeyRule rule, std::optional<Origin> origin,
                                          const params::ChainParams& params) {
    if (const auto bytes = base::from_hex(word)) {
        auto key = SingleKey::parse_public(word, *bytes, rule, std::move(origin));
        if (!key) return KeyResult(Err(key.error()));
        return KeyResult(ParsedKey{std::move(*key)});
    }
    const auto secret = keys::decode_private_key(word, params);
    if (!secret) return std::nullopt;
    if (rule != KeyRule::Any && secret->form != crypto::KeyForm::Compressed) {
        return KeyResult(Err(std::string("Uncompressed keys are not allowed")));
    }
    return KeyResult(ParsedKey{std::make_unique<SingleKey>(*secret, std::string(word), std::move(origin))});
}

/// A key without its origin.
KeyResult parse_bare_key(std::string_view text, KeyRule rule, std::optional<Origin> origin,
                         const ParseContext& context) {
    const size_t slash = std::min(text.find('/'), text.size());
    const std::string_view word = text.substr(0, slash);
    if (word.empty()) return Err(std::string("No key provided"));
    if (is_space(word.front()) || is_space(word.back())) {
        return Err(fmt::format("Key '{}' is invalid due to whitespace", word));
    }
    if (slash == text.size()) {
        if (auto single = parse_single_key(word, rule, origin, context.params)) return std::move(*single);
    }
    const auto secret = keys::decode_extended_private_key(word, context.params);
    const auto open = secret ? std::nullopt : keys::decode_extended_public_key(word, context.params);
    if (!secret && !open) return Err(fmt::format("key '{}' is not valid", word));
    Steps steps = TRY(parse_steps(text.substr(slash), context.path_index));
    const size_t paths = steps.paths;
    using Root = std::variant<keys::ExtendedPublicKey, keys::ExtendedPrivateKey>;
    return ParsedKey{std::make_unique<TreeKey>(secret ? Root(*secret) : Root(*open), std::move(steps),
                                               std::move(origin), context.params),
                     paths};
}

}  // namespace

std::vector<crypto::PrivateKey> KeyExpression::private_keys(uint32_t index) const {
    std::vector<crypto::PrivateKey> keys;
    if (const auto key = derive_private(index)) keys.push_back(*key);
    return keys;
}

std::vector<DerivedKey> KeyExpression::participants(uint32_t) const {
    return {};
}

std::optional<size_t> common_paths(const std::vector<size_t>& counts) {
    size_t most = 1;
    for (const size_t count : counts) {
        if (count > 1 && most > 1 && count != most) return std::nullopt;
        most = std::max(most, count);
    }
    return most;
}

KeyResult parse_key(std::string_view text, KeyRule rule, const ParseContext& context) {
    if (text.starts_with("musig(")) {
        if (rule != KeyRule::XOnly) return Err(std::string("musig() is only allowed in tr() and rawtr()"));
        return MusigKey::parse(text, context);
    }
    const size_t close = text.find(']');
    if (close == text.npos) return parse_bare_key(text, rule, std::nullopt, context);
    if (text.find(']', close + 1) != text.npos) {
        return Err(std::string("Multiple ']' characters found for a single pubkey"));
    }
    if (!text.starts_with('[')) {
        return Err(
            fmt::format("Key origin start '[ character expected but not found, got '{}' instead", text[0]));
    }
    Origin origin = TRY(parse_origin(text.substr(1, close - 1)));
    return parse_bare_key(text.substr(close + 1), rule, std::move(origin), context);
}

std::string source_text(const KeySource& source, keys::HardenedMark mark) {
    return fmt::format("[{}{}]", base::to_hex(source.fingerprint), keys::format_key_path(source.path, mark));
}

}  // namespace quanta::descriptor
