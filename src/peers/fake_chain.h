// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "net/environment.h"
#include "params/params.h"
#include "peers/chain_access.h"
#include "primitives/block.h"
#include "sys/clock.h"

namespace quanta::peers {

/// A chain in memory for tests and the simulator: headers are checked by all their rules, blocks by those
/// that need no coins, and whatever `refuse` says. The tip is the block of most work whose ancestors are all
/// there; of equals the first. One thread.
class FakeChain final : public ChainAccess {
public:
    struct Options {
        primitives::Uint256 minimum_work;         ///< -minimumchainwork
        std::chrono::milliseconds block_time{0};  ///< what connecting a block takes
        size_t max_blocks_in_work = 48;
        int64_t max_tip_age_s = 86'400;  ///< older: initial block download
        bool pruning = false;
    };
    using TipChanged = std::function<void(const std::shared_ptr<const chain::Snapshot>&)>;
    /// Why a block is invalid beyond what its bytes show; nothing for valid ones.
    using Refuse = std::function<std::optional<consensus::BlockError>(const primitives::Block&)>;

    /// `params`, `clock` and `scheduler` outlive this.
    FakeChain(const params::ChainParams& params, const sys::Clock& clock, net::Scheduler& scheduler,
              Options options);
    ~FakeChain() override;

    /// Called in a task of its own after changes of the tip; one call for those made at once.
    void set_tip_changed(TipChanged tip_changed) { m_tip_changed = std::move(tip_changed); }
    void set_refuse(Refuse refuse) { m_refuse = std::move(refuse); }
    /// Puts a block in at once, as if mined here.
    chain::SubmitResult add(std::shared_ptr<const primitives::Block> block);
    /// Adds headers at once.
    chain::HeadersResult add_headers(const std::vector<primitives::BlockHeader>& headers);
    /// Forgets the body of a block, as pruning does.
    void drop_body(const chain::HeaderNode& node);
    /// The block of `node`, null when it is not here.
    std::shared_ptr<const primitives::Block> body(const chain::HeaderNode& node) const {
        const auto found = m_bodies.find(&node);
        return found == m_bodies.end() ? nullptr : found->second;
    }
    const chain::HeaderNode& tip() const { return *m_snapshot->tip; }
    const chain::HeaderTree& tree() const { return m_tree; }
    /// Blocks handed over without an answer so far, now and at most.
    size_t in_work() const { return m_in_work; }
    size_t most_in_work() const { return m_most_in_work; }

    // ChainAccess.
    const params::ChainParams& params() const override { return m_params; }
    const primitives::Uint256& minimum_chain_work() const override { return m_options.minimum_work; }
    std::shared_ptr<const chain::Snapshot> snapshot() const override { return m_snapshot; }
    const chain::HeaderNode* find(const primitives::BlockHash& hash) const override {
        return m_tree.find(hash);
    }
    void submit_headers(std::vector<primitives::BlockHeader> headers, HeadersDone done) override;
    void submit_block(base::Bytes raw, BlockDone done) override;
    void submit_block(std::shared_ptr<const primitives::Block> block, BlockDone done) override;
    size_t max_blocks_in_work() const override { return m_options.max_blocks_in_work; }
    void read_block(const chain::HeaderNode& node, RawBlockDone done) override;
    std::shared_ptr<const primitives::Block> recent_block(const primitives::BlockHash& hash) const override;
    bool pruning() const override { return m_options.pruning; }

private:
    /// By work; of equals whichever, but always the same.
    struct HeavierHeader {
        bool operator()(const chain::HeaderNode* a, const chain::HeaderNode* b) const {
            if (a->chain_work != b->chain_work) return a->chain_work > b->chain_work;
            return a->hash < b->hash;
        }
    };
    /// By work; of equals the one whose body came first.
    struct Heavier {
        bool operator()(const chain::HeaderNode* a, const chain::HeaderNode* b) const {
            if (a->chain_work != b->chain_work) return a->chain_work > b->chain_work;
            return a->arrival < b->arrival;
        }
    };

    base::Result<chain::HeaderNode*, consensus::BlockError> accept_header(
        const primitives::BlockHeader& header);
    chain::SubmitResult accept(const std::shared_ptr<const primitives::Block>& block);
    void complete(chain::HeaderNode& node);
    void choose_tip();
    std::optional<consensus::BlockError> connect_up_to(chain::HeaderNode& end);
    void mark_invalid(chain::HeaderNode& node);
    void publish(const chain::HeaderNode& tip);

    const params::ChainParams& m_params;
    const sys::Clock& m_clock;
    net::Scheduler& m_scheduler;
    const Options m_options;
    TipChanged m_tip_changed;
    Refuse m_refuse;

    chain::HeaderTree m_tree;
    std::unordered_map<const chain::HeaderNode*, std::shared_ptr<const primitives::Block>> m_bodies;
    std::set<chain::HeaderNode*, Heavier> m_candidates;  ///< complete, not known to be invalid
    std::set<const chain::HeaderNode*, HeavierHeader> m_best_headers;
    std::shared_ptr<const chain::Snapshot> m_snapshot;
    std::optional<consensus::BlockError> m_last_error;  ///< of the block connected last
    bool m_tip_news = false;                            ///< somebody is about to be told
    int64_t m_next_arrival = 1;
    size_t m_in_work = 0;
    size_t m_most_in_work = 0;
    int64_t m_busy_until_us = 0;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace quanta::peers
