// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "sync/block_download.h"
#include "sync/concern.h"
#include "sync/outbound_control.h"
#include "peers/peer_chains.h"
#include "peers/protocol_timer.h"

namespace quanta::sync {

/// Sees to it that the peers we have chosen lead us to the best chain. Net thread.
///
/// A peer we have connected to whose chain has less work than our tip gets 20 minutes to catch up with what
/// the tip was then, and 2 more after it was asked for headers; then its place is given to somebody else.
/// Four full-relay peers that have shown a chain as good as ours are spared that. When the tip has been the
/// same for three block intervals with nothing under way, one more full-relay peer is looked for; later the
/// one that announced a new block least recently goes. Of surplus peers for blocks alone the younger goes,
/// unless it gave us a block more recently than the one before it.
class PeerQuality final : public Concern {
public:
    static constexpr int64_t kCatchUpUs = int64_t{20} * 60 * 1'000'000;
    static constexpr int64_t kLastChanceUs = int64_t{2} * 60 * 1'000'000;
    static constexpr size_t kMaxProtected = 4;
    static constexpr int64_t kStaleCheckUs = int64_t{600} * 1'000'000;
    static constexpr int kStaleIntervals = 3;
    static constexpr std::chrono::seconds kCheckInterval{45};
    /// A peer connected for less is not judged.
    static constexpr int64_t kMinConnectUs = 30'000'000;
    /// A tip younger than this many blocks' time is near the end of the chain.
    static constexpr int64_t kNearTipBlocks = 144;
    static constexpr int64_t kRecentTipBlocks = 20;

    /// All outlive this; `outbound` may be null: then no peers are added or dropped for others.
    PeerQuality(const Context& context, PeerChains& chains, BlockDownload& blocks, OutboundControl* outbound);

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override { m_peers.erase(peer); }
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;

    /// Headers of `peer` that end with `node` are in the tree.
    void headers_arrived(PeerId peer, const chain::HeaderNode& node);
    /// Whether the peer is spared for its chain.
    bool is_protected(PeerId peer) const;

private:
    struct State {
        net::PeerOrigin origin;
        int64_t ready_at_us = 0;
        int64_t announced_at_us = 0;  ///< a block with more work than our tip; 0: never
        bool spared = false;
        bool warned = false;                        ///< asked for headers a last time
        std::optional<int64_t> deadline_us;         ///< to have the chain of `target`
        const chain::HeaderNode* target = nullptr;  ///< our tip when the deadline was set
    };

    void check();
    void check_chain(PeerId peer, State& state);
    void give_time(State& state, const chain::HeaderNode& tip, int64_t now_us);
    void check_stale_tip(const chain::Snapshot& snapshot);
    void drop_surplus_full_relay();
    void drop_surplus_block_relay();
    bool may_drop(PeerId peer, const State& state) const;
    bool is_last_of_network(const State& state) const;
    int64_t last_block_s(PeerId peer) const;

    const Context m_context;
    PeerChains& m_chains;
    BlockDownload& m_blocks;
    OutboundControl* m_outbound;
    ProtocolTimer m_timer;
    std::map<PeerId, State> m_peers;
    int64_t m_tip_since_us;
    int64_t m_next_stale_check_us;
    bool m_wants_extra = false;
    bool m_extra_block_relay = false;
};

}  // namespace quanta::sync
