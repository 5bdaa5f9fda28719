// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/template_service.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "consensus/rules.h"
#include "mining/block_template.h"
#include "mining/coinbase.h"
#include "node/wait_gate.h"
#include "script/opcode.h"

namespace quanta::node {

namespace {

using base::Bytes;
using chain::HeaderNode;
using interfaces::BlockCreateOptions;
using interfaces::BlockWaitOptions;
using primitives::Amount;

/// A template and the block it is on top of.
struct Draft {
    const HeaderNode* parent = nullptr;
    mining::BlockTemplate block;
};

Draft draft_on_tip(const Node& node) {
    // Miners put their own outputs in: this one anybody could take.
    static const Bytes kPayout{static_cast<uint8_t>(script::OP_1)};
    const HeaderNode* tip = node.chain().snapshot()->tip;
    return {tip,
            mining::make_block_template(*tip, node.params().consensus,
                                        {.payout_script = kPayout, .now_s = node.clock().system_time_s()})};
}

class TemplateService final : public interfaces::BlockTemplate {
public:
    TemplateService(Node& node, const MiningTimes& times, const BlockCreateOptions& options)
        : m_node(node),
          m_times(times),
          m_options(options),
          m_draft(draft_on_tip(node)),
          m_gate(node.changes(), node.shutdown()) {}

    Bytes get_block_header() override;
    Bytes get_block() override { return m_draft.block.serialize(); }
    std::vector<Amount> get_tx_fees() override { return {}; }
    std::vector<int64_t> get_tx_sigops() override { return {}; }
    interfaces::CoinbaseTx get_coinbase_tx() override;
    std::vector<Bytes> get_coinbase_merkle_path() override;
    bool submit_solution_old7(uint32_t version, uint32_t timestamp, uint32_t nonce,
                              const Bytes& coinbase) override {
        return solve({version, timestamp, nonce}, coinbase).in_chain;
    }
    std::unique_ptr<interfaces::BlockTemplate> wait_next(const BlockWaitOptions& options) override;
    void interrupt_wait() override { m_gate.interrupt(); }
    bool submit_solution(uint32_t version, uint32_t timestamp, uint32_t nonce, const Bytes& coinbase,
                         std::string& reason, std::string& debug) override {
        Verdict verdict = solve({version, timestamp, nonce}, coinbase);
        reason = std::move(verdict.reason);
        debug = std::move(verdict.debug);
        return verdict.connected;
    }

private:
    Verdict solve(const mining::Solution& solution, const Bytes& coinbase);
    std::unique_ptr<interfaces::BlockTemplate> successor() const {
        return make_template(m_node, m_times, m_options);
    }
    bool easier_now() const;

    Node& m_node;
    const MiningTimes m_times;
    const BlockCreateOptions m_options;
    const Draft m_draft;
    WaitGate m_gate;
};

Bytes TemplateService::get_block_header() {
    const auto header = m_draft.block.header.serialize();
    return Bytes(header.begin(), header.end());
}

interfaces::CoinbaseTx TemplateService::get_coinbase_tx() {
    mining::CoinbaseRequirements needed = mining::coinbase_requirements(m_draft.block);
    return {.version = needed.version,
            .sequence = needed.sequence,
            .script_sig_prefix = std::move(needed.script_sig_prefix),
            .witness = std::move(needed.witness),
            .block_reward_remaining = needed.reward,
            .required_outputs = std::move(needed.required_outputs),
            .lock_time = needed.lock_time};
}

std::vector<Bytes> TemplateService::get_coinbase_merkle_path() {
    std::vector<Bytes> path;
    for (const crypto::Digest256& hash : m_draft.block.contents->coinbase_path)
        path.emplace_back(hash.begin(), hash.end());
    return path;
}

Verdict TemplateService::solve(const mining::Solution& solution, const Bytes& coinbase) {
    if (coinbase.empty()) {
        consensus::BlockError error = consensus::make_error(consensus::ErrorCode::CoinbaseMissing);
        return {.reason = std::move(error.reason), .debug = std::move(error.detail)};
    }
    const auto parsed = primitives::parse_transaction(coinbase);
    if (!parsed) throw_undecodable("coinbase", parsed.error());
    auto block = primitives::Block::parse(mining::solved_block(m_draft.block, solution, **parsed));
    if (!block) throw_undecodable("block", block.error());
    return submit(m_node, std::move(block).value());
}

/// Whether a block may have a lower difficulty by now, as on test chains after a while.
bool TemplateService::easier_now() const {
    const int64_t now = std::max(m_node.clock().system_time_s(),
                                 mining::minimum_block_time(*m_draft.parent, m_node.params().consensus));
    const uint32_t bits =
        consensus::next_bits(*m_draft.parent, static_cast<uint32_t>(now), m_node.params().consensus);
    return bits != m_draft.block.header.bits;
}

std::unique_ptr<interfaces::BlockTemplate> TemplateService::wait_next(const BlockWaitOptions& options) {
    const Changes::Deadline deadline = deadline_after(options.timeout_ms);
    const WaitGate::Wait wait(m_gate);
    while (true) {
        auto tick = std::chrono::steady_clock::now() + m_times.tick;
        if (deadline) tick = std::min(tick, *deadline);
        const WaitEnd end =
            wait.until([this] { return m_node.chain().snapshot()->tip != m_draft.parent; }, tick);
        if (end == WaitEnd::Interrupted) return nullptr;
        // Nothing but the coinbase is in a template: its fees are as they were.
        if (end == WaitEnd::Done || options.fee_threshold.sat <= 0 || easier_now()) return successor();
        if (deadline && std::chrono::steady_clock::now() >= *deadline) return nullptr;
    }
}

}  // namespace

std::unique_ptr<interfaces::BlockTemplate> make_template(Node& node, const MiningTimes& times,
                                                         const BlockCreateOptions& options) {
    return std::make_unique<TemplateService>(node, times, options);
}

Verdict submit(Node& node, std::shared_ptr<const primitives::Block> block) {
    const primitives::BlockHash hash = block->hash();
    const chain::SubmitResult result = node.chain().submit_and_wait(std::move(block));
    if (!result) {
        throw_if_internal(result.error());
        return {.reason = result.error().reason, .debug = result.error().detail};
    }
    if (*result == chain::Submitted::Connected) return {.connected = true, .in_chain = true};
    const HeaderNode* found = node.chain().headers().find(hash);
    return {.in_chain = found != nullptr && node.chain().snapshot()->contains(*found),
            .reason = *result == chain::Submitted::Duplicate ? "duplicate" : "inconclusive"};
}

void throw_if_internal(const consensus::BlockError& error) {
    if (error.failure == consensus::FailureClass::Internal)
        throw std::runtime_error(error.detail.empty() ? error.reason : error.detail);
}

void throw_undecodable(std::string_view what, codec::DecodeError error) {
    const std::string text(what);
    // Clients look for these words.
    if (error == codec::DecodeError::EndOfData)
        throw std::runtime_error("SpanReader::read(): end of data: the " + text + " is cut off");
    throw std::runtime_error("The " + text +
                             " cannot be decoded: " + std::string(codec::decode_error_text(error)));
}

}  // namespace quanta::node
