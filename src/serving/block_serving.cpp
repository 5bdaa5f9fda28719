// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "serving/block_serving.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "codec/writer.h"
#include "consensus/header_link.h"

namespace quanta::serving {

using chain::HeaderNode;
using chain::Snapshot;
using primitives::Block;
using primitives::BlockHash;
using primitives::Height;
using primitives::Uint256;
using wire::InventoryType;

namespace {

bool names_block(InventoryType type) {
    return type == InventoryType::Block || type == InventoryType::WitnessBlock ||
           type == InventoryType::CompactBlock || type == InventoryType::FilteredBlock;
}

/// The block without witnesses; nothing when `raw` is no block.
std::optional<base::Bytes> strip(const base::Bytes& raw) {
    const auto block = Block::parse(raw);
    if (!block) return std::nullopt;
    std::vector<base::Bytes> transactions;
    transactions.reserve((*block)->transactions().size());
    for (const primitives::Transaction& transaction : (*block)->transactions())
        transaction.append_stripped(transactions.emplace_back());
    return Block::assemble((*block)->header(), transactions);
}

/// The time `work` takes at the rate of `tip`, seconds; as much as there can be when it is too long to tell.
int64_t time_of(const Uint256& work, const HeaderNode& tip, int64_t spacing_s) {
    const double blocks = work.to_double() / consensus::work_of(tip.bits).to_double();
    return static_cast<int64_t>(std::min(blocks * static_cast<double>(spacing_s), 1e15));
}

}  // namespace

BlockServing::BlockServing(const Context& context, PeerChains& chains, PeerControl& control,
                           UploadLimit& upload, uint64_t services)
    : m_context(context), m_chains(chains), m_control(control), m_upload(upload), m_services(services) {}

BlockServing::State* BlockServing::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? nullptr : &found->second;
}

bool BlockServing::may_serve(const HeaderNode& node) const {
    const auto snapshot = m_context.chain.snapshot();
    if (snapshot->contains(node)) return true;
    if (node.failed() || node.validity() != store::Validity::Scripts) return false;
    const HeaderNode& best = *snapshot->best_header;
    if (static_cast<int64_t>(best.time) - static_cast<int64_t>(node.time) >= kMaxForkAge_s) return false;
    if (node.chain_work >= best.chain_work) return true;
    const int64_t spacing = m_context.chain.params().consensus.pow_target_spacing_s;
    return time_of(best.chain_work - node.chain_work, best, spacing) < kMaxForkAge_s;
}

// ---- blocks -----------------------------------------------------------------------------------------------

void BlockServing::handle(PeerId peer, const wire::GetData& message) {
    State* state = find(peer);
    if (state == nullptr) return;
    for (const wire::Inventory& entry : message.entries) {
        if (!names_block(entry.type)) continue;
        if (state->queue.size() == kMaxQueued) break;
        if (const HeaderNode* node = m_context.chain.find(BlockHash(entry.hash.bytes())))
            state->queue.push_back({node, entry.type});
    }
    go_on(peer);
}

/// Sends what there is room for; listens to the peer again when nothing is left.
void BlockServing::go_on(PeerId peer) {
    State* state = find(peer);
    if (state == nullptr) return;
    while (!state->reading && !state->queue.empty() && !m_context.peers.send_queue_full(peer)) {
        if (!start_next(peer, *state)) state->queue.clear();
    }
    const bool busy = state->reading || !state->queue.empty();
    if (busy == std::exchange(state->paused, busy)) return;
    busy ? m_control.pause(peer) : m_control.resume(peer);
}

/// False when the connection ends instead.
bool BlockServing::start_next(PeerId peer, State& state) {
    const Wanted wanted = state.queue.front();
    state.queue.pop_front();
    if (wanted.type == InventoryType::FilteredBlock || !may_serve(*wanted.node)) return true;
    if (const char* reason = refusal(state, wanted)) {
        m_context.peers.disconnect(peer, reason);
        return false;
    }
    if (const auto recent = m_context.chain.recent_block(wanted.node->hash)) {
        send_block(peer, state, wanted, base::Bytes(recent->raw().begin(), recent->raw().end()));
        return true;
    }
    state.reading = true;
    m_context.chain.read_block(*wanted.node, [this, peer, wanted, alive = std::weak_ptr(m_alive)](
                                                 const std::shared_ptr<const base::Bytes>& raw) {
        if (alive.lock()) read_finished(peer, wanted, raw);
    });
    return true;
}

