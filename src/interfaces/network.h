// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quanta::interfaces {

/// A connection to another node. Names are those of getpeerinfo. Times are seconds since 1970, 0: never;
/// durations that are not known are negative.
struct PeerStatus {
    int64_t id = 0;       ///< grows from connection to connection of a run
    std::string address;  ///< with port, or the name it was asked for
    std::string
        ban_address;      ///< what a ban of this peer is to name; empty: it shares its address with others
    std::string network;  ///< "ipv4", "ipv6", "onion", "i2p", "cjdns", "not_publicly_routable"
    std::string local_address;    ///< our end, or empty
    std::string sees_us_at;       ///< our address as it sees it, or empty
    std::string connection_type;  ///< "inbound", "outbound-full-relay", …
    std::string transport;        ///< "detecting", "v1", "v2"
    std::string session_id;       ///< of v2, hex; or empty
    std::string user_agent;
    std::vector<std::string> services;     ///< "NETWORK", …
    std::vector<std::string> permissions;  ///< "noban", …
    uint32_t mapped_as = 0;                ///< its autonomous system with -asmap, or 0
    int32_t version = 0;                   ///< of the protocol; 0 before the handshake
    int32_t start_height = -1;             ///< its chain's when it connected; -1: not told
    int64_t presynced_headers = -1;        ///< -1: none, as below
    int32_t synced_headers = -1;
    int32_t synced_blocks = -1;
    std::vector<int32_t> blocks_in_flight;  ///< heights of blocks asked of it
    bool inbound = false;
    bool wants_transactions = false;
    bool relays_addresses = false;
    bool high_bandwidth_to = false;    ///< we asked it for compact blocks at once (BIP152)
    bool high_bandwidth_from = false;  ///< it asked us
    uint64_t addresses_processed = 0;
    uint64_t addresses_rate_limited = 0;
    uint64_t bytes_sent = 0;
    uint64_t bytes_received = 0;
    int64_t connected_at_s = 0;
    int64_t last_send_s = 0;
    int64_t last_receive_s = 0;
    int64_t last_block_s = 0;        ///< when it last gave us a block first
    int64_t last_transaction_s = 0;  ///< the same of a transaction
    int64_t time_offset_s = 0;       ///< its clock less ours
    double ping_s = -1;              ///< of the last ping
    double min_ping_s = -1;
    double ping_wait_s = -1;     ///< how long a ping has been waited for
    int64_t fee_filter_sat = 0;  ///< least fee rate of transactions it wants, satoshi per 1000 vbytes

    friend bool operator==(const PeerStatus&, const PeerStatus&) = default;
};

/// What an operator has banned.
struct BanStatus {
    std::string subnet;  ///< as unban() takes it
    int64_t created_s = 0;
    int64_t until_s = 0;

    friend bool operator==(const BanStatus&, const BanStatus&) = default;
};

/// All of a node's network at one moment.
struct NetworkStatus {
    bool available = false;         ///< false while the node starts and stops: nothing else is told
    bool active = false;            ///< whether it takes part in the network
    int64_t time_s = 0;             ///< when this was so, by the node's clock
    uint64_t bytes_sent = 0;        ///< of all connections since the start of the node
    uint64_t bytes_received = 0;    ///< the same
    std::vector<PeerStatus> peers;  ///< by id
    std::vector<BanStatus> bans;    ///< those that have not run out

    friend bool operator==(const NetworkStatus&, const NetworkStatus&) = default;
};

}  // namespace quanta::interfaces
