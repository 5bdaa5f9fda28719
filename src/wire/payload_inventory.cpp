// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What peers have and want: inventory, locators, headers.

#include "base/check.h"
#include "wire/payload.h"

namespace quanta::wire::payload {

using base::Err;
using codec::DecodeError;
using codec::Reader;
using codec::Writer;
using primitives::BlockHash;
using primitives::BlockHeader;

namespace {

/// Type and hash, bytes.
constexpr size_t kInventorySize = 36;
/// Of a header and the count of no transactions.
constexpr size_t kMinHeadersEntry = BlockHeader::kSize + 1;

base::Result<std::vector<Inventory>, BadMessage> read_inventory(Reader& reader) {
    const size_t count = TRY(read_count(reader, kMaxInventory));
    if (reader.remaining() / kInventorySize < count) return Err(BadMessage(DecodeError::EndOfData));
    std::vector<Inventory> entries(count);
    for (Inventory& entry : entries) {
        entry.type = InventoryType{TRY(reader.read<uint32_t>())};
        TRY(reader.read_into(entry.hash));
    }
    return entries;
}

void write_inventory(Writer& writer, const std::vector<Inventory>& entries) {
    CHECK(entries.size() <= kMaxInventory);
    writer.write_compact_size(entries.size());
    for (const Inventory& entry : entries) {
        writer.write(static_cast<uint32_t>(entry.type)).write_bytes(entry.hash.bytes());
    }
}

/// A locator and where to stop, behind a version that nobody looks at.
template <typename T>
base::Result<T, BadMessage> read_locator(Reader& reader) {
    TRY(reader.read<uint32_t>());
    const size_t count = TRY(read_count(reader, kMaxLocator));
    T message;
    message.locator = TRY(read_hashes<BlockHash>(reader, count));
    TRY(reader.read_into(message.stop));
    return message;
}

template <typename T>
void write_locator(Writer& writer, const T& message) {
    CHECK(message.locator.size() <= kMaxLocator);
    writer.write(kProtocolVersion);
    write_hashes(writer, message.locator);
    writer.write_bytes(message.stop.bytes());
}

}  // namespace

Read<Inv> read(Reader& reader, Want<Inv>) {
    return Inv{TRY(read_inventory(reader))};
}

Read<GetData> read(Reader& reader, Want<GetData>) {
    return GetData{TRY(read_inventory(reader))};
}

Read<NotFound> read(Reader& reader, Want<NotFound>) {
    auto entries = read_inventory(reader);
    // A long one is nobody's fault: who is asked for much may lack it all.
    if (!entries) return Err(BadMessage(entries.error().cause));
    return NotFound{std::move(*entries)};
}

void write(Writer& writer, const Inv& message) {
    write_inventory(writer, message.entries);
}

void write(Writer& writer, const GetData& message) {
    write_inventory(writer, message.entries);
}

void write(Writer& writer, const NotFound& message) {
    write_inventory(writer, message.entries);
}

Read<GetBlocks> read(Reader& reader, Want<GetBlocks>) {
    return read_locator<GetBlocks>(reader);
}

Read<GetHeaders> read(Reader& reader, Want<GetHeaders>) {
    return read_locator<GetHeaders>(reader);
}

void write(Writer& writer, const GetBlocks& message) {
    write_locator(writer, message);
}

void write(Writer& writer, const GetHeaders& message) {
    write_locator(writer, message);
}

Read<Headers> read(Reader& reader, Want<Headers>) {
    const size_t count = TRY(read_count(reader, kMaxHeaders));
    if (reader.remaining() / kMinHeadersEntry < count) return Err(BadMessage(DecodeError::EndOfData));
    Headers message;
    message.headers.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        message.headers.push_back(TRY(BlockHeader::parse(reader)));
        // Headers are written as blocks without transactions; whatever the count says, none follow.
        TRY(reader.read_compact_size());
    }
    return message;
}

void write(Writer& writer, const Headers& message) {
    CHECK(message.headers.size() <= kMaxHeaders);
    writer.write_compact_size(message.headers.size());
    for (const BlockHeader& header : message.headers) {
        writer.write_bytes(header.serialize()).write_compact_size(0);
    }
}

}  // namespace quanta::wire::payload
