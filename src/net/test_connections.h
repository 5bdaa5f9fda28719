// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/connections.h"
#include "net/fake_network.h"
#include "sys/file.h"
#include "sys/test_directory.h"

namespace quanta::net {

/// Protocol code of tests: says hello as nodes do, and remembers what comes.
class TestProtocol final : public PeerEvents {
public:
    struct Seen {
        PeerOrigin origin;
        std::vector<wire::Message> messages;
        size_t refused = 0;
        size_t drained = 0;
        bool gone = false;
    };

    /// Whether version and verack are sent; a peer that has sent its verack has the merit of a full node.
    bool handshakes = true;
    Peers* connections = nullptr;
    std::map<PeerId, Seen> seen;
    /// Called for each message, if there is one: takes as long as a test likes.
    std::function<void(PeerId)> work;

    void peer_connected(const PeerOrigin& origin) override {
        seen[origin.id].origin = origin;
        if (!handshakes) return;
        connections->send(origin.id, wire::Version{.nonce = origin.our_nonce});
        connections->send(origin.id, wire::Verack{});
    }
    void peer_disconnected(PeerId peer) override { seen[peer].gone = true; }
    void message_received(PeerId peer, wire::Message message) override {
        if (std::holds_alternative<wire::Verack>(message)) connections->set_merit(peer, merit);
        seen[peer].messages.push_back(std::move(message));
        if (work) work(peer);
    }
    void message_refused(PeerId peer, std::string_view) override { ++seen[peer].refused; }
    void send_queue_drained(PeerId peer) override { ++seen[peer].drained; }

    size_t live() const {
        size_t count = 0;
        for (const auto& [id, peer] : seen)
            count += peer.gone ? 0 : 1;
        return count;
    }
    /// Messages of one type that came from `peer`.
    template <typename T>
    size_t count(PeerId peer) const {
        size_t count = 0;
        const auto found = seen.find(peer);
        if (found == seen.end()) return 0;
        for (const auto& message : found->second.messages)
            count += std::holds_alternative<T>(message) ? 1 : 0;
        return count;
    }

    PeerMerit merit{.handshake_done = true,
                    .services = wire::kServiceNetwork | wire::kServiceWitness | wire::kServiceP2pV2,
                    .wants_transactions = true};
};

/// Settings with which a node of a test listens at all its addresses and does nothing by itself.
inline NetOptions test_options() {
    NetOptions options;
    options.magic = {0xfa, 0xbf, 0xb5, 0xda};
    options.default_port = 18444;
    options.listen_port = 18444;
    options.binds.push_back({.endpoint = {"0.0.0.0", 18444}});
    options.automatic = Automatic::No;
    options.reachable = {wire::Network::Ipv4, wire::Network::Ipv6};
    return options;
}

/// A node as far as its connections go.
class TestNode {
public:
    TestNode(Environment environment_, NetOptions options, std::string directory_)
        : environment(environment_),
          book(groups, environment.clock, environment.random),
          bans(sys::real_file_system(), directory_ + "/banlist.json", environment.clock, environment.random),
          local(options.reachable) {
        options.directory = directory_;
        connections = std::make_unique<Connections>(
            std::move(options),
            ConnectionServices{environment, book, bans, local, groups, protocol, sys::real_file_system()});
        protocol.connections = connections.get();
    }

    /// The peer's id here; -1 when it is not connected.
    PeerId peer_at(const std::string& address) const {
        for (const PeerState& state : connections->peers()) {
            if (state.origin.remote.address.to_text() == address) return state.origin.id;
        }
        return -1;
    }
    size_t count(ConnectionType type) const {
        size_t count = 0;
        for (const PeerState& state : connections->peers())
            count += state.origin.type == type ? 1 : 0;
        return count;
    }

    const Environment environment;
    addresses::NetworkGroups groups;
    addresses::AddressBook book;
    addresses::BanList bans;
    addresses::LocalAddresses local;
    TestProtocol protocol;
    std::unique_ptr<Connections> connections;
};

}  // namespace quanta::net
