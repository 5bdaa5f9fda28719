// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/mining_service.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "chain/trial.h"
#include "consensus/limits.h"
#include "node/template_service.h"
#include "node/wait_gate.h"

namespace quanta::node {

namespace {

using base::Bytes;
using interfaces::BlockCreateOptions;
using interfaces::BlockRef;

/// The least a header, the number of transactions and a coinbase need, weight units.
constexpr uint64_t kMinReservedWeight = 2000;

BlockRef tip_of(const chain::Snapshot& snapshot) {
    return {snapshot.tip->hash, snapshot.height()};
}

/// Whether headers are known whose blocks are not connected.
bool behind_headers(const chain::Snapshot& snapshot) {
    return snapshot.best_header->chain_work > snapshot.tip->chain_work;
}

void check_range(const BlockCreateOptions& options) {
    const auto refuse = [](const char* name, uint64_t value, const std::string& why) {
        throw std::runtime_error(std::string(name) + " (" + std::to_string(value) + ") " + why);
    };
    constexpr auto kMaxWeight = static_cast<uint64_t>(consensus::kMaxBlockWeight);
    constexpr auto kMaxSigops = static_cast<uint64_t>(consensus::kMaxBlockSigopsCost);
    if (options.block_reserved_weight < kMinReservedWeight) {
        refuse("block_reserved_weight", options.block_reserved_weight,
               "is lower than minimum safety value of (" + std::to_string(kMinReservedWeight) + ")");
    }
    if (options.block_reserved_weight > kMaxWeight) {
        refuse("block_reserved_weight", options.block_reserved_weight,
               "exceeds consensus maximum block weight (" + std::to_string(kMaxWeight) + ")");
    }
    if (options.coinbase_output_max_additional_sigops > kMaxSigops) {
        refuse("coinbase_output_max_additional_sigops", options.coinbase_output_max_additional_sigops,
               "exceeds consensus maximum block sigops cost (" + std::to_string(kMaxSigops) + ")");
    }
}

class MiningService final : public interfaces::Mining {
public:
    MiningService(Node& node, MiningTimes times)
        : m_node(node),
          m_times(times),
          m_client(std::make_shared<TemplateClient>(node, times)),
          m_gate(node.changes(), node.shutdown()) {}

    bool is_test_chain() override { return m_node.params().chain != params::Chain::Main; }
    bool is_initial_block_download() override { return m_node.chain().snapshot()->initial_block_download; }
    std::optional<BlockRef> get_tip() override { return tip_of(*m_node.chain().snapshot()); }
    std::optional<BlockRef> wait_tip_changed(const Bytes& current_tip, double timeout_ms) override;
    std::unique_ptr<interfaces::BlockTemplate> create_new_block(const BlockCreateOptions& options,
                                                                bool cooldown) override;
    bool check_block(const Bytes& block, const interfaces::BlockCheckOptions& options, std::string& reason,
                     std::string& debug) override;
    void interrupt() override { m_gate.interrupt(); }
    bool submit_block(const Bytes& block, std::string& reason, std::string& debug) override;
    std::vector<Bytes> get_transactions_by_txid(const std::vector<Bytes>& txids) override {
        return find_transactions<primitives::Txid>(txids);
    }
    std::vector<Bytes> get_transactions_by_witness_id(const std::vector<Bytes>& wtxids) override {
        return find_transactions<primitives::Wtxid>(wtxids);
    }

private:
    bool cool_down();
    template <typename Id>
    std::vector<Bytes> find_transactions(const std::vector<Bytes>& ids) const;
    std::chrono::milliseconds cooldown_of(const chain::Snapshot& snapshot) const;
    static std::shared_ptr<const primitives::Block> parse(const Bytes& raw);

