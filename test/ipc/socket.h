// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>

#include <string>

namespace quanta::ipc_client {

/// Connects to the socket at `path`: its descriptor. Throws std::system_error.
int connect_to(const std::string& path);

/// A connection to a node, as Cap'n Proto makes it. Belongs to one event loop.
class Connection {
public:
    /// Throws std::system_error.
    Connection(kj::LowLevelAsyncIoProvider& provider, const std::string& path);

    /// The first object of the other side.
    capnp::Capability::Client bootstrap() { return m_client.bootstrap(); }
    kj::Promise<void> ended() { return m_client.onDisconnect(); }
    /// Sends bytes that Cap'n Proto knows nothing of.
    void send_raw(const std::string& bytes) const;

private:
    const int m_socket;
    kj::Own<kj::AsyncIoStream> m_stream;
    capnp::TwoPartyClient m_client;
};

}  // namespace quanta::ipc_client
