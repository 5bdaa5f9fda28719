// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/infer.h"

#include <algorithm>
#include <span>

#include "base/hex.h"
#include "crypto/secp256k1.h"
#include "descriptor/checksum.h"
#include "descriptor/infer_inside.h"
#include "descriptor/tree_text.h"
#include "keys/address.h"
#include "script/script.h"
#include "script/taproot.h"

namespace quanta::descriptor {
namespace {

/// Descriptors know no hybrid keys (first byte 6 or 7). That a key is a point is not asked for.
bool may_stand_in_descriptor(base::ByteSpan key) { return !key.empty() && key[0] <= 4; }

std::string multisig(const script::ScriptType& type) {
    std::string text = "multi(" + std::to_string(type.number);
    for (const base::ByteSpan key : type.solutions) {
        text += ',';
        base::append_hex(text, key);
    }
    return text + ')';
}

/// The descriptor that names the keys of the script; empty when there is none.
std::string by_keys(base::ByteSpan script) {
    const script::ScriptType type = script::classify(script);
    switch (type.type) {
        case script::ScriptKind::Pubkey:
            if (!may_stand_in_descriptor(type.solutions[0])) return {};
            return "pk(" + base::to_hex(type.solutions[0]) + ')';
        case script::ScriptKind::Multisig:
            if (!std::ranges::all_of(type.solutions, may_stand_in_descriptor)) return {};
            return multisig(type);
        case script::ScriptKind::WitnessV1Taproot:
            if (!crypto::is_valid_xonly(type.solutions[0].first<32>())) return {};
            return "rawtr(" + base::to_hex(type.solutions[0]) + ')';
        default: return {};
    }
}

/// tr() of what is known behind `output`; nothing when that is not all, or not its.
std::optional<std::string> taproot_text(const crypto::XOnlyKey& output, const KnownScripts& known) {
    const auto parts = known.taproot(output);
    if (!parts || !parts->is_complete()) return std::nullopt;
    const auto tweaked =
        crypto::xonly_tweak_add(parts->internal_key, script::taptweak_hash(parts->internal_key, parts->root()));
    if (!tweaked || tweaked->key != output) return std::nullopt;
    std::string text = "tr(" + x_only_text(parts->internal_key, known);
    TreeText tree;
    for (const TapLeaf& leaf : parts->leaves) {
        const auto inside = infer_inside(leaf.script, Place::InTr, known);
        if (!inside) return std::nullopt;
        tree.add(leaf.depth, *inside);
    }
    if (!parts->leaves.empty()) text += ',' + tree.text();
    return text + ')';
}

std::optional<std::string> with_known(base::ByteSpan script, const KnownScripts& known) {
    const script::ScriptType type = script::classify(script);
    if (type.type != script::ScriptKind::WitnessV1Taproot) return infer_inside(script, Place::Top, known);
    crypto::XOnlyKey output;
    std::ranges::copy(type.solutions[0], output.begin());
    if (auto text = taproot_text(output, known)) return text;
    if (!crypto::is_valid_xonly(output)) return std::nullopt;
    return "rawtr(" + x_only_text(output, known) + ')';
}

}  // namespace

std::string infer_descriptor(base::ByteSpan script, const params::ChainParams& params) {
    if (const std::string text = by_keys(script); !text.empty()) return with_checksum(text);
    const std::string address = keys::encode_address(keys::destination_from_script(script), params);
    if (!address.empty()) return with_checksum("addr(" + address + ')');
    return with_checksum("raw(" + base::to_hex(script) + ')');
}

std::string infer_descriptor(base::ByteSpan script, const KnownScripts& known, const params::ChainParams& params) {
    if (const auto text = with_known(script, known)) return with_checksum(*text);
    return infer_descriptor(script, params);
}

}  // namespace quanta::descriptor
