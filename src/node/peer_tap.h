// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string_view>
#include <utility>

#include "net/peer.h"

namespace quanta::node {

/// Stands between connections and protocol code and passes everything on, both ways: who derives from it
/// counts, looks on, or (the simulator's faulty nodes) changes what is said. Net thread.
class PeerTap : public net::PeerEvents, public net::Peers {
public:
    /// Before anything passes; both outlive the last of it.
    void attach(net::PeerEvents& protocol, net::Peers& connections) {
        m_protocol = &protocol;
        m_connections = &connections;
    }

    // PeerEvents, from the connections.
    void peer_connected(const net::PeerOrigin& origin) override { m_protocol->peer_connected(origin); }
    void peer_disconnected(net::PeerId peer) override { m_protocol->peer_disconnected(peer); }
    void message_received(net::PeerId peer, wire::Message message) override {
        m_protocol->message_received(peer, std::move(message));
    }
    void message_refused(net::PeerId peer, std::string_view type) override {
        m_protocol->message_refused(peer, type);
    }
    void send_queue_drained(net::PeerId peer) override { m_protocol->send_queue_drained(peer); }

    // Peers, from protocol code.
    void send(net::PeerId peer, wire::Message message) override {
        m_connections->send(peer, std::move(message));
    }
    bool send_queue_full(net::PeerId peer) const override { return m_connections->send_queue_full(peer); }
    void disconnect(net::PeerId peer, std::string_view reason) override {
        m_connections->disconnect(peer, reason);
    }
    void discourage(net::PeerId peer, std::string_view reason) override {
        m_connections->discourage(peer, reason);
    }
    void set_merit(net::PeerId peer, const net::PeerMerit& merit) override {
        m_connections->set_merit(peer, merit);
    }
    void set_paused(net::PeerId peer, bool paused) override { m_connections->set_paused(peer, paused); }

private:
    net::PeerEvents* m_protocol = nullptr;
    net::Peers* m_connections = nullptr;
};

}  // namespace quanta::node
