// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "peers/peer_chains.h"

namespace quanta::peers {

using chain::HeaderNode;
using primitives::BlockHash;

namespace {

void raise(const HeaderNode*& best, const HeaderNode& node) {
    if (best == nullptr || node.chain_work >= best->chain_work) best = &node;
}

}  // namespace

PeerChains::State* PeerChains::find(PeerId peer) {
    const auto found = m_states.find(peer);
    return found == m_states.end() ? nullptr : &found->second;
}

/// A block announced before its header was known may be known by now.
void PeerChains::resolve(State& state) const {
    if (state.unknown.is_null()) return;
    const HeaderNode* node = m_chain.find(state.unknown);
    if (node == nullptr) return;
    raise(state.best_known, *node);
    state.unknown = {};
}

void PeerChains::announced(PeerId peer, const BlockHash& hash) {
    State* state = find(peer);
    if (state == nullptr) return;
    resolve(*state);
    if (const HeaderNode* node = m_chain.find(hash))
        raise(state->best_known, *node);
    else
        state->unknown = hash;
}

const HeaderNode* PeerChains::best_known(PeerId peer) {
    State* state = find(peer);
    if (state == nullptr) return nullptr;
    resolve(*state);
    return state->best_known;
}

bool PeerChains::has(PeerId peer, const HeaderNode& node) {
    const State* state = find(peer);
    if (state == nullptr) return false;
    const HeaderNode* known = best_known(peer);
    if (known != nullptr && known->at(node.height) == &node) return true;
    return state->best_told != nullptr && state->best_told->at(node.height) == &node;
}

void PeerChains::told(PeerId peer, const HeaderNode& node) {
    if (State* state = find(peer)) state->best_told = &node;
}

const HeaderNode* PeerChains::last_common(PeerId peer) const {
    const auto found = m_states.find(peer);
    return found == m_states.end() ? nullptr : found->second.last_common;
}

void PeerChains::set_last_common(PeerId peer, const HeaderNode* node) {
    if (State* state = find(peer)) state->last_common = node;
}

void PeerChains::report(PeerId peer, PeerReport& report) const {
    const auto found = m_states.find(peer);
    if (found == m_states.end()) return;
    if (found->second.best_known != nullptr) report.synced_headers = found->second.best_known->height;
    if (found->second.last_common != nullptr) report.synced_blocks = found->second.last_common->height;
}

}  // namespace quanta::peers
