// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript_script.h"

#include <map>
#include <utility>

#include "base/hex.h"
#include "descriptor/miniscript.h"
#include "descriptor/miniscript_check.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using KeyPointer = std::unique_ptr<KeyExpression>;

/// What tells two keys apart: the key at the first index, or its text where that cannot be had.
std::string identity(const KeyExpression& key, ScriptRules rules) {
    if (const auto derived = key.derive(0)) {
        return rules == ScriptRules::Tapscript ? base::to_hex(derived->key.xonly())
                                               : base::to_hex(derived->key.bytes());
    }
    return key.text(TextForm::Public).value_or("");
}

/// For each key the place of the last one before that is the same.
std::vector<int64_t> find_repeated(const std::vector<KeyPointer>& keys, ScriptRules rules) {
    std::map<std::string, int64_t> latest;
    std::vector<int64_t> result;
    for (const KeyPointer& key : keys) {
        const auto place = static_cast<int64_t>(result.size());
        const auto [found, is_new] = latest.try_emplace(identity(*key, rules), place);
        result.push_back(is_new ? kNoKey : found->second);
        found->second = place;
    }
    return result;
}

/// Miniscript in wsh() or tr(), with its keys.
class MiniscriptExpression final : public ScriptExpression {
public:
    MiniscriptExpression(Miniscript script, std::vector<KeyPointer> keys)
        : m_script(std::move(script)), m_keys(std::move(keys)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        std::vector<crypto::PublicKey> keys;
        keys.reserve(m_keys.size());
        for (const KeyPointer& key : m_keys) {
            const auto derived = derive_into(*key, index, into);
            if (!derived) return std::nullopt;
            keys.push_back(*derived);
        }
        return miniscript_script(m_script, keys);
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const KeyShape shape = m_script.rules == ScriptRules::Tapscript ? KeyShape::XOnly : KeyShape::Full;
        return miniscript_text(m_script, m_script.root(),
                               [&](uint32_t place) { return write(*m_keys[place], shape); });
    }
    void visit_keys(const KeyVisitor& visit) const override {
        for (const KeyPointer& key : m_keys)
            visit(*key);
    }
    std::optional<OutputType> output_type() const override { return std::nullopt; }

private:
    const Miniscript m_script;
    const std::vector<KeyPointer> m_keys;
};

/// Reads the keys of an expression as they come.
struct KeyReader {
    const KeyRule rule;
    const ParseContext& context;
    std::vector<KeyPointer> keys;
    std::vector<size_t> paths;
    /// Why the last one could not be read.
    std::string error;

    bool operator()(std::string_view text) {
        auto key = parse_key(text, rule, context);
        if (!key) {
            error = key.error();
            return false;
        }
        keys.push_back(std::move(key->value));
        paths.push_back(key->paths);
        return true;
    }
};

}  // namespace

std::optional<ScriptResult> parse_miniscript_script(std::string_view text, Place place,
                                                    const ParseContext& context) {
    if (place != Place::InWsh && place != Place::InTr) return std::nullopt;
    const ScriptRules rules = place == Place::InTr ? ScriptRules::Tapscript : ScriptRules::WitnessV0;
    KeyReader reader{key_rule(place), context, {}, {}, {}};
    auto parsed = parse_miniscript(text, rules, std::ref(reader));
    if (!reader.error.empty()) return ScriptResult(Err(reader.error));
    if (!parsed) return std::nullopt;
    const auto fault = miniscript_fault(*parsed, find_repeated(reader.keys, rules), [&](uint32_t key) {
        return reader.keys[key]->text(TextForm::Public);
    });
    if (fault) return ScriptResult(Err(*fault));
    const std::optional<size_t> paths = common_paths(reader.paths);
    if (!paths) {
        return ScriptResult(
            Err(std::string("Miniscript: Multipath derivation paths have mismatched lengths")));
    }
    return ScriptResult(ParsedScript{
        std::make_unique<MiniscriptExpression>(std::move(*parsed), std::move(reader.keys)), *paths});
}

}  // namespace quanta::descriptor
