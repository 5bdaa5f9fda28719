// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "peers/concern.h"
#include "peers/peer_chains.h"
#include "peers/peer_control.h"
#include "serving/upload_limit.h"

namespace quanta::serving {

using peers::Concern;
using peers::Context;
using peers::PeerChains;
using peers::PeerControl;
using peers::PeerFacts;
using peers::PeerId;

/// Gives blocks and headers to those who ask. Net thread.
///
/// Blocks are read and sent one after another, in the order they were asked for, while there is room in the
/// peer's send queue; until all have been sent the peer is not listened to. What is not known, not valid or
/// an old fork is not answered. A connection ends when it asks for blocks that pruned nodes do not promise,
/// for old ones when the upload target is nearly reached, or for what is not on disk any more.
class BlockServing final : public Concern {
public:
    static constexpr size_t kMaxInvs = 500;
    /// Blocks of one request that are kept in mind; the rest is not answered. Nobody asks for that many, and
    /// a peer that does not read costs no more memory than they take.
    static constexpr size_t kMaxQueued = 5'000;
    /// Forks are served when the tip is not further ahead, in time or work, than this, seconds.
    static constexpr int64_t kMaxForkAge_s = 30 * 86'400;
    /// Blocks older than this count as historical, seconds.
    static constexpr int64_t kHistoricalAge_s = 7 * 86'400;
    /// Blocks below the tip a pruned node promises (BIP159), and some that a peer may be behind.
    static constexpr primitives::Height kLimitedBlocks = 288 + 2;
    /// Deeper blocks are served whole where compact ones were asked for.
    static constexpr primitives::Height kMaxCompactDepth = 5;

    /// The compact form of a block; nothing when there is none.
    using MakeCompact = std::function<std::optional<wire::Message>(PeerId, const base::Bytes& raw)>;

    BlockServing(const Context& context, PeerChains& chains, PeerControl& control, UploadLimit& upload,
                 uint64_t services);

    void set_make_compact(MakeCompact make) { m_make_compact = std::move(make); }

    void peer_ready(const PeerFacts& facts) override { m_peers[facts.id()].facts = facts; }
    void peer_gone(PeerId peer) override { m_peers.erase(peer); }
    void send_queue_drained(PeerId peer) override { go_on(peer); }

    /// Of the entries those for blocks; the others belong to somebody else.
    void handle(PeerId peer, const wire::GetData& message);
    void handle(PeerId peer, const wire::GetBlocks& message);
    void handle(PeerId peer, const wire::GetHeaders& message);

    /// Whether blocks of forks and all they need have been validated and are recent enough to be shown to
    /// others, so that nobody finds out by asking what we have seen long ago.
    bool may_serve(const chain::HeaderNode& node) const;

private:
    struct Wanted {
        const chain::HeaderNode* node;
        wire::InventoryType type;
    };
    struct State {
        PeerFacts facts;
        std::deque<Wanted> queue;
        bool paused = false;
        bool reading = false;
        primitives::BlockHash continue_after;  ///< the last of an inv of many: then the tip is announced
    };

    State* find(PeerId peer);
    void go_on(PeerId peer);
    bool start_next(PeerId peer, State& state);
    const char* refusal(const State& state, const Wanted& wanted) const;
    void read_finished(PeerId peer, const Wanted& wanted, const std::shared_ptr<const base::Bytes>& raw);
    void send_block(PeerId peer, State& state, const Wanted& wanted, const base::Bytes& raw);
    const chain::HeaderNode* fork_of(const std::vector<primitives::BlockHash>& locator,
                                     const chain::Snapshot& snapshot) const;

    const Context m_context;
    PeerChains& m_chains;
    PeerControl& m_control;
    UploadLimit& m_upload;
    const uint64_t m_services;
    MakeCompact m_make_compact;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::unordered_map<PeerId, State> m_peers;
};

}  // namespace quanta::serving
