// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/discovery.h"

#include <algorithm>

#include "base/log.h"
#include "reach/default_gateway.h"
#include "sys/interface_addresses.h"
#include "sys/udp.h"

namespace quanta::node {
namespace {

using net::NetOptions;

constexpr const char* kOnionKeyFile = "onion_v3_private_key";

reach::SeedOptions seed_options(const NetOptions& options) {
    reach::SeedOptions seeds;
    if (options.dns_seeds || options.force_dns_seeds) seeds.dns_seeds = options.dns_seed_names;
    seeds.force_dns_seeds = options.force_dns_seeds;
    seeds.through_proxy = options.name_proxy.has_value() || !options.name_lookups;
    seeds.default_port = options.default_port;
    if (options.fixed_seeds) seeds.fixed_seeds = options.fixed_seed_services;
    seeds.other_sources = !options.seed_nodes.empty() || !options.add_nodes.empty();
    seeds.reachable = options.reachable;
    return seeds;
}

/// Where connections of the onion service arrive; nothing when nobody listens for them.
std::optional<sys::Endpoint> onion_target(const NetOptions& options) {
    const auto place = std::ranges::find_if(options.binds, &net::BindPlace::onion);
    if (place == options.binds.end()) return std::nullopt;
    return place->endpoint;
}

}  // namespace

Discovery::Discovery(const NetOptions& options, Services services)
    : m_options(options), m_services(services) {
    const bool connects = options.automatic == net::Automatic::Yes && options.max_connections > 0;
    if (connects) {
        m_seeds = std::make_unique<reach::Seeds>(
            seed_options(options), reach::Seeds::Services{services.environment, services.book, *this});
    }
    if (!options.listen) return;
    if (options.onion_service) make_onion_service();
    if (!options.port_mapping || !options.active) return;
    const auto gateway = [&files = services.files] { return reach::default_gateway(files); };
    const auto open_socket = [&loop = services.loop](const sys::Endpoint& peer) {
        return sys::udp_connect(loop, peer);
    };
    m_mapping = std::make_unique<reach::PortMapping>(
        options.listen_port, reach::PortMapping::Services{services.environment, *this, gateway, open_socket});
}

void Discovery::make_onion_service() {
    const NetOptions& options = m_options;
    const Services& services = m_services;
    const auto target = onion_target(options);
    if (!target) return;
    m_tor = std::make_unique<reach::TorControl>(
        reach::TorOptions{.control = options.tor_control,
                          .password = options.tor_password,
                          .service_port = options.default_port,
                          .target = *target,
                          .key_path = (options.directory / kOnionKeyFile).string()},
        reach::TorControl::Services{services.environment, services.files, *this});
}

void Discovery::start() {
    if (m_seeds) m_seeds->start();
    if (m_tor) m_tor->start();
    if (m_mapping) m_mapping->start();
    if (m_options.discover && m_options.listen) add_own_addresses();
}

void Discovery::add_own_addresses() {
    for (const std::string& text : sys::interface_addresses()) {
        const auto address = wire::Address::from_text(text);
        if (!address || !m_services.local.reachable(address->network())) continue;
        m_services.local.add({*address, m_options.listen_port}, addresses::LocalSource::Interface);
    }
}

void Discovery::port_mapped(const wire::Service& service) {
    base::log_info("the router passes on {}", service.to_text());
    m_services.local.add(service, addresses::LocalSource::Mapped);
}

void Discovery::port_mapping_lost(const wire::Service& service) {
    base::log_info("the router passes {} on no more", service.to_text());
    m_services.local.remove(service);
}

size_t Discovery::good_peers() const {
    const auto peers = m_services.connections.peers();
    return static_cast<size_t>(std::ranges::count_if(peers, [](const net::PeerState& peer) {
        return peer.origin.type == net::ConnectionType::OutboundFullRelay && peer.merit.handshake_done;
    }));
}

void Discovery::fetch_addresses(const std::string& name) {
    m_services.connections.connect_once(name, net::ConnectionType::AddressFetch, m_options.v2);
}

void Discovery::onion_service_up(const wire::Service& service) {
    base::log_info("onion service at {}", service.to_text());
    m_services.local.add(service, addresses::LocalSource::Manual);
}

void Discovery::onion_service_down(const wire::Service& service) {
    base::log_info("onion service at {} is gone: Tor is", service.to_text());
    m_services.local.remove(service);
}

/// Where the operator has named none for onion services.
void Discovery::tor_proxy_found(const sys::Endpoint& proxy) {
    if (!m_options.use_found_tor_proxy) return;
    const net::Proxy found{.endpoint = proxy};
    net::Proxy& known = m_services.connections.proxies()[wire::Network::Onion];
    if (known == found) return;
    base::log_info("onion services are reached through Tor's proxy at {}", proxy.to_text());
    known = found;
    m_services.local.set_reachable(wire::Network::Onion);
}

}  // namespace quanta::node
