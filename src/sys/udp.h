// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>

#include "base/bytes.h"
#include "sys/event_loop.h"
#include "sys/tcp.h"

namespace quanta::sys {

/// Exchanges datagrams with one peer; what others send does not arrive. Loop thread only. Abstract, so that
/// protocols can be tested on a fake.
class UdpSocket {
public:
    using ReceiveHandler = std::function<void(base::Bytes)>;

    /// Closes it; the handler will not be called.
    virtual ~UdpSocket() = default;
    /// Sends a datagram, or loses it: like any datagram on its way.
    virtual void send(base::ByteSpan data) = 0;
    /// Calls `handler` with each datagram that comes, never from within a call. Errors are not told: they are
    /// silence.
    virtual void on_receive(ReceiveHandler handler) = 0;
    /// Our end: the address that leads to the peer.
    virtual const Endpoint& local() const = 0;
};

/// Bytes of a datagram that are read; the rest of a longer one is lost.
inline constexpr size_t kMaxDatagramBytes = 2'048;

/// A socket for the numeric `peer`. Errors: BadAddress, Unreachable, Io. `loop` outlives it.
NetResult<std::unique_ptr<UdpSocket>> udp_connect(EventLoop& loop, const Endpoint& peer);

}  // namespace quanta::sys
