// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "net/environment.h"
#include "sys/file.h"
#include "sys/tcp.h"
#include "wire/address.h"

namespace quanta::reach {

/// What an onion service needs.
struct TorOptions {
    sys::Endpoint control;      ///< -torcontrol
    std::string password;       ///< -torpassword
    uint16_t service_port = 0;  ///< at which others reach the service
    sys::Endpoint target;       ///< where we listen for its connections
    std::string key_path;       ///< onion_v3_private_key
};

/// Receives what Tor gives.
class TorEvents {
public:
    virtual ~TorEvents() = default;
    /// Our onion service is at `service` from now on.
    virtual void onion_service_up(const wire::Service& service) = 0;
    /// It is gone: Tor is.
    virtual void onion_service_down(const wire::Service& service) = 0;
    /// Tor's own proxy, for connections to other onion services.
    virtual void tor_proxy_found(const sys::Endpoint& proxy) = 0;
};

/// Keeps an onion service (version 3) at a Tor that runs on this machine: connects to its control port, and
/// again with growing delays of 1 s to 10 minutes when it is not there. The key stays in a file, so that the
/// address stays; a file that holds none is renamed to `.bak`. Net thread.
class TorControl {
public:
    /// All outlive this.
    struct Services {
        net::Environment environment;
        sys::FileSystem& files;
        TorEvents& events;
    };

    TorControl(TorOptions options, Services services);
    /// Ends the connection, and with it the service. Nothing is called any more.
    ~TorControl();
    TorControl(const TorControl&) = delete;
    TorControl& operator=(const TorControl&) = delete;

    void start();
    /// Our onion service, while there is one.
    std::optional<wire::Service> service() const;

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace quanta::reach
