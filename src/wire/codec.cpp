// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/codec.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "wire/payload.h"

namespace quanta::wire {

using base::Err;
using codec::DecodeError;

namespace {

using Decoded = base::Result<Message, BadMessage>;
using Decoder = Decoded (*)(base::Bytes&&);

/// The message T of a payload by its layout.
template <typename T>
Decoded decode_fields(base::Bytes&& payload) {
    codec::Reader reader(payload);
    return Message(TRY(payload::read(reader, payload::Want<T>())));
}

// Messages that keep their payload.

template <>
Decoded decode_fields<Tx>(base::Bytes&& payload) {
    if (payload::has_too_many_witness_items(payload)) return Err(BadMessage(DecodeError::SizeTooLarge));
    return Message(Tx{TRY(primitives::parse_transaction(std::move(payload)))});
}

template <>
Decoded decode_fields<RawBlock>(base::Bytes&& payload) {
    if (payload.size() < primitives::BlockHeader::kSize) return Err(BadMessage(DecodeError::EndOfData));
    return Message(RawBlock{std::move(payload)});
}

template <>
Decoded decode_fields<MerkleBlock>(base::Bytes&& payload) {
    return Message(MerkleBlock{std::move(payload)});
}

struct MessageType {
    std::string_view name;
    Decoder decode;
};

/// In the order of Message, whose last alternative, Unknown, has no name.
constexpr MessageType kTypes[] = {
    {"version", decode_fields<Version>},
    {"verack", decode_fields<Verack>},
    {"wtxidrelay", decode_fields<WtxidRelay>},
    {"sendaddrv2", decode_fields<SendAddrV2>},
    {"feature", decode_fields<Feature>},
    {"sendheaders", decode_fields<SendHeaders>},
    {"sendcmpct", decode_fields<SendCompact>},
    {"feefilter", decode_fields<FeeFilter>},
    {"ping", decode_fields<Ping>},
    {"pong", decode_fields<Pong>},
    {"addr", decode_fields<Addresses>},
    {"addrv2", decode_fields<AddressesV2>},
    {"getaddr", decode_fields<GetAddresses>},
    {"inv", decode_fields<Inv>},
    {"getdata", decode_fields<GetData>},
    {"notfound", decode_fields<NotFound>},
    {"getblocks", decode_fields<GetBlocks>},
    {"getheaders", decode_fields<GetHeaders>},
    {"headers", decode_fields<Headers>},
    {"tx", decode_fields<Tx>},
    {"block", decode_fields<RawBlock>},
    {"mempool", decode_fields<Mempool>},
    {"cmpctblock", decode_fields<CompactBlock>},
    {"getblocktxn", decode_fields<GetBlockTransactions>},
    {"blocktxn", decode_fields<BlockTransactions>},
    {"getcfilters", decode_fields<GetFilters>},
    {"cfilter", decode_fields<Filter>},
    {"getcfheaders", decode_fields<GetFilterHeaders>},
    {"cfheaders", decode_fields<FilterHeaders>},
    {"getcfcheckpt", decode_fields<GetFilterCheckpoints>},
    {"cfcheckpt", decode_fields<FilterCheckpoints>},
    {"filterload", decode_fields<FilterLoad>},
    {"filteradd", decode_fields<FilterAdd>},
    {"filterclear", decode_fields<FilterClear>},
    {"merkleblock", decode_fields<MerkleBlock>},
};
static_assert(std::size(kTypes) + 1 == std::variant_size_v<Message>);

/// Whether the table above has the decoder of each alternative in its place.
template <size_t... i>
consteval bool is_in_order(std::index_sequence<i...>) {
    return ((kTypes[i].decode == Decoder(decode_fields<std::variant_alternative_t<i, Message>>)) && ...);
}
static_assert(is_in_order(std::make_index_sequence<std::size(kTypes)>()));

/// The bytes a message is sent as, for those that hold them; else null.
template <typename T>
auto* raw_payload(T& message) {
    using Type = std::remove_const_t<T>;
    if constexpr (std::is_same_v<Type, RawBlock>) {
        return &message.raw;
    } else if constexpr (std::is_same_v<Type, MerkleBlock> || std::is_same_v<Type, Unknown>) {
        return &message.payload;
    } else {
        return static_cast<base::Bytes*>(nullptr);
    }
}

template <typename T>
base::Bytes payload_of(const T& message) {
    if (auto* raw = raw_payload(message)) return *raw;
    base::Bytes payload;
    if constexpr (requires(codec::Writer writer) { payload::write(writer, message); }) {
        codec::Writer writer(payload);
        payload::write(writer, message);
    }
    return payload;
}

Envelope checked(Envelope envelope) {
    CHECK(envelope.payload.size() <= kMaxPayload);
    return envelope;
}

}  // namespace

std::string_view type_of(const Message& message) {
    if (const auto* unknown = std::get_if<Unknown>(&message)) return unknown->type;
    return kTypes[message.index()].name;
}

Envelope encode(const Message& message) {
    return checked({std::string(type_of(message)),
                    std::visit([](const auto& alternative) { return payload_of(alternative); }, message)});
}

Envelope encode(Message&& message) {
    const auto take_raw = [](auto& alternative) {
        auto* raw = raw_payload(alternative);
        return raw ? std::move(*raw) : payload_of(alternative);
    };
    std::string type(type_of(message));
    return checked({std::move(type), std::visit(take_raw, message)});
}

base::Result<Message, BadMessage> decode(Envelope envelope) {
    const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const MessageType& known) { return known.name == envelope.type; });
    if (type == std::end(kTypes))
        return Message(Unknown{std::move(envelope.type), std::move(envelope.payload)});
    return type->decode(std::move(envelope.payload));
}

}  // namespace quanta::wire
