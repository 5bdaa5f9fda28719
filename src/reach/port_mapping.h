// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "net/environment.h"
#include "sys/udp.h"
#include "wire/address.h"

namespace quanta::reach {

/// Receives what a router has given.
class PortMappingEvents {
public:
    virtual ~PortMappingEvents() = default;
    /// Others reach us at `service` from now on.
    virtual void port_mapped(const wire::Service& service) = 0;
    virtual void port_mapping_lost(const wire::Service& service) = 0;
};

/// Keeps our listening port open at the router (-natpmp): asks by PCP, by NAT-PMP when that is not
/// understood, renews after half the time it was given for and every 20 minutes at least, tries again five
/// minutes after a failure. Net thread.
class PortMapping {
public:
    /// All outlive this.
    struct Services {
        net::Environment environment;
        PortMappingEvents& events;
        /// The router, while there is one.
        std::function<std::optional<wire::Address>()> gateway;
        /// sys::udp_connect, or a fake of it.
        std::function<sys::NetResult<std::unique_ptr<sys::UdpSocket>>(const sys::Endpoint&)> open_socket;
    };

    /// `port` is the one we listen at.
    PortMapping(uint16_t port, Services services);
    /// Tells the router that the mapping is not needed any more. Nothing is called any more.
    ~PortMapping();
    PortMapping(const PortMapping&) = delete;
    PortMapping& operator=(const PortMapping&) = delete;

    void start();
    /// Where others reach us, while that is known.
    std::optional<wire::Service> external() const;

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace quanta::reach
