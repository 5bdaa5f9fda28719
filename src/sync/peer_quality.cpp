// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/peer_quality.h"

#include <algorithm>

#include "base/log.h"
#include "sync/header_sync.h"

namespace quanta::sync {

using base::Category;
using chain::HeaderNode;
using net::ConnectionType;

namespace {

bool is_chosen_by_us(const net::PeerOrigin& origin) {
    return origin.type == ConnectionType::OutboundFullRelay || origin.type == ConnectionType::BlockRelayOnly;
}

}  // namespace

PeerQuality::PeerQuality(const Context& context, PeerChains& chains, BlockDownload& blocks,
                         OutboundControl* outbound)
    : m_context(context),
      m_chains(chains),
      m_blocks(blocks),
      m_outbound(outbound),
      m_timer(context.environment.scheduler, kCheckInterval, [this] { check(); }),
      m_tip_since_us(context.environment.clock.steady_us()),
      m_next_stale_check_us(m_tip_since_us + kStaleCheckUs) {
    if (m_outbound != nullptr) m_timer.start();
}

void PeerQuality::peer_ready(const PeerFacts& facts) {
    if (!is_chosen_by_us(facts.origin)) return;
    State& state = m_peers[facts.id()];
    state.origin = facts.origin;
    state.ready_at_us = m_context.environment.clock.steady_us();
    m_timer.start();
}

void PeerQuality::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    const net::Environment& environment = m_context.environment;
    m_tip_since_us = environment.clock.steady_us();
    if (m_outbound == nullptr) return;
    const int64_t age = environment.clock.system_time_s() - static_cast<int64_t>(snapshot->tip->time);
    const int64_t spacing = m_context.chain.params().consensus.pow_target_spacing_s;
    m_outbound->set_near_tip(age < kNearTipBlocks * spacing);
    if (m_extra_block_relay || age >= kRecentTipBlocks * spacing) return;
    m_extra_block_relay = true;
    m_outbound->start_extra_block_relay();
}

void PeerQuality::headers_arrived(PeerId peer, const HeaderNode& node) {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    State& state = found->second;
    const HeaderNode& tip = *m_context.chain.snapshot()->tip;
    if (node.chain_work > tip.chain_work) state.announced_at_us = m_context.environment.clock.steady_us();
    const auto spared = std::ranges::count_if(m_peers, [](const auto& entry) { return entry.second.spared; });
    const HeaderNode* best = m_chains.best_known(peer);
    if (state.origin.type == ConnectionType::OutboundFullRelay && best != nullptr &&
        best->chain_work >= tip.chain_work && static_cast<size_t>(spared) < kMaxProtected)
        state.spared = true;
}

bool PeerQuality::is_protected(PeerId peer) const {
    const auto found = m_peers.find(peer);
    return found != m_peers.end() && found->second.spared;
}

void PeerQuality::check() {
    // Somebody who has to go is not there for the next look.
    for (auto& [peer, state] : m_peers)
        check_chain(peer, state);
    if (m_outbound == nullptr) return m_timer.run(!m_peers.empty());
    drop_surplus_block_relay();
    drop_surplus_full_relay();
    const int64_t now = m_context.environment.clock.steady_us();
    if (now < m_next_stale_check_us) return;
    m_next_stale_check_us = now + kStaleCheckUs;
    check_stale_tip(*m_context.chain.snapshot());
}

// ---- chains that stay behind ------------------------------------------------------------------------------

void PeerQuality::give_time(State& state, const HeaderNode& tip, int64_t now_us) {
    state.target = &tip;
    state.deadline_us = now_us + kCatchUpUs;
    state.warned = false;
}

