// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/script_expression.h"

#include <span>
#include <utility>

#include <fmt/core.h>

#include "crypto/hash.h"
#include "keys/destination.h"
#include "script/script.h"
#include "script/taproot.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using ScriptPointer = std::unique_ptr<ScriptExpression>;
using ParseResult = base::Result<ScriptPointer, std::string>;

base::Bytes to_bytes(const primitives::ScriptBytes& script) {
    const base::ByteSpan span = script.span();
    return {span.begin(), span.end()};
}

/// A function of one key.
class KeyScript : public ScriptExpression {
public:
    KeyScript(std::string_view name, std::unique_ptr<KeyExpression> key, KeyShape shape)
        : m_name(name), m_shape(shape), m_key(std::move(key)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        std::optional<DerivedKey> key = m_key->derive(index);
        if (!key) return std::nullopt;
        std::optional<base::Bytes> script = script_of(key->key);
        into.keys.push_back(std::move(*key));
        return script;
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const std::optional<std::string> key = write(*m_key, m_shape);
        if (!key) return std::nullopt;
        return fmt::format("{}({})", m_name, *key);
    }
    void visit_keys(const KeyVisitor& visit) const override { visit(*m_key); }

protected:
    virtual std::optional<base::Bytes> script_of(const crypto::PublicKey& key) const = 0;

private:
    const std::string_view m_name;
    const KeyShape m_shape;
    const std::unique_ptr<KeyExpression> m_key;
};

/// pk(KEY), BIP381.
class PkScript final : public KeyScript {
public:
    explicit PkScript(std::unique_ptr<KeyExpression> key) : KeyScript("pk", std::move(key), KeyShape::Full) {}
    std::optional<OutputType> output_type() const override { return std::nullopt; }

protected:
    std::optional<base::Bytes> script_of(const crypto::PublicKey& key) const override {
        return to_bytes(keys::script_for_destination(keys::BareKey{key}));
    }
};

/// pkh(KEY), BIP381.
class PkhScript final : public KeyScript {
public:
    explicit PkhScript(std::unique_ptr<KeyExpression> key)
        : KeyScript("pkh", std::move(key), KeyShape::Full) {}
    std::optional<OutputType> output_type() const override { return OutputType::Legacy; }

protected:
    std::optional<base::Bytes> script_of(const crypto::PublicKey& key) const override {
        return to_bytes(keys::script_for_destination(keys::PubKeyHash{key.hash()}));
    }
};

/// wpkh(KEY), BIP382.
class WpkhScript final : public KeyScript {
public:
    explicit WpkhScript(std::unique_ptr<KeyExpression> key)
        : KeyScript("wpkh", std::move(key), KeyShape::Full) {}
    std::optional<OutputType> output_type() const override { return OutputType::Bech32; }

protected:
    std::optional<base::Bytes> script_of(const crypto::PublicKey& key) const override {
        return to_bytes(keys::script_for_destination(keys::WitnessV0KeyHash{key.hash()}));
    }
};

/// tr(KEY), BIP386: without scripts.
class TrScript final : public KeyScript {
public:
    explicit TrScript(std::unique_ptr<KeyExpression> key)
        : KeyScript("tr", std::move(key), KeyShape::XOnly) {}
    std::optional<OutputType> output_type() const override { return OutputType::Bech32m; }

protected:
    std::optional<base::Bytes> script_of(const crypto::PublicKey& key) const override {
        const crypto::XOnlyKey internal = key.xonly();
        const auto output = crypto::xonly_tweak_add(internal, script::taptweak_hash(internal, std::nullopt));
        if (!output) return std::nullopt;
        return to_bytes(keys::script_for_destination(keys::Taproot{output->key}));
    }
};

/// sh(SCRIPT), BIP381, and wsh(SCRIPT), BIP382.
class WrappedScript final : public ScriptExpression {
public:
    enum class Kind : uint8_t { Sh, Wsh };

