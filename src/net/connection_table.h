// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/connection.h"
#include "net/connection_guard.h"
#include "net/environment.h"
#include "net/options.h"
#include "net/peer.h"

namespace quanta::net {

/// A connection with what is known of the peer at its other end.
struct LivePeer {
    PeerOrigin origin;
    std::shared_ptr<Connection> connection;
    PeerMerit merit;
    int64_t connected_at_us = 0;   ///< steady
    bool prefer_eviction = false;  ///< it was discouraged before it came
    bool paused = false;           ///< its messages wait
    bool ending = false;           ///< about to be closed
    bool in_turn = false;          ///< waits for its turn to have a message handed over
    int64_t used_us = 0;           ///< time its messages have taken, or more: see ConnectionTable::Turn
    bool ended_by_other = false;   ///< closed or broken by the other end, or what it sent was nonsense
    std::map<std::string, uint64_t> sent_by_type;
    std::map<std::string, uint64_t> received_by_type;
};

/// The live connections: hands their messages over in turns, sends, counts, ends those that are idle. Net
/// thread.
///
/// The next message is that of the peer whose messages have taken the least time so far; who has been silent
/// counts like the one served last. Sockets and timers get their turn after kTurnUs, or when everybody who
/// waits has had a message handed over.
/// Rationale: messages differ in cost a thousand times. One at a time of each peer would let two hundred of
/// an attacker's keep an honest one waiting for two hundred of the dearest.
class ConnectionTable final : private Connection::Owner {
public:
    /// Bytes beyond the send limit that may be queued before the connection is given up.
    static constexpr size_t kMaxSendExcess = 3 * wire::kMaxPayload;
    /// How long messages are handed over before sockets and timers get their turn; one message may exceed it.
    static constexpr int64_t kTurnUs = 10'000;

    /// Told when a connection is over, after the events' receiver has been.
    using EndHandler = std::function<void(const LivePeer&)>;

    /// `options` outlives it.
    ConnectionTable(const NetOptions& options, Environment environment, PeerEvents& events,
                    EndHandler on_end);
    /// Closes all without a word.
    ~ConnectionTable() override;

    /// Takes a new connection in; `origin.id` and its time are set here. The id.
    PeerId add(PeerOrigin origin, std::shared_ptr<sys::TcpConnection> socket,
               std::unique_ptr<wire::Transport> transport, bool prefer_eviction = false);
    void send(PeerId peer, wire::Message message);
    void set_paused(PeerId peer, bool paused);
    /// Ends it soon; the first reason counts.
    void end(PeerId peer, std::string_view reason);
    /// Ends all at once.
    void end_all(std::string_view reason);

    /// Null when there is none, or it is about to end.
    LivePeer* find(PeerId peer);
    const LivePeer* find(PeerId peer) const;
    /// All, also those about to end.
    const std::map<PeerId, LivePeer>& all() const { return m_peers; }
    PeerState state(const LivePeer& peer) const;
    /// Bytes received and sent in this run.
    std::pair<uint64_t, uint64_t> bytes() const;
    /// Once a second: time-outs, and what waits for memory.
    void check();

private:
    void on_messages(PeerId peer) override { wake(peer); }
    void on_drained(PeerId peer) override;
    void on_ended(PeerId peer, std::string_view why) override;

    /// A peer that waits, in the order of service.
    struct Turn {
        int64_t used_us;
        uint64_t order;  ///< among equals the one that has waited longest is first
        PeerId peer;
        auto operator<=>(const Turn&) const = default;
    };

    bool deliverable(const LivePeer& peer) const;
    void wake(PeerId peer);
    void schedule_turn();
    void take_turn();
    void hand_over(LivePeer& peer);
    void close_ended();
    std::string_view overdue(const LivePeer& peer) const;
    void relieve();

    const NetOptions& m_options;
    const Environment m_environment;
    PeerEvents& m_events;
    const EndHandler m_on_end;
    BufferTotals m_totals;
    std::map<PeerId, LivePeer> m_peers;
    PeerId m_next_id = 0;
    std::set<Turn> m_turns;
    uint64_t m_next_order = 0;
    int64_t m_served_us = 0;  ///< `used_us` of the peer served last
    bool m_turn_scheduled = false;
    std::vector<PeerId> m_ended;
    uint64_t m_past_received = 0;
    uint64_t m_past_sent = 0;
    CallbackGuard m_guard;
};

}  // namespace quanta::net
