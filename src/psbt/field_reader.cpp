// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/field_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"

namespace quanta::psbt {

namespace {

using base::ByteSpan;
using base::Err;
using codec::Reader;

/// Order of the bytes.
struct BytesLess {
    bool operator()(ByteSpan a, ByteSpan b) const {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    }
};

std::optional<KeySource> read_source(Reader& reader) {
    KeySource source;
    if (!reader.read_into(source.fingerprint) || reader.remaining() % sizeof(uint32_t) != 0)
        return std::nullopt;
    while (!reader.at_end())
        source.path.push_back(*reader.read<uint32_t>());
    return source;
}

base::Result<Field, codec::DecodeError> read_field(Reader& reader, ByteSpan key) {
    Reader in_key(key);
    Field field{key};
    field.type = TRY(in_key.read_compact_size(UINT64_MAX));
    field.place = in_key.peek_rest();
    field.value = TRY(reader.read_sized_bytes());
    return field;
}

}  // namespace

Decoded<std::vector<Field>> read_map(Reader& reader) {
    std::vector<Field> fields;
    std::set<ByteSpan, BytesLess> keys;
    for (;;) {
        const auto key = reader.read_sized_bytes();
        if (!key) return Err(std::string("A map does not end"));
        if (key->empty()) return fields;
        const auto field = read_field(reader, *key);
        if (!field) return Err(std::string("A field is cut short"));
        if (!keys.insert(*key).second) return Err("Duplicate key " + base::to_hex(*key));
        fields.push_back(*field);
    }
}

Err<std::string> bad_field(std::string_view map, const Field& field, std::string_view what) {
    return Err(fmt::format("Field {:#04x} of the {}: {}", field.type, map, what));
}

std::optional<crypto::PublicKey> read_key(ByteSpan bytes) {
    auto key = crypto::PublicKey::from_bytes(bytes);
    if (!key || !key->is_valid()) return std::nullopt;
    return key;
}

std::optional<crypto::PublicKey> read_compressed_key(ByteSpan bytes) {
    if (bytes.size() != crypto::PublicKey::kCompressedSize) return std::nullopt;
    return read_key(bytes);
}

std::optional<KeySource> read_source(ByteSpan bytes) {
    Reader reader(bytes);
    return read_source(reader);
}

std::optional<sign::TapKeySource> read_tap_source(ByteSpan bytes) {
    Reader reader(bytes);
    sign::TapKeySource known;
    const auto count = reader.read_compact_size();
    if (!count || *count > reader.remaining() / sizeof(crypto::Digest256)) return std::nullopt;
    for (uint64_t i = 0; i < *count; ++i) {
        crypto::Digest256 leaf;
        if (!reader.read_into(leaf)) return std::nullopt;
        known.leaves.insert(leaf);
    }
    auto source = read_source(reader);
    if (!source) return std::nullopt;
    known.source = std::move(*source);
    return known;
}

std::optional<std::vector<crypto::PublicKey>> read_keys(ByteSpan bytes) {
    constexpr size_t kSize = crypto::PublicKey::kCompressedSize;
    if (bytes.empty() || bytes.size() % kSize != 0) return std::nullopt;
    std::vector<crypto::PublicKey> keys;
    for (; !bytes.empty(); bytes = bytes.subspan(kSize)) {
        const auto key = read_compressed_key(bytes.first(kSize));
        if (!key) return std::nullopt;
        keys.push_back(*key);
    }
    return keys;
}

std::optional<Proprietary> read_proprietary(const Field& field) {
    Reader reader(field.place);
    const auto identifier = reader.read_sized_bytes();
    if (!identifier) return std::nullopt;
    const auto subtype = reader.read_compact_size(UINT64_MAX);
    if (!subtype) return std::nullopt;
    return Proprietary{
        {identifier->begin(), identifier->end()}, *subtype, {field.value.begin(), field.value.end()}};
}

}  // namespace quanta::psbt
