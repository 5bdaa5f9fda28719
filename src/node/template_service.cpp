// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/template_service.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "consensus/rules.h"
#include "mining/coinbase.h"
#include "node/template_source.h"
#include "node/wait_gate.h"
#include "script/opcode.h"

namespace quanta::node {

namespace {

using base::Bytes;
using chain::HeaderNode;
using interfaces::BlockCreateOptions;
using interfaces::BlockWaitOptions;
using primitives::Amount;

mining::BlockLimits limits_of(const Node& node, const BlockCreateOptions& options) {
    mining::BlockLimits limits = node.options().mining.limits;
    limits.reserved_weight = static_cast<int64_t>(options.block_reserved_weight);
    limits.reserved_sigop_cost = static_cast<int64_t>(options.coinbase_output_max_additional_sigops);
    return limits;
}

TemplateSource::Draft draft_for(Node& node, const BlockCreateOptions& options) {
    TemplateSource& source = node.templates();
    return options.use_mempool ? source.draft(limits_of(node, options)) : source.empty_draft();
}

PlacedTemplate finish(const Node& node, TemplateSource::Draft draft) {
    // Miners put their own outputs in: this one anybody could take.
    static const Bytes kPayout{static_cast<uint8_t>(script::OP_1)};
    return {draft.parent, mining::make_block_template(*draft.parent, node.params().consensus,
                                                      {.payout_script = kPayout,
                                                       .now_s = node.clock().system_time_s(),
                                                       .contents = std::move(draft.contents),
                                                       .version = node.options().mining.version})};
}

class TemplateService final : public interfaces::BlockTemplate {
public:
    TemplateService(TemplateClientPtr client, const BlockCreateOptions& options, TemplateSource::Draft draft)
        : m_client(std::move(client)),
          m_options(options),
          m_parent(draft.parent),
          m_fees(draft.contents->fees),
          m_place(m_client->store.shelf.put(counted(finish(node(), std::move(draft))))),
          m_bits(m_place->get()->block.header.bits),
          m_gate(node().changes(), node().shutdown()) {
        node().templates().store().shelf.add(m_place);
        m_client->store.keep_within_limit();
        node().templates().store().keep_within_limit();
    }

    Bytes get_block_header() override;
    Bytes get_block() override { return m_place->get()->block.serialize(); }
    std::vector<Amount> get_tx_fees() override;
    std::vector<int64_t> get_tx_sigops() override;
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
    using Clock = std::chrono::steady_clock;

    Node& node() const { return m_client->node; }
    PlacedTemplate counted(PlacedTemplate made) const;
    Verdict solve(const mining::Solution& solution, const Bytes& coinbase);
    std::unique_ptr<interfaces::BlockTemplate> successor(TemplateSource::Draft draft) const {
        return std::make_unique<TemplateService>(m_client, m_options, std::move(draft));
    }
    bool tip_changed() const { return node().chain().snapshot()->tip != m_parent; }
    bool easier_now() const;
    Changes::Deadline next_look() const;
    bool watches_fees(const BlockWaitOptions& options) const;

    const TemplateClientPtr m_client;
    const BlockCreateOptions m_options;
    const HeaderNode* const m_parent;
    const Amount m_fees;
    const std::shared_ptr<ShelfPlace<PlacedTemplate>> m_place;
    const uint32_t m_bits;  ///< its difficulty
    WaitGate m_gate;
};

PlacedTemplate TemplateService::counted(PlacedTemplate made) const {
    const mining::ContentsRef& contents = made.block.contents;
    made.shares = {m_client->store.memory->hold(contents), node().templates().store().memory->hold(contents)};
    return made;
}

Bytes TemplateService::get_block_header() {
    const auto header = m_place->get()->block.header.serialize();
    return Bytes(header.begin(), header.end());
}

std::vector<Amount> TemplateService::get_tx_fees() {
    std::vector<Amount> fees;
    const auto held = m_place->get();
    for (const mining::BlockTransaction& next : held->block.contents->transactions)
        fees.push_back(next.fee);
    return fees;
}

std::vector<int64_t> TemplateService::get_tx_sigops() {
    std::vector<int64_t> costs;
    const auto held = m_place->get();
    for (const mining::BlockTransaction& next : held->block.contents->transactions)
        costs.push_back(next.sigop_cost);
    return costs;
}

interfaces::CoinbaseTx TemplateService::get_coinbase_tx() {
    mining::CoinbaseRequirements needed = mining::coinbase_requirements(m_place->get()->block);
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
    const auto held = m_place->get();
    for (const crypto::Digest256& hash : held->block.contents->coinbase_path)
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
    auto block = primitives::Block::parse(mining::solved_block(m_place->get()->block, solution, **parsed));
    if (!block) throw_undecodable("block", block.error());
    return submit(node(), std::move(block).value());
}

/// Whether a block may have a lower difficulty by now, as on test chains after a while.
bool TemplateService::easier_now() const {
    const params::ConsensusParams& params = node().params().consensus;
    const int64_t now =
        std::max(node().clock().system_time_s(), mining::minimum_block_time(*m_parent, params));
    const uint32_t bits = consensus::next_bits(*m_parent, static_cast<uint32_t>(now), params);
    return bits != m_bits;
}

/// When what a changed mempool is worth may be looked at again: the same moment for all who wait, so that one
/// of them has the work and the others find it done.
Changes::Deadline TemplateService::next_look() const {
    const Clock::duration pause = m_client->times.pause;
    return Clock::time_point((Clock::now().time_since_epoch() / pause + 1) * pause);
}

/// Whether better fees could end the wait before a tick.
bool TemplateService::watches_fees(const BlockWaitOptions& options) const {
    return m_options.use_mempool && options.fee_threshold.sat > 0 &&
           options.fee_threshold.sat < primitives::kMaxMoneySat;
}

std::unique_ptr<interfaces::BlockTemplate> TemplateService::wait_next(const BlockWaitOptions& options) {
    const Changes::Deadline deadline = deadline_after(options.timeout_ms);
    const WaitGate::Wait wait(m_gate);
    const bool watches = watches_fees(options);
    TemplateSource& source = node().templates();
    auto tick = Clock::now() + m_client->times.tick;
    uint64_t seen = 0;
    while (true) {
        if (watches) {
            TemplateSource::Draft draft = draft_for(node(), m_options);
            seen = draft.changes;
            const bool enough = draft.contents->fees.sat - m_fees.sat >= options.fee_threshold.sat;
            if (draft.parent != m_parent || enough) return successor(std::move(draft));
            const WaitEnd end = wait.until([this] { return tip_changed(); }, next_look());
            if (end == WaitEnd::Interrupted) return nullptr;
            // While transactions stream in nobody has to be told of each: the look is due.
            if (source.pool_changes() == seen) source.note_next_change();
        }
        const auto until = deadline ? std::min(tick, *deadline) : tick;
        const WaitEnd end =
            wait.until([&] { return tip_changed() || (watches && source.pool_changes() != seen); }, until);
        if (end == WaitEnd::Interrupted) return nullptr;
        const bool ticked = Clock::now() >= tick;
        if (tip_changed() || (ticked && (options.fee_threshold.sat <= 0 || easier_now())))
            return successor(draft_for(node(), m_options));
        if (deadline && Clock::now() >= *deadline) return nullptr;
        if (ticked) tick = Clock::now() + m_client->times.tick;
    }
}

}  // namespace

std::unique_ptr<interfaces::BlockTemplate> make_template(const TemplateClientPtr& client,
                                                         const BlockCreateOptions& options) {
    return std::make_unique<TemplateService>(client, options, draft_for(client->node, options));
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
