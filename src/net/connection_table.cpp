// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/connection_table.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.h"
#include "wire/codec.h"

namespace quanta::net {
namespace {

using base::Category;
using base::log_debug;

/// How long nothing may be sent or received, in microseconds.
constexpr int64_t kInactivityUs = 1'200'000'000;
/// How long a peer whose addresses we want may take to send them.
constexpr int64_t kAddressFetchUs = 300'000'000;
/// How long a message may take to come while memory is short.
constexpr int64_t kPartialUs = 10'000'000;
constexpr std::string_view kOtherType = "*other*";

std::string_view counted_type(const wire::Message& message) {
    return std::holds_alternative<wire::Unknown>(message) ? kOtherType : wire::type_of(message);
}

void count(std::map<std::string, uint64_t>& counts, std::string_view type, size_t bytes) {
    counts[std::string(type)] += bytes;
}

}  // namespace

ConnectionTable::ConnectionTable(const NetOptions& options, Environment environment, PeerEvents& events,
                                 EndHandler on_end)
    : m_options(options), m_environment(environment), m_events(events), m_on_end(std::move(on_end)) {}

ConnectionTable::~ConnectionTable() {
    for (auto& [id, peer] : m_peers)
        peer.connection->close();
}

PeerId ConnectionTable::add(PeerOrigin origin, std::shared_ptr<sys::TcpConnection> socket,
                            std::unique_ptr<wire::Transport> transport, bool prefer_eviction) {
    const PeerId id = m_next_id++;
    origin.id = id;
    origin.connected_at_s = m_environment.clock.system_time_s();
    const Connection::Limits limits{.receive_bytes = m_options.receive_buffer_bytes,
                                    .send_bytes = m_options.send_buffer_bytes,
                                    .yields = origin.inbound() && !origin.may(kPermitNoBan)};
    LivePeer& peer = m_peers[id];
    peer.origin = std::move(origin);
    peer.connection = std::make_shared<Connection>(id, std::move(socket), std::move(transport), limits,
                                                   Connection::Context{*this, m_environment.clock, m_totals});
    peer.connected_at_us = m_environment.clock.steady_us();
    peer.prefer_eviction = prefer_eviction;
    log_debug(Category::Net, "peer={} connected: {} {}", id, connection_type_name(peer.origin.type),
              peer.origin.name);
    peer.connection->start();
    m_events.peer_connected(peer.origin);
    return id;
}

LivePeer* ConnectionTable::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() || found->second.ending ? nullptr : &found->second;
}

const LivePeer* ConnectionTable::find(PeerId peer) const {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() || found->second.ending ? nullptr : &found->second;
}

void ConnectionTable::send(PeerId id, wire::Message message) {
    LivePeer* const peer = find(id);
    if (peer == nullptr) return;
    const std::string_view type = counted_type(message);
    const size_t size = peer->connection->send(wire::encode(message));
    count(peer->sent_by_type, type, size);
    if (peer->connection->queued_bytes() > m_options.send_buffer_bytes + kMaxSendExcess) {
        end(id, "does not read what it is sent");
    }
}

void ConnectionTable::set_paused(PeerId id, bool paused) {
    LivePeer* const peer = find(id);
    if (peer == nullptr) return;
    peer->paused = paused;
    wake(id);
}

void ConnectionTable::on_drained(PeerId id) {
    if (find(id) == nullptr) return;
    m_events.send_queue_drained(id);
    wake(id);
}

void ConnectionTable::on_ended(PeerId id, std::string_view why) {
    LivePeer* const peer = find(id);
    if (peer == nullptr) return;
    peer->ended_by_other = true;
    end(id, why);
}

bool ConnectionTable::deliverable(const LivePeer& peer) const {
    return !peer.ending && !peer.paused && peer.connection->has_message() &&
           !peer.connection->send_queue_full();
}

void ConnectionTable::wake(PeerId id) {
    LivePeer* const peer = find(id);
    if (peer == nullptr || peer->in_turn || !deliverable(*peer)) return;
    peer->in_turn = true;
    peer->used_us = std::max(peer->used_us, m_served_us);
    m_turns.insert({peer->used_us, m_next_order++, id});
    schedule_turn();
}

void ConnectionTable::schedule_turn() {
    if (std::exchange(m_turn_scheduled, true)) return;
    m_environment.scheduler.post(m_guard.wrap([this] { take_turn(); }));
}

void ConnectionTable::take_turn() {
    m_turn_scheduled = false;
    const int64_t began_us = m_environment.clock.steady_us();
    int64_t now_us = began_us;
    for (size_t left = m_turns.size(); left > 0 && now_us - began_us < kTurnUs; --left) {
        const Turn turn = m_turns.extract(m_turns.begin()).value();
        m_served_us = turn.used_us;
        LivePeer* const peer = find(turn.peer);
        if (peer == nullptr) continue;
        peer->in_turn = false;
        if (!deliverable(*peer)) continue;
        hand_over(*peer);
        const int64_t then_us = std::exchange(now_us, m_environment.clock.steady_us());
        peer->used_us += now_us - then_us;
        wake(turn.peer);
    }
    if (!m_turns.empty()) schedule_turn();
}

