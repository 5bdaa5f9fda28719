// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "net/connections.h"
#include "reach/dns_seeds.h"
#include "net/environment.h"
#include "addresses/local_addresses.h"
#include "net/options.h"
#include "reach/port_mapping.h"
#include "reach/tor_control.h"
#include "sys/event_loop.h"
#include "sys/file.h"

namespace quanta::node {

/// How a node finds others and lets others find it: seeds, its own addresses, a port of the router, an onion
/// service. Net thread.
class Discovery final : public reach::SeedPeers, public reach::TorEvents, public reach::PortMappingEvents {
public:
    /// All outlive this.
    struct Services {
        net::Environment environment;
        sys::EventLoop& loop;
        sys::FileSystem& files;
        addresses::AddressBook& book;
        addresses::LocalAddresses& local;
        net::Connections& connections;
    };

    Discovery(const net::NetOptions& options, Services services);

    /// The connections have been started.
    void start();

    // SeedPeers.
    size_t good_peers() const override;
    bool active() const override { return m_services.connections.active(); }
    void fetch_addresses(const std::string& name) override;
    // TorEvents.
    void onion_service_up(const wire::Service& service) override;
    void onion_service_down(const wire::Service& service) override;
    void tor_proxy_found(const sys::Endpoint& proxy) override;
    // PortMappingEvents.
    void port_mapped(const wire::Service& service) override;
    void port_mapping_lost(const wire::Service& service) override;

private:
    void make_onion_service();
    void add_own_addresses();

    const net::NetOptions& m_options;
    const Services m_services;
    std::unique_ptr<reach::Seeds> m_seeds;
    std::unique_ptr<reach::TorControl> m_tor;
    std::unique_ptr<reach::PortMapping> m_mapping;
};

}  // namespace quanta::node
