// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/destination.h"

#include <algorithm>

#include "base/check.h"
#include "script/script.h"

namespace quanta::keys {
namespace {

template <size_t size>
std::array<uint8_t, size> to_array(base::ByteSpan bytes) {
    CHECK(bytes.size() == size);
    std::array<uint8_t, size> result;
    std::copy(bytes.begin(), bytes.end(), result.begin());
    return result;
}

/// Writes the script of each kind of destination.
struct ScriptWriter {
    using Builder = script::ScriptBuilder;

    base::Bytes operator()(const NoDestination&) const { return {}; }
    base::Bytes operator()(const BareKey& to) const {
        return Builder().push(to.key.bytes()).op(script::OP_CHECKSIG).bytes();
    }
    base::Bytes operator()(const PubKeyHash& to) const {
        Builder builder;
        builder.op(script::OP_DUP).op(script::OP_HASH160).push(to.hash);
        return builder.op(script::OP_EQUALVERIFY).op(script::OP_CHECKSIG).bytes();
    }
    base::Bytes operator()(const ScriptHash& to) const {
        return Builder().op(script::OP_HASH160).push(to.hash).op(script::OP_EQUAL).bytes();
    }
    base::Bytes operator()(const WitnessV0KeyHash& to) const { return witness(0, to.hash); }
    base::Bytes operator()(const WitnessV0ScriptHash& to) const { return witness(0, to.hash); }
    base::Bytes operator()(const Taproot& to) const { return witness(1, to.key); }
    base::Bytes operator()(const Anchor&) const { return witness(1, Anchor::kProgram); }
    base::Bytes operator()(const WitnessUnknown& to) const { return witness(to.version, to.program); }

    static base::Bytes witness(int version, base::ByteSpan program) {
        return Builder().number(version).push(program).bytes();
    }
};

}  // namespace

Destination destination_from_script(base::ByteSpan script) {
    const script::ScriptType type = script::classify(script);
    switch (type.type) {
        case script::ScriptKind::Pubkey: return BareKey{crypto::PublicKey::from_bytes(type.solutions[0]).value()};
        case script::ScriptKind::PubkeyHash: return PubKeyHash{to_array<20>(type.solutions[0])};
        case script::ScriptKind::ScriptHash: return ScriptHash{to_array<20>(type.solutions[0])};
        case script::ScriptKind::WitnessV0KeyHash:
        case script::ScriptKind::WitnessV0ScriptHash:
        case script::ScriptKind::WitnessV1Taproot:
        case script::ScriptKind::Anchor:
        case script::ScriptKind::WitnessUnknown:
            return destination_from_witness_program(static_cast<uint8_t>(type.number), type.solutions[0]);
        case script::ScriptKind::Multisig:
        case script::ScriptKind::NullData:
        case script::ScriptKind::NonStandard: break;
    }
    return NoDestination{};
}

Destination destination_from_witness_program(uint8_t version, base::ByteSpan program) {
    const script::WitnessProgram known{version, program};
    if (known.is_v0_keyhash()) return WitnessV0KeyHash{to_array<20>(program)};
    if (known.is_v0_scripthash()) return WitnessV0ScriptHash{to_array<32>(program)};
    if (version == 0) return NoDestination{};
    if (known.is_taproot()) return Taproot{to_array<32>(program)};
    if (known.is_anchor()) return Anchor{};
    return WitnessUnknown{version, {program.begin(), program.end()}};
}

primitives::ScriptBytes script_for_destination(const Destination& destination) {
    return primitives::ScriptBytes(std::visit(ScriptWriter{}, destination));
}

bool has_address(const Destination& destination) {
    return !std::holds_alternative<NoDestination>(destination) && !std::holds_alternative<BareKey>(destination);
}

}  // namespace quanta::keys
