// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "relay/tx_pool.h"
#include "sync/concern.h"

namespace quanta::sync {

/// Tells peers what transactions pay too little for us (BIP133), and keeps what they have told. Net thread.
///
/// What is told is one of few values, at random the next below, and changes at random times: it does not tell
/// the pool's limit exactly, nor one node by it. Until the chain is there nothing is wanted.
class FeeFilter final : public Concern {
public:
    static constexpr int32_t kFrom = 70013;
    static constexpr int64_t kAverageUs = int64_t{600} * 1'000'000;
    /// A change by a third or a quarter is told within this.
    static constexpr int64_t kMaxChangeDelayUs = int64_t{300} * 1'000'000;
    /// What a rate may be: all coins.
    static constexpr int64_t kMaxRate = 2'100'000'000'000'000;

    /// `pool` outlives this.
    FeeFilter(const Context& context, const relay::TxPool& pool);

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override { m_peers.erase(peer); }
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;
    void report(PeerId peer, PeerReport& report) const override;

    void handle(PeerId peer, const wire::FeeFilter& message);
    /// The rate below which `peer` wants nothing, satoshis per 1,000 virtual bytes; 0 when it has not told.
    int64_t wanted_by(PeerId peer) const;

private:
    struct State {
        bool told = false;  ///< hears from us
        int64_t sent = 0;
        int64_t received = 0;
        int64_t next_us = 0;
        std::unique_ptr<net::Scheduler::Job> job;
    };

    int64_t wanted() const;
    void schedule(PeerId peer, State& state, int64_t delay_us);
    void send(PeerId peer);
    void look_for_changes();

    const Context m_context;
    const relay::TxPool& m_pool;
    bool m_initial_download;
    std::map<PeerId, State> m_peers;
    std::unique_ptr<net::Scheduler::Job> m_look;
};

/// One of the rates that are told, a tenth apart each (0, then from 100 up): the nearest at or below `rate`,
/// or, by `lower`, the one before it. The last, about 10^7, is more than anybody pays.
int64_t rounded_rate(int64_t rate_sat_per_kvb, bool lower);

}  // namespace quanta::sync
