// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "base/result.h"
#include "peers/peer_chains.h"
#include "peers/peer_control.h"
#include "peers/protocol_timer.h"
#include "primitives/hashes.h"
#include "sync/concern.h"

namespace quanta::sync {

/// Fetches the blocks of the best chain: from many peers at once, each a few, none far ahead of what can be
/// connected, and hands them to the chain. Net thread.
///
/// A peer that keeps all others waiting (the window is full but for blocks it was asked for) has 2 s, twice
/// as long after each disconnection up to 64 s; one that does not deliver at all one block interval, and half
/// more for each other peer that delivers. What it has not delivered for 10 s is asked of those who have
/// nothing else to do as well. While the chain is slower than the peers, they are paused, and the time does
/// not count.
class BlockDownload final : public Concern {
public:
    static constexpr size_t kMaxInFlightPerPeer = 16;
    /// How far ahead of the last block in common blocks are fetched.
    static constexpr primitives::Height kWindow = 1024;
    /// Blocks that limited peers (BIP159) serve, with some room for what they connect meanwhile.
    static constexpr primitives::Height kLimitedBlocks = 288 - 2;
    /// How far above the tip a block nobody asked for may be.
    static constexpr primitives::Height kMaxUnaskedAhead = 288;
    static constexpr int64_t kMinStallUs = 2'000'000;
    static constexpr int64_t kMaxStallUs = 64'000'000;
    /// What a peer has owed for so long others may be asked for too.
    static constexpr int64_t kOverdueUs = 10'000'000;
    /// Blocks a peer has announced and then had not, before it is left.
    static constexpr size_t kMaxLacking = 64;
    /// With a tip younger than this many blocks' time new blocks are fetched as soon as they are announced.
    static constexpr int64_t kDirectFetchBlocks = 20;
    /// A notfound with more entries than can have been asked for is ignored.
    static constexpr size_t kMaxNotFound = 5016;
    /// Peers that may be asked for the same block at a time (BIP152: near the tip, compact).
    static constexpr size_t kMaxPeersPerBlock = 3;

    /// What to ask `peer` for to get one new block at the tip: InventoryType::CompactBlock or WitnessBlock.
    using TipRequest = std::function<wire::InventoryType(PeerId, const chain::HeaderNode&)>;

    BlockDownload(const Context& context, PeerChains& chains, PeerControl& control);

    void set_tip_request(TipRequest choose) { m_tip_request = std::move(choose); }

    /// `delivered(peer)`: it has given us a new block that is valid, and near the tip.
    void set_delivered(std::function<void(PeerId)> delivered) { m_delivered = std::move(delivered); }

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override;
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;
    void report(PeerId peer, PeerReport& report) const override;

    /// A block, asked for or not. `raw` goes to the chain.
    void handle(PeerId peer, wire::RawBlock block);
    /// Of entries for blocks: others are asked.
    void handle(PeerId peer, const wire::NotFound& message);

    /// `peer` has announced headers: asks it at once for what leads to `node` when that is near the tip.
    void headers_arrived(PeerId peer, const chain::HeaderNode& node);
    /// Asks whoever has something for as much as they may be asked for.
    void request_blocks();
    /// Asks `peer` for `node` whatever it is (getblockfrompeer).
    base::Result<void, std::string> fetch(PeerId peer, const chain::HeaderNode& node);

