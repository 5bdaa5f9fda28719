// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/wrapped_script.h"

#include <utility>

#include <fmt/core.h>

#include "crypto/hash.h"
#include "descriptor/text_split.h"
#include "keys/destination.h"

namespace quanta::descriptor {
namespace {

using base::Err;

enum class Wrapper : uint8_t { Sh, Wsh };

/// The output script that pays to `inner`.
base::Bytes wrap(Wrapper wrapper, base::ByteSpan inner) {
    const primitives::ScriptBytes script =
        wrapper == Wrapper::Sh
            ? keys::script_for_destination(keys::ScriptHash{crypto::hash160(inner)})
            : keys::script_for_destination(keys::WitnessV0ScriptHash{crypto::sha256(inner)});
    return {script.span().begin(), script.span().end()};
}

class WrappedScript final : public ScriptExpression {
public:
    WrappedScript(Wrapper wrapper, ScriptPointer inner) : m_wrapper(wrapper), m_inner(std::move(inner)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        const size_t place = into.inner.size();
        into.inner.emplace_back();
        std::optional<base::Bytes> inner = m_inner->script(index, into);
        if (!inner) return std::nullopt;
        base::Bytes script = wrap(m_wrapper, *inner);
        into.inner[place] = std::move(*inner);
        return script;
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const std::optional<std::string> inner = m_inner->text(write);
        if (!inner) return std::nullopt;
        return fmt::format("{}({})", m_wrapper == Wrapper::Sh ? "sh" : "wsh", *inner);
    }
    void visit_keys(const KeyVisitor& visit) const override { m_inner->visit_keys(visit); }
    std::optional<OutputType> output_type() const override {
        if (m_wrapper == Wrapper::Wsh) return OutputType::Bech32;
        return m_inner->output_type() == OutputType::Bech32 ? OutputType::P2shSegwit : OutputType::Legacy;
    }

private:
    const Wrapper m_wrapper;
    const ScriptPointer m_inner;
};

ScriptResult parse_inner(Wrapper wrapper, std::string_view argument, const ParseContext& context) {
    const Place place = wrapper == Wrapper::Sh ? Place::InSh : Place::InWsh;
    ParsedScript inner = TRY(parse_script_expression(argument, place, context));
    return ParsedScript{std::make_unique<WrappedScript>(wrapper, std::move(inner.value)), inner.paths};
}

}  // namespace

std::optional<ScriptResult> parse_wrapped_script(std::string_view text, Place place,
                                                 const ParseContext& context) {
    if (const auto argument = argument_of(text, "sh")) {
        if (place != Place::Top) return ScriptResult(Err(std::string("Can only have sh() at top level")));
        return parse_inner(Wrapper::Sh, *argument, context);
    }
    if (const auto argument = argument_of(text, "wsh")) {
        if (place == Place::Top || place == Place::InSh) return parse_inner(Wrapper::Wsh, *argument, context);
        return ScriptResult(Err(std::string("Can only have wsh() at top level or inside sh()")));
    }
    return std::nullopt;
}

}  // namespace quanta::descriptor
