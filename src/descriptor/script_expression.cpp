// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/script_expression.h"

#include <utility>

#include <fmt/core.h>

#include "descriptor/fixed_scripts.h"
#include "descriptor/key_scripts.h"
#include "descriptor/miniscript_script.h"
#include "descriptor/multi_script.h"
#include "descriptor/taproot_script.h"
#include "descriptor/text_split.h"
#include "descriptor/wrapped_script.h"

namespace quanta::descriptor {

using base::Err;

std::optional<std::vector<Expansion>> ScriptExpression::expand(uint32_t index) const {
    std::vector<Expansion> all(1);
    std::optional<base::Bytes> bytes = script(index, all.front());
    if (!bytes) return std::nullopt;
    all.front().script = std::move(*bytes);
    return all;
}

KeyRule key_rule(Place place) {
    if (place == Place::InTr) return KeyRule::XOnly;
    return place == Place::InWsh ? KeyRule::Compressed : KeyRule::Any;
}

std::optional<crypto::PublicKey> derive_into(const KeyExpression& key, uint32_t index, Expansion& into) {
    std::optional<DerivedKey> derived = key.derive(index);
    if (!derived) return std::nullopt;
    const crypto::PublicKey result = derived->key;
    into.keys.push_back(std::move(*derived));
    std::vector<DerivedKey> participants = key.participants(index);
    if (!participants.empty()) into.aggregates.push_back({result, std::move(participants)});
    return result;
}

// Functions are allowed in one another in one order only, so this is at most three calls deep.
ScriptResult parse_script_expression(std::string_view text, Place place, const ParseContext& context) {
    using Parser = std::optional<ScriptResult> (*)(std::string_view, Place, const ParseContext&);
    constexpr Parser kParsers[] = {parse_key_script,     parse_multi_script, parse_wrapped_script,
                                   parse_taproot_script, parse_fixed_script, parse_miniscript_script};
    for (const Parser parser : kParsers) {
        if (auto parsed = parser(text, place, context)) return std::move(*parsed);
    }
    if (place == Place::InSh) return Err(std::string("A function is needed within P2SH"));
    if (place == Place::InWsh) return Err(std::string("A function is needed within P2WSH"));
    return Err(fmt::format("'{}' is not a valid descriptor function", text));
}

}  // namespace quanta::descriptor
