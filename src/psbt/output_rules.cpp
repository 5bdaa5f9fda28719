// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <utility>

#include "psbt/field_rules.h"
#include "script/taproot.h"
#include "sign/taproot_tree.h"

namespace quanta::psbt {

namespace {

using codec::Reader;

const char* read_tap_tree(const Field& field, Output& output) {
    if (!field.place.empty()) return kWrongKey;
    Reader reader(field.value);
    while (!reader.at_end()) {
        const auto depth = reader.read<uint8_t>();
        const auto version = reader.read<uint8_t>();
        if (!depth || !version) return kWrongValue;
        const auto script = reader.read_sized_bytes();
        if (!script || (*version & ~script::kLeafVersionMask) != 0) return kWrongValue;
        output.taproot_tree.push_back({*depth, *version, {script->begin(), script->end()}});
    }
    return sign::is_taproot_tree(output.taproot_tree) ? nullptr : "it is no tree";
}

using Rule = FieldRule<Output>;
using F = const Field&;
using O = Output&;

constexpr Rule kRules[] = {
    {out::kRedeemScript, Allowed::Always, [](F f, O o) { return read_bytes(f, o.redeem_script); }},
    {out::kWitnessScript, Allowed::Always, [](F f, O o) { return read_bytes(f, o.witness_script); }},
    {out::kBip32, Allowed::Always, [](F f, O o) { return read_key_source(f, o.keys); }},
    {out::kAmount, Allowed::Version2,
     [](F f, O o) {
         std::optional<uint64_t> value;
         const char* wrong = read_number(f, value);
         if (!wrong) o.value.sat = static_cast<int64_t>(*value);
         return wrong;
     }},
    {out::kScript, Allowed::Version2, [](F f, O o) { return read_bytes(f, o.script); }},
    {out::kTapInternalKey, Allowed::Always, [](F f, O o) { return read_array(f, o.taproot_internal_key); }},
    {out::kTapTree, Allowed::Always, read_tap_tree},
    {out::kTapBip32, Allowed::Always, [](F f, O o) { return read_tap_key_source(f, o.taproot_keys); }},
    {out::kParticipants, Allowed::Always, [](F f, O o) { return read_participants(f, o.participants); }},
};

}  // namespace

std::span<const Rule> output_rules() {
    return kRules;
}

}  // namespace quanta::psbt
