// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What two peers agree on, and the messages of one number.

#include <string>

#include "base/check.h"
#include "wire/payload.h"

namespace quanta::wire::payload {

using base::Err;
using codec::DecodeError;
using codec::Reader;
using codec::Writer;

Read<Version> read(Reader& reader, Want<Version>) {
    Version message;
    message.version = TRY(reader.read<int32_t>());
    message.services = TRY(reader.read<uint64_t>());
    message.time_s = TRY(reader.read<int64_t>());
    message.receiver_services = TRY(reader.read<uint64_t>());
    message.receiver = TRY(read_service(reader));
    // Later versions of the protocol appended one after the other; a message may end before each.
    if (reader.at_end()) return message;
    message.sender_services = TRY(reader.read<uint64_t>());
    message.sender = TRY(read_service(reader));
    message.nonce = TRY(reader.read<uint64_t>());
    if (reader.at_end()) return message;
    message.user_agent = base::as_text(TRY(reader.read_sized_bytes(kMaxUserAgent)));
    if (reader.at_end()) return message;
    message.start_height = TRY(reader.read<int32_t>());
    if (reader.at_end()) return message;
    message.relay = TRY(reader.read<uint8_t>()) != 0;
    return message;
}

void write(Writer& writer, const Version& message) {
    CHECK(message.user_agent.size() <= kMaxUserAgent);
    writer.write(message.version).write(message.services).write(message.time_s);
    writer.write(message.receiver_services);
    write_service(writer, message.receiver);
    writer.write(message.sender_services);
    write_service(writer, message.sender);
    writer.write(message.nonce).write_sized_bytes(base::as_bytes(message.user_agent));
    writer.write(message.start_height).write(uint8_t{message.relay});
}

Read<Feature> read(Reader& reader, Want<Feature>) {
    const auto against_bip434 = [](DecodeError why) { return Err(BadMessage(MessageError::TooMany, why)); };
    const auto id = reader.read_sized_bytes();
    if (!id) return against_bip434(id.error());
    if (id->size() < kMinFeatureId || id->size() > kMaxFeatureId)
        return against_bip434(DecodeError::BadValue);
    const auto data = reader.read_sized_bytes();
    if (!data) return against_bip434(data.error());
    if (data->size() > kMaxFeatureData) return against_bip434(DecodeError::SizeTooLarge);
    if (!reader.at_end()) return against_bip434(DecodeError::TrailingData);
    return Feature{std::string(base::as_text(*id)), base::Bytes(data->begin(), data->end())};
}

void write(Writer& writer, const Feature& message) {
    CHECK(message.id.size() >= kMinFeatureId && message.id.size() <= kMaxFeatureId);
    CHECK(message.data.size() <= kMaxFeatureData);
    writer.write_sized_bytes(base::as_bytes(message.id)).write_sized_bytes(message.data);
}

Read<SendCompact> read(Reader& reader, Want<SendCompact>) {
    SendCompact message;
    message.announce = TRY(reader.read<uint8_t>());
    message.version = TRY(reader.read<uint64_t>());
    return message;
}

void write(Writer& writer, const SendCompact& message) {
    writer.write(message.announce).write(message.version);
}

Read<FeeFilter> read(Reader& reader, Want<FeeFilter>) {
    return FeeFilter{TRY(reader.read<int64_t>())};
}

void write(Writer& writer, const FeeFilter& message) {
    writer.write(message.rate_sat_per_kvb);
}

Read<Ping> read(Reader& reader, Want<Ping>) {
    if (reader.at_end()) return Ping{};
    return Ping{TRY(reader.read<uint64_t>())};
}

void write(Writer& writer, const Ping& message) {
    if (message.nonce) writer.write(*message.nonce);
}

Read<Pong> read(Reader& reader, Want<Pong>) {
    return Pong{TRY(reader.read<uint64_t>())};
}

void write(Writer& writer, const Pong& message) {
    writer.write(message.nonce);
}

}  // namespace quanta::wire::payload
