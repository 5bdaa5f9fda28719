// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/chain_service.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/hex.h"
#include "node/pool_service.h"

namespace quanta::node {

namespace {

using chain::HeaderNode;
using interfaces::BlockRef;
using primitives::BlockHash;
using primitives::Height;

/// Hashes of a locator before its steps begin to double.
constexpr int kDenseHashes = 10;

BlockRef ref_of(const HeaderNode& node) {
    return {node.hash, node.height};
}

void check_count(const std::vector<BlockHash>& hashes) {
    if (hashes.size() > kMaxLocatorHashes)
        throw std::runtime_error("A request names at most " + std::to_string(kMaxLocatorHashes) + " blocks");
}

std::runtime_error unreadable(const store::StoreError& error) {
    return std::runtime_error("Error reading block database: " + error.message);
}

class ChainService final : public interfaces::Chain {
public:
    explicit ChainService(Node& node) : m_node(node) {}

    interfaces::ChainInfo info() override;
    interfaces::BlocksPage blocks_after(const std::vector<BlockHash>& locator, uint64_t max_bytes) override;
    interfaces::FiltersPage filters_after(const std::vector<BlockHash>& locator, uint64_t max_bytes) override;
    std::vector<interfaces::RawBlock> blocks(const std::vector<BlockHash>& hashes,
                                             uint64_t max_bytes) override;
    std::vector<BlockHash> tip_locator() override { return locator_of(*m_node.chain().snapshot()->tip); }
    std::vector<BlockHash> locator_before(int64_t time_s) override {
        return locator_of(last_before(*m_node.chain().snapshot()->tip, time_s));
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::ChainSink> sink) override {
        return m_node.chain_followers().follow(
            [sink = std::move(sink)](const interfaces::ChainPosition& now) { sink->chain_changed(now); });
    }
    std::vector<BlockHash> locator_at(int32_t height) override {
        const auto snapshot = m_node.chain().snapshot();
        return locator_of(*snapshot->at(std::clamp(height, 0, snapshot->height())));
    }
    std::unique_ptr<interfaces::Pool> make_pool() override { return make_pool_service(m_node); }
    void notify_wallet_transaction(const std::string& wallet, const primitives::Txid& txid,
                                   const std::optional<BlockRef>& block) override {
        m_node.notify_commands().wallet_transaction(wallet, txid, block);
    }

private:
    base::Bytes raw_if_stored(const HeaderNode& node) const;
    const HeaderNode& fork_with(const chain::Snapshot& snapshot, const std::vector<BlockHash>& locator) const;

