// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/fixed_scripts.h"

#include <utility>

#include "base/hex.h"
#include "descriptor/text_split.h"
#include "keys/address.h"
#include "keys/destination.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

using base::Err;

/// The kind of address that an output script has.
std::optional<OutputType> type_of(base::ByteSpan script) {
    switch (script::classify_kind(script)) {
        case script::ScriptKind::PubkeyHash:
        case script::ScriptKind::ScriptHash:
            return OutputType::Legacy;
        case script::ScriptKind::WitnessV0KeyHash:
        case script::ScriptKind::WitnessV0ScriptHash:
            return OutputType::Bech32;
        case script::ScriptKind::WitnessV1Taproot:
        case script::ScriptKind::WitnessUnknown:
            return OutputType::Bech32m;
        default:
            return std::nullopt;
    }
}

/// A script about which nothing is known but itself.
class FixedScript final : public ScriptExpression {
public:
    FixedScript(base::Bytes script, std::string text)
        : m_script(std::move(script)), m_text(std::move(text)) {}

    std::optional<base::Bytes> script(uint32_t, Expansion&) const override { return m_script; }
    std::optional<std::string> text(const KeyWriter&) const override { return m_text; }
    void visit_keys(const KeyVisitor&) const override {}
    std::optional<OutputType> output_type() const override { return type_of(m_script); }
    bool is_solvable() const override { return false; }

private:
    const base::Bytes m_script;
    const std::string m_text;
};

ScriptResult fixed(base::Bytes script, std::string text) {
    return ParsedScript{std::make_unique<FixedScript>(std::move(script), std::move(text))};
}

ScriptResult parse_address(std::string_view text, const params::ChainParams& params) {
    const auto destination = keys::decode_address(text, params);
    if (!destination) return Err(std::string("Address is not valid"));
    const primitives::ScriptBytes script = keys::script_for_destination(*destination);
    return fixed({script.span().begin(), script.span().end()},
                 "addr(" + keys::encode_address(*destination, params) + ')');
}

ScriptResult parse_raw(std::string_view text) {
    std::optional<base::Bytes> script = base::from_hex(text);
    if (text.empty() || !script) return Err(std::string("Raw script is not hex"));
    std::string canonical = "raw(" + base::to_hex(*script) + ')';
    return fixed(std::move(*script), std::move(canonical));
}

}  // namespace

std::optional<ScriptResult> parse_fixed_script(std::string_view text, Place place,
                                               const ParseContext& context) {
    if (const auto address = argument_of(text, "addr")) {
        if (place != Place::Top) return ScriptResult(Err(std::string("Can only have addr() at top level")));
        return parse_address(*address, context.params);
    }
    if (const auto raw = argument_of(text, "raw")) {
        if (place != Place::Top) return ScriptResult(Err(std::string("Can only have raw() at top level")));
        return parse_raw(*raw);
    }
    return std::nullopt;
}

}  // namespace quanta::descriptor