/// Why the block is not given to the peer, which then has to go; null when it is.
const char* BlockServing::refusal(const State& state, const Wanted& wanted) const {
    if (state.facts.origin.may(net::kPermitDownload)) return nullptr;
    const auto snapshot = m_context.chain.snapshot();
    const int64_t age =
        static_cast<int64_t>(snapshot->best_header->time) - static_cast<int64_t>(wanted.node->time);
    const bool historical = age > kHistoricalAge_s || wanted.type == InventoryType::FilteredBlock;
    if (historical && !m_upload.serves_historical_blocks()) return "the upload target is nearly reached";
    const uint64_t blocks = m_services & (wire::kServiceNetwork | wire::kServiceNetworkLimited);
    if (blocks == wire::kServiceNetworkLimited && snapshot->height() - wanted.node->height > kLimitedBlocks)
        return "it asks for blocks older than we promise to have";
    return nullptr;
}

void BlockServing::read_finished(PeerId peer, const Wanted& wanted,
                                 const std::shared_ptr<const base::Bytes>& raw) {
    State* state = find(peer);
    if (state == nullptr) return;
    state->reading = false;
    if (raw != nullptr) {
        send_block(peer, *state, wanted, *raw);
    } else {
        m_context.peers.disconnect(peer, "it asks for a block that is not here any more");
        state->queue.clear();
    }
    go_on(peer);
}

void BlockServing::send_block(PeerId peer, State& state, const Wanted& wanted, const base::Bytes& raw) {
    const auto snapshot = m_context.chain.snapshot();
    const BlockHash& hash = wanted.node->hash;
    std::optional<wire::Message> message;
    if (wanted.type == InventoryType::CompactBlock && m_make_compact &&
        wanted.node->height >= snapshot->height() - kMaxCompactDepth)
        message = m_make_compact(peer, raw);
    if (wanted.type == InventoryType::Block) {
        if (auto stripped = strip(raw)) message = wire::RawBlock{std::move(*stripped)};
    }
    m_context.peers.send(peer, message ? std::move(*message) : wire::Message(wire::RawBlock{raw}));
    if (state.continue_after != hash) return;
    state.continue_after = {};
    const wire::InventoryHash tip(snapshot->tip->hash.bytes());
    m_context.peers.send(peer, wire::Inv{{{InventoryType::Block, tip}}});
}

// ---- what there is ----------------------------------------------------------------------------------------

/// The first block of `locator` on the active chain; genesis when there is none.
const HeaderNode* BlockServing::fork_of(const std::vector<BlockHash>& locator,
                                        const Snapshot& snapshot) const {
    for (const BlockHash& hash : locator) {
        const HeaderNode* node = m_context.chain.find(hash);
        if (node == nullptr) continue;
        if (snapshot.contains(*node)) return node;
        if (node->at(snapshot.height()) == snapshot.tip) return snapshot.tip;
    }
    return snapshot.at(0);
}

void BlockServing::handle(PeerId peer, const wire::GetBlocks& message) {
    State* state = find(peer);
    if (state == nullptr) return;
    const auto snapshot = m_context.chain.snapshot();
    const HeaderNode* node = snapshot->next(*fork_of(message.locator, *snapshot));
    wire::Inv inv;
    for (; node != nullptr && node->hash != message.stop; node = snapshot->next(*node)) {
        const bool promised =
            !m_context.chain.pruning() || snapshot->height() - node->height <= kLimitedBlocks;
        if (!promised || !node->has_block()) break;
        inv.entries.push_back({InventoryType::Block, wire::InventoryHash(node->hash.bytes())});
        if (inv.entries.size() < kMaxInvs) continue;
        state->continue_after = node->hash;
        break;
    }
    if (!inv.entries.empty()) m_context.peers.send(peer, std::move(inv));
}

void BlockServing::handle(PeerId peer, const wire::GetHeaders& message) {
    State* state = find(peer);
    if (state == nullptr) return;
    const auto snapshot = m_context.chain.snapshot();
    wire::Headers answer;
    const bool too_early = snapshot->tip->chain_work < m_context.chain.minimum_chain_work();
    if (too_early && !state->facts.origin.may(net::kPermitDownload)) {
        // Others could take what we have for the best chain; silence would look like a fault.
        return m_context.peers.send(peer, std::move(answer));
    }
    const HeaderNode* node = nullptr;
    if (message.locator.empty()) {
        node = m_context.chain.find(message.stop);
        if (node == nullptr || !may_serve(*node)) return;
        answer.headers.push_back(node->header());
        return m_context.peers.send(peer, std::move(answer));
    }
    const HeaderNode* last = fork_of(message.locator, *snapshot);
    while (answer.headers.size() < wire::kMaxHeaders && (node = snapshot->next(*last)) != nullptr) {
        answer.headers.push_back(node->header());
        last = node;
        if (node->hash == message.stop) break;
    }
    // Without anything new it has the tip, or what it has we have too.
    m_chains.told(peer, *last);
    m_context.peers.send(peer, std::move(answer));
}

}  // namespace quanta::serving