    // For compact blocks.
    /// Notes that `peer` has been asked for `node`. False when it may not be: it has enough in flight, or
    /// enough others were asked.
    bool note_request(PeerId peer, const chain::HeaderNode& node);
    /// Whether `peer` was asked for it and has not answered.
    bool in_flight_from(PeerId peer, const primitives::BlockHash& hash) const;
    size_t peers_asked(const primitives::BlockHash& hash) const;
    /// Whether any peer, or `peer`, was asked for a block and has not answered.
    bool anything_in_flight() const { return !m_asked.empty(); }
    bool anything_in_flight_from(PeerId peer) const;
    /// `peer` will not deliver: others may be asked.
    void forget_request(PeerId peer, const primitives::BlockHash& hash);
    /// Sends getdata for the whole block to a peer that note_request() has been called for.
    void ask_for_whole(PeerId peer, const chain::HeaderNode& node);
    /// How the block became known: what is held against a peer that sent an invalid one.
    enum class Source : uint8_t {
        Whole,    ///< it sent the block
        Compact,  ///< put together; the peer may announce it before validation (BIP152)
    };
    /// A block put together from a compact one.
    void deliver(PeerId peer, std::shared_ptr<const primitives::Block> block, Source source);
    /// Whether the block is being validated.
    bool in_work(const primitives::BlockHash& hash) const { return m_in_work.contains(hash); }

private:
    struct PeerState {
        PeerFacts facts;
        std::vector<const chain::HeaderNode*> in_flight;  ///< oldest first
        int64_t oldest_since_us = 0;  ///< since when the first of them is what we wait for
        std::optional<int64_t> stalling_since_us;
        int64_t last_block_s = 0;
        bool preferred = false;
        bool holding = false;  ///< it has delivered a block the chain has no room for yet
        std::unordered_set<primitives::BlockHash, primitives::HashBytes> lacking;  ///< by its own word
    };
    using Body = std::variant<base::Bytes, std::shared_ptr<const primitives::Block>>;
    struct Delivery {
        PeerId peer = 0;
        primitives::BlockHash hash;
        Source source = Source::Whole;
        Body body;
    };
    /// What can be asked of a peer now, and who keeps us from more.
    struct Choice {
        std::vector<const chain::HeaderNode*> blocks;
        std::vector<const chain::HeaderNode*> waited_for;  ///< what others were asked for
        std::optional<PeerId> staller;
    };

    PeerState* find(PeerId peer);
    bool wanted_from(const PeerState& state, const chain::Snapshot& snapshot) const;
    bool is_missing(const chain::HeaderNode& node) const;
    Choice choose(PeerId peer, const PeerState& state, const chain::Snapshot& snapshot, size_t room);
    const chain::HeaderNode& common_start(PeerId peer, const chain::HeaderNode& best,
                                          const chain::Snapshot& snapshot);
    /// Whether the search may go on beyond `node`.
    bool consider(PeerId peer, const chain::HeaderNode& node, primitives::Height window_end, Choice& choice);
    bool serves(const PeerState& state, const chain::HeaderNode& best, const chain::HeaderNode& node) const;
    void request_from(PeerId peer, PeerState& state, const chain::Snapshot& snapshot);
    void note_staller(PeerId peer);
    void ask_for_overdue(PeerId peer, PeerState& state, const Choice& choice);
    bool is_overdue(const chain::HeaderNode& node, int64_t now_us) const;
    std::optional<std::vector<const chain::HeaderNode*>> path_from_tip(const chain::HeaderNode& node,
                                                                       const chain::Snapshot& snapshot) const;
    void ask(PeerId peer, PeerState& state, const std::vector<const chain::HeaderNode*>& nodes,
             wire::InventoryType type = wire::InventoryType::WitnessBlock);
    void add_request(PeerId peer, PeerState& state, const chain::HeaderNode& node);
    bool take_request(PeerId peer, const primitives::BlockHash& hash);
    void forget_everywhere(const primitives::BlockHash& hash);

    bool accepts_unasked(const wire::RawBlock& block) const;
    void take_delivery(Delivery delivery);
    void pass_on(Delivery delivery);
    void settled(const Delivery& delivery, const chain::SubmitResult& result);
    void judge(const Delivery& delivery, const consensus::BlockError& error);
    void room_again();

    void check_times();
    const char* overdue(PeerId peer, PeerState& state, int64_t now_us);
    int64_t delivery_limit_us(PeerId peer) const;

    const Context m_context;
    PeerChains& m_chains;
    PeerControl& m_control;
    TipRequest m_tip_request;
    std::function<void(PeerId)> m_delivered;
    ProtocolTimer m_timer;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);

    std::unordered_map<PeerId, PeerState> m_peers;
    std::vector<PeerId> m_order;  ///< of m_peers, oldest connection first: turns are the same in each run
    size_t m_preferred = 0;
    std::unordered_map<primitives::BlockHash, std::vector<PeerId>, primitives::HashBytes> m_asked;
    std::unordered_set<primitives::BlockHash, primitives::HashBytes> m_in_work;  ///< the held ones too
    std::deque<Delivery> m_held;  ///< what the chain has no room for; at most one of each peer
    size_t m_submitted = 0;
    int64_t m_stall_limit_us = kMinStallUs;
    primitives::Height m_last_tip_height = 0;
};

}  // namespace quanta::sync
