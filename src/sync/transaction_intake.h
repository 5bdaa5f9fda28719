// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "peers/peer_control.h"
#include "relay/orphanage.h"
#include "relay/rolling_set.h"
#include "relay/tx_pool.h"
#include "sync/concern.h"

namespace quanta::sync {

/// The way of transactions from peers into the pool: what there is no room for waits, and so does its peer;
/// what lacks parents is kept (relay/orphanage.h) and tried again when one comes; what pays too little is
/// tried together with a child; what was refused is not asked for again. Net thread.
class TransactionIntake {
public:
    using TransactionPtr = std::shared_ptr<const primitives::Transaction>;

    /// Refused transactions that are remembered, at the most until the tip changes.
    static constexpr size_t kMaxRefused = 60'000;
    /// A peer may have one of so many parts of the pool's work, and so may orphans. Rationale: scripts that
    /// take a second each and fail cost their sender nothing; others wait behind few of them.
    static constexpr size_t kShares = 8;

    /// What it tells; all but pool may be called from within any call.
    struct Parts {
        PeerControl& control;
        relay::TxPool& pool;
        /// `transaction`, which `peer` gave us, has entered the pool.
        std::function<void(PeerId peer, const relay::PoolEntry& entry)> entered;
        /// A transaction that did not enter the pool.
        std::function<void(const TransactionPtr& transaction)> left_out;
        /// Of `peer`, who gave a transaction, and of those that have announced it, who is still there.
        std::function<std::vector<PeerId>(PeerId peer, const primitives::Transaction& transaction)> who_has;
        /// `peer` ought to have these, parents of what it gave or announced.
        std::function<void(PeerId peer, const std::vector<primitives::Txid>& parents)> ask_for;
    };

    TransactionIntake(const Context& context, Parts parts);

    /// `peer` has sent a transaction that is not in the pool.
    void take(PeerId peer, const TransactionPtr& transaction);
    /// `peer` has announced it. Whether it is an orphan, which that peer is asked for the parents of then.
    bool announced(PeerId peer, const primitives::Wtxid& wtxid);
    /// Whether it was refused, or has to wait for others, so that nobody needs to be asked for it. By txid
    /// that is known of what no witness can mend.
    bool is_refused(const primitives::Wtxid& wtxid) const;
    bool is_refused(const primitives::Txid& txid) const;
    bool has_orphan(const primitives::Wtxid& wtxid) const { return m_orphans.contains(wtxid); }

    void peer_gone(PeerId peer);
    /// A block may make good what was refused, and bring parents of orphans.
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot);

    const relay::Orphanage& orphans() const { return m_orphans; }

private:
    using Package = relay::TxPool::Package;
    /// Handed to the pool, or waiting to be: one transaction, or a parent and its child.
    struct Offer {
        PeerId peer;
        Package transactions;
        bool orphan = false;
    };

    uint64_t key_of(base::ByteSpan hash) const;
    uint64_t key_of(const Package& package) const;
    /// What a peer may have in work.
    size_t share() const;
    bool has_room(PeerId peer) const;
    void offer(Offer offer);
    void start(Offer offer);
    bool start_held();
    bool start_orphan();
    void go_on();
    void settled(const Offer& offer, const std::vector<relay::Outcome>& outcomes);
    void settle(PeerId peer, const TransactionPtr& transaction, const relay::Outcome& outcome);
    void keep_orphan(PeerId peer, const TransactionPtr& transaction,
                     const std::vector<primitives::Txid>& missing);
    void charge(PeerId peer, const TransactionPtr& orphan);
    void refuse(const primitives::Transaction& transaction);
    void try_with_child(PeerId peer, const TransactionPtr& parent);

    const Context m_context;
    const Parts m_parts;
    const uint64_t m_key[2];
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    relay::Orphanage m_orphans;
    /// By txid, wtxid, and both wtxids of packages.
    relay::RollingSet m_refused{kMaxRefused};
    /// Wtxids of those that pay too little alone.
    relay::RollingSet m_retryable{kMaxRefused};
    std::deque<Offer> m_held;  ///< no room in the pool's work; the peers wait
    size_t m_in_work = 0;
    std::map<PeerId, size_t> m_in_work_of;  ///< the same by peer, orphans left out
    size_t m_orphans_in_work = 0;
    const chain::HeaderNode* m_tip = nullptr;  ///< the last one heard of
};

}  // namespace quanta::sync
