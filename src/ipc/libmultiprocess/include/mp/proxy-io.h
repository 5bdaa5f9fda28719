// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "mp/proxy.h"

namespace mp {

/// Asks the process at the other end of `stream` for its first object. The connection goes with the proxy.
/// When the interface has a method construct, it is called first. Any thread; waits for the answer to
/// construct.
template <typename InitInterface>
std::unique_ptr<ProxyClient<InitInterface>> ConnectStream(EventLoop& loop, Stream stream) {
    std::unique_ptr<ProxyClient<InitInterface>> client;
    loop.sync([&] {
        auto* connection = new Connection(loop, kj::mv(stream));
        connection->onDisconnect([&loop, connection] {
            loop.log(Log::Warning, "IPC client: unexpected network disconnect.");
            delete connection;
        });
        auto bootstrap =
            connection->m_rpc_system->bootstrap(ServerVatId().vat_id).template castAs<InitInterface>();
        client = std::make_unique<ProxyClient<InitInterface>>(kj::mv(bootstrap), connection, true);
    });
    if constexpr (requires { client->construct(); }) client->construct();
    return client;
}

template <typename InitInterface>
std::unique_ptr<ProxyClient<InitInterface>> ConnectStream(EventLoop& loop, SocketId socket) {
    return ConnectStream<InitInterface>(loop, MakeStream(loop, socket));
}

/// Serves an object over `stream` until the other side goes, and keeps `kept` as long.
void ServeConnection(EventLoop& loop, Stream stream,
                     const std::function<capnp::Capability::Client(Connection&)>& make_bootstrap,
                     std::shared_ptr<void> kept = nullptr);

/// Offers `init` (which outlives the loop) to the process at the other end of `stream`.
template <typename InitInterface, typename InitImpl>
void ServeStream(EventLoop& loop, Stream stream, InitImpl& init) {
    loop.sync([&] {
        ServeConnection(loop, kj::mv(stream), [&init](Connection& connection) {
            std::shared_ptr<typename ProxyServer<InitInterface>::Impl> shared(&init, [](auto*) {});
            return capnp::Capability::Client(
                kj::heap<ProxyServer<InitInterface>>(std::move(shared), connection));
        });
    });
}

template <typename InitInterface, typename InitImpl>
void ServeStream(EventLoop& loop, SocketId socket, InitImpl& init) {
    ServeStream<InitInterface>(loop, MakeStream(loop, socket), init);
}

/// Accepts connections on a listening socket as long as the loop runs, `max_connections` at a time; it does
/// not keep the loop running by itself. `make_bootstrap` gives each its first object.
void AcceptConnections(EventLoop& loop, SocketId socket,
                       std::function<capnp::Capability::Client(Connection&)> make_bootstrap,
                       std::optional<size_t> max_connections);

/// Offers `init` (which outlives the loop) to whoever connects to a listening socket.
template <typename InitInterface, typename InitImpl>
void ListenConnections(EventLoop& loop, SocketId socket, InitImpl& init,
                       std::optional<size_t> max_connections = std::nullopt) {
    loop.sync([&] {
        AcceptConnections(
            loop, socket,
            [&init](Connection& connection) {
                std::shared_ptr<typename ProxyServer<InitInterface>::Impl> shared(&init, [](auto*) {});
                return capnp::Capability::Client(
                    kj::heap<ProxyServer<InitInterface>>(std::move(shared), connection));
            },
            max_connections);
    });
}

}  // namespace mp
