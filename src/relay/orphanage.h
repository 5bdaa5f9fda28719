// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "net/peer.h"
#include "primitives/block.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"

namespace quanta::relay {

using net::PeerId;

/// Transactions whose parents are missing, until these come. Time comes as an argument, in microseconds.
///
/// Each peer that has announced an orphan is charged for it: its weight, and the work of looking at it again
/// (one, and one more for each ten inputs). All together may do a bounded amount of work, and keep a bounded
/// weight for each peer there is. Where that is too much the peer that uses most of its share loses its
/// oldest announcement, and the orphan goes with its last one.
///
/// Rationale: a peer that keeps to its share loses nothing, whatever others send, and an orphan that honest
/// peers have announced, too, outlives the flood of another.
class Orphanage {
public:
    using TransactionPtr = std::shared_ptr<const primitives::Transaction>;

    static constexpr size_t kWeightPerPeer = 404'000;  ///< weight units
    static constexpr size_t kMaxWork = 3'000;          ///< of all peers together
    static constexpr size_t kInputsPerWork = 10;
    static constexpr size_t kMaxWeight = 400'000;  ///< of one orphan: heavier ones are not relayed anyway
    static constexpr int64_t kMaxAgeUs = 20 * 60 * int64_t{1'000'000};

    struct Limits {
        size_t weight_per_peer = kWeightPerPeer;
        size_t work = kMaxWork;
    };

    Orphanage() = default;
    explicit Orphanage(const Limits& limits) : m_limits(limits) {}

    /// `peer` has it, or says so. False when that was known, or it is not kept.
    bool add(const TransactionPtr& transaction, PeerId peer, int64_t now_us);
    bool contains(const primitives::Wtxid& wtxid) const { return m_orphans.contains(wtxid); }
    /// Null when it is not here.
    TransactionPtr find(const primitives::Wtxid& wtxid) const;
    /// Who has it, in the order they said so.
    std::vector<PeerId> announcers(const primitives::Wtxid& wtxid) const;
    /// The parents it lacks, as set_missing() said; none when it is not here.
    std::vector<primitives::Txid> missing(const primitives::Wtxid& wtxid) const;
    void set_missing(const primitives::Wtxid& wtxid, std::vector<primitives::Txid> parents);
    /// Those spending an output of `parent` that `peer` has announced, the newest first.
    std::vector<TransactionPtr> children_of(const primitives::Txid& parent, PeerId peer) const;

    void forget(const primitives::Wtxid& wtxid);
    /// Ends those spending an output of `parent`, which will never come, and those spending theirs; what has
    /// ended.
    std::vector<TransactionPtr> forget_descendants(const primitives::Txid& parent);
    void forget(PeerId peer);
    /// Ends those that came kMaxAgeUs ago and before.
    void expire(int64_t now_us);

    /// `parent` has come: its children may be tried again.
    void parent_came(const primitives::Txid& parent);
    /// Any parent may have come: all may be tried again.
    void anything_came();
    /// What `block` holds or conflicts with goes; children of its transactions may be tried again.
    void block_connected(const primitives::Block& block);
    struct Ready {
        TransactionPtr transaction;
        PeerId peer = 0;  ///< who announced it first of those that are there
    };
    /// The next to be tried again; it stays until forget(). Each once for each parent that has come.
    std::optional<Ready> take_ready();

    size_t size() const { return m_orphans.size(); }
    size_t weight() const { return m_weight; }
    /// Of all announcements.
    size_t work() const { return m_work; }
    size_t announcements(PeerId peer) const;
    /// Calls `visit` for each orphan and its announcers.
    void for_each(const std::function<void(const TransactionPtr&, const std::vector<PeerId>&)>& visit) const;

    static size_t work_of(const primitives::Transaction& transaction) {
        return 1 + transaction.inputs().size() / kInputsPerWork;
    }

private:
    struct Announcer {
        PeerId peer;
        uint64_t order;  ///< of all announcements
    };
    struct Orphan {
        TransactionPtr transaction;
        std::vector<Announcer> announcers;
        std::vector<primitives::Txid> missing;
        uint64_t order = 0;  ///< of the first announcement
        int64_t at_us = 0;
        bool ready = false;
    };
    struct PeerState {
        std::map<uint64_t, primitives::Wtxid> by_order;
        size_t weight = 0;
        size_t work = 0;
    };
    using Orphans = std::map<primitives::Wtxid, Orphan>;

    template <typename Visit>
    void for_spenders(const primitives::Txid& parent, Visit visit) const;
    bool too_much() const;
    PeerId greediest() const;
    void withdraw(PeerId peer);
    void shrink();
    void unlink(const primitives::Transaction& transaction, const Announcer& announcer);
    void erase(Orphans::iterator place);

    const Limits m_limits;
    Orphans m_orphans;
    std::map<uint64_t, primitives::Wtxid> m_by_age;  ///< by Orphan::order
    std::map<PeerId, PeerState> m_peers;
    /// Outputs spent, and by whom.
    std::set<std::tuple<primitives::Txid, uint32_t, primitives::Wtxid>> m_spends;
    std::deque<primitives::Wtxid> m_ready;
    size_t m_weight = 0;
    size_t m_work = 0;
    uint64_t m_next_order = 0;
};

}  // namespace quanta::relay
