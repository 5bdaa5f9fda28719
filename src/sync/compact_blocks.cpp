// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/compact_blocks.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "consensus/rules.h"

namespace quanta::sync {

using base::Category;
using chain::HeaderNode;
using consensus::FailureClass;
using primitives::Block;
using primitives::BlockHash;
using relay::BlockReconstruction;
using relay::ReconstructionFault;
using relay::TransactionPtr;
using wire::InventoryType;

CompactBlocks::CompactBlocks(const Context& context, Parts parts)
    : m_context(context), m_parts(std::move(parts)) {}

CompactBlocks::State* CompactBlocks::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? nullptr : &found->second;
}

void CompactBlocks::peer_ready(const PeerFacts& facts) {
    m_peers[facts.id()].facts = facts;
    if (facts.version >= kFrom) m_context.peers.send(facts.id(), wire::SendCompact{0, kVersion});
}

void CompactBlocks::peer_gone(PeerId peer) {
    m_peers.erase(peer);
    std::erase(m_high_bandwidth, peer);
    std::erase_if(m_partials, [&](const Partial& partial) { return partial.peer == peer; });
}

void CompactBlocks::tip_changed(const std::shared_ptr<const chain::Snapshot>&) {
    std::erase_if(m_partials, [&](const Partial& partial) { return !is_needed(*partial.node); });
}

void CompactBlocks::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    report.compact_high_bandwidth_to = std::ranges::find(m_high_bandwidth, peer) != m_high_bandwidth.end();
    report.compact_high_bandwidth_from = found->second.wants_unasked;
}

// ---- who sends unasked ------------------------------------------------------------------------------------

void CompactBlocks::handle(PeerId peer, const wire::SendCompact& message) {
    State* state = find(peer);
    if (state == nullptr) return;
    if (message.announce > 1) return m_context.peers.discourage(peer, "sendcmpct neither on nor off");
    if (message.version != kVersion) return;
    state->supports = true;
    state->wants_unasked = message.announce == 1;
}

void CompactBlocks::delivered(PeerId peer) {
    const State* state = find(peer);
    // Without a pool they would be lists of what is missing.
    if (state == nullptr || !state->supports || m_parts.pool == nullptr) return;
    const auto already = std::ranges::find(m_high_bandwidth, peer);
    if (already != m_high_bandwidth.end()) {
        m_high_bandwidth.erase(already);
        m_high_bandwidth.push_back(peer);
        return;
    }
    if (m_high_bandwidth.size() == kHighBandwidthPeers) {
        const auto outbound = [&](PeerId id) { return !m_peers.at(id).facts.origin.inbound(); };
        const bool last_outbound = !outbound(peer) && outbound(m_high_bandwidth.front()) &&
                                   std::ranges::count_if(m_high_bandwidth, outbound) == 1;
        // Whoever connects to us cannot take all places.
        if (last_outbound) std::swap(m_high_bandwidth[0], m_high_bandwidth[1]);
        m_context.peers.send(m_high_bandwidth.front(), wire::SendCompact{0, kVersion});
        m_high_bandwidth.pop_front();
    }
    m_high_bandwidth.push_back(peer);
    m_context.peers.send(peer, wire::SendCompact{1, kVersion});
}

InventoryType CompactBlocks::request_type(PeerId peer) const {
    const auto found = m_peers.find(peer);
    const bool compact = found != m_peers.end() && found->second.supports && m_parts.pool != nullptr;
    return compact ? InventoryType::CompactBlock : InventoryType::WitnessBlock;
}

// ---- what we give -----------------------------------------------------------------------------------------

const wire::CompactBlock& CompactBlocks::compact(const std::shared_ptr<const Block>& block,
                                                 std::span<const uint32_t> lacked) {
    if (m_made && m_made->hash == block->hash()) return m_made->message;
    std::vector<uint32_t> prefill;
    size_t bytes = 0;
    for (const uint32_t place : lacked) {
        bytes += block->transactions()[place].total_size();
        if (bytes > kMaxPrefillBytes) break;
        prefill.push_back(place);
    }
    m_made = {block->hash(), relay::make_compact(block, m_context.environment.random.u64(), prefill), block};
    return m_made->message;
}

bool CompactBlocks::announce(PeerId peer, const HeaderNode& node) {
    const State* state = find(peer);
    if (state == nullptr || !state->wants_unasked) return false;
    if (!m_made || m_made->hash != node.hash) {
        const auto block = m_context.chain.recent_block(node.hash);
        if (block == nullptr) return false;
        compact(block);
    }
    m_context.peers.send(peer, m_made->message);
    return true;
}

