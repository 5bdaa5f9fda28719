// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>

#include "crypto/secp256k1.h"
#include "script/script.h"

namespace quanta::script {
namespace {

using base::ByteSpan;

/// Bytes of a key or script hash.
constexpr size_t kShortHashSize = 20;

bool looks_like_key(ByteSpan bytes) {
    return !bytes.empty() && crypto::public_key_size(bytes[0]) == bytes.size();
}

bool is_pubkey(ByteSpan script) {
    if (script.size() < 3 || script.back() != OP_CHECKSIG || script[0] + size_t{2} != script.size())
        return false;
    return looks_like_key(script.subspan(1, script[0]));
}

bool is_pubkey_hash(ByteSpan script) {
    return script.size() == 25 && script[0] == OP_DUP && script[1] == OP_HASH160 &&
           script[2] == kShortHashSize && script[23] == OP_EQUALVERIFY && script[24] == OP_CHECKSIG;
}

/// The number that the operation just read pushes in the shortest way, when it lies in `low` to the most
/// keys.
std::optional<int> key_count(const ScriptReader& reader, int low) {
    int64_t number = 0;
    if (is_small_number(reader.opcode())) {
        number = small_number(reader.opcode());
    } else if (reader.opcode() > OP_0 && reader.opcode() <= OP_PUSHDATA4) {
        if (!is_minimal_push(reader.data(), reader.opcode())) return std::nullopt;
        const auto decoded = ScriptNum::decode(reader.data(), kMaxNumberSize, NumberForm::Minimal);
        if (!decoded) return std::nullopt;
        number = *decoded;
    }
    if (number < low || number > kMaxMultisigKeys) return std::nullopt;
    return static_cast<int>(number);
}

struct Multisig {
    int required = 0;
    size_t key_count = 0;
    std::array<ByteSpan, kMaxMultisigKeys> keys;
};

std::optional<Multisig> match_multisig(ByteSpan script) {
    if (script.empty() || script.back() != OP_CHECKMULTISIG) return std::nullopt;
    ScriptReader reader(script);
    if (!reader.next()) return std::nullopt;
    const std::optional<int> required = key_count(reader, 1);
    if (!required) return std::nullopt;
    Multisig found{*required};
    while (reader.next() && looks_like_key(reader.data())) {
        if (found.key_count == found.keys.size()) return std::nullopt;
        found.keys[found.key_count++] = reader.data();
    }
    if (reader.failed()) return std::nullopt;
    const std::optional<int> total = key_count(reader, *required);
    if (!total || static_cast<size_t>(*total) != found.key_count) return std::nullopt;
    return reader.position() + 1 == script.size() ? std::optional(found) : std::nullopt;
}

ScriptKind program_kind(const WitnessProgram& program) {
    if (program.is_v0_keyhash()) return ScriptKind::WitnessV0KeyHash;
    if (program.is_v0_scripthash()) return ScriptKind::WitnessV0ScriptHash;
    if (program.is_taproot()) return ScriptKind::WitnessV1Taproot;
    if (program.is_anchor()) return ScriptKind::Anchor;
    return program.version == 0 ? ScriptKind::NonStandard : ScriptKind::WitnessUnknown;
}

bool is_null_data(ByteSpan script) {
    return !script.empty() && script[0] == OP_RETURN && is_push_only(script.subspan(1));
}

/// Every form but multisig, which needs its parts to be told.
ScriptKind simple_kind(ByteSpan script) {
    if (is_p2sh(script)) return ScriptKind::ScriptHash;
    if (const auto program = is_witness_program(script)) return program_kind(*program);
    if (is_pubkey_hash(script)) return ScriptKind::PubkeyHash;
    if (is_pubkey(script)) return ScriptKind::Pubkey;
    return is_null_data(script) ? ScriptKind::NullData : ScriptKind::NonStandard;
}

/// The part of a script of `kind` that varies; none for those without one.
std::vector<ByteSpan> varying_part(ByteSpan script, ScriptKind kind) {
    switch (kind) {
        case ScriptKind::ScriptHash: return {script.subspan(2, kShortHashSize)};
        case ScriptKind::PubkeyHash: return {script.subspan(3, kShortHashSize)};
        case ScriptKind::Pubkey: return {script.subspan(1, script.size() - 2)};
        case ScriptKind::WitnessV0KeyHash:
        case ScriptKind::WitnessV0ScriptHash:
        case ScriptKind::WitnessV1Taproot:
        case ScriptKind::Anchor:
        case ScriptKind::WitnessUnknown: return {script.subspan(2)};
        default: return {};
    }
}

}  // namespace

std::string_view script_kind_name(ScriptKind kind) {
    constexpr std::array<std::string_view, 11> kNames = {
        "nonstandard",        "pubkey",   "pubkeyhash",         "scripthash",
        "multisig",           "nulldata", "witness_v0_keyhash", "witness_v0_scripthash",
        "witness_v1_taproot", "anchor",   "witness_unknown"};
    return kNames[static_cast<size_t>(kind)];
}

ScriptKind classify_kind(ByteSpan script) {
    const ScriptKind kind = simple_kind(script);
    return kind == ScriptKind::NonStandard && match_multisig(script) ? ScriptKind::Multisig : kind;
}

ScriptType classify(ByteSpan script) {
    const ScriptKind kind = simple_kind(script);
    if (kind == ScriptKind::NonStandard) {
        const std::optional<Multisig> multisig = match_multisig(script);
        if (!multisig) return {};
        const auto end = multisig->keys.begin() + static_cast<ptrdiff_t>(multisig->key_count);
        return {ScriptKind::Multisig, {multisig->keys.begin(), end}, multisig->required};
    }
    const auto program = is_witness_program(script);
    return {kind, varying_part(script, kind), program ? program->version : 0};
}

}  // namespace quanta::script
