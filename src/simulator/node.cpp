// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/node.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace quanta::simulator {
namespace {

using net::ConnectionType;
using net::PeerId;

constexpr size_t kMaxReasons = 1'000;

uint64_t sum(const MessageCounts& counts) {
    return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

uint64_t first_bytes(const primitives::BlockHash& hash) {
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof value; ++i)
        value = value << 8 | hash.bytes()[i];
    return value;
}

}  // namespace

uint64_t Counters::sent_messages() const {
    return sum(sent);
}

uint64_t Counters::received_messages() const {
    return sum(received);
}

/// Looks on, and lets a fault bend what passes.
class Node::Tap final : public node::PeerTap {
public:
    Tap(Node& owner, net::Environment environment)
        : m_owner(owner),
          m_clock(environment.clock),
          m_tamper(make_tamper(owner.fault(), environment, *this)) {}

    void peer_connected(const net::PeerOrigin& origin) override {
        note(origin.id, Trace::Kind::Connected, static_cast<uint64_t>(origin.type));
        ++m_owner.m_counters.connected;
        if (m_tamper) m_tamper->joined(origin.id);
        PeerTap::peer_connected(origin);
    }
    void peer_disconnected(PeerId peer) override {
        note(peer, Trace::Kind::Disconnected, 0);
        ++m_owner.m_counters.disconnected;
        if (m_tamper) m_tamper->left(peer);
        PeerTap::peer_disconnected(peer);
    }
    void message_received(PeerId peer, wire::Message message) override {
        note(peer, Trace::Kind::Received, message.index());
        ++m_owner.m_counters.received[message.index()];
        show(peer, false, message);
        if (!m_tamper || m_tamper->hear(peer, message)) PeerTap::message_received(peer, std::move(message));
    }
    void send(PeerId peer, wire::Message message) override {
        if (m_tamper && !m_tamper->speak(peer, message)) return;
        note(peer, Trace::Kind::Sent, message.index());
        ++m_owner.m_counters.sent[message.index()];
        show(peer, true, message);
        PeerTap::send(peer, std::move(message));
    }
    void disconnect(PeerId peer, std::string_view reason) override {
        remember(reason);
        PeerTap::disconnect(peer, reason);
    }
    void discourage(PeerId peer, std::string_view reason) override {
        ++m_owner.m_counters.discouraged;
        remember(reason);
        PeerTap::discourage(peer, reason);
    }
    void tip_changed(const chain::Snapshot& snapshot) {
        note(-1, Trace::Kind::TipChanged, first_bytes(snapshot.tip->hash));
    }

private:
    void note(PeerId peer, Trace::Kind kind, uint64_t detail) {
        m_owner.m_surroundings.trace.note({m_clock.steady_us(), m_owner.m_index, peer, kind, detail});
    }
    void show(PeerId peer, bool sent, const wire::Message& message) {
        const auto& observer = m_owner.m_surroundings.observer;
        if (observer) observer({m_owner, peer, sent, message});
    }
    void remember(std::string_view reason) {
        auto& reasons = m_owner.m_counters.reasons;
        if (reasons.size() < kMaxReasons) reasons.emplace_back(reason);
    }

    Node& m_owner;
    const sys::Clock& m_clock;
    std::unique_ptr<Tamper> m_tamper;
};

Node::Node(Surroundings surroundings, size_t index, NodeSettings settings, net::FakeHost& host)
    : m_surroundings(surroundings),
      m_index(index),
      m_settings(std::move(settings)),
      m_host(host),
      m_chain(surroundings.params, host.environment(), surroundings.blocks, m_settings.chain),
      m_pool(surroundings.network.scheduler()) {
    m_chain.inner().set_tip_changed([this](const auto& snapshot) {
        if (!running()) return;
        m_tap->tip_changed(*snapshot);
        parts().protocol.tip_changed(snapshot);
    });
}

Node::~Node() = default;

wire::Service Node::service() const {
    const auto address = wire::Address::from_text(m_host.address());
    CHECK(address);
    return {*address, m_surroundings.params.default_port};
}

node::NetworkOptions Node::options() const {
    node::NetworkOptions options;
    options.net.magic = m_surroundings.params.message_start;
    options.net.default_port = m_surroundings.params.default_port;
    options.net.listen_port = options.net.default_port;
    options.net.services = wire::kServiceNetwork | wire::kServiceWitness | wire::kServiceNetworkLimited;
    if (m_settings.v2) options.net.services |= wire::kServiceP2pV2;
    options.net.directory = "/node";
    options.net.listen = m_settings.listens;
    if (m_settings.listens) {
        options.net.binds.push_back({.endpoint = {"0.0.0.0", options.net.listen_port}});
        options.net.external = {service()};
    }
    options.net.v2 = m_settings.v2;
    options.net.max_connections = m_settings.max_connections;
    options.net.inbound_relay_percent = m_settings.inbound_relay_percent;
    options.net.connect = m_settings.connects;
    if (!m_settings.connects.empty()) options.net.automatic = net::Automatic::ConnectOnly;
    options.net.reachable = {wire::Network::Ipv4, wire::Network::Ipv6};
    options.protocol.services = options.net.services;
    options.protocol.user_agent = "/simulated:" + std::to_string(m_index) + "/";
    options.protocol.relay_transactions = m_settings.relays_transactions;
    return options;
}

void Node::start() {
    CHECK(!running());
    const net::Environment environment = m_host.environment();
    m_tap = std::make_unique<Tap>(*this, environment);
    m_stack = std::make_unique<node::PeerStack>(
        options(), addresses::NetworkGroups(),
        node::PeerStack::Services{environment, m_files, m_chain, *m_tap, &m_pool});
    m_stack->load();
    // Who knows nobody asks the seeds.
    if (parts().book.size() == 0) learn_addresses();
    CHECK(m_stack->start());
}

void Node::learn_addresses() {
    std::vector<wire::KnownAddress> known;
    for (const std::string& text : m_settings.knows) {
        const auto address = wire::Address::from_text(text);
        CHECK(address);
        if (*address == service().address) continue;
        known.push_back({{*address, m_surroundings.params.default_port},
                         wire::kServiceNetwork | wire::kServiceWitness,
                         m_surroundings.network.clock().system_time_s()});
    }
    parts().book.add(known, wire::Address::internal("seed"));
}

void Node::stop() {
    if (!running()) return;
    m_stack->stop();
    m_stack.reset();
    m_tap.reset();
}

void Node::crash() {
    if (!running()) return;
    const MemoryFiles as_they_were = m_files.copy();
    m_host.cut_power();
    m_stack.reset();
    m_tap.reset();
    m_files = as_they_were;
}

size_t Node::count(ConnectionType type) const {
    const auto all = peers();
    return static_cast<size_t>(std::ranges::count_if(all, [type](const net::PeerState& peer) {
        return peer.origin.type == type && peer.merit.handshake_done;
    }));
}

size_t Node::connections() const {
    const auto all = peers();
    return static_cast<size_t>(
        std::ranges::count_if(all, [](const net::PeerState& peer) { return peer.merit.handshake_done; }));
}

void Node::submit(const std::shared_ptr<const primitives::Transaction>& transaction) {
    const auto outcome = m_pool.add(transaction);
    CHECK(outcome.verdict == relay::Verdict::Accepted);
    parts().protocol.transaction_entered(*m_pool.find(transaction->wtxid()));
}

}  // namespace quanta::simulator
