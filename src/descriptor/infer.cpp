// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/infer.h"

#include <algorithm>
#include <span>

#include "base/hex.h"
#include "crypto/secp256k1.h"
#include "descriptor/checksum.h"
#include "keys/address.h"
#include "script/script.h"

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

}  // namespace

std::string infer_descriptor(base::ByteSpan script, const params::ChainParams& params) {
    if (const std::string text = by_keys(script); !text.empty()) return with_checksum(text);
    const std::string address = keys::encode_address(keys::destination_from_script(script), params);
    if (!address.empty()) return with_checksum("addr(" + address + ')');
    return with_checksum("raw(" + base::to_hex(script) + ')');
}

}  // namespace quanta::descriptor