/// Before it has been validated: its header has the work, and its transactions are those the header names.
void CompactBlocks::pass_on(const HeaderNode& node) {
    if (node.height <= m_passed_on || m_context.chain.snapshot()->initial_block_download) return;
    m_passed_on = node.height;
    for (const auto& [peer, state] : m_peers) {
        if (!state.wants_unasked || m_parts.chains.has(peer, node)) continue;
        if (node.parent() == nullptr || !m_parts.chains.has(peer, *node.parent())) continue;
        m_context.peers.send(peer, m_made->message);
        m_parts.chains.told(peer, node);
    }
}

std::optional<wire::Message> CompactBlocks::make(const base::Bytes& raw) {
    auto block = Block::parse(raw);
    if (!block) return std::nullopt;
    return compact(*block);
}

void CompactBlocks::handle(PeerId peer, const wire::GetBlockTransactions& message) {
    if (find(peer) == nullptr) return;
    if (message.indexes.empty()) return m_context.peers.disconnect(peer, "getblocktxn for nothing");
    // Who was told of it before it was validated does not wait for that either.
    if (m_made && m_made->hash == message.block) return send_transactions(peer, message, m_made->block);
    if (const auto recent = m_context.chain.recent_block(message.block))
        return send_transactions(peer, message, recent);
    const auto snapshot = m_context.chain.snapshot();
    const HeaderNode* node = m_context.chain.find(message.block);
    if (node == nullptr || !node->has_block()) return;
    if (node->height < snapshot->height() - kMaxDepth || !snapshot->contains(*node)) {
        // Few transactions for much reading: it gets the block, which its bandwidth pays for too.
        const wire::InventoryHash hash(node->hash.bytes());
        return m_parts.serve(peer, {{{InventoryType::WitnessBlock, hash}}});
    }
    m_parts.control.pause(peer);
    m_context.chain.read_block(*node, [this, peer, message, alive = std::weak_ptr(m_alive)](
                                          const std::shared_ptr<const base::Bytes>& raw) {
        if (!alive.lock()) return;
        m_parts.control.resume(peer);
        if (raw == nullptr || find(peer) == nullptr) return;
        if (const auto block = Block::parse(*raw)) send_transactions(peer, message, *block);
    });
}

void CompactBlocks::send_transactions(PeerId peer, const wire::GetBlockTransactions& request,
                                      const std::shared_ptr<const Block>& block) {
    wire::BlockTransactions answer{request.block, {}};
    for (const uint32_t index : request.indexes) {
        if (index >= block->transactions().size())
            return m_context.peers.discourage(peer, "getblocktxn beyond the end of the block");
        answer.transactions.push_back(relay::transaction_of(block, index));
    }
    m_context.peers.send(peer, std::move(answer));
}

// ---- what we take -----------------------------------------------------------------------------------------

bool CompactBlocks::is_needed(const HeaderNode& node) const {
    return !node.has_block() && node.transaction_count() == 0 && !node.failed() &&
           !m_parts.blocks.in_work(node.hash);
}

void CompactBlocks::handle(PeerId peer, wire::CompactBlock message) {
    if (find(peer) == nullptr) return;
    const BlockHash hash = message.header.hash();
    if (!consensus::check_header_work(hash, message.header.bits, m_context.chain.params().consensus))
        return m_context.peers.discourage(peer, "a compact block without proof of work");
    if (const HeaderNode* node = m_context.chain.find(hash)) return take(peer, message, *node);
    const HeaderNode* parent = m_context.chain.find(message.header.previous);
    if (parent == nullptr) {
        if (!m_context.chain.snapshot()->initial_block_download) m_parts.ask_for_missing(peer);
        return;
    }
    if (parent->chain_work + consensus::work_of(message.header.bits) < m_parts.work_threshold()) return;
    std::vector<primitives::BlockHeader> headers{message.header};
    m_parts.control.pause(peer);
    auto shared = std::make_shared<const wire::CompactBlock>(std::move(message));
    m_context.chain.submit_headers(std::move(headers), [this, peer, shared, alive = std::weak_ptr(m_alive)](
                                                           const chain::HeadersResult& result) {
        if (!alive.lock()) return;
        m_parts.control.resume(peer);
        if (find(peer) != nullptr) header_taken(peer, *shared, result);
    });
}

void CompactBlocks::header_taken(PeerId peer, const wire::CompactBlock& message,
                                 const chain::HeadersResult& result) {
    if (!result.error) {
        if (result.last != nullptr) take(peer, message, *result.last);
        return;
    }
    const FailureClass failure = result.error->failure;
    const bool fault = failure == FailureClass::InvalidHeader || failure == FailureClass::InvalidPrev ||
                       failure == FailureClass::MissingPrev;
    if (fault) m_context.peers.discourage(peer, "a compact block's header: " + result.error->reason);
}

