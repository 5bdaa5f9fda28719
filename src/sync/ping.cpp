// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/ping.h"

#include <algorithm>

namespace quanta::sync {

namespace {

double seconds(int64_t us) {
    return static_cast<double>(us) / 1e6;
}

}  // namespace

void Ping::peer_ready(const PeerFacts& facts) {
    send(facts.id(), m_peers[facts.id()]);
}

void Ping::send(PeerId peer, State& state) {
    do {
        state.nonce = m_context.environment.random.u64();
    } while (state.nonce == 0);
    state.sent_us = m_context.environment.clock.steady_us();
    state.again = false;
    state.job = m_context.environment.scheduler.after(
        kTimeout, [this, peer] { m_context.peers.disconnect(peer, "no answer to ping"); });
    m_context.peers.send(peer, wire::Ping{state.nonce});
}

void Ping::handle(PeerId peer, const wire::Ping& message) {
    if (message.nonce) m_context.peers.send(peer, wire::Pong{*message.nonce});
}

void Ping::handle(PeerId peer, const wire::Pong& message) {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    State& state = found->second;
    // Answers to nothing, or to another ping than the last, tell nothing: that one is still waited for. A
    // zero is what some send when they have lost the number.
    if (state.nonce == 0) return;
    if (message.nonce == state.nonce)
        answered(peer, state);
    else if (message.nonce != 0)
        return;
    state.nonce = 0;
    if (state.again) return send(peer, state);
    state.job =
        m_context.environment.scheduler.after(kInterval, [this, peer] { send(peer, m_peers.at(peer)); });
}

void Ping::answered(PeerId peer, State& state) {
    const int64_t took = m_context.environment.clock.steady_us() - state.sent_us;
    state.last_us = took;
    state.shortest_us = std::min(state.shortest_us.value_or(took), took);
    m_control.change_merit(peer, [&](net::PeerMerit& merit) { merit.min_ping_us = state.shortest_us; });
}

void Ping::ping_all() {
    for (auto& [peer, state] : m_peers) {
        if (state.nonce == 0)
            send(peer, state);
        else
            state.again = true;
    }
}

void Ping::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    const State& state = found->second;
    if (state.last_us) report.ping_s = seconds(*state.last_us);
    if (state.shortest_us) report.min_ping_s = seconds(*state.shortest_us);
    if (state.nonce != 0)
        report.ping_wait_s = seconds(m_context.environment.clock.steady_us() - state.sent_us);
}

}  // namespace quanta::sync
