// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/infer_inside.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/hex.h"
#include "descriptor/miniscript.h"
#include "descriptor/miniscript_check.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

using script::ScriptKind;

/// A key and where it comes from; nothing for one that cannot stand at `place`.
std::optional<std::string> key_text(const crypto::PublicKey& key, Place place, const KnownScripts& known) {
    const bool hybrid = key.bytes()[0] > 4;
    if (hybrid || (place == Place::InWsh && key.form() != crypto::KeyForm::Compressed)) return std::nullopt;
    const auto source = known.source(key);
    return (source ? source_text(*source) : "") + base::to_hex(key.bytes());
}

std::optional<std::string> key_text(base::ByteSpan bytes, Place place, const KnownScripts& known) {
    const auto key = crypto::PublicKey::from_bytes(bytes);
    if (!key) return std::nullopt;
    return key_text(*key, place, known);
}

template <size_t size>
std::array<uint8_t, size> fixed(base::ByteSpan bytes) {
    std::array<uint8_t, size> result;
    std::copy_n(bytes.begin(), size, result.begin());
    return result;
}

std::optional<std::string> in_brackets(const char* name, const std::optional<std::string>& inside) {
    if (!inside) return std::nullopt;
    return std::string(name) + '(' + *inside + ')';
}

/// pkh() or wpkh() of the key behind `hash`.
std::optional<std::string> hashed_key(const char* name, base::ByteSpan hash, Place place,
                                      const KnownScripts& known) {
    const auto key = known.public_key(fixed<20>(hash));
    if (!key) return std::nullopt;
    const bool witness = std::string_view(name) == "wpkh";
    return in_brackets(name, key_text(*key, witness ? Place::InWsh : place, known));
}

std::optional<std::string> multisig(const script::ScriptType& type, Place place, const KnownScripts& known) {
    std::string text = std::to_string(type.number);
    for (const base::ByteSpan key : type.solutions) {
        const auto written = key_text(key, place, known);
        if (!written) return std::nullopt;
        text += ',' + *written;
    }
    return in_brackets("multi", text);
}

/// sh() or wsh() of the script behind `hash`.
std::optional<std::string> hashed_script(const char* name, const crypto::Digest160& hash, Place place,
                                         const KnownScripts& known) {
    const auto script = known.script(hash);
    if (!script) return std::nullopt;
    return in_brackets(name, infer_inside(*script, place, known));
}

/// For each key the place of the last one before that is the same.
std::vector<int64_t> find_repeated(const std::vector<crypto::PublicKey>& keys) {
    std::map<crypto::PublicKey, int64_t> latest;
    std::vector<int64_t> result;
    for (const crypto::PublicKey& key : keys) {
        const auto place = static_cast<int64_t>(result.size());
        const auto [found, is_new] = latest.try_emplace(key, place);
        result.push_back(is_new ? kNoKey : found->second);
        found->second = place;
    }
    return result;
}

std::optional<std::string> as_miniscript(base::ByteSpan script, Place place, const KnownScripts& known) {
    const ScriptRules rules = place == Place::InTr ? ScriptRules::Tapscript : ScriptRules::WitnessV0;
    std::vector<crypto::PublicKey> keys;
    const auto find_key = [&](const crypto::Digest160& hash) { return known.public_key(hash); };
    const auto decoded = decode_miniscript(script, rules, find_key, keys);
    if (!decoded) return std::nullopt;
    const auto write = [&](uint32_t at) -> std::optional<std::string> {
        if (place == Place::InTr) return x_only_text(keys[at].xonly(), known);
        return key_text(keys[at], place, known);
    };
    if (miniscript_fault(*decoded, find_repeated(keys), write)) return std::nullopt;
    return miniscript_text(*decoded, decoded->root(), write);
}

}  // namespace

std::string x_only_text(const crypto::XOnlyKey& key, const KnownScripts& known) {
    const auto source = known.source(crypto::PublicKey::from_xonly(key));
    return (source ? source_text(*source) : "") + base::to_hex(key);
}

// Scripts are inside others in one order only, so this is at most three calls deep.
std::optional<std::string> infer_inside(base::ByteSpan script, Place place, const KnownScripts& known) {
    if (place == Place::InTr) return as_miniscript(script, place, known);
    const script::ScriptType type = script::classify(script);
    const bool outside_witness = place == Place::Top || place == Place::InSh;
    std::optional<std::string> text;
    switch (type.type) {
        case ScriptKind::Pubkey:
            text = in_brackets("pk", key_text(type.solutions[0], place, known));
            break;
        case ScriptKind::PubkeyHash:
            text = hashed_key("pkh", type.solutions[0], place, known);
            break;
        case ScriptKind::Multisig:
            text = multisig(type, place, known);
            break;
        case ScriptKind::WitnessV0KeyHash:
            if (outside_witness) text = hashed_key("wpkh", type.solutions[0], place, known);
            break;
        case ScriptKind::ScriptHash:
            if (place == Place::Top)
                text = hashed_script("sh", fixed<20>(type.solutions[0]), Place::InSh, known);
            break;
        case ScriptKind::WitnessV0ScriptHash:
            if (outside_witness)
                text = hashed_script("wsh", crypto::ripemd160(type.solutions[0]), Place::InWsh, known);
            break;
        default:
            break;
    }
    return !text && place == Place::InWsh ? as_miniscript(script, place, known) : text;
}

}  // namespace quanta::descriptor