/// Its header is in the tree.
void CompactBlocks::take(PeerId peer, const wire::CompactBlock& message, const HeaderNode& node) {
    m_parts.chains.announced(peer, node.hash);
    const auto snapshot = m_context.chain.snapshot();
    const bool asked = m_parts.blocks.in_flight_from(peer, node.hash);
    if (!is_needed(node)) return m_parts.blocks.forget_request(peer, node.hash);
    const bool near = node.height <= snapshot->height() + kMaxAhead &&
                      node.chain_work >= snapshot->tip->chain_work && !snapshot->initial_block_download;
    if (near) return begin(peer, message, node);
    if (asked) return m_parts.blocks.ask_for_whole(peer, node);
    m_parts.headers_arrived(peer, node);
}

/// The last of the three that may be asked for one block is one we have connected to, among those that may
/// send unasked.
bool CompactBlocks::may_ask(PeerId peer, const HeaderNode& node) {
    if (m_parts.blocks.in_flight_from(peer, node.hash)) return true;
    const size_t asked = m_parts.blocks.peers_asked(node.hash);
    if (asked > 0 && std::ranges::find(m_high_bandwidth, peer) == m_high_bandwidth.end()) return false;
    const bool last = asked + 1 == BlockDownload::kMaxPeersPerBlock;
    if (last && m_peers.at(peer).facts.origin.inbound()) return false;
    return m_parts.blocks.note_request(peer, node);
}

void CompactBlocks::fill(BlockReconstruction& block) const {
    for (const TransactionPtr& transaction : m_extra)
        block.offer(transaction);
    if (m_parts.pool == nullptr || block.complete()) return;
    m_parts.pool->for_each([&](const relay::PoolEntry& entry) {
        block.offer(entry.transaction);
        return true;
    });
}

void CompactBlocks::begin(PeerId peer, const wire::CompactBlock& message, const HeaderNode& node) {
    const bool known = std::ranges::any_of(
        m_partials, [&](const Partial& partial) { return partial.peer == peer && partial.node == &node; });
    if (known) return;
    auto block = BlockReconstruction::begin(message);
    if (!block && block.error() == ReconstructionFault::Malformed) {
        m_parts.blocks.forget_request(peer, node.hash);
        return m_context.peers.discourage(peer, "a malformed compact block");
    }
    if (block) {
        fill(*block);
        if (block->complete()) return put_together(peer, node, *block, {});
    }
    if (!may_ask(peer, node)) return;
    if (!block) return m_parts.blocks.ask_for_whole(peer, node);
    m_context.peers.send(peer, wire::GetBlockTransactions{node.hash, block->missing()});
    base::log_debug(Category::Cmpctblock, "peer {}: {} of {} transactions are asked for", peer, block->open(),
                    block->size());
    m_partials.push_back({&node, peer, std::move(*block)});
}

void CompactBlocks::handle(PeerId peer, const wire::BlockTransactions& message) {
    const auto found = std::ranges::find_if(m_partials, [&](const Partial& partial) {
        return partial.peer == peer && partial.node->hash == message.block;
    });
    if (found == m_partials.end()) return;
    const Partial partial = std::move(*found);
    m_partials.erase(found);
    if (!is_needed(*partial.node)) return;
    if (!message.too_much) return put_together(peer, *partial.node, partial.block, message.transactions);
    if (may_ask(peer, *partial.node)) m_parts.blocks.ask_for_whole(peer, *partial.node);
}

void CompactBlocks::put_together(PeerId peer, const HeaderNode& node, const BlockReconstruction& block,
                                 std::span<const TransactionPtr> rest) {
    const std::vector<uint32_t> lacked = block.missing();
    auto whole = block.finish(rest);
    if (!whole && whole.error() == ReconstructionFault::WrongCount) {
        m_parts.blocks.forget_request(peer, node.hash);
        return m_context.peers.discourage(peer, "other transactions than were asked for");
    }
    if (!whole) {
        if (may_ask(peer, node)) m_parts.blocks.ask_for_whole(peer, node);
        return;
    }
    forget(node.hash);
    compact(*whole, lacked);
    pass_on(node);
    m_parts.blocks.deliver(peer, std::move(*whole), BlockDownload::Source::Compact);
}

void CompactBlocks::forget(const BlockHash& hash) {
    std::erase_if(m_partials, [&](const Partial& partial) { return partial.node->hash == hash; });
}

void CompactBlocks::remember(const TransactionPtr& transaction) {
    if (transaction->total_size() > kMaxExtraBytes / kMaxExtra) return;
    m_extra.push_back(transaction);
    if (m_extra.size() > kMaxExtra) m_extra.pop_front();
}

}  // namespace quanta::sync
