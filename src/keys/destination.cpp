// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/destination.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "base/check.h"

namespace quanta::keys {
namespace {

// Opcodes that output scripts are made of.
constexpr uint8_t kOp0 = 0x00;
constexpr uint8_t kOp1 = 0x51;
constexpr uint8_t kOp16 = 0x60;
constexpr uint8_t kOpDup = 0x76;
constexpr uint8_t kOpEqual = 0x87;
constexpr uint8_t kOpEqualVerify = 0x88;
constexpr uint8_t kOpHash160 = 0xa9;
constexpr uint8_t kOpCheckSig = 0xac;

constexpr size_t kMinProgramSize = 2;
constexpr size_t kMaxProgramSize = 40;

template <size_t size>
std::array<uint8_t, size> to_array(base::ByteSpan bytes) {
    CHECK(bytes.size() == size);
    std::array<uint8_t, size> result;
    std::copy(bytes.begin(), bytes.end(), result.begin());
    return result;
}

bool begins_with(base::ByteSpan script, std::initializer_list<uint8_t> bytes) {
    return script.size() >= bytes.size() && std::equal(bytes.begin(), bytes.end(), script.begin());
}

bool ends_with(base::ByteSpan script, std::initializer_list<uint8_t> bytes) {
    return script.size() >= bytes.size() && std::equal(bytes.begin(), bytes.end(), script.end() - bytes.size());
}

/// The destination when `script` is a version opcode and one push of 2 to 40 bytes (BIP141).
std::optional<Destination> as_witness_program(base::ByteSpan script) {
    if (script.size() < 2 + kMinProgramSize || script.size() > 2 + kMaxProgramSize) return std::nullopt;
    if (script[1] != script.size() - 2) return std::nullopt;
    if (script[0] == kOp0) return destination_from_witness_program(0, script.subspan(2));
    if (script[0] < kOp1 || script[0] > kOp16) return std::nullopt;
    return destination_from_witness_program(static_cast<uint8_t>(script[0] - kOp1 + 1), script.subspan(2));
}

primitives::ScriptBytes wrap(std::initializer_list<uint8_t> before, base::ByteSpan push,
                             std::initializer_list<uint8_t> after) {
    base::Bytes script(before);
    script.push_back(static_cast<uint8_t>(push.size()));
    script.insert(script.end(), push.begin(), push.end());
    script.insert(script.end(), after);
    return primitives::ScriptBytes(script);
}

/// Writes the script of each kind of destination.
struct ScriptWriter {
    using Script = primitives::ScriptBytes;
    Script operator()(const NoDestination&) const { return {}; }
    Script operator()(const BareKey& to) const { return wrap({}, to.key.bytes(), {kOpCheckSig}); }
    Script operator()(const PubKeyHash& to) const {
        return wrap({kOpDup, kOpHash160}, to.hash, {kOpEqualVerify, kOpCheckSig});
    }
    Script operator()(const ScriptHash& to) const { return wrap({kOpHash160}, to.hash, {kOpEqual}); }
    Script operator()(const WitnessV0KeyHash& to) const { return wrap({kOp0}, to.hash, {}); }
    Script operator()(const WitnessV0ScriptHash& to) const { return wrap({kOp0}, to.hash, {}); }
    Script operator()(const Taproot& to) const { return wrap({kOp1}, to.key, {}); }
    Script operator()(const Anchor&) const { return wrap({kOp1}, Anchor::kProgram, {}); }
    Script operator()(const WitnessUnknown& to) const {
        return wrap({static_cast<uint8_t>(kOp1 - 1 + to.version)}, to.program, {});
    }
};

}  // namespace

Destination destination_from_script(base::ByteSpan script) {
    if (script.size() == 25 && begins_with(script, {kOpDup, kOpHash160, 20}) &&
        ends_with(script, {kOpEqualVerify, kOpCheckSig})) {
        return PubKeyHash{to_array<20>(script.subspan(3, 20))};
    }
    if (script.size() == 23 && begins_with(script, {kOpHash160, 20}) && ends_with(script, {kOpEqual})) {
        return ScriptHash{to_array<20>(script.subspan(2, 20))};
    }
    if (const std::optional<Destination> witness = as_witness_program(script)) return *witness;
    if (script.size() >= 2 && script[0] == script.size() - 2 && ends_with(script, {kOpCheckSig})) {
        const auto key = crypto::PublicKey::from_bytes(script.subspan(1, script.size() - 2));
        if (key) return BareKey{*key};
    }
    return NoDestination{};
}

primitives::ScriptBytes script_for_destination(const Destination& destination) {
    return std::visit(ScriptWriter{}, destination);
}

Destination destination_from_witness_program(uint8_t version, base::ByteSpan program) {
    if (version == 0) {
        if (program.size() == 20) return WitnessV0KeyHash{to_array<20>(program)};
        if (program.size() == 32) return WitnessV0ScriptHash{to_array<32>(program)};
        return NoDestination{};
    }
    if (version == 1 && program.size() == 32) return Taproot{to_array<32>(program)};
    const base::ByteSpan anchor = Anchor::kProgram;
    if (version == 1 && std::equal(program.begin(), program.end(), anchor.begin(), anchor.end())) return Anchor{};
    return WitnessUnknown{version, {program.begin(), program.end()}};
}

bool has_address(const Destination& destination) {
    return !std::holds_alternative<NoDestination>(destination) && !std::holds_alternative<BareKey>(destination);
}

}  // namespace quanta::keys
