// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "addresses/address_book.h"
#include "addresses/ban_list.h"
#include "addresses/local_addresses.h"
#include "base/result.h"
#include "net/environment.h"
#include "net/options.h"
#include "net/peer.h"
#include "sys/file.h"

namespace quanta::net {

/// What the connections stand on; all outlive them.
struct ConnectionServices {
    Environment environment;
    addresses::AddressBook& book;
    addresses::BanList& bans;
    addresses::LocalAddresses& local;
    const addresses::NetworkGroups& groups;
    PeerEvents& events;
    sys::FileSystem& files;
};

/// A node an operator has added, as getaddednodeinfo shows it.
struct AddedNode {
    std::string name;
    bool v2 = true;
    std::vector<PeerState> connected;  ///< none or one
};

/// Sums of all connections of this run.
struct Totals {
    uint64_t bytes_received = 0;
    uint64_t bytes_sent = 0;
};

/// All connections: opens, accepts, keeps, evicts and ends them, and moves messages. Net thread.
class Connections final : public Peers {
public:
    Connections(NetOptions options, ConnectionServices services);
    /// Ends all connections.
    ~Connections() override;

    /// Listens and begins to connect. The error is a sentence for the operator.
    base::Result<void, std::string> start();
    /// Ends everything; writes anchors.
    void stop();

    // Peers.
    void send(PeerId peer, wire::Message message) override;
    bool send_queue_full(PeerId peer) const override;
    void disconnect(PeerId peer, std::string_view reason) override;
    void discourage(PeerId peer, std::string_view reason) override;
    void set_merit(PeerId peer, const PeerMerit& merit) override;
    void set_paused(PeerId peer, bool paused) override;

    // Operators.
    /// Where it listens.
    std::vector<sys::Endpoint> listening_at() const;
    std::vector<PeerState> peers() const;
    Totals totals() const;
    bool active() const;
    void set_active(bool active);
    /// Proxies in use, by the network they lead to; one that is found later is added here.
    std::map<wire::Network, Proxy>& proxies();
    /// False when it is there already.
    bool add_node(const std::string& name, bool v2);
    /// False when it was not added.
    bool remove_node(const std::string& name);
    std::vector<AddedNode> added_nodes() const;
    /// Connects once, without waiting (addnode onetry, addconnection). False when there is no room for its
    /// type.
    bool connect_once(const std::string& name, ConnectionType type, bool v2);
    /// Ends connections by id, by address as text, or within a banned subnet. Whether there was one.
    bool disconnect_node(PeerId peer);
    bool disconnect_node(const std::string& address);
    bool disconnect_subnet(const addresses::Subnet& subnet);

    // Protocol code asks for more or fewer connections.
    /// The tip is stale: another full-relay connection is opened and the worst is to be dropped later.
    void set_extra_full_relay(bool wanted);
    /// From time to time another block-relay-only connection is opened to look for unknown blocks.
    void start_extra_block_relay();
    /// Whether our tip is recent, so that nodes that serve the last blocks alone are as good as others.
    void set_near_tip(bool near_tip);
    /// How many outbound connections of `type` there are more than there should be.
    size_t surplus(ConnectionType type) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::net
