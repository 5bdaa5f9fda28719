// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "addresses/address_book.h"
#include "addresses/local_addresses.h"
#include "relay/rolling_set.h"
#include "sync/concern.h"

namespace quanta::sync {

/// Learns addresses of nodes from peers and tells peers of them (addr, and addrv2 of BIP155). Net thread.
///
/// A peer takes part from the start when we have opened the connection, else once it has said something about
/// addresses itself; connections for blocks alone never do. Of what a peer sends so many are processed in a
/// time (a token bucket); few and fresh ones are passed on to one or two peers, whose choice follows from a
/// secret key and changes once a day for each address, so that an address cannot be made to flood the
/// network, nor tell who is connected to whom. Each peer is told things in batches at random times.
class AddressRelay final : public Concern {
public:
    /// What a peer may send: this many a second, and this many saved up.
    static constexpr double kRatePerS = 0.1;
    static constexpr double kMaxTokens = 1000;
    /// Addresses waiting to be told to a peer; beyond, they replace each other at random.
    static constexpr size_t kMaxWaiting = wire::kMaxAddresses;
    /// Addresses each peer is remembered to know.
    static constexpr size_t kMaxKnown = 5000;
    /// Longer messages answer getaddr: nothing of them is passed on.
    static constexpr size_t kMaxRelayedBatch = 10;
    /// Peers an address is passed on to, if we can reach it; otherwise it is one or two.
    static constexpr size_t kRelayPeers = 2;
    /// Fresh enough to be passed on, and the furthest a time may lie ahead, seconds.
    static constexpr int64_t kFresh_s = 600;
    /// What an impossible time is replaced by: this long ago.
    static constexpr int64_t kUnknownAge_s = 5 * 86'400;
    static constexpr int64_t kPenalty_s = 7200;
    static constexpr int64_t kRotate_s = 86'400;
    static constexpr int64_t kBatchAverageUs = 30'000'000;
    static constexpr int64_t kSelfAverageUs = int64_t{86'400} * 1'000'000;
    /// Part of the book that an answer holds, per cent.
    static constexpr size_t kAnswerPercent = 23;
    /// How long an answer stays the same: 21 to 27 hours.
    static constexpr int64_t kAnswerMinUs = int64_t{21} * 3600 * 1'000'000;
    static constexpr int64_t kAnswerSpreadUs = int64_t{6} * 3600 * 1'000'000;

    struct Options {
        uint64_t services = 0;     ///< ours, told with our address
        uint16_t listen_port = 0;  ///< 0: we do not listen, so we tell nobody of ourselves
        /// Banned or discouraged addresses, which are not kept or told.
        std::function<bool(const wire::Address&)> refused;
    };

    /// `book` and `local` outlive this.
    AddressRelay(const Context& context, addresses::AddressBook& book, addresses::LocalAddresses& local,
                 Options options);

    /// The version message of a peer has been taken: whom we have found by its address is there.
    void identified(const PeerFacts& facts);
    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override;
    /// The initial download may be over: who could not be told of us is now.
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;
    void report(PeerId peer, PeerReport& report) const override;

    void handle(PeerId peer, const wire::Addresses& message) { take(peer, message.entries); }
    void handle(PeerId peer, const wire::AddressesV2& message) { take(peer, message.entries); }
    void handle(PeerId peer, const wire::GetAddresses& message);

private:
    struct State {
        PeerFacts facts;
        bool ready = false;
        bool taking_part = false;
        bool asked = false;     ///< we await its answer to getaddr
        bool answered = false;  ///< its getaddr
        bool untold = false;    ///< of us, as we were of no use yet
        double tokens = 1;
        int64_t tokens_at_us = 0;
        uint64_t processed = 0;
        uint64_t rate_limited = 0;
        relay::RollingSet known{kMaxKnown};
        std::vector<wire::KnownAddress> waiting;
        std::unique_ptr<net::Scheduler::Job> batch;
        std::unique_ptr<net::Scheduler::Job> self;
    };
    struct Answer {
        std::vector<wire::KnownAddress> entries;
        int64_t until_us = 0;
    };

    State* find(PeerId peer);
    uint64_t key_of(const wire::Service& service) const;
    bool take_part(State& state);
    void take(PeerId peer, std::vector<wire::KnownAddress> entries);
    bool spend_token(State& state);
    /// The address as it is to be kept; nothing when it is of no use.
    bool improve(State& state, wire::KnownAddress& entry);
    void pass_on(PeerId from, const wire::KnownAddress& entry);
    void queue(PeerId peer, State& state, const wire::KnownAddress& entry);
    void send_batch(PeerId peer);
    const std::vector<wire::KnownAddress>& answer_for(const State& state);
    void tell_of_ourselves(PeerId peer);
    std::optional<wire::Service> own_address(const State& state) const;

    const Context m_context;
    addresses::AddressBook& m_book;
    addresses::LocalAddresses& m_local;
    const Options m_options;
    const uint64_t m_key[2];
    /// In the order of ids, so that a run can be repeated.
    std::map<PeerId, State> m_peers;
    /// By the network the peer is in and the address of ours it is connected to.
    std::map<std::pair<wire::Network, wire::Service>, Answer> m_answers;
};

}  // namespace quanta::sync
