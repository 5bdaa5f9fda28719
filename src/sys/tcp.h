// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/event_loop.h"

namespace quanta::sys {

/// Why a socket operation failed.
enum class NetErrorCode : uint8_t {
    Closed,        ///< The peer ended the stream, or close() was called here.
    Reset,         ///< The connection broke.
    Refused,       ///< Nobody listens there.
    TimedOut,      ///< The peer, or nothing for the idle time-out.
    Unreachable,   ///< No route, or the name has no address.
    AddressInUse,  ///< Somebody else listens there.
    BadAddress,    ///< Not a numeric address of this machine.
    Permission,    ///< The system does not allow it (a port below 1024).
    Io,            ///< Anything else.
};

/// A failed socket operation.
struct NetError {
    NetErrorCode code = NetErrorCode::Io;
    /// One line for an operator, the system's words.
    std::string message;
};

template <typename T>
using NetResult = base::Result<T, NetError>;

/// A numeric IP address (no brackets; IPv6 may carry %scope) and a port.
struct Endpoint {
    std::string address;
    uint16_t port = 0;

    /// `127.0.0.1:8332`, `[::1]:8332`.
    std::string to_text() const;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// A byte stream with a peer. Loop thread only. Held by shared_ptr, as operations keep it alive.
///
/// No callback is called from within the function that it is given to. Abstract, so that servers can be
/// tested on a fake.
class TcpConnection {
public:
    using ReadHandler = std::function<void(NetResult<base::Bytes>)>;
    using WriteHandler = std::function<void(NetResult<void>)>;

    virtual ~TcpConnection() = default;
    /// Waits for bytes and hands over 1 to `max_size` of them. One read at a time. The end of the stream is
    /// the error Closed, the idle time-out the error TimedOut.
    virtual void read_some(size_t max_size, ReadHandler handler) = 0;
    /// Sends `data` after what earlier calls gave; `handler` runs when the system has taken all of it.
    virtual void write(base::Bytes data, WriteHandler handler) = 0;
    /// Ends both directions at once; pending operations call back with Closed. Again: nothing.
    virtual void close() = 0;
    virtual bool is_open() const = 0;
    /// Pending operations fail with TimedOut, and the connection closes, when no byte has moved for this
    /// long while one is pending; zero (the start) waits for ever.
    virtual void set_idle_timeout(std::chrono::milliseconds timeout) = 0;
    /// Bytes given to write() and not yet taken by the system.
    virtual size_t queued_write_bytes() const = 0;
    virtual const Endpoint& peer() const = 0;
    virtual const Endpoint& local() const = 0;
};

/// Accepts connections on one address. Loop thread only after create().
class TcpListener {
public:
    using AcceptHandler = std::function<void(std::shared_ptr<TcpConnection>)>;

    /// Binds to a numeric `endpoint` (port 0: any free one) and listens. An IPv6 address takes IPv6 alone.
    /// `on_accept` runs for each connection once the loop runs. Errors: AddressInUse, BadAddress,
    /// Permission, Io. `loop` outlives the listener.
    static NetResult<std::unique_ptr<TcpListener>> create(EventLoop& loop, const Endpoint& endpoint,
                                                          AcceptHandler on_accept);
    /// As close().
    ~TcpListener();
    TcpListener(const TcpListener&) = delete;
    TcpListener& operator=(const TcpListener&) = delete;

    /// Stops listening; connections made stay.
    void close();
    /// Where it listens, with the port the system chose.
    const Endpoint& local() const;

private:
    struct Impl;
    explicit TcpListener(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> m_impl;
};

/// Connects to a numeric `endpoint`, or one in the file system (`unix:<path>` as its address), and calls back
/// with the connection or TimedOut, Refused, Unreachable, BadAddress, Io. Loop thread only.
void tcp_connect(EventLoop& loop, const Endpoint& endpoint, std::chrono::milliseconds timeout,
                 std::function<void(NetResult<std::shared_ptr<TcpConnection>>)> handler);

}  // namespace quanta::sys
