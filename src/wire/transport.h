// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec.h"

namespace quanta::wire {

/// How bytes of a connection are framed, as getpeerinfo tells it: Detecting until that is certain.
enum class TransportKind : uint8_t { Detecting, V1, V2 };
/// "detecting", "v1", "v2".
std::string_view transport_name(TransportKind kind);

/// A message received, and the bytes it took on the wire.
struct Received {
    Envelope envelope;
    size_t wire_size = 0;
};

/// Why a connection cannot go on.
enum class TransportError : uint8_t {
    WrongMagic,     ///< another chain's, or no peer
    TooLarge,       ///< a message beyond the limit
    NoGarbageEnd,   ///< v2: no terminator within what may come before it
    BadCiphertext,  ///< v2: does not authenticate
};
std::string_view transport_error_text(TransportError error);

/// Bytes of a connection to messages and back, without I/O: one end. Not thread-safe.
///
///     transport->feed(bytes);                            // as they come
///     while (auto received = transport->next()) …        // messages, in order
///     socket.write(transport->take_output());            // whenever there is some
class Transport {
public:
    virtual ~Transport() = default;

    virtual TransportKind kind() const = 0;
    /// Takes `bytes` in. An error is final. Holds no more than a message and what has not been taken by
    /// next().
    virtual base::Result<void, TransportError> feed(base::ByteSpan bytes) = 0;
    /// The next whole message; messages with a wrong checksum or a malformed type are passed over (v1) and
    /// counted.
    virtual std::optional<Received> next() = 0;
    /// Whether messages may be sent already; before, send() keeps them.
    virtual bool ready() const = 0;
    /// Appends a message to the output; returns the bytes it takes on the wire.
    virtual size_t send(Envelope envelope) = 0;
    /// Bytes to send, which this forgets; empty when there are none.
    virtual base::Bytes take_output() = 0;
    /// v2: the session id, once both ends have shown that they have the same.
    virtual std::optional<std::array<uint8_t, 32>> session_id() const = 0;
    /// Messages that were dropped.
    virtual uint64_t dropped() const = 0;
    /// For one that initiated v2: whether the other end has closed or answered in a way that says that it
    /// speaks v1 alone, so that a new connection over v1 is worth trying: nothing of v2 has been understood.
    virtual bool should_retry_v1() const = 0;
};

using Magic = std::array<uint8_t, 4>;

std::unique_ptr<Transport> make_v1_transport(const Magic& magic);

/// Secrets of a v2 connection, which the caller draws.
struct V2Secrets {
    std::array<uint8_t, 32> private_key{};
    std::array<uint8_t, 32> entropy{};  ///< for the encoding of the public key
    base::Bytes garbage;                ///< 0 to 4,095 bytes
};

/// BIP324: the end that opens the connection.
std::unique_ptr<Transport> make_v2_initiator(const Magic& magic, V2Secrets secrets);
/// The end that answers: v1 when the first bytes are those of a version message, else v2.
std::unique_ptr<Transport> make_v2_responder(const Magic& magic, V2Secrets secrets);

}  // namespace quanta::wire