    WrappedScript(Kind kind, ScriptPointer inner) : m_kind(kind), m_inner(std::move(inner)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        const size_t place = into.inner.size();
        into.inner.emplace_back();
        std::optional<base::Bytes> inner = m_inner->script(index, into);
        if (!inner) return std::nullopt;
        base::Bytes script =
            m_kind == Kind::Sh
                ? to_bytes(keys::script_for_destination(keys::ScriptHash{crypto::hash160(*inner)}))
                : to_bytes(keys::script_for_destination(keys::WitnessV0ScriptHash{crypto::sha256(*inner)}));
        into.inner[place] = std::move(*inner);
        return script;
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const std::optional<std::string> inner = m_inner->text(write);
        if (!inner) return std::nullopt;
        return fmt::format("{}({})", m_kind == Kind::Sh ? "sh" : "wsh", *inner);
    }
    void visit_keys(const KeyVisitor& visit) const override { m_inner->visit_keys(visit); }
    std::optional<OutputType> output_type() const override {
        if (m_kind == Kind::Wsh) return OutputType::Bech32;
        return m_inner->output_type() == OutputType::Bech32 ? OutputType::P2shSegwit : OutputType::Legacy;
    }

private:
    const Kind m_kind;
    const ScriptPointer m_inner;
};

/// What stands in the brackets behind `name`; nothing when `text` is not of that form.
std::optional<std::string_view> argument_of(std::string_view text, std::string_view name) {
    if (!text.starts_with(name)) return std::nullopt;
    text.remove_prefix(name.size());
    if (!text.starts_with('(') || !text.ends_with(')')) return std::nullopt;
    return text.substr(1, text.size() - 2);
}

template <typename Script>
ParseResult parse_key_script(std::string_view name, std::string_view argument, KeyRule rule,
                             const params::ChainParams& params) {
    auto key = parse_key(argument, rule, params);
    if (!key) return Err(fmt::format("{}(): {}", name, key.error()));
    return ScriptPointer(std::make_unique<Script>(std::move(*key)));
}

ParseResult parse_wrapped(WrappedScript::Kind kind, std::string_view argument,
                          const params::ChainParams& params) {
    const Place place = kind == WrappedScript::Kind::Sh ? Place::InSh : Place::InWsh;
    ScriptPointer inner = TRY(parse_script_expression(argument, place, params));
    return ScriptPointer(std::make_unique<WrappedScript>(kind, std::move(inner)));
}

}  // namespace

// Functions are allowed in one another in one order only, so this is at most three calls deep.
ParseResult parse_script_expression(std::string_view text, Place place, const params::ChainParams& params) {
    const KeyRule rule = place == Place::InWsh ? KeyRule::Compressed : KeyRule::Any;
    if (const auto argument = argument_of(text, "pk"))
        return parse_key_script<PkScript>("pk", *argument, rule, params);
    if (const auto argument = argument_of(text, "pkh")) {
        return parse_key_script<PkhScript>("pkh", *argument, rule, params);
    }
    if (const auto argument = argument_of(text, "wpkh")) {
        if (place == Place::InWsh)
            return Err(std::string("Can only have wpkh() at top level or inside sh()"));
        return parse_key_script<WpkhScript>("wpkh", *argument, KeyRule::Compressed, params);
    }
    if (const auto argument = argument_of(text, "sh")) {
        if (place != Place::Top) return Err(std::string("Can only have sh() at top level"));
        return parse_wrapped(WrappedScript::Kind::Sh, *argument, params);
    }
    if (const auto argument = argument_of(text, "wsh")) {
        if (place == Place::InWsh) return Err(std::string("Can only have wsh() at top level or inside sh()"));
        return parse_wrapped(WrappedScript::Kind::Wsh, *argument, params);
    }
    if (const auto argument = argument_of(text, "tr")) {
        if (place != Place::Top) return Err(std::string("Can only have tr at top level"));
        if (argument->find(',') != argument->npos) return Err(std::string("tr(): scripts are not supported"));
        return parse_key_script<TrScript>("tr", *argument, KeyRule::XOnly, params);
    }
    if (place == Place::InSh) return Err(std::string("A function is needed within P2SH"));
    if (place == Place::InWsh) return Err(std::string("A function is needed within P2WSH"));
    return Err(fmt::format("'{}' is not a valid descriptor function", text));
}

}  // namespace quanta::descriptor
