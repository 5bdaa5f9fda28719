// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <unordered_map>

#include "net/peer.h"

namespace quanta::peers {

using net::PeerId;

/// What several concerns have a say in for one connection: its merit, of which each knows a part, and
/// whether it is paused, for which each may have a reason. Net thread.
class PeerControl {
public:
    /// `peers` outlives this.
    explicit PeerControl(net::Peers& peers) : m_peers(peers) {}

    void peer_connected(PeerId peer) { m_states.try_emplace(peer); }
    void peer_gone(PeerId peer) { m_states.erase(peer); }

    /// Calls `change(net::PeerMerit&)` and passes on the result. Nothing for a peer that is gone.
    template <typename Change>
    void change_merit(PeerId peer, Change change) {
        const auto found = m_states.find(peer);
        if (found == m_states.end()) return;
        change(found->second.merit);
        m_peers.set_merit(peer, found->second.merit);
    }

    /// No message of `peer` is handed over until every pause() has had its resume().
    void pause(PeerId peer) {
        const auto found = m_states.find(peer);
        if (found != m_states.end() && found->second.pauses++ == 0) m_peers.set_paused(peer, true);
    }
    void resume(PeerId peer) {
        const auto found = m_states.find(peer);
        if (found == m_states.end() || found->second.pauses == 0) return;
        if (--found->second.pauses == 0) m_peers.set_paused(peer, false);
    }
    bool paused(PeerId peer) const {
        const auto found = m_states.find(peer);
        return found != m_states.end() && found->second.pauses > 0;
    }

private:
    struct State {
        net::PeerMerit merit;
        size_t pauses = 0;
    };

    net::Peers& m_peers;
    std::unordered_map<PeerId, State> m_states;
};

}  // namespace quanta::peers