void PeerQuality::check_chain(PeerId peer, State& state) {
    if (state.spared) return;
    const int64_t now = m_context.environment.clock.steady_us();
    const HeaderNode& tip = *m_context.chain.snapshot()->tip;
    const HeaderNode* best = m_chains.best_known(peer);
    if (best != nullptr && best->chain_work >= tip.chain_work) {
        state.deadline_us.reset();
        state.target = nullptr;
        return;
    }
    // It has caught up with what was asked for: now with what our tip is.
    const bool reached =
        state.target != nullptr && best != nullptr && best->chain_work >= state.target->chain_work;
    if (!state.deadline_us || reached) return give_time(state, tip, now);
    if (now < *state.deadline_us) return;
    if (state.warned) return m_context.peers.disconnect(peer, "its chain stays behind ours");
    state.warned = true;
    state.deadline_us = now + kLastChanceUs;
    const HeaderNode* parent = state.target->parent();
    m_context.peers.send(peer,
                         wire::GetHeaders{make_locator(parent != nullptr ? *parent : *state.target), {}});
}

// ---- more peers, fewer peers ------------------------------------------------------------------------------

void PeerQuality::check_stale_tip(const chain::Snapshot& snapshot) {
    const net::Environment& environment = m_context.environment;
    const int64_t stale_us =
        kStaleIntervals * m_context.chain.params().consensus.pow_target_spacing_s * 1'000'000;
    const int64_t since = environment.clock.steady_us() - m_tip_since_us;
    const bool stale = since > stale_us && !m_blocks.anything_in_flight() &&
                       !snapshot.initial_block_download && m_outbound->active();
    if (stale) base::log_info("no new block for {} min: one more peer is looked for", since / 60'000'000);
    if (stale != m_wants_extra) m_outbound->set_extra_full_relay(stale);
    m_wants_extra = stale;
}

bool PeerQuality::may_drop(PeerId peer, const State& state) const {
    const int64_t connected = m_context.environment.clock.steady_us() - state.ready_at_us;
    return connected > kMinConnectUs && !m_blocks.anything_in_flight_from(peer);
}

/// Whether it is our only peer in its network.
bool PeerQuality::is_last_of_network(const State& state) const {
    const auto network = state.origin.remote.address.network();
    return std::ranges::count_if(m_peers, [&](const auto& entry) {
               return entry.second.origin.type == ConnectionType::OutboundFullRelay &&
                      entry.second.origin.remote.address.network() == network;
           }) <= 1;
}

void PeerQuality::drop_surplus_full_relay() {
    if (m_outbound->surplus(ConnectionType::OutboundFullRelay) == 0) return;
    std::optional<PeerId> worst;
    for (const auto& [peer, state] : m_peers) {
        if (state.origin.type != ConnectionType::OutboundFullRelay || state.spared) continue;
        if (is_last_of_network(state)) continue;
        // Of equals the youngest.
        if (!worst || state.announced_at_us <= m_peers.at(*worst).announced_at_us) worst = peer;
    }
    if (!worst || !may_drop(*worst, m_peers.at(*worst))) return;
    m_context.peers.disconnect(*worst, "others have told of new blocks more recently");
    // One more is enough until the next look.
    m_outbound->set_extra_full_relay(false);
    m_wants_extra = false;
}

int64_t PeerQuality::last_block_s(PeerId peer) const {
    PeerReport report;
    m_blocks.report(peer, report);
    return report.last_block_s;
}

void PeerQuality::drop_surplus_block_relay() {
    if (m_outbound->surplus(ConnectionType::BlockRelayOnly) == 0) return;
    std::optional<PeerId> youngest;
    std::optional<PeerId> second;
    for (const auto& [peer, state] : m_peers) {
        if (state.origin.type != ConnectionType::BlockRelayOnly) continue;
        second = youngest;
        youngest = peer;
    }
    if (!youngest) return;
    const bool keep_youngest = second && last_block_s(*youngest) > last_block_s(*second);
    const PeerId worst = keep_youngest ? *second : *youngest;
    if (may_drop(worst, m_peers.at(worst)))
        m_context.peers.disconnect(worst, "there are others for blocks alone");
}

}  // namespace quanta::sync
