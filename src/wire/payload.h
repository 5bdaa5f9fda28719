// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <type_traits>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "wire/codec.h"
#include "wire/message.h"

/// @file
/// The layout of each message's payload, for codec.cpp alone: read() takes the fields off a reader and leaves
/// what follows them, write() appends them.

namespace quanta::wire::payload {

template <typename T>
using Read = base::Result<T, BadMessage>;

/// For read(): which message is wanted.
template <typename T>
struct Want {};

// Messages without fields.
template <typename T>
requires std::is_empty_v<T> Read<T> read(codec::Reader&, Want<T>) {
    return T{};
}
template <typename T>
requires std::is_empty_v<T>
void write(codec::Writer&, const T&) {}

// payload_handshake.cpp
Read<Version> read(codec::Reader& reader, Want<Version>);
Read<Feature> read(codec::Reader& reader, Want<Feature>);
Read<SendCompact> read(codec::Reader& reader, Want<SendCompact>);
Read<FeeFilter> read(codec::Reader& reader, Want<FeeFilter>);
Read<Ping> read(codec::Reader& reader, Want<Ping>);
Read<Pong> read(codec::Reader& reader, Want<Pong>);
void write(codec::Writer& writer, const Version& message);
void write(codec::Writer& writer, const Feature& message);
void write(codec::Writer& writer, const SendCompact& message);
void write(codec::Writer& writer, const FeeFilter& message);
void write(codec::Writer& writer, const Ping& message);
void write(codec::Writer& writer, const Pong& message);

// payload_addresses.cpp
Read<Addresses> read(codec::Reader& reader, Want<Addresses>);
Read<AddressesV2> read(codec::Reader& reader, Want<AddressesV2>);
void write(codec::Writer& writer, const Addresses& message);
void write(codec::Writer& writer, const AddressesV2& message);
/// An address and a port as messages before BIP155 have them; :: for what has no such form.
base::Result<Service, codec::DecodeError> read_service(codec::Reader& reader);
void write_service(codec::Writer& writer, const Service& service);

// payload_inventory.cpp
Read<Inv> read(codec::Reader& reader, Want<Inv>);
Read<GetData> read(codec::Reader& reader, Want<GetData>);
Read<NotFound> read(codec::Reader& reader, Want<NotFound>);
Read<GetBlocks> read(codec::Reader& reader, Want<GetBlocks>);
Read<GetHeaders> read(codec::Reader& reader, Want<GetHeaders>);
Read<Headers> read(codec::Reader& reader, Want<Headers>);
void write(codec::Writer& writer, const Inv& message);
void write(codec::Writer& writer, const GetData& message);
void write(codec::Writer& writer, const NotFound& message);
void write(codec::Writer& writer, const GetBlocks& message);
void write(codec::Writer& writer, const GetHeaders& message);
void write(codec::Writer& writer, const Headers& message);

// payload_blocks.cpp
Read<CompactBlock> read(codec::Reader& reader, Want<CompactBlock>);
Read<GetBlockTransactions> read(codec::Reader& reader, Want<GetBlockTransactions>);
Read<BlockTransactions> read(codec::Reader& reader, Want<BlockTransactions>);
/// Whether `transaction` has more than kMaxWitnessItems; bytes that make no sense have not.
bool has_too_many_witness_items(base::ByteSpan transaction);
void write(codec::Writer& writer, const Tx& message);
void write(codec::Writer& writer, const CompactBlock& message);
void write(codec::Writer& writer, const GetBlockTransactions& message);
void write(codec::Writer& writer, const BlockTransactions& message);

// payload_filters.cpp
Read<GetFilters> read(codec::Reader& reader, Want<GetFilters>);
Read<Filter> read(codec::Reader& reader, Want<Filter>);
Read<GetFilterHeaders> read(codec::Reader& reader, Want<GetFilterHeaders>);
Read<FilterHeaders> read(codec::Reader& reader, Want<FilterHeaders>);
Read<GetFilterCheckpoints> read(codec::Reader& reader, Want<GetFilterCheckpoints>);
Read<FilterCheckpoints> read(codec::Reader& reader, Want<FilterCheckpoints>);
Read<FilterLoad> read(codec::Reader& reader, Want<FilterLoad>);
Read<FilterAdd> read(codec::Reader& reader, Want<FilterAdd>);
void write(codec::Writer& writer, const GetFilters& message);
void write(codec::Writer& writer, const Filter& message);
void write(codec::Writer& writer, const GetFilterHeaders& message);
void write(codec::Writer& writer, const FilterHeaders& message);
void write(codec::Writer& writer, const GetFilterCheckpoints& message);
void write(codec::Writer& writer, const FilterCheckpoints& message);
void write(codec::Writer& writer, const FilterLoad& message);
void write(codec::Writer& writer, const FilterAdd& message);

/// How many entries follow; TooMany above `limit`.
inline base::Result<size_t, BadMessage> read_count(codec::Reader& reader, size_t limit) {
    const size_t count = TRY(reader.read_compact_size());
    if (count > limit) return base::Err(BadMessage(MessageError::TooMany, codec::DecodeError::SizeTooLarge));
    return count;
}

/// `count` hashes; nothing is set aside for those that are not there.
template <typename Hash>
base::Result<std::vector<Hash>, codec::DecodeError> read_hashes(codec::Reader& reader, size_t count) {
    if (reader.remaining() / Hash::kSize < count) return base::Err(codec::DecodeError::EndOfData);
    std::vector<Hash> hashes(count);
    for (Hash& hash : hashes)
        TRY(reader.read_into(hash));
    return hashes;
}

/// A count and the hashes.
template <typename Hash>
void write_hashes(codec::Writer& writer, const std::vector<Hash>& hashes) {
    writer.write_compact_size(hashes.size());
    for (const Hash& hash : hashes)
        writer.write_bytes(hash.bytes());
}

}  // namespace quanta::wire::payload
