// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/peer_stack.h"

#include <chrono>
#include <utility>

#include "addresses/peers_file.h"
#include "base/log.h"
#include "sync/outbound_control.h"

namespace quanta::node {
namespace {

constexpr std::chrono::minutes kSaveInterval{15};

}  // namespace

struct PeerStack::Impl {
    Impl(NetworkOptions options_, addresses::NetworkGroups groups_, Services services_)
        : options(std::move(options_)),
          services(services_),
          groups(std::move(groups_)),
          book(groups, services.environment.clock, services.environment.random),
          bans(services.files, options.net.directory / "banlist.json", services.environment.clock,
               services.environment.random),
          local(options.net.reachable),
          connections(options.net,
                      {services.environment, book, bans, local, groups, services.tap, services.files}),
          outbound(connections),
          protocol({services.chain, services.tap, services.environment}, protocol_options(),
                   {&book, &local, &outbound, services.pool, services.filters,
                    [this](const auto& address) { return is_refused(address); }}),
          parts{connections, book, bans, local, groups, protocol} {
        services.tap.attach(protocol, connections);
    }
    /// Protocol code hears of the end of each connection: while it is there.
    ~Impl() { connections.stop(); }

    sync::ProtocolOptions protocol_options() {
        sync::ProtocolOptions wanted = options.protocol;
        wanted.handshake_timeout = options.net.peer_timeout;
        wanted.listen_port = options.net.listen ? options.net.listen_port : uint16_t{0};
        wanted.bytes_sent = [this] { return connections.totals().bytes_sent; };
        return wanted;
    }
    bool is_refused(const wire::Address& address) const {
        return bans.is_banned(address) || bans.is_discouraged(address);
    }
    std::string peers_path() const { return (options.net.directory / "peers.dat").string(); }

    void save();
    void save_soon();

    const NetworkOptions options;
    const Services services;
    const addresses::NetworkGroups groups;
    addresses::AddressBook book;
    addresses::BanList bans;
    addresses::LocalAddresses local;
    net::Connections connections;
    sync::ConnectionsControl outbound;
    sync::Protocol protocol;
    NetworkParts parts;
    std::unique_ptr<net::Scheduler::Job> save_job;
};

/// Rationale: written in the net thread, a few megabytes every quarter of an hour: shorter than a block's
/// transfer.
void PeerStack::Impl::save() {
    const auto saved = addresses::save_peers(services.files, peers_path(), options.net.magic, book);
    if (!saved) base::log_warning("Addresses of peers are not saved: {}", saved.error());
    if (!bans.save()) base::log_warning("Bans are not saved");
}

void PeerStack::Impl::save_soon() {
    save_job = services.environment.scheduler.after(kSaveInterval, [this] {
        save();
        save_soon();
    });
}

PeerStack::PeerStack(NetworkOptions options, addresses::NetworkGroups groups, Services services)
    : m_impl(std::make_unique<Impl>(std::move(options), std::move(groups), services)) {}

PeerStack::~PeerStack() = default;

void PeerStack::load() {
    const net::NetOptions& options = m_impl->options.net;
    if (options.known_address_key) m_impl->book.use_known_key();
    const auto loaded =
        addresses::load_peers(m_impl->services.files, m_impl->peers_path(), options.magic, m_impl->book);
    if (!loaded) base::log_warning("{}", loaded.error());
    base::log_info("{} addresses of peers known", m_impl->book.size());
    for (const wire::Service& service : options.external)
        m_impl->local.add(service, addresses::LocalSource::Manual);
}

base::Result<void, std::string> PeerStack::start() {
    TRY(m_impl->connections.start());
    m_impl->protocol.tip_changed(m_impl->services.chain.snapshot());
    m_impl->save_soon();
    return {};
}

void PeerStack::stop() {
    m_impl->save_job.reset();
    m_impl->connections.stop();
    m_impl->save();
}

NetworkParts& PeerStack::parts() {
    return m_impl->parts;
}

}  // namespace quanta::node
