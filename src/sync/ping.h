// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

#include "sync/concern.h"
#include "peers/peer_control.h"

namespace quanta::sync {

/// Asks each peer every two minutes whether it is there, and how long an answer takes; peers that do not
/// answer for twenty minutes are left. Net thread.
class Ping final : public Concern {
public:
    static constexpr std::chrono::seconds kInterval{120};
    static constexpr std::chrono::seconds kTimeout{1200};

    Ping(const Context& context, PeerControl& control) : m_context(context), m_control(control) {}

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override { m_peers.erase(peer); }
    void report(PeerId peer, PeerReport& report) const override;

    void handle(PeerId peer, const wire::Ping& message);
    void handle(PeerId peer, const wire::Pong& message);

    /// Sends a ping to every peer that owes no answer, and to the others with their answer.
    void ping_all();

private:
    struct State {
        uint64_t nonce = 0;  ///< of the ping that waits for its answer; 0: none does
        int64_t sent_us = 0;
        bool again = false;  ///< asked for by ping_all while one was under way
        std::optional<int64_t> last_us;
        std::optional<int64_t> shortest_us;
        std::unique_ptr<net::Scheduler::Job> job;  ///< the next ping, or the end of patience
    };

    void send(PeerId peer, State& state);
    void answered(PeerId peer, State& state);

    const Context m_context;
    PeerControl& m_control;
    std::unordered_map<PeerId, State> m_peers;
};

}  // namespace quanta::sync
