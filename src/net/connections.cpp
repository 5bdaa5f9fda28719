// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/connections.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "net/anchors.h"
#include "net/connection_table.h"
#include "net/inbound.h"
#include "net/outbound.h"

namespace quanta::net {
namespace {

using base::Category;
using base::log_debug;

constexpr std::chrono::milliseconds kCheckInterval{1000};
constexpr std::string_view kAnchorsFile = "anchors.dat";

std::vector<wire::Service> services_of(const std::vector<wire::KnownAddress>& known) {
    std::vector<wire::Service> services;
    for (const wire::KnownAddress& address : known)
        services.push_back(address.service);
    return services;
}

}  // namespace

struct Connections::Impl {
    Impl(NetOptions options_, const ConnectionServices& services_)
        : options(std::move(options_)),
          services(services_),
          active(options.active),
          maker(options, services.environment, services.groups),
          table(options, services.environment, services.events,
                [this](const LivePeer& peer) { on_end(peer); }),
          inbound({options, services.environment, services.bans, maker, table}) {}

    std::string anchors_path() const { return (options.directory / kAnchorsFile).string(); }

    void check_soon() {
        check_job = services.environment.scheduler.after(kCheckInterval, [this] {
            table.check();
            check_soon();
        });
    }

    void on_end(const LivePeer& peer) {
        const PeerOrigin& origin = peer.origin;
        const bool gossiped = !origin.inbound() && origin.type != ConnectionType::BlockRelayOnly;
        if (gossiped && peer.merit.handshake_done && origin.remote.address.is_valid()) {
            services.book.mark_connected(origin.remote);
        }
        if (outbound) outbound->on_end(peer);
    }

    void on_handshake(const LivePeer& peer);
    void save_anchors();

