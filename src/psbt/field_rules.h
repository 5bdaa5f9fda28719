// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "psbt/field_reader.h"
#include "psbt/fields.h"

/// @file
/// Inside of this library: what the fields of a map are, as tables.

namespace quanta::psbt {

/// In which versions a field may occur.
enum class Allowed : uint8_t { Always, Version2 };

/// Reads a field into what its map describes. Returns what is wrong with it; null when nothing is.
template <typename Part>
using FieldHandler = const char* (*)(const Field& field, Part& into);

template <typename Part>
struct FieldRule {
    uint64_t type;
    Allowed allowed;
    FieldHandler<Part> read;
};

inline constexpr const char* kWrongKey = "its key has a wrong size";
inline constexpr const char* kWrongValue = "its value is not what it must be";

/// Reads `fields` into `into` by `rules`; what there is no rule for is kept.
template <typename Part>
Decoded<void> read_fields(const std::vector<Field>& fields, std::span<const FieldRule<Part>> rules,
                          std::pair<std::string_view, uint32_t> map_and_version, Part& into) {
    const auto& [map, version] = map_and_version;
    for (const Field& field : fields) {
        if (field.type == kProprietary) {
            auto proprietary = read_proprietary(field);
            if (!proprietary) return bad_field(map, field, "it lacks an identifier or a subtype");
            into.proprietary.emplace(base::Bytes(field.key.begin(), field.key.end()),
                                     std::move(*proprietary));
            continue;
        }
        const auto rule = std::find_if(rules.begin(), rules.end(), [&](const FieldRule<Part>& entry) {
            return entry.type == field.type;
        });
        if (rule == rules.end()) {
            into.unknown.emplace(base::Bytes(field.key.begin(), field.key.end()),
                                 base::Bytes(field.value.begin(), field.value.end()));
            continue;
        }
        if (rule->allowed == Allowed::Version2 && version != kVersion2) {
            return bad_field(map, field, "it is not allowed in version 0");
        }
        if (const char* wrong = rule->read(field, into)) return bad_field(map, field, wrong);
    }
    return {};
}

/// Sets `into` from the value of a field whose key is its type alone.
template <std::unsigned_integral T>
const char* read_number(const Field& field, std::optional<T>& into) {
    if (!field.place.empty()) return kWrongKey;
    into = read_le_value<T>(field.value);
    return into ? nullptr : kWrongValue;
}
template <size_t N>
const char* read_array(const Field& field, std::optional<std::array<uint8_t, N>>& into) {
    if (!field.place.empty()) return kWrongKey;
    into = read_array_value<N>(field.value);
    return into ? nullptr : kWrongValue;
}
inline const char* read_bytes(const Field& field, base::Bytes& into) {
    if (!field.place.empty()) return kWrongKey;
    into.assign(field.value.begin(), field.value.end());
    return nullptr;
}
inline const char* read_key_source(const Field& field, std::map<crypto::PublicKey, KeySource>& into) {
    const auto key = read_key(field.place);
    if (!key) return "it does not name a key";
    auto source = read_source(field.value);
    if (!source) return kWrongValue;
    into.emplace(*key, std::move(*source));
    return nullptr;
}
inline const char* read_tap_key_source(const Field& field,
                                       std::map<crypto::XOnlyKey, sign::TapKeySource>& into) {
    const auto key = read_array_value<32>(field.place);
    if (!key) return kWrongKey;
    auto known = read_tap_source(field.value);
    if (!known) return kWrongValue;
    into.emplace(*key, std::move(*known));
    return nullptr;
}
inline const char* read_participants(const Field& field, Participants& into) {
    const auto aggregate = read_compressed_key(field.place);
    if (!aggregate) return "it does not name a key";
    auto keys = read_keys(field.value);
    if (!keys) return kWrongValue;
    into.emplace(*aggregate, std::move(*keys));
    return nullptr;
}

/// The fields of inputs and outputs.
std::span<const FieldRule<Input>> input_rules();
std::span<const FieldRule<Output>> output_rules();

}  // namespace quanta::psbt
