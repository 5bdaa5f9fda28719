// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "psbt/psbt.h"

/// @file
/// Inside of this library: fields as they are read, and the values in them.

namespace quanta::psbt {

template <typename T>
using Decoded = base::Result<T, std::string>;

/// One field of a map. Views into what is read.
struct Field {
    base::ByteSpan key;  ///< with its type
    uint64_t type = 0;
    base::ByteSpan place;  ///< what stands in the key behind the type
    base::ByteSpan value;
};

/// The fields of the map that `reader` is at, up to and with its end. No key occurs twice.
Decoded<std::vector<Field>> read_map(codec::Reader& reader);

/// An error about `field` of a map that users know as `map` ("input").
base::Err<std::string> bad_field(std::string_view map, const Field& field, std::string_view what);

/// `value` as an integer of its size, little endian; nothing for other sizes.
template <std::unsigned_integral T>
std::optional<T> read_le_value(base::ByteSpan value) {
    if (value.size() != sizeof(T)) return std::nullopt;
    return base::read_le<T>(value.data());
}
/// `bytes` as an array of its size; nothing for other sizes.
template <size_t N>
std::optional<std::array<uint8_t, N>> read_array_value(base::ByteSpan bytes) {
    std::array<uint8_t, N> array;
    if (bytes.size() != N) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), array.begin());
    return array;
}
/// A key that is a point of the curve.
std::optional<crypto::PublicKey> read_key(base::ByteSpan bytes);
/// The same, compressed.
std::optional<crypto::PublicKey> read_compressed_key(base::ByteSpan bytes);
/// A fingerprint and the numbers of a path.
std::optional<KeySource> read_source(base::ByteSpan bytes);
/// Hashes of leaves, then a source.
std::optional<sign::TapKeySource> read_tap_source(base::ByteSpan bytes);
/// Compressed keys, one after the other; at least one.
std::optional<std::vector<crypto::PublicKey>> read_keys(base::ByteSpan bytes);
/// A field somebody made up; nothing when its key has no identifier and subtype.
std::optional<Proprietary> read_proprietary(const Field& field);

}  // namespace quanta::psbt