    Node& m_node;
};

interfaces::ChainInfo ChainService::info() {
    const params::ChainParams& params = m_node.params();
    return {
        .name = std::string(params::chain_name(params.chain)),
        .signet_challenge = params.consensus.signet ? base::to_hex(params.consensus.signet_challenge) : "",
        .position = position_of(*m_node.chain().snapshot()),
        .pruned = m_node.options().chain.prune.enabled || m_node.chain().archive().pruned(),
        .wallet_notify = m_node.notify_commands().for_wallets()};
}

/// The first of `locator` on the chain of `snapshot`, or its genesis block.
const HeaderNode& ChainService::fork_with(const chain::Snapshot& snapshot,
                                          const std::vector<BlockHash>& locator) const {
    for (const BlockHash& hash : locator) {
        const HeaderNode* node = m_node.chain().headers().find(hash);
        if (node != nullptr && snapshot.contains(*node)) return *node;
    }
    return *snapshot.at(0);
}

interfaces::BlocksPage ChainService::blocks_after(const std::vector<BlockHash>& locator, uint64_t max_bytes) {
    check_count(locator);
    const auto snapshot = m_node.chain().snapshot();
    const HeaderNode& fork = fork_with(*snapshot, locator);
    const HeaderNode* last = &fork;
    interfaces::BlocksPage page;
    uint64_t left = std::min(max_bytes, kMaxPageBytes);
    while (const HeaderNode* next = snapshot->at(last->height + 1)) {
        auto raw = m_node.chain().archive().read_raw_block(*next);
        page.pruned_away =
            !raw && raw.error().code == store::StoreErrorCode::NotFound && m_node.chain().archive().pruned();
        if (page.pruned_away) break;
        if (!raw) throw unreadable(raw.error());
        if (!page.blocks.empty() && raw->size() > left) break;
        left -= std::min<uint64_t>(left, raw->size());
        page.blocks.push_back({ref_of(*next), std::move(*raw)});
        last = next;
        if (left == 0) break;
    }
    page.fork = ref_of(fork);
    page.locator = locator_of(*last);
    page.position = position_of(*snapshot);
    return page;
}

interfaces::FiltersPage ChainService::filters_after(const std::vector<BlockHash>& locator,
                                                    uint64_t max_bytes) {
    check_count(locator);
    interfaces::FiltersPage page;
    const index::FilterIndex* index = m_node.indexes().filters();
    if (index == nullptr) return page;
    const auto snapshot = m_node.chain().snapshot();
    const HeaderNode& fork = fork_with(*snapshot, locator);
    const Height first = fork.height + 1;
    const Height last = std::min(snapshot->height(), fork.height + kMaxPageFilters);
    auto filters = index->filters({first, snapshot->at(last)}, std::min(max_bytes, kMaxPageBytes));
    if (!filters) throw std::runtime_error("Error reading block filters: " + filters.error().message);
    const HeaderNode* newest = &fork;
    for (base::Bytes& filter : *filters) {
        newest = snapshot->at(newest->height + 1);
        page.filters.push_back({ref_of(*newest), std::move(filter)});
    }
    page.available = true;
    page.fork = ref_of(fork);
    page.locator = locator_of(*newest);
    page.position = position_of(*snapshot);
    page.unfinished = page.filters.empty() && first <= last;
    return page;
}

std::vector<interfaces::RawBlock> ChainService::blocks(const std::vector<BlockHash>& hashes,
                                                       uint64_t max_bytes) {
    check_count(hashes);
    std::vector<interfaces::RawBlock> found;
    uint64_t left = std::min(max_bytes, kMaxPageBytes);
    for (const BlockHash& hash : hashes) {
        const HeaderNode* node = m_node.chain().headers().find(hash);
        interfaces::RawBlock block{{hash, node == nullptr ? -1 : node->height}, {}};
        if (node != nullptr) block.raw = raw_if_stored(*node);
        if (!found.empty() && block.raw.size() > left) break;
        left -= std::min<uint64_t>(left, block.raw.size());
        found.push_back(std::move(block));
    }
    return found;
}

/// Empty when it is not on disk.
base::Bytes ChainService::raw_if_stored(const HeaderNode& node) const {
    auto raw = m_node.chain().archive().read_raw_block(node);
    if (raw) return std::move(*raw);
    if (raw.error().code != store::StoreErrorCode::NotFound) throw unreadable(raw.error());
    return {};
}

}  // namespace

std::vector<BlockHash> locator_of(const HeaderNode& node) {
    std::vector<BlockHash> locator;
    Height height = node.height;
    Height step = 1;
    while (height > 0) {
        locator.push_back(node.at(height)->hash);
        if (locator.size() >= kDenseHashes) step *= 2;
        height -= std::min(height, step);
    }
    locator.push_back(node.at(0)->hash);
    return locator;
}

const HeaderNode& last_before(const HeaderNode& tip, int64_t time_s) {
    if (int64_t{tip.max_time} < time_s) return tip;
    // The latest time so far never goes down with height.
    Height low = 0;
    Height high = tip.height;
    while (low < high) {
        const Height middle = low + (high - low) / 2;
        if (int64_t{tip.at(middle)->max_time} < time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return *tip.at(std::max(low - 1, 0));
}

std::unique_ptr<interfaces::Chain> make_chain_service(Node& node) {
    return std::make_unique<ChainService>(node);
}

}  // namespace quanta::node
