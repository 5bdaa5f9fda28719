// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/announcements.h"

#include <algorithm>
#include <utility>

#include "consensus/header_link.h"

namespace quanta::sync {

using chain::HeaderNode;
using chain::Snapshot;

Announcements::Announcements(const Context& context, PeerChains& chains)
    : m_context(context), m_chains(chains), m_announced(context.chain.snapshot()->tip) {}

void Announcements::peer_ready(const PeerFacts& facts) {
    State& state = m_peers[facts.id()];
    state.facts = facts;
    m_order.push_back(facts.id());
    ask_for_headers(facts.id(), state, *m_context.chain.snapshot());
}

void Announcements::peer_gone(PeerId peer) {
    if (m_peers.erase(peer) > 0) std::erase(m_order, peer);
}

void Announcements::handle(PeerId peer, const wire::SendHeaders&) {
    const auto found = m_peers.find(peer);
    if (found != m_peers.end()) found->second.wants_headers = true;
}

/// Headers of a chain that is still too light would be looked at twice for nothing.
void Announcements::ask_for_headers(PeerId peer, State& state, const Snapshot& snapshot) {
    if (state.asked_for_headers || state.facts.version < kSendHeadersFrom) return;
    if (snapshot.best_header->chain_work < m_context.chain.minimum_chain_work()) return;
    state.asked_for_headers = true;
    m_context.peers.send(peer, wire::SendHeaders{});
}

void Announcements::tip_changed(const std::shared_ptr<const Snapshot>& snapshot) {
    const HeaderNode& before = *std::exchange(m_announced, snapshot->tip);
    for (const PeerId peer : m_order)
        ask_for_headers(peer, m_peers.at(peer), *snapshot);
    if (snapshot->initial_block_download) return;
    // The blocks that were not on the active chain before, newest first; of many just some.
    std::vector<const HeaderNode*> blocks;
    const consensus::HeaderLink* fork = consensus::fork_point(&before, snapshot->tip);
    for (const HeaderNode* node = snapshot->tip; node != fork && blocks.size() <= kMaxHeaders;
         node = node->parent())
        blocks.push_back(node);
    if (blocks.empty()) return;
    const bool all = blocks.size() <= kMaxHeaders;
    std::reverse(blocks.begin(), blocks.end());
    for (const PeerId peer : m_order)
        announce(peer, m_peers.at(peer), blocks, all);
}

void Announcements::announce(PeerId peer, const State& state, const std::vector<const HeaderNode*>& blocks,
                             bool all) {
    const HeaderNode& tip = *blocks.back();
    if (m_chains.has(peer, tip)) return;
    const auto first =
        std::ranges::find_if(blocks, [&](const HeaderNode* node) { return !m_chains.has(peer, *node); });
    const HeaderNode* parent = (*first)->parent();
    const bool connects = all && (parent == nullptr || m_chains.has(peer, *parent));
    if (connects && *first == &tip && m_announce_compact && m_announce_compact(peer, tip)) {
        m_chains.told(peer, tip);
        return;
    }
    if (state.wants_headers && connects) {
        wire::Headers message;
        for (auto at = first; at != blocks.end(); ++at)
            message.headers.push_back((*at)->header());
        m_chains.told(peer, tip);
        return m_context.peers.send(peer, std::move(message));
    }
    // It asks for the headers before it when they are missing.
    m_context.peers.send(peer,
                         wire::Inv{{{wire::InventoryType::Block, wire::InventoryHash(tip.hash.bytes())}}});
}

}  // namespace quanta::sync