    Node& m_node;
    const MiningTimes m_times;
    const TemplateClientPtr m_client;
    WaitGate m_gate;
};

std::optional<BlockRef> MiningService::wait_tip_changed(const Bytes& current_tip, double timeout_ms) {
    primitives::BlockHash known;
    if (current_tip.size() != known.size()) throw std::runtime_error("The hash of a block has 32 bytes");
    std::ranges::copy(current_tip, known.data());
    const WaitGate::Wait wait(m_gate);
    const WaitEnd end =
        wait.until([&] { return m_node.chain().snapshot()->tip->hash != known; }, deadline_after(timeout_ms));
    if (end == WaitEnd::Interrupted) return std::nullopt;
    return tip_of(*m_node.chain().snapshot());
}

std::unique_ptr<interfaces::BlockTemplate> MiningService::create_new_block(const BlockCreateOptions& options,
                                                                           bool cooldown) {
    check_range(options);
    if (cooldown && !cool_down()) return nullptr;
    return make_template(m_client, options);
}

/// Waits while blocks lag behind headers and new ones come; false when interrupted.
bool MiningService::cool_down() {
    const WaitGate::Wait wait(m_gate);
    // On a test chain nobody else may be there to end the initial download. On the main chain a template of
    // these hours would be for a block that was found long ago.
    const auto caught_up = [this] { return is_test_chain() || !is_initial_block_download(); };
    if (!caught_up() && wait.until(caught_up, std::nullopt) == WaitEnd::Interrupted) return false;
    while (true) {
        const auto before = m_node.chain().snapshot();
        if (!behind_headers(*before)) return true;
        const auto moved = [&] {
            const auto now = m_node.chain().snapshot();
            return now->tip != before->tip || !behind_headers(*now);
        };
        const auto deadline = std::chrono::steady_clock::now() + cooldown_of(*before);
        const WaitEnd end = wait.until(moved, deadline);
        if (end != WaitEnd::Done) return end == WaitEnd::TimedOut;
    }
}

std::chrono::milliseconds MiningService::cooldown_of(const chain::Snapshot& snapshot) const {
    const auto missing = std::max(snapshot.best_header->height - snapshot.height(), 1);
    return std::clamp(missing * m_times.cooldown_per_block, m_times.min_cooldown, m_times.max_cooldown);
}

std::shared_ptr<const primitives::Block> MiningService::parse(const Bytes& raw) {
    auto block = primitives::Block::parse(raw);
    if (!block) throw_undecodable("block", block.error());
    return std::move(block).value();
}

bool MiningService::check_block(const Bytes& block, const interfaces::BlockCheckOptions& options,
                                std::string& reason, std::string& debug) {
    using consensus::CheckMerkleRoot;
    using consensus::CheckWork;
    const auto result = chain::test_block(
        m_node.chain(), *parse(block),
        {.work = options.check_pow ? CheckWork::Yes : CheckWork::No,
         .merkle_root = options.check_merkle_root ? CheckMerkleRoot::Yes : CheckMerkleRoot::No,
         .now_s = m_node.clock().system_time_s()});
    if (result) {
        reason.clear();
        debug.clear();
        return true;
    }
    throw_if_internal(result.error());
    reason = result.error().reason;
    debug = result.error().detail;
    return false;
}

template <typename Id>
std::vector<Bytes> MiningService::find_transactions(const std::vector<Bytes>& ids) const {
    std::vector<Bytes> found(ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
        Id id;
        if (ids[i].size() != id.size()) continue;
        std::ranges::copy(ids[i], id.data());
        const auto entry = m_node.pool().pool().reader().find(id);
        if (entry) found[i].assign(entry->transaction->raw().begin(), entry->transaction->raw().end());
    }
    return found;
}

bool MiningService::submit_block(const Bytes& block, std::string& reason, std::string& debug) {
    Verdict verdict = submit(m_node, parse(block));
    reason = std::move(verdict.reason);
    debug = std::move(verdict.debug);
    return verdict.connected;
}

}  // namespace

std::unique_ptr<interfaces::Mining> make_mining_service(Node& node, MiningTimes times) {
    return std::make_unique<MiningService>(node, times);
}

}  // namespace quanta::node
