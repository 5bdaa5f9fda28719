// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "peers/peer_control.h"
#include "relay/rolling_set.h"
#include "relay/transaction_requests.h"
#include "relay/tx_pool.h"
#include "sync/concern.h"
#include "sync/transaction_intake.h"

namespace quanta::sync {

/// Transactions between peers and the pool, by wtxid where the peer knows it (BIP339), else by txid. Net
/// thread.
///
/// What peers announce is asked for from one at a time (relay/transaction_requests.h) and handed to the pool
/// (transaction_intake.h).
/// What enters it is announced to each peer that wants it, in batches at random times and at a bounded rate.
/// A peer is given what was in the pool when it was last told of something: it cannot probe for what is
/// newer. Requests are answered while there is room in the send queue; until then the peer is not listened
/// to.
class TransactionRelay final : public Concern {
public:
    static constexpr int64_t kInboundAverageUs = 5'000'000;
    static constexpr int64_t kOutboundAverageUs = 2'000'000;
    /// Announcements a peer gets: this many a second, and this many saved up.
    static constexpr double kRatePerS = 14;
    static constexpr double kMaxTokens = 300;
    /// Transactions a peer is remembered to know.
    static constexpr size_t kMaxKnown = 5'000;
    /// Transactions waiting to be announced to a peer.
    static constexpr size_t kMaxWaiting = 50'000;
    /// Transactions a peer has asked for and not been answered; more are passed over. Nobody is told of as
    /// many at a time.
    static constexpr size_t kMaxAsked = 5'000;
    /// Entries of a notfound of ours.
    static constexpr size_t kNotFoundBatch = 1'000;

    /// Announcements of this time are looked at together.
    static constexpr std::chrono::milliseconds kGather{100};

    struct Parts {
        PeerControl& control;
        relay::TxPool* pool = nullptr;              ///< null: nothing is asked for or given
        bool wanted = true;                         ///< false with -blocksonly
        std::function<int64_t(PeerId)> fee_filter;  ///< what the peer wants to be paid, sat/kvB
        /// A transaction that did not enter the pool.
        std::function<void(const std::shared_ptr<const primitives::Transaction>&)> left_out;
    };

    TransactionRelay(const Context& context, Parts parts);

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override;
    void send_queue_drained(PeerId peer) override { go_on(peer); }
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;
    void report(PeerId peer, PeerReport& report) const override;

    /// Of the entries those for transactions.
    void handle(PeerId peer, const wire::Inv& message);
    void handle(PeerId peer, const wire::GetData& message);
    void handle(PeerId peer, const wire::NotFound& message);
    void handle(PeerId peer, const wire::Tx& message);
    void handle(PeerId peer, const wire::Mempool& message);

    /// A transaction has entered the pool.
    void entered(const relay::PoolEntry& entry);
    /// Null without a pool.
    const relay::Orphanage* orphans() const { return m_intake ? &m_intake->orphans() : nullptr; }

private:
    struct State {
        PeerFacts facts;
        relay::RollingSet known{kMaxKnown};
        std::set<std::pair<uint64_t, primitives::Wtxid>> waiting;  ///< by sequence: parents first
        std::deque<wire::Inventory> asked;
        bool paused = false;
        double tokens = kMaxTokens;
        int64_t tokens_at_us = 0;
        uint64_t told_before = 0;  ///< the pool's sequence when it was told of something last
        int64_t last_transaction_s = 0;
        std::unique_ptr<net::Scheduler::Job> batch;
    };

    TransactionIntake::Parts intake_parts();
    State* find(PeerId peer);
    uint64_t key_of(base::ByteSpan hash) const;
    bool may_send(PeerId peer, const State& state);
    bool is_wanted(const relay::TransactionName& name) const;
    void ask_soon();
    void ask_all();
    void ask(PeerId peer);
    void note(PeerId peer, const State& state, const relay::TransactionName& name);
    std::vector<PeerId> who_has(PeerId peer, const primitives::Transaction& transaction);
    void ask_for_parents(PeerId peer, const std::vector<primitives::Txid>& parents);
    void given_by(PeerId peer, const relay::PoolEntry& entry);
    void go_on(PeerId peer);
    void queue(PeerId peer, State& state, const relay::PoolEntry& entry);
    void schedule(PeerId peer, State& state);
    void send_batch(PeerId peer);

    const Context m_context;
    const Parts m_parts;
    const uint64_t m_key[2];
    std::map<PeerId, State> m_peers;
    relay::TransactionRequests m_requests;
    std::optional<TransactionIntake> m_intake;  ///< where there is a pool
    size_t m_wtxid_peers = 0;
    bool m_soon = false;
    std::unique_ptr<net::Scheduler::Job> m_next;
};

}  // namespace quanta::sync
