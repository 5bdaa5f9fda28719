// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "net/peer.h"
#include "primitives/hashes.h"

namespace quanta::relay {

using net::PeerId;

/// A hash that names a transaction in an announcement, and which of its two it is.
struct TransactionName {
    base::Hash256<struct TransactionNameTag> hash;
    bool by_wtxid = true;

    friend auto operator<=>(const TransactionName&, const TransactionName&) = default;
    friend bool operator==(const TransactionName&, const TransactionName&) = default;
};

/// Decides whom to ask for transactions that peers have announced: one peer at a time, preferred ones first,
/// others some time later, the next one when a request fails or takes too long. Time comes as an argument, in
/// microseconds and does not go back. Each call takes O(log announcements) for each announcement that
/// becomes due or ends by it, times the peers that have announced the same.
///
/// Who is first among equals follows from a secret key and the name, so that a peer cannot make sure to be
/// the one that is asked. A peer that has failed for a name is not asked for it again while others wait.
class TransactionRequests {
public:
    static constexpr size_t kMaxAnnouncements = 5000;  ///< of a peer
    /// Of all peers together, about 350 bytes each. Beyond, peers we have not chosen may have their share of
    /// it. Rationale: hundreds of connections may be one attacker's, each with as many names of nothing as it
    /// may.
    static constexpr size_t kMaxTotal = 30'000;
    static constexpr size_t kMaxInFlight = 100;  ///< of a peer, before it has to wait longer
    static constexpr int64_t kTimeoutUs = 60'000'000;
    static constexpr int64_t kDelayUs = 2'000'000;  ///< for each reason there is

    /// How an announcement is treated.
    struct Circumstances {
        bool preferred = false;    ///< the peer is one we have chosen, or trust
        bool unlimited = false;    ///< neither bound holds for it
        bool wtxid_peers = false;  ///< there are peers that announce by wtxid
    };

    /// `key` is secret.
    explicit TransactionRequests(uint64_t key) : m_key(key) {}

    /// `peer` has announced `name`. False when it had already, or there are too many of its.
    bool announced(PeerId peer, const TransactionName& name, const Circumstances& how, int64_t now_us);
    /// What to ask `peer` for now, in the order it was announced; each is in flight then.
    std::vector<TransactionName> take_due(PeerId peer, int64_t now_us);
    /// `peer` has answered, with the transaction or not: others may be asked.
    void answered(PeerId peer, const TransactionName& name);
    /// Nobody needs to be asked (any more).
    void forget(const TransactionName& name);
    void forget(PeerId peer);

    /// The next time after `now_us` at which something may become due; nothing when none will.
    std::optional<int64_t> next_us(int64_t now_us) const;
    size_t announcements(PeerId peer) const;
    /// Who has announced `name` and not failed.
    std::vector<PeerId> announcers(const TransactionName& name) const;
    size_t in_flight(PeerId peer) const;
    bool is_in_flight(PeerId peer, const TransactionName& name) const;
    size_t size() const { return m_count; }

    /// Higher is asked first.
    uint64_t priority(PeerId peer, const TransactionName& name, bool preferred) const;

private:
    /// Waiting for its time, ready for its turn, the one to be asked, asked, failed.
    enum class Stage : uint8_t { Waiting, Ready, Chosen, InFlight, Done };
    struct Announcement {
        PeerId peer = 0;
        uint64_t order = 0;  ///< of all announcements
        uint64_t priority = 0;
        int64_t at_us = 0;  ///< when it may be asked, or the answer is overdue
        Stage stage = Stage::Waiting;
    };
    using Group = std::vector<Announcement>;  ///< of one name, at most one of each peer
    struct PeerState {
        std::map<uint64_t, TransactionName> by_order;
        std::set<uint64_t> chosen;  ///< by order
        size_t in_flight = 0;
    };

    using Times = std::map<std::pair<int64_t, uint64_t>, std::pair<PeerId, TransactionName>>;

    /// How many announcements a peer may have now.
    size_t most_of(const Circumstances& how) const;
    Announcement* find(PeerId peer, const TransactionName& name);
    void advance(int64_t now_us);
    void choose(const TransactionName& name);
    void unlink(const Announcement& announcement);
    void move(Announcement& announcement, const TransactionName& name, Stage stage, int64_t at_us);

    const uint64_t m_key;
    std::map<TransactionName, Group> m_groups;
    std::map<PeerId, PeerState> m_peers;
    // By time and order of announcement.
    Times m_waiting;
    Times m_in_flight;
    uint64_t m_next_order = 0;
    size_t m_count = 0;
};

}  // namespace quanta::relay
