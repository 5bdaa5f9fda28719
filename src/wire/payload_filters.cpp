// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Compact filters of blocks (BIP157), and Bloom filters (BIP37).

#include "base/check.h"
#include "wire/payload.h"

namespace quanta::wire::payload {

using base::Err;
using codec::DecodeError;
using codec::Reader;
using codec::Writer;

namespace {

/// A stretch of blocks: the type of filter, the first height, the last block.
template <typename T>
Read<T> read_stretch(Reader& reader) {
    T message;
    message.filter_type = TRY(reader.read<uint8_t>());
    message.start_height = TRY(reader.read<uint32_t>());
    TRY(reader.read_into(message.stop));
    return message;
}

template <typename T>
void write_stretch(Writer& writer, const T& message) {
    writer.write(message.filter_type).write(message.start_height).write_bytes(message.stop.bytes());
}

/// Bytes that are somebody's own, TooMany above `limit`.
base::Result<base::Bytes, BadMessage> read_owned(Reader& reader, size_t limit) {
    const size_t size = TRY(read_count(reader, limit));
    const base::ByteSpan bytes = TRY(reader.read_bytes(size));
    return base::Bytes(bytes.begin(), bytes.end());
}

/// A count and that many hashes, which nothing but the payload bounds.
base::Result<std::vector<FilterHash>, DecodeError> read_filter_hashes(Reader& reader) {
    const size_t count = TRY(reader.read_compact_size());
    return read_hashes<FilterHash>(reader, count);
}

}  // namespace

Read<GetFilters> read(Reader& reader, Want<GetFilters>) {
    return read_stretch<GetFilters>(reader);
}

Read<GetFilterHeaders> read(Reader& reader, Want<GetFilterHeaders>) {
    return read_stretch<GetFilterHeaders>(reader);
}

void write(Writer& writer, const GetFilters& message) {
    write_stretch(writer, message);
}

void write(Writer& writer, const GetFilterHeaders& message) {
    write_stretch(writer, message);
}

Read<Filter> read(Reader& reader, Want<Filter>) {
    Filter message;
    message.filter_type = TRY(reader.read<uint8_t>());
    TRY(reader.read_into(message.block));
    const base::ByteSpan filter = TRY(reader.read_sized_bytes());
    message.filter.assign(filter.begin(), filter.end());
    return message;
}

void write(Writer& writer, const Filter& message) {
    writer.write(message.filter_type).write_bytes(message.block.bytes()).write_sized_bytes(message.filter);
}

Read<FilterHeaders> read(Reader& reader, Want<FilterHeaders>) {
    FilterHeaders message;
    message.filter_type = TRY(reader.read<uint8_t>());
    TRY(reader.read_into(message.stop));
    TRY(reader.read_into(message.previous_header));
    message.hashes = TRY(read_filter_hashes(reader));
    return message;
}

void write(Writer& writer, const FilterHeaders& message) {
    writer.write(message.filter_type).write_bytes(message.stop.bytes());
    writer.write_bytes(message.previous_header.bytes());
    write_hashes(writer, message.hashes);
}

Read<GetFilterCheckpoints> read(Reader& reader, Want<GetFilterCheckpoints>) {
    GetFilterCheckpoints message;
    message.filter_type = TRY(reader.read<uint8_t>());
    TRY(reader.read_into(message.stop));
    return message;
}

void write(Writer& writer, const GetFilterCheckpoints& message) {
    writer.write(message.filter_type).write_bytes(message.stop.bytes());
}

Read<FilterCheckpoints> read(Reader& reader, Want<FilterCheckpoints>) {
    FilterCheckpoints message;
    message.filter_type = TRY(reader.read<uint8_t>());
    TRY(reader.read_into(message.stop));
    message.headers = TRY(read_filter_hashes(reader));
    return message;
}

void write(Writer& writer, const FilterCheckpoints& message) {
    writer.write(message.filter_type).write_bytes(message.stop.bytes());
    write_hashes(writer, message.headers);
}

Read<FilterLoad> read(Reader& reader, Want<FilterLoad>) {
    FilterLoad message;
    message.filter = TRY(read_owned(reader, kMaxBloomFilter));
    message.hash_functions = TRY(reader.read<uint32_t>());
    message.tweak = TRY(reader.read<uint32_t>());
    message.flags = TRY(reader.read<uint8_t>());
    if (message.hash_functions > kMaxBloomFunctions) {
        return Err(BadMessage(MessageError::TooMany, DecodeError::BadValue));
    }
    return message;
}

void write(Writer& writer, const FilterLoad& message) {
    CHECK(message.filter.size() <= kMaxBloomFilter && message.hash_functions <= kMaxBloomFunctions);
    writer.write_sized_bytes(message.filter).write(message.hash_functions);
    writer.write(message.tweak).write(message.flags);
}

Read<FilterAdd> read(Reader& reader, Want<FilterAdd>) {
    return FilterAdd{TRY(read_owned(reader, kMaxBloomElement))};
}

void write(Writer& writer, const FilterAdd& message) {
    CHECK(message.element.size() <= kMaxBloomElement);
    writer.write_sized_bytes(message.element);
}

}  // namespace quanta::wire::payload
