// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/connection_guard.h"
#include "net/environment.h"
#include "net/options.h"
#include "net/socks5.h"

namespace quanta::net {

/// A connection made.
struct Dialed {
    std::shared_ptr<sys::TcpConnection> socket;
    wire::Service remote;  ///< not valid when the proxy has looked the name up
    bool through_proxy = false;
};

/// Why there is none.
struct DialError {
    std::string text;           ///< for the log
    bool proxy_failed = false;  ///< the proxy is to blame: nothing is known of the peer
};

/// Opens connections to addresses and names, straight or through proxies. Net thread.
class Dialer {
public:
    using Handler = std::function<void(base::Result<Dialed, DialError>)>;
    /// Whether an address that a name has may be connected to.
    using Filter = std::function<bool(const wire::Service&)>;

    /// How long a proxy may take to answer.
    static constexpr std::chrono::milliseconds kProxyTimeout{20'000};
    /// Addresses of a name that are tried before it is given up.
    static constexpr size_t kMaxTries = 4;

    /// `options` outlives it.
    Dialer(const NetOptions& options, Environment environment);

    /// Connects to `service`, through the proxy of its network if there is one.
    void dial(const wire::Service& service, Handler handler);
    /// Connects to `name`, `host` or `host:port`: numeric ones as above, others through the proxy for names,
    /// else to one of the addresses that are found and pass the filter.
    void dial(const std::string& name, Filter filter, Handler handler);

private:
    struct Tries;

    void dial_proxy(const Proxy& proxy, std::string host, uint16_t port, wire::Service remote,
                    Handler handler);
    std::optional<Socks5Credentials> credentials(const Proxy& proxy);
    void try_next(const std::shared_ptr<Tries>& tries);

    const NetOptions& m_options;
    const Environment m_environment;
    const std::string m_credential_prefix;
    uint64_t m_credential_count = 0;
    CallbackGuard m_guard;
};

/// `host` and port of `text`: `host`, `host:port`, `[v6]`, `[v6]:port`, a bare IPv6 address. Nothing when it
/// is none, or the host has more than 255 characters.
struct HostPort {
    std::string host;
    uint16_t port = 0;
};
std::optional<HostPort> split_host_port(const std::string& text, uint16_t default_port);

}  // namespace quanta::net
