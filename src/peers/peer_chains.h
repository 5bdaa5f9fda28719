// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <unordered_map>

#include "chain/header_tree.h"
#include "peers/chain_access.h"
#include "peers/concern.h"
#include "primitives/hashes.h"

namespace quanta::peers {

/// What each peer is known to have of the chain, and knows that we have. Other concerns tell and ask. Net
/// thread.
class PeerChains final : public Concern {
public:
    /// `chain` outlives this.
    explicit PeerChains(const ChainAccess& chain) : m_chain(chain) {}

    void peer_ready(const PeerFacts& facts) override { m_states.try_emplace(facts.id()); }
    void peer_gone(PeerId peer) override { m_states.erase(peer); }
    void report(PeerId peer, PeerReport& report) const override;

    /// `peer` says it has the block `hash`, which we may never have heard of. Of unknown ones the last is
    /// kept.
    void announced(PeerId peer, const primitives::BlockHash& hash);
    /// The block with most work that `peer` is known to have; null when none is.
    const chain::HeaderNode* best_known(PeerId peer);
    /// Whether `peer` is known to have `node`: what it has announced or what we have told it of, and what
    /// comes before.
    bool has(PeerId peer, const chain::HeaderNode& node);

    /// `peer` has been told of `node`.
    void told(PeerId peer, const chain::HeaderNode& node);

    /// The last block on the way to best_known() all of whose ancestors and itself we have; null when
    /// unknown.
    const chain::HeaderNode* last_common(PeerId peer) const;
    void set_last_common(PeerId peer, const chain::HeaderNode* node);

private:
    struct State {
        const chain::HeaderNode* best_known = nullptr;
        const chain::HeaderNode* best_told = nullptr;
        const chain::HeaderNode* last_common = nullptr;
        primitives::BlockHash unknown;  ///< announced last of what we do not know; null: none
    };

    State* find(PeerId peer);
    void resolve(State& state) const;

    const ChainAccess& m_chain;
    std::unordered_map<PeerId, State> m_states;
};

}  // namespace quanta::peers
