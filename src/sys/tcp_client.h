// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "sys/tcp.h"

namespace quanta::sys {

/// The numeric addresses of `host`, a name or a numeric address, in the system's order of preference, none
/// twice. Waits for the system's answer, a name server's perhaps. Error: Unreachable.
NetResult<std::vector<std::string>> resolve(const std::string& host);

/// A blocking connection for command line clients. One thread at a time.
class TcpClient {
public:
    /// Looks up `host` (a name or a numeric address), tries each of its addresses and returns the first
    /// connection. The error is that of the last address tried. `timeout` bounds each attempt to connect
    /// and, until set_timeout, each read and write; zero waits for ever.
    static NetResult<std::unique_ptr<TcpClient>> connect(const std::string& host, uint16_t port,
                                                         std::chrono::milliseconds timeout);
    ~TcpClient();
    TcpClient(const TcpClient&) = delete;
    TcpClient& operator=(const TcpClient&) = delete;

    /// How long a read or write may wait for the peer: TimedOut after that. Zero waits for ever.
    void set_timeout(std::chrono::milliseconds timeout);
    /// Sends all of `data`.
    NetResult<void> write_all(base::ByteSpan data);
    /// Waits for bytes and fills part of `out` (not empty); 0 at the end of the stream.
    NetResult<size_t> read_some(std::span<uint8_t> out);

private:
    TcpClient(int descriptor, std::chrono::milliseconds timeout);

    const int m_descriptor;
    std::chrono::milliseconds m_timeout;
};

}  // namespace quanta::sys
