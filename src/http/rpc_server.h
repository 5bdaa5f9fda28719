// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/cookie.h"
#include "http/rpc_service.h"
#include "http/server.h"
#include "rpc/dispatcher.h"
#include "sys/event_loop.h"
#include "sys/file.h"
#include "sys/random.h"

namespace quanta::http {

/// The options of the RPC server, as text where they are given as text.
struct RpcOptions {
    /// -rpcbind: `host`, `host:port`, `[address]:port`; names are looked up. Counts only with -rpcallowip.
    std::vector<std::string> bind;
    std::vector<std::string> allow_ip;
    /// -rpcport, or the chain's.
    uint16_t port = 8332;
    /// -rpcuser and -rpcpassword. Without a password there is a cookie.
    std::string user;
    std::string password;
    /// -rpcauth.
    std::vector<std::string> auth;
    /// Path of the cookie; empty (-norpccookiefile): none.
    std::string cookie_path;
    /// -rpccookieperms: "owner", "group", "all"; empty is owner.
    std::string cookie_perms;
    std::vector<std::string> whitelist;
    std::optional<bool> whitelist_default;
    /// At least 1 is taken.
    int threads = 16;
    int work_queue = 64;
    std::chrono::seconds server_timeout{30};
};

/// The options of the HTTP server among `options`. The error names the option.
base::Result<ServerOptions, std::string> server_options(const RpcOptions& options);

/// The JSON-RPC server of a node: paths / and /wallet/, with authentication and whitelists.
class RpcServer {
public:
    /// What the server stands on; all outlive it.
    struct Environment {
        sys::EventLoop& loop;
        rpc::Dispatcher& dispatcher;
        sys::FileSystem& files;
        sys::Random& random;
    };

    /// Checks the options, writes the cookie, listens. The error is a line for the operator.
    static base::Result<std::unique_ptr<RpcServer>, std::string> create(Environment environment,
                                                                        const RpcOptions& options);
    RpcServer(const RpcServer&) = delete;
    RpcServer& operator=(const RpcServer&) = delete;

    /// Where it listens.
    std::vector<sys::Endpoint> endpoints() const { return m_server.endpoints(); }
    /// Writes what connections, queue and passwords were like, as families quanta_rpc_…. Any thread.
    void write_metrics(metrics::Exposition& out) const;
    /// As Server's. Tells the dispatcher to stop too, so that waiting calls end.
    void interrupt();
    /// As Server's. The cookie goes with the object.
    void stop();

private:
    RpcServer(Environment environment, ServerOptions options, Credentials credentials, Whitelist whitelist);

    rpc::Dispatcher& m_dispatcher;
    RpcService m_service;
    std::optional<Cookie> m_cookie;
    Server m_server;
};

}  // namespace quanta::http