void ConnectionTable::hand_over(LivePeer& peer) {
    const PeerId id = peer.origin.id;
    wire::Received received = peer.connection->take();
    const std::string type = received.envelope.type;
    auto message = wire::decode(std::move(received.envelope));
    count(peer.received_by_type, message ? counted_type(*message) : type, received.wire_size);
    if (message) {
        m_events.message_received(id, std::move(*message));
    } else if (message.error().error == wire::MessageError::TooMany) {
        log_debug(Category::Net, "peer={} sent too many entries in {}", id, type);
        m_events.message_refused(id, type);
    } else {
        log_debug(Category::Net, "peer={} sent a malformed {}", id, type);
    }
}

void ConnectionTable::end(PeerId id, std::string_view reason) {
    LivePeer* const peer = find(id);
    if (peer == nullptr) return;
    log_debug(Category::Net, "peer={} disconnecting: {}", id, reason);
    peer->ending = true;
    m_ended.push_back(id);
    if (m_ended.size() == 1) m_environment.scheduler.post(m_guard.wrap([this] { close_ended(); }));
}

void ConnectionTable::end_all(std::string_view reason) {
    for (const auto& [id, peer] : m_peers)
        end(id, reason);
    close_ended();
}

void ConnectionTable::close_ended() {
    for (const PeerId id : std::exchange(m_ended, {})) {
        const auto node = m_peers.extract(id);
        if (node.empty()) continue;
        LivePeer& peer = node.mapped();
        m_past_received += peer.connection->counts().bytes_received;
        m_past_sent += peer.connection->counts().bytes_sent;
        peer.connection->close();
        m_events.peer_disconnected(id);
        m_on_end(peer);
    }
}

PeerState ConnectionTable::state(const LivePeer& peer) const {
    const Connection::Counts& counts = peer.connection->counts();
    return {.origin = peer.origin,
            .traffic = {.bytes_sent = counts.bytes_sent,
                        .bytes_received = counts.bytes_received,
                        .last_send_s = counts.last_send_s,
                        .last_receive_s = counts.last_receive_s,
                        .sent_by_type = peer.sent_by_type,
                        .received_by_type = peer.received_by_type},
            .transport = peer.connection->transport().kind(),
            .session_id = peer.connection->transport().session_id(),
            .merit = peer.merit};
}

std::pair<uint64_t, uint64_t> ConnectionTable::bytes() const {
    std::pair<uint64_t, uint64_t> sums{m_past_received, m_past_sent};
    for (const auto& [id, peer] : m_peers) {
        sums.first += peer.connection->counts().bytes_received;
        sums.second += peer.connection->counts().bytes_sent;
    }
    return sums;
}

/// Which time-out has passed; empty when none has.
std::string_view ConnectionTable::overdue(const LivePeer& peer) const {
    const int64_t now_us = m_environment.clock.steady_us();
    const int64_t age_us = now_us - peer.connected_at_us;
    if (age_us <= std::chrono::microseconds(m_options.peer_timeout).count()) return {};
    const Connection::Counts& counts = peer.connection->counts();
    if (counts.bytes_received == 0) return "nothing was received within the time-out";
    if (counts.bytes_sent == 0) return "nothing could be sent within the time-out";
    if (!peer.merit.handshake_done) return "version handshake timeout";
    if (now_us - counts.last_send_us > kInactivityUs) return "socket sending timeout";
    if (now_us - counts.last_receive_us > kInactivityUs) return "socket receive timeout";
    if (peer.origin.type == ConnectionType::AddressFetch && age_us > kAddressFetchUs) {
        return "it has sent no addresses";
    }
    return {};
}

void ConnectionTable::check() {
    for (auto& [id, peer] : m_peers) {
        if (peer.ending) continue;
        const std::string_view why = overdue(peer);
        if (!why.empty()) end(id, why);
        peer.connection->resume_reading();
        wake(id);
    }
    relieve();
}

/// While memory is short, the largest message that has been under way for long is given up, the oldest of
/// equals.
void ConnectionTable::relieve() {
    if (m_totals.received <= Connection::kBusyBytes) return;
    const int64_t latest_us = m_environment.clock.steady_us() - kPartialUs;
    PeerId slowest = -1;
    size_t largest = Connection::kBusyShare - 1;
    for (const auto& [id, peer] : m_peers) {
        const auto since_us = peer.connection->partial_since_us();
        if (!peer.connection->yields() || !since_us || *since_us > latest_us) continue;
        const size_t held = peer.connection->held_bytes();
        if (held <= largest) continue;
        largest = held;
        slowest = id;
    }
    if (slowest >= 0) end(slowest, "its message takes too long while memory is short");
}

}  // namespace quanta::net
