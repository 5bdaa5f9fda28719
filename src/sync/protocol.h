// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "addresses/address_book.h"
#include "addresses/local_addresses.h"
#include "base/result.h"
#include "net/peer.h"
#include "relay/orphanage.h"
#include "relay/tx_pool.h"
#include "serving/filter_source.h"
#include "serving/upload_limit.h"
#include "sync/concern.h"
#include "sync/outbound_control.h"

namespace quanta::sync {

using serving::UploadState;

/// Settings of the protocol, from the command line.
struct ProtocolOptions {
    uint64_t services = 0;                       ///< what we offer
    std::string user_agent;                      ///< /Quanta:…/
    bool relay_transactions = true;              ///< false with -blocksonly
    uint64_t max_upload_bytes = 0;               ///< -maxuploadtarget, of 24 hours; 0: no limit
    uint16_t listen_port = 0;                    ///< told with our address; 0: we do not listen
    bool serve_bloom = false;                    ///< -peerbloomfilters: refused until it is supported
    std::chrono::seconds handshake_timeout{60};  ///< -peertimeout
    /// All bytes sent in this run, for the upload target; without it the target is never reached.
    std::function<uint64_t()> bytes_sent;
};

/// What there is beside the chain. All outlive the protocol; each may be missing, then what needs it is not
/// done.
struct ProtocolServices {
    addresses::AddressBook* book = nullptr;
    addresses::LocalAddresses* local = nullptr;  ///< with `book` only
    OutboundControl* outbound = nullptr;         ///< the connections we open
    relay::TxPool* pool = nullptr;               ///< the mempool
    serving::FilterSource* filters = nullptr;    ///< the index of filters, where -peerblockfilters is set
    /// Whether an address is banned or discouraged.
    std::function<bool(const wire::Address&)> address_refused;
};

/// The protocol with all peers: hands each message to the concern it belongs to. Net thread.
class Protocol final : public net::PeerEvents {
public:
    Protocol(Context context, ProtocolOptions options, ProtocolServices services = {});
    ~Protocol() override;

    // PeerEvents.
    void peer_connected(const net::PeerOrigin& origin) override;
    void peer_disconnected(PeerId peer) override;
    void message_received(PeerId peer, wire::Message message) override;
    void message_refused(PeerId peer, std::string_view type) override;
    void send_queue_drained(PeerId peer) override;

    /// The active chain has changed.
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot);

    /// A transaction that no peer sent has entered the pool: it is announced.
    void transaction_entered(const relay::PoolEntry& entry);
    /// One has left the pool, and not for a block: one may still have it.
    void transaction_left(const std::shared_ptr<const primitives::Transaction>& transaction);

    PeerReport report(PeerId peer) const;
    /// Sends a ping to every peer.
    void ping_all();
    /// Asks `peer` for the block of `node`. The error is that of getblockfrompeer.
    base::Result<void, std::string> fetch_block(PeerId peer, const chain::HeaderNode& node);
    UploadState upload() const;
    /// The middle of what outbound peers' clocks differ from ours, seconds.
    int64_t time_offset_s() const;
    /// Transactions whose parents are missing; null without relay of transactions.
    const relay::Orphanage* orphans() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::sync
