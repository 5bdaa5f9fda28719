// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace quanta::net {

/// User name and password for a proxy; each 1 to 255 bytes. Tor gives connections with different ones
/// different circuits.
struct Socks5Credentials {
    std::string user;
    std::string password;
};

/// Asks a SOCKS5 proxy (RFC 1928, RFC 1929) for a connection to a host by name, without I/O. Memory is
/// bounded by the longest answer, 262 bytes.
///
///     socket.write(socks.take_output());
///     while (!socks.connected()) { read exactly socks.wanted() bytes; TRY(socks.feed(bytes)); write again }
class Socks5Client {
public:
    /// `host` is a name or numeric address of 1 to 255 bytes.
    Socks5Client(std::string host, uint16_t port, std::optional<Socks5Credentials> credentials);

    /// Bytes to send now, which this forgets.
    base::Bytes take_output();
    /// How many bytes of the proxy's answer come next: never more than belong to it.
    size_t wanted() const { return m_wanted; }
    /// Takes wanted() bytes. The error says what the proxy answered.
    base::Result<void, std::string> feed(base::ByteSpan bytes);
    /// From now on the connection is one to the host.
    bool connected() const { return m_state == State::Connected; }

private:
    enum class State : uint8_t { Method, Password, Reply, AddressLength, Address, Connected };

    void send_method();
    base::Result<void, std::string> on_method(base::ByteSpan bytes);
    void send_password();
    base::Result<void, std::string> on_password(base::ByteSpan bytes);
    void send_request();
    base::Result<void, std::string> on_reply(base::ByteSpan bytes);

    const std::string m_host;
    const uint16_t m_port;
    const std::optional<Socks5Credentials> m_credentials;
    State m_state = State::Method;
    size_t m_wanted = 0;
    base::Bytes m_output;
};

}  // namespace quanta::net
