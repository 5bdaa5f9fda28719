// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "wire/message.h"

namespace quanta::wire {

/// The longest type of a message, characters.
inline constexpr size_t kMaxTypeSize = 12;

/// A message as it is framed: its type, at most 12 printable characters, and its bytes.
struct Envelope {
    std::string type;
    base::Bytes payload;
};

/// The type of `message`: "version", "inv", …
std::string_view type_of(const Message& message);

/// Bytes of `message`. Aborts when it exceeds a limit of its decoder: that is for the sender to see to.
Envelope encode(const Message& message);
/// The same, without a copy of bytes that `message` holds as they are sent: of blocks, above all.
Envelope encode(Message&& message);

/// Why a payload was not taken.
enum class MessageError : uint8_t {
    Malformed,  ///< no such message: to be ignored
    TooMany,    ///< more entries than the limit of its type: the sender is misbehaving
};

/// A payload that was not taken.
struct BadMessage {
    MessageError error = MessageError::Malformed;
    codec::DecodeError cause = codec::DecodeError::EndOfData;

    /// Malformed, by `why`.
    BadMessage(codec::DecodeError why) : cause(why) {}
    BadMessage(MessageError what, codec::DecodeError why) : error(what), cause(why) {}
};

/// The message of `envelope`. Bytes beyond the last field are ignored as deployed nodes ignore them, but a
/// transaction must use up all and have no more than 400,000 witness items, and a feature that is not what
/// BIP434 says, in whatever way, is TooMany. Memory is bounded by a small multiple of the payload: 16 times for
/// the witnesses in messages of blocks. Unknown types give Unknown.
base::Result<Message, BadMessage> decode(Envelope envelope);

}  // namespace quanta::wire
