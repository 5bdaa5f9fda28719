// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "peers/peer_chains.h"
#include "peers/peer_control.h"
#include "relay/block_reconstruction.h"
#include "relay/tx_pool.h"
#include "sync/block_download.h"
#include "sync/concern.h"

namespace quanta::sync {

/// Blocks as lists of short ids (BIP152, version 2), both ways. Net thread.
///
/// Of the peers that gave us new blocks the last three may send them without being asked (high bandwidth),
/// one of them outbound if any was. What they send is taken when its header is valid and its chain has the
/// work; the block is put together from the pool, what is missing is asked for, and whatever does not fit is
/// fetched whole. As soon as it has been put together it goes on to those who want that, before it is
/// validated; transactions we lacked go with it.
class CompactBlocks final : public Concern {
public:
    static constexpr uint64_t kVersion = 2;
    static constexpr int32_t kFrom = 70014;
    static constexpr size_t kHighBandwidthPeers = 3;
    /// Transactions of blocks this far below the tip are given; of deeper ones the whole block.
    static constexpr primitives::Height kMaxDepth = 10;
    /// Blocks further above the tip are treated as headers.
    static constexpr primitives::Height kMaxAhead = 2;
    /// Transactions that are not in the pool, kept because a block may have them.
    static constexpr size_t kMaxExtra = 100;
    static constexpr size_t kMaxExtraBytes = 1'000'000;
    /// Bytes of transactions sent along because others are likely to lack them too.
    static constexpr size_t kMaxPrefillBytes = 10'000;

    /// What it works with; all outlive it but `pool`, which may be null.
    struct Parts {
        PeerChains& chains;
        PeerControl& control;
        BlockDownload& blocks;
        const relay::TxPool* pool = nullptr;
        std::function<primitives::Uint256()> work_threshold;  ///< of chains whose headers are kept
        std::function<void(PeerId)> ask_for_missing;          ///< headers that lead to an unknown parent
        /// Headers of a peer are in the tree.
        std::function<void(PeerId, const chain::HeaderNode&)> headers_arrived;
        std::function<void(PeerId, const wire::GetData&)> serve;  ///< a whole block
    };

    CompactBlocks(const Context& context, Parts parts);

    void peer_ready(const PeerFacts& facts) override;
    void peer_gone(PeerId peer) override;
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;
    void report(PeerId peer, PeerReport& report) const override;

    void handle(PeerId peer, const wire::SendCompact& message);
    void handle(PeerId peer, wire::CompactBlock message);
    void handle(PeerId peer, const wire::GetBlockTransactions& message);
    void handle(PeerId peer, const wire::BlockTransactions& message);

    /// `peer` has given us a new block that is valid.
    void delivered(PeerId peer);
    /// Announces `node`; false when the peer does not want compact blocks unasked, or the block is not at
    /// hand.
    bool announce(PeerId peer, const chain::HeaderNode& node);
    /// What to ask `peer` for to get the next block.
    wire::InventoryType request_type(PeerId peer) const;
    /// The compact form for somebody who has asked; nothing when `raw` is no block.
    std::optional<wire::Message> make(const base::Bytes& raw);
    /// A transaction that did not enter the pool, or left it.
    void remember(const relay::TransactionPtr& transaction);

private:
    struct State {
        PeerFacts facts;
        bool supports = false;
        bool wants_unasked = false;
    };
    struct Partial {
        const chain::HeaderNode* node;
        PeerId peer;
        relay::BlockReconstruction block;
    };
    /// The compact form of one block, which all are given alike.
    struct Made {
        primitives::BlockHash hash;
        wire::CompactBlock message;
        std::shared_ptr<const primitives::Block> block;
    };

    State* find(PeerId peer);
    void header_taken(PeerId peer, const wire::CompactBlock& message, const chain::HeadersResult& result);
    void take(PeerId peer, const wire::CompactBlock& message, const chain::HeaderNode& node);
    void begin(PeerId peer, const wire::CompactBlock& message, const chain::HeaderNode& node);
    bool may_ask(PeerId peer, const chain::HeaderNode& node);
    void fill(relay::BlockReconstruction& block) const;
    void put_together(PeerId peer, const chain::HeaderNode& node, const relay::BlockReconstruction& block,
                      std::span<const relay::TransactionPtr> rest);
    void forget(const primitives::BlockHash& hash);
    bool is_needed(const chain::HeaderNode& node) const;
    const wire::CompactBlock& compact(const std::shared_ptr<const primitives::Block>& block,
                                      std::span<const uint32_t> lacked = {});
    void pass_on(const chain::HeaderNode& node);
    void send_transactions(PeerId peer, const wire::GetBlockTransactions& request,
                           const std::shared_ptr<const primitives::Block>& block);

    const Context m_context;
    const Parts m_parts;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::map<PeerId, State> m_peers;
    std::deque<PeerId> m_high_bandwidth;  ///< may send unasked; the longest ago first
    std::vector<Partial> m_partials;      ///< bounded by what may be in flight
    std::optional<Made> m_made;
    std::deque<relay::TransactionPtr> m_extra;
    primitives::Height m_passed_on = 0;  ///< the highest announced before its validation
};

}  // namespace quanta::sync
