// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "peers/peer_chains.h"
#include "peers/peer_control.h"
#include "peers/protocol_timer.h"
#include "primitives/block.h"
#include "primitives/uint256.h"
#include "sync/concern.h"
#include "sync/header_presync.h"

namespace quanta::sync {

/// Learns the headers peers have: from one peer first, from all when that is done; low-work chains are looked
/// at twice before any of them is kept (header_presync.h). Net thread.
class HeaderSync final : public Concern {
public:
    /// A peer asked for headers is not asked again for so long, unless it answers.
    static constexpr int64_t kResponseUs = 120'000'000;
    /// What the initial peer may take: this and 1 ms for each header expected.
    static constexpr int64_t kDownloadBaseUs = 900'000'000;
    /// A tip younger than this lets us ask every peer for headers.
    static constexpr int64_t kNearTip_s = 86'400;
    /// Chains that end no further than this below our tip are taken without presync.
    static constexpr int kWorkBufferBlocks = 144;

    /// `arrived(peer, node)` is called when headers of a peer, the last of them `node`, are in the tree.
    using Arrived = std::function<void(PeerId, const chain::HeaderNode&)>;

    HeaderSync(const Context& context, PeerChains& chains, PeerControl& control, Arrived arrived);

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override;
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;
    void report(PeerId peer, PeerReport& report) const override;

    void handle(PeerId peer, wire::Headers message);
    /// Of the entries those for blocks.
    void handle(PeerId peer, const wire::Inv& message);
    /// A header that came with something else (a compact block) and whose parent is not known: asks for what
    /// leads to it.
    void ask_for_missing(PeerId peer);

    /// Work a chain must have for its headers to be kept as they come.
    primitives::Uint256 work_threshold() const;

private:
    struct PeerState {
        PeerFacts facts;
        bool preferred = false;
        bool started = false;                ///< takes part in header synchronisation
        bool at_work = false;                ///< far from the tip: we await what it has, the others wait
        std::optional<int64_t> deadline_us;  ///< of the initial download
        std::optional<int64_t> asked_us;     ///< when it was asked for headers it has not sent
        std::optional<HeaderPresync> presync;
        bool asked_by_inv = false;  ///< its announcement made us ask it before its turn
    };
    struct Batch {
        std::vector<primitives::BlockHeader> headers;
        std::vector<primitives::BlockHash> hashes;
        bool full = false;  ///< there may be more
    };

    PeerState* find(PeerId peer);
    void start_peers();
    bool may_start(const PeerState& state, const chain::Snapshot& snapshot) const;
    void start(PeerId peer, PeerState& state, const chain::Snapshot& snapshot);
    void end_start(PeerState& state);
    void end_turn(PeerState& state);
    void finish_turn(PeerState& state);
    void announced(PeerId peer, PeerState& state, const primitives::BlockHash& hash);
    bool ask(PeerId peer, PeerState& state, std::vector<primitives::BlockHash> locator);
    bool ask_from(PeerId peer, PeerState& state, const chain::HeaderNode& node);
    const char* fault(const Batch& batch) const;
    void take_presync(PeerId peer, PeerState& state, const Batch& batch);
    void take_unconnecting(PeerId peer, PeerState& state, const Batch& batch);
    void take_connecting(PeerId peer, PeerState& state, const chain::HeaderNode& parent, Batch batch);
    bool is_known_good(const chain::HeaderNode& node) const;
    void submit(PeerId peer, std::vector<primitives::BlockHeader> headers, bool full);
    void submitted(PeerId peer, const chain::HeadersResult& result, bool full);
    void headers_taken(PeerId peer, PeerState& state, const chain::HeaderNode& last, bool full);
    void judge(PeerId peer, const PeerState& state, const consensus::BlockError& error);
    void check_deadlines();
    bool is_near_tip(const chain::Snapshot& snapshot) const;

    const Context m_context;
    PeerChains& m_chains;
    PeerControl& m_control;
    const Arrived m_arrived;
    ProtocolTimer m_timer;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);

    std::unordered_map<PeerId, PeerState> m_peers;
    std::vector<PeerId> m_order;  ///< whose turn comes first
    size_t m_at_work = 0;
    size_t m_preferred = 0;
    primitives::BlockHash m_last_inv;  ///< the block whose announcement added a peer to those asked
};

/// Hashes of `node` and its ancestors, ever further apart, ending with the genesis block (at most 101 with
/// any chain).
std::vector<primitives::BlockHash> make_locator(const chain::HeaderNode& node);

}  // namespace quanta::sync