    NetOptions options;  ///< constant but for proxies that are found
    const ConnectionServices services;
    bool running = false;
    bool active;
    ConnectionMaker maker;
    ConnectionTable table;
    Inbound inbound;
    std::unique_ptr<Outbound> outbound;
    std::unique_ptr<Scheduler::Job> check_job;
};

/// What the address book learns from a peer that has told who it is.
void Connections::Impl::on_handshake(const LivePeer& peer) {
    const PeerOrigin& origin = peer.origin;
    if (origin.inbound()) return;
    if (origin.remote.address.is_valid()) {
        services.book.set_services(origin.remote, peer.merit.services);
        services.book.mark_good(origin.remote);
    }
    if (origin.type == ConnectionType::Feeler) table.end(origin.id, "the feeler has found a node");
}

void Connections::Impl::save_anchors() {
    std::vector<wire::KnownAddress> anchors;
    const int64_t now_s = services.environment.clock.system_time_s();
    for (const auto& [id, peer] : table.all()) {
        if (peer.ending || peer.origin.type != ConnectionType::BlockRelayOnly) continue;
        if (!peer.merit.handshake_done || !peer.origin.remote.address.is_valid()) continue;
        anchors.push_back({peer.origin.remote, peer.merit.services, now_s});
    }
    if (anchors.empty()) return;
    const auto saved = net::save_anchors(services.files, anchors_path(), options.magic, anchors);
    if (!saved) base::log_warning("Anchors are not saved: {}", saved.error());
}

Connections::Connections(NetOptions options, ConnectionServices services)
    : m_impl(std::make_unique<Impl>(std::move(options), services)) {}

Connections::~Connections() {
    stop();
}

base::Result<void, std::string> Connections::start() {
    CHECK(!m_impl->outbound);
    const ConnectionServices& services = m_impl->services;
    if (m_impl->options.listen || !m_impl->options.binds.empty()) TRY(m_impl->inbound.listen());
    m_impl->inbound.set_active(m_impl->active);
    const auto anchors = take_anchors(services.files, m_impl->anchors_path(), m_impl->options.magic);
    m_impl->outbound = std::make_unique<Outbound>(
        Outbound::Context{m_impl->options, services.environment, services.book, services.bans, services.local,
                          m_impl->maker, m_impl->table},
        services_of(anchors));
    m_impl->outbound->start();
    m_impl->check_soon();
    m_impl->running = true;
    return {};
}

void Connections::stop() {
    if (!std::exchange(m_impl->running, false)) return;
    m_impl->inbound.close();
    m_impl->check_job.reset();
    m_impl->save_anchors();
    m_impl->outbound->set_active(false);
    m_impl->table.end_all("the network stops");
    m_impl->outbound.reset();
}

void Connections::send(PeerId peer, wire::Message message) {
    m_impl->table.send(peer, std::move(message));
}

bool Connections::send_queue_full(PeerId peer) const {
    const LivePeer* const live = std::as_const(m_impl->table).find(peer);
    return live != nullptr && live->connection->send_queue_full();
}

void Connections::disconnect(PeerId peer, std::string_view reason) {
    m_impl->table.end(peer, reason);
}

void Connections::discourage(PeerId peer, std::string_view reason) {
    LivePeer* const live = m_impl->table.find(peer);
    if (live == nullptr) return;
    const PeerOrigin& origin = live->origin;
    if (origin.may(kPermitNoBan) || origin.type == ConnectionType::Manual) {
        log_debug(Category::Net, "peer={} is kept, as it may do wrong: {}", peer, reason);
        return;
    }
    // What comes through our onion service, or from this machine, has an address that others share.
    if (!origin.remote.address.is_local() && !origin.inbound_onion) {
        m_impl->services.bans.discourage(origin.remote.address);
    }
    m_impl->table.end(peer, reason);
}

void Connections::set_merit(PeerId peer, const PeerMerit& merit) {
    LivePeer* const live = m_impl->table.find(peer);
    if (live == nullptr) return;
    const PeerMerit before = std::exchange(live->merit, merit);
    // Somebody to get blocks from is not to be held up by those who send nothing of use.
    if (merit.last_block_s != 0) live->connection->stop_yielding();
    if (merit.handshake_done && !before.handshake_done) m_impl->on_handshake(*live);
    if (merit.wants_transactions && !before.wants_transactions) m_impl->inbound.on_wants_transactions(peer);
}

void Connections::set_paused(PeerId peer, bool paused) {
    m_impl->table.set_paused(peer, paused);
}

std::vector<sys::Endpoint> Connections::listening_at() const {
    return m_impl->inbound.places();
}

std::vector<PeerState> Connections::peers() const {
    std::vector<PeerState> states;
    for (const auto& [id, peer] : m_impl->table.all()) {
        if (!peer.ending) states.push_back(m_impl->table.state(peer));
    }
    return states;
}

Totals Connections::totals() const {
    const auto [received, sent] = m_impl->table.bytes();
    return {.bytes_received = received, .bytes_sent = sent};
}

bool Connections::active() const {
    return m_impl->active;
}

void Connections::set_active(bool active) {
    if (std::exchange(m_impl->active, active) == active) return;
    m_impl->inbound.set_active(active);
    if (!m_impl->running) return;
    m_impl->outbound->set_active(active);
    if (!active) m_impl->table.end_all("the network is switched off");
}

std::map<wire::Network, Proxy>& Connections::proxies() {
    return m_impl->options.proxies;
}

bool Connections::add_node(const std::string& name, bool v2) {
    return m_impl->running && m_impl->outbound->added().add(name, v2);
}

bool Connections::remove_node(const std::string& name) {
    return m_impl->running && m_impl->outbound->added().remove(name);
}

std::vector<AddedNode> Connections::added_nodes() const {
    std::vector<AddedNode> nodes;
    if (!m_impl->running) return nodes;
    for (const NamedNodes::Node& node : m_impl->outbound->added().all()) {
        AddedNode& added = nodes.emplace_back(AddedNode{.name = node.name, .v2 = node.v2, .connected = {}});
        const auto service = wire::Service::from_text(node.name, m_impl->options.default_port);
        const auto connected = std::ranges::find_if(m_impl->table.all(), [&](const auto& entry) {
            const PeerOrigin& origin = entry.second.origin;
            return !entry.second.ending &&
                   (origin.name == node.name || (service && origin.remote == *service));
        });
        if (connected != m_impl->table.all().end()) {
            added.connected.push_back(m_impl->table.state(connected->second));
        }
    }
    return nodes;
}

bool Connections::connect_once(const std::string& name, ConnectionType type, bool v2) {
    return m_impl->running && m_impl->outbound->connect_once(name, type, v2);
}

bool Connections::disconnect_node(PeerId peer) {
    if (m_impl->table.find(peer) == nullptr) return false;
    m_impl->table.end(peer, "the operator has asked for it");
    return true;
}

bool Connections::disconnect_node(const std::string& address) {
    const auto found = std::ranges::find_if(m_impl->table.all(), [&address](const auto& entry) {
        return !entry.second.ending && entry.second.origin.name == address;
    });
    return found != m_impl->table.all().end() && disconnect_node(found->first);
}

bool Connections::disconnect_subnet(const addresses::Subnet& subnet) {
    bool any = false;
    for (const auto& [id, peer] : m_impl->table.all()) {
        if (peer.ending || !subnet.contains(peer.origin.remote.address)) continue;
        any = disconnect_node(id) || any;
    }
    return any;
}

void Connections::set_extra_full_relay(bool wanted) {
    if (m_impl->running) m_impl->outbound->set_extra_full_relay(wanted);
}

void Connections::start_extra_block_relay() {
    if (m_impl->running) m_impl->outbound->start_extra_block_relay();
}

void Connections::set_near_tip(bool near_tip) {
    if (m_impl->running) m_impl->outbound->set_near_tip(near_tip);
}

size_t Connections::surplus(ConnectionType type) const {
    return m_impl->running ? m_impl->outbound->surplus(type) : 0;
}

}  // namespace quanta::net
