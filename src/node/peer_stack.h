// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>

#include "addresses/address_book.h"
#include "addresses/ban_list.h"
#include "addresses/local_addresses.h"
#include "addresses/network_groups.h"
#include "base/result.h"
#include "net/connections.h"
#include "net/environment.h"
#include "net/options.h"
#include "node/peer_tap.h"
#include "peers/chain_access.h"
#include "relay/tx_pool.h"
#include "serving/filter_source.h"
#include "sync/protocol.h"
#include "sys/file.h"

namespace quanta::node {

/// What the net thread works with; only to be touched there.
struct NetworkParts {
    net::Connections& connections;
    addresses::AddressBook& book;
    addresses::BanList& bans;
    addresses::LocalAddresses& local;
    const addresses::NetworkGroups& groups;
    sync::Protocol& protocol;
};

/// Settings of the network, from the command line.
struct NetworkOptions {
    net::NetOptions net;
    sync::ProtocolOptions protocol;
};

/// The peers of a node, put together of their parts, over any environment: `Network` runs it in a thread on
/// the machine's sockets, the simulator hundreds of them in one. Net thread.
class PeerStack {
public:
    /// What it stands on; all outlive it.
    struct Services {
        net::Environment environment;
        sys::FileSystem& files;
        peers::ChainAccess& chain;
        PeerTap& tap;                              ///< all that passes between connections and protocol
        relay::TxPool* pool = nullptr;             ///< null: no transactions
        serving::FilterSource* filters = nullptr;  ///< null: no filters of blocks
    };

    PeerStack(NetworkOptions options, addresses::NetworkGroups groups, Services services);
    /// Ends all connections; unlike stop() it writes nothing but anchors.
    ~PeerStack();
    PeerStack(const PeerStack&) = delete;
    PeerStack& operator=(const PeerStack&) = delete;

    /// Reads peers.dat; a file that cannot be used is set aside and told of in the log. Before start(), any
    /// thread.
    void load();
    /// Listens, begins to connect, writes its files from time to time. The error is a sentence for the
    /// operator.
    base::Result<void, std::string> start();
    /// Ends all connections, writes peers.dat, banlist.json, anchors.dat.
    void stop();

    NetworkParts& parts();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::node
