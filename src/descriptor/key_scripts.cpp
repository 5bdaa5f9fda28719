// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/key_scripts.h"

#include <array>
#include <utility>

#include <fmt/core.h>

#include "descriptor/text_split.h"
#include "keys/destination.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

using base::Err;

base::Bytes script_for(const keys::Destination& destination) {
    const primitives::ScriptBytes script = keys::script_for_destination(destination);
    return {script.span().begin(), script.span().end()};
}

// The script of each function for a key.
base::Bytes pk_script(const crypto::PublicKey& key) {
    return script_for(keys::BareKey{key});
}
base::Bytes tap_pk_script(const crypto::PublicKey& key) {
    return script::ScriptBuilder().push(key.xonly()).op(script::OP_CHECKSIG).bytes();
}
base::Bytes pkh_script(const crypto::PublicKey& key) {
    return script_for(keys::PubKeyHash{key.hash()});
}
base::Bytes wpkh_script(const crypto::PublicKey& key) {
    return script_for(keys::WitnessV0KeyHash{key.hash()});
}
base::Bytes rawtr_script(const crypto::PublicKey& key) {
    return script_for(keys::Taproot{key.xonly()});
}

/// A function of one key.
struct KeyFunction {
    std::string_view name;
    base::Bytes (*script)(const crypto::PublicKey& key);
    KeyShape shape;
    std::optional<OutputType> type;
};

constexpr KeyFunction kPk = {"pk", pk_script, KeyShape::Full, std::nullopt};
constexpr KeyFunction kTapPk = {"pk", tap_pk_script, KeyShape::XOnly, std::nullopt};
constexpr KeyFunction kPkh = {"pkh", pkh_script, KeyShape::Full, OutputType::Legacy};
constexpr KeyFunction kWpkh = {"wpkh", wpkh_script, KeyShape::Full, OutputType::Bech32};
constexpr KeyFunction kRawTr = {"rawtr", rawtr_script, KeyShape::XOnly, OutputType::Bech32m};

class KeyScript : public ScriptExpression {
public:
    KeyScript(const KeyFunction& function, std::unique_ptr<KeyExpression> key)
        : m_function(function), m_key(std::move(key)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        const auto key = derive_into(*m_key, index, into);
        if (!key) return std::nullopt;
        return m_function.script(*key);
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const std::optional<std::string> key = write(*m_key, m_function.shape);
        if (!key) return std::nullopt;
        return fmt::format("{}({})", m_function.name, *key);
    }
    void visit_keys(const KeyVisitor& visit) const override { visit(*m_key); }
    std::optional<OutputType> output_type() const override { return m_function.type; }

protected:
    const KeyExpression& key() const { return *m_key; }

private:
    const KeyFunction m_function;
    const std::unique_ptr<KeyExpression> m_key;
};

/// combo(KEY), BIP384: by itself as pk(KEY); the other scripts come with expand().
class ComboScript final : public KeyScript {
public:
    explicit ComboScript(std::unique_ptr<KeyExpression> key)
        : KeyScript({"combo", pk_script, KeyShape::Full, std::nullopt}, std::move(key)) {}

    std::optional<std::vector<Expansion>> expand(uint32_t index) const override {
        Expansion common;
        const auto derived = derive_into(key(), index, common);
        if (!derived) return std::nullopt;
        std::vector<Expansion> all;
        const auto add = [&](base::Bytes script, std::vector<base::Bytes> inner) {
            Expansion expansion = common;
            expansion.script = std::move(script);
            expansion.inner = std::move(inner);
            all.push_back(std::move(expansion));
        };
        add(pk_script(*derived), {});
        add(pkh_script(*derived), {});
        if (derived->form() != crypto::KeyForm::Compressed) return all;
        const base::Bytes witness = wpkh_script(*derived);
        add(witness, {});
        add(script_for(keys::ScriptHash{crypto::hash160(witness)}), {witness});
        return all;
    }
    bool is_single() const override { return false; }
};

template <typename Make>
ScriptResult parse_with_key(std::string_view name, std::string_view argument, KeyRule rule,
                            const ParseContext& context, const Make& make) {
    auto key = parse_key(argument, rule, context);
    if (!key) return Err(fmt::format("{}(): {}", name, key.error()));
    return ParsedScript{make(std::move(key->value)), key->paths};
}

/// A function allowed in some places only, and what is said about it elsewhere.
struct Restricted {
    KeyFunction function;
    bool in_sh;
    KeyRule rule;
    std::string_view elsewhere;
};
constexpr std::array<Restricted, 2> kRestricted = {
    {{kWpkh, true, KeyRule::Compressed, "Can only have wpkh() at top level or inside sh()"},
     {kRawTr, false, KeyRule::XOnly, "Can only have rawtr at top level"}}};

std::optional<ScriptResult> parse_restricted(std::string_view text, Place place,
                                             const ParseContext& context) {
    for (const Restricted& restricted : kRestricted) {
        const KeyFunction& function = restricted.function;
        const auto argument = argument_of(text, function.name);
        if (!argument) continue;
        const bool allowed = place == Place::Top || (place == Place::InSh && restricted.in_sh);
        if (!allowed) return ScriptResult(Err(std::string(restricted.elsewhere)));
        return parse_with_key(function.name, *argument, restricted.rule, context, [&](auto key) {
            return std::make_unique<KeyScript>(function, std::move(key));
        });
    }
    return std::nullopt;
}

}  // namespace

std::optional<ScriptResult> parse_key_script(std::string_view text, Place place,
                                             const ParseContext& context) {
    const auto make = [](const KeyFunction& function) {
        return [function](auto key) { return std::make_unique<KeyScript>(function, std::move(key)); };
    };
    if (const auto key = argument_of(text, "pk")) {
        return parse_with_key("pk", *key, key_rule(place), context,
                              make(place == Place::InTr ? kTapPk : kPk));
    }
    // In taproot, pkh() is Miniscript.
    if (const auto key = argument_of(text, "pkh"); key && place != Place::InTr) {
        return parse_with_key("pkh", *key, key_rule(place), context, make(kPkh));
    }
    if (const auto key = argument_of(text, "combo")) {
        if (place != Place::Top) return ScriptResult(Err(std::string("Can only have combo() at top level")));
        return parse_with_key("combo", *key, KeyRule::Any, context,
                              [](auto parsed) { return std::make_unique<ComboScript>(std::move(parsed)); });
    }
    return parse_restricted(text, place, context);
}

}  // namespace quanta::descriptor
