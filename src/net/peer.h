// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wire/address.h"
#include "wire/message.h"
#include "wire/transport.h"

namespace quanta::net {

/// Numbers connections of this run, beginning at 0; never used again.
using PeerId = int64_t;

/// Why there is a connection, by the words of getpeerinfo: inbound, outbound-full-relay, block-relay-only,
/// manual, feeler, addr-fetch.
enum class ConnectionType : uint8_t {
    Inbound,
    OutboundFullRelay,
    BlockRelayOnly,
    Manual,
    Feeler,
    AddressFetch
};
std::string_view connection_type_name(ConnectionType type);
/// The type of that name; nothing for others.
std::optional<ConnectionType> connection_type_from_name(std::string_view name);

/// What a peer may do beyond others (-whitelist, -whitebind), by bits.
enum Permission : uint32_t {
    kPermitBloom = 1 << 1,
    kPermitRelay = 1 << 3,
    kPermitForceRelay = (1 << 2) | kPermitRelay,
    kPermitDownload = 1 << 6,
    kPermitNoBan = (1 << 4) | kPermitDownload,
    kPermitMempool = 1 << 5,
    kPermitAddresses = 1 << 7,
};

/// What is known of a connection when it begins; does not change.
struct PeerOrigin {
    PeerId id = 0;
    ConnectionType type = ConnectionType::Inbound;
    wire::Service remote;
    wire::Service local;         ///< our end, as far as known
    std::string name;            ///< as it was asked for, or `remote` as text
    bool inbound_onion = false;  ///< came in through our onion service
    uint32_t permissions = 0;    ///< Permission
    int64_t connected_at_s = 0;
    uint64_t network_group = 0;  ///< of `remote`, keyed: equal for addresses of one operator
    uint32_t mapped_as = 0;      ///< autonomous system by -asmap, 0 if not known
    uint64_t our_nonce = 0;      ///< of our version message

    bool inbound() const { return type == ConnectionType::Inbound; }
    bool may(uint32_t permission) const { return (permissions & permission) == permission; }
    /// Whether this connection takes part in gossip of transactions, of addresses.
    bool relays_transactions() const {
        return type == ConnectionType::Inbound || type == ConnectionType::OutboundFullRelay ||
               type == ConnectionType::Manual;
    }
    bool relays_addresses() const { return type != ConnectionType::BlockRelayOnly; }
};

/// What protocol code has found out about a peer that matters for keeping it: who is evicted, what the
/// address book learns.
struct PeerMerit {
    bool handshake_done = false;
    uint64_t services = 0;
    bool wants_transactions = false;
    bool has_bloom_filter = false;
    std::optional<int64_t> min_ping_us;
    int64_t last_block_s = 0;        ///< when it last gave us a block first
    int64_t last_transaction_s = 0;  ///< the same of a transaction that was accepted
};

/// Traffic of a connection. By message type; what has no known type counts as "*other*".
struct Traffic {
    uint64_t bytes_sent = 0;
    uint64_t bytes_received = 0;
    int64_t last_send_s = 0;
    int64_t last_receive_s = 0;
    std::map<std::string, uint64_t> sent_by_type;
    std::map<std::string, uint64_t> received_by_type;
};

/// A connection as RPC shows it.
struct PeerState {
    PeerOrigin origin;
    Traffic traffic;
    wire::TransportKind transport = wire::TransportKind::Detecting;
    std::optional<std::array<uint8_t, 32>> session_id;
    PeerMerit merit;
};

/// What protocol code does with connections. Net thread. A peer that is gone is no error: calls for it do
/// nothing.
class Peers {
public:
    virtual ~Peers() = default;
    /// Queues a message.
    virtual void send(PeerId peer, wire::Message message) = 0;
    /// Whether more than -maxsendbuffer waits to be sent. While it does no message of this peer is handed
    /// over; who answers a request in pieces goes on at PeerEvents::send_queue_drained.
    virtual bool send_queue_full(PeerId peer) const = 0;
    /// Ends the connection soon, after what is in progress; `reason` goes to the log.
    virtual void disconnect(PeerId peer, std::string_view reason) = 0;
    /// The peer has broken the protocol: ends the connection and avoids its address for a while, unless it is
    /// local, connected by hand or may not be banned.
    virtual void discourage(PeerId peer, std::string_view reason) = 0;
    virtual void set_merit(PeerId peer, const PeerMerit& merit) = 0;
    /// Stops (and goes on with) handing over this peer's messages: work it has asked for is under way.
    virtual void set_paused(PeerId peer, bool paused) = 0;
};

/// Receives what happens on connections. Net thread.
class PeerEvents {
public:
    virtual ~PeerEvents() = default;
    virtual void peer_connected(const PeerOrigin& origin) = 0;
    /// The last call for this peer.
    virtual void peer_disconnected(PeerId peer) = 0;
    virtual void message_received(PeerId peer, wire::Message message) = 0;
    /// A message exceeded the limit of its type (wire::MessageError::TooMany).
    virtual void message_refused(PeerId peer, std::string_view type) = 0;
    /// The send queue is no longer full.
    virtual void send_queue_drained(PeerId peer) = 0;
};

}  // namespace quanta::net
