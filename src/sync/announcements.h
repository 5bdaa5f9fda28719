// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "sync/concern.h"
#include "peers/peer_chains.h"

namespace quanta::sync {

/// Tells peers of new blocks: by headers to those who want that (BIP130), and to whom they connect to what it
/// has; by inv of the tip to others. Net thread.
class Announcements final : public Concern {
public:
    /// Of more blocks at a time only the tip is announced.
    static constexpr size_t kMaxHeaders = 8;
    /// Versions that know sendheaders.
    static constexpr int32_t kSendHeadersFrom = 70012;

    /// Announces `node` in compact form; false when the peer does not want that.
    using AnnounceCompact = std::function<bool(PeerId, const chain::HeaderNode&)>;

    Announcements(const Context& context, PeerChains& chains);

    void set_announce_compact(AnnounceCompact announce) { m_announce_compact = std::move(announce); }

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override;
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;

    void handle(PeerId peer, const wire::SendHeaders& message);

private:
    struct State {
        PeerFacts facts;
        bool wants_headers = false;
        bool asked_for_headers = false;
    };

    void ask_for_headers(PeerId peer, State& state, const chain::Snapshot& snapshot);
    void announce(PeerId peer, const State& state, const std::vector<const chain::HeaderNode*>& blocks,
                  bool all);

    const Context m_context;
    PeerChains& m_chains;
    AnnounceCompact m_announce_compact;
    const chain::HeaderNode* m_announced;  ///< the tip when blocks were announced last
    std::unordered_map<PeerId, State> m_peers;
    std::vector<PeerId> m_order;
};

}  // namespace quanta::sync
