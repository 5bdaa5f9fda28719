// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "wire/message.h"

namespace quanta::wire {

/// A message as it is framed: its type, at most 12 printable characters, and its bytes.
struct Envelope {
    std::string type;
    base::Bytes payload;
};

/// The type of `message`: "version", "inv", …
std::string_view type_of(const Message& message);

/// Bytes of `message`. Aborts when it exceeds a limit of its decoder: that is for the sender to see to.
Envelope encode(const Message& message);

/// Why a payload was not taken.
enum class MessageError : uint8_t {
    Malformed,  ///< no such message: to be ignored
    TooMany,    ///< more entries than the limit of its type: the sender is misbehaving
};

/// A payload that was not taken.
struct BadMessage {
    MessageError error = MessageError::Malformed;
    codec::DecodeError cause = codec::DecodeError::EndOfData;
};

/// The message of `envelope`. Bytes beyond the last field of messages that may grow (version, feature's
/// successors) are ignored as deployed nodes ignore them; transactions and blocks must use up all. Memory is
/// bounded by a small multiple of the payload. Unknown types give Unknown.
base::Result<Message, BadMessage> decode(Envelope envelope);

}  // namespace quanta::wire
