// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "chain/snapshot.h"
#include "net/environment.h"
#include "net/peer.h"
#include "peers/chain_access.h"

namespace quanta::peers {

using net::PeerId;

/// What a peer has told about itself in the handshake; does not change after it.
struct PeerFacts {
    net::PeerOrigin origin;
    int32_t version = wire::kInitialVersion;  ///< the lower of its and ours
    uint64_t services = 0;
    std::string user_agent;
    int32_t start_height = 0;
    bool wants_transactions = false;  ///< its version's relay, and the connection relays them
    bool wtxid_relay = false;         ///< BIP339
    bool addresses_v2 = false;        ///< BIP155
    int64_t time_offset_s = 0;        ///< its clock less ours
    wire::Service sees_us_at;         ///< our address, as it sees it

    PeerId id() const { return origin.id; }
    bool offers(uint64_t flags) const { return (services & flags) == flags; }
    /// Whether it can give blocks with witnesses, all or the last 288.
    bool serves_blocks() const {
        return offers(wire::kServiceWitness) &&
               (services & (wire::kServiceNetwork | wire::kServiceNetworkLimited)) != 0;
    }
    bool serves_all_blocks() const { return offers(wire::kServiceWitness | wire::kServiceNetwork); }
};

/// A peer as getpeerinfo shows it: each concern adds what it knows.
struct PeerReport {
    std::optional<PeerFacts> facts;
    std::optional<double> ping_s;
    std::optional<double> min_ping_s;
    std::optional<double> ping_wait_s;
    int64_t last_block_s = 0;
    int64_t last_transaction_s = 0;
    uint64_t last_inv_sequence = 0;
    uint64_t inv_to_send = 0;
    int64_t presynced_headers = -1;
    int32_t synced_headers = -1;
    int32_t synced_blocks = -1;
    std::vector<int32_t> in_flight_heights;
    bool address_relay = false;
    uint64_t addresses_processed = 0;
    uint64_t addresses_rate_limited = 0;
    int64_t fee_filter_sat_per_kvb = 0;
    bool compact_high_bandwidth_to = false;
    bool compact_high_bandwidth_from = false;
    std::optional<wire::Service> sees_us_at;
};

/// What all concerns work with; everything outlives them.
struct Context {
    ChainAccess& chain;
    net::Peers& peers;
    net::Environment environment;
};

/// One concern of the protocol: its messages, its state of each peer, its timers. Net thread.
///
/// A concern has a handle() for each of its messages; `Protocol` calls the right one. What one needs of
/// another it is given when it is made.
class Concern {
public:
    virtual ~Concern() = default;
    /// The handshake with a peer is over. Before it a concern hears nothing of a peer.
    virtual void peer_ready(const PeerFacts&) {}
    /// Also for peers that were never ready.
    virtual void peer_gone(PeerId) {}
    virtual void send_queue_drained(PeerId) {}
    /// The active chain has changed.
    virtual void tip_changed(const std::shared_ptr<const chain::Snapshot>&) {}
    virtual void report(PeerId, PeerReport&) const {}
};

}  // namespace quanta::peers
