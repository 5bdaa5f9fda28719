// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/block_download.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "consensus/rules.h"

namespace quanta::sync {

using base::Category;
using base::Err;
using chain::HeaderNode;
using chain::Snapshot;
using consensus::FailureClass;
using primitives::BlockHash;
using primitives::Height;

namespace {

constexpr std::chrono::milliseconds kTick{500};
/// A peer is asked again when it may be asked for so many: fewer and longer messages.
constexpr size_t kRefill = 4;
/// Headers looked at in one go on the way up a chain.
constexpr Height kStride = 128;

wire::Inventory entry_of(const HeaderNode& node, wire::InventoryType type) {
    return {type, wire::InventoryHash(node.hash.bytes())};
}

bool names_block(wire::InventoryType type) {
    return type == wire::InventoryType::Block || type == wire::InventoryType::WitnessBlock ||
           type == wire::InventoryType::CompactBlock;
}

/// The ancestors of `end` from `first` to `last`, lowest first.
std::vector<const HeaderNode*> path(const HeaderNode& end, Height first, Height last) {
    std::vector<const HeaderNode*> nodes(static_cast<size_t>(last - first + 1));
    const HeaderNode* at = end.at(last);
    for (auto slot = nodes.rbegin(); slot != nodes.rend(); ++slot, at = at->parent())
        *slot = at;
    return nodes;
}

}  // namespace

BlockDownload::BlockDownload(const Context& context, PeerChains& chains, PeerControl& control)
    : m_context(context),
      m_chains(chains),
      m_control(control),
      m_timer(context.environment.scheduler, kTick,
              [this] {
                  check_times();
                  request_blocks();
              }),
      m_last_tip_height(context.chain.snapshot()->height()) {}

BlockDownload::PeerState* BlockDownload::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? nullptr : &found->second;
}

void BlockDownload::peer_ready(const PeerFacts& facts) {
    const bool chosen = !facts.origin.inbound() || facts.origin.may(net::kPermitNoBan);
    PeerState& state = m_peers[facts.id()];
    state.facts = facts;
    state.preferred =
        chosen && facts.serves_all_blocks() && facts.origin.type != net::ConnectionType::AddressFetch;
    m_preferred += state.preferred ? 1 : 0;
    m_order.push_back(facts.id());
    m_timer.start();
}

void BlockDownload::peer_gone(PeerId peer) {
    PeerState* state = find(peer);
    if (state == nullptr) return;
    for (const HeaderNode* node : std::vector(state->in_flight))
        take_request(peer, node->hash);
    m_preferred -= state->preferred ? 1 : 0;
    m_peers.erase(peer);
    std::erase(m_order, peer);
    m_timer.run(!m_peers.empty());
    request_blocks();
}

void BlockDownload::tip_changed(const std::shared_ptr<const Snapshot>& snapshot) {
    if (snapshot->height() > m_last_tip_height)
        m_stall_limit_us = std::max(kMinStallUs, m_stall_limit_us * 85 / 100);
    m_last_tip_height = snapshot->height();
    request_blocks();
}

// ---- what to ask for --------------------------------------------------------------------------------------

bool BlockDownload::is_missing(const HeaderNode& node) const {
    return !node.has_block() && node.transaction_count() == 0 && !m_in_work.contains(node.hash);
}

bool BlockDownload::wanted_from(const PeerState& state, const Snapshot& snapshot) const {
    if (!state.facts.serves_blocks() || state.holding) return false;
    if (state.facts.origin.type == net::ConnectionType::AddressFetch) return false;
    if (!snapshot.initial_block_download) return true;
    return state.facts.serves_all_blocks() && (state.preferred || m_preferred == 0);
}

/// The last block of which we know that we have it and all before it on the way to `best`.
const HeaderNode& BlockDownload::common_start(PeerId peer, const HeaderNode& best, const Snapshot& snapshot) {
    const auto* start = static_cast<const HeaderNode*>(consensus::fork_point(snapshot.tip, &best));
    if (const HeaderNode* last = m_chains.last_common(peer)) {
        // The peer may be on another chain than before.
        const auto* common = static_cast<const HeaderNode*>(consensus::fork_point(last, &best));
        if (common->height > start->height) start = common;
    }
    m_chains.set_last_common(peer, start);
    return *start;
}

bool BlockDownload::serves(const PeerState& state, const HeaderNode& best, const HeaderNode& node) const {
    if (state.lacking.contains(node.hash)) return false;
    return state.facts.serves_all_blocks() || best.height - node.height < kLimitedBlocks;
}

BlockDownload::Choice BlockDownload::choose(PeerId peer, const PeerState& state, const Snapshot& snapshot,
                                            size_t room) {
    Choice choice;
    const HeaderNode* best = m_chains.best_known(peer);
    if (best == nullptr || best->chain_work < snapshot.tip->chain_work) return choice;
    if (best->chain_work < m_context.chain.minimum_chain_work()) return choice;
    const HeaderNode& start = common_start(peer, *best, snapshot);
    const Height window_end = start.height + kWindow;
    const Height last = std::min(best->height, window_end + 1);
    bool gapless = true;
    for (Height height = start.height + 1; height <= last; height += kStride) {
        for (const HeaderNode* node : path(*best, height, std::min(last, height + kStride - 1))) {
            if (node->failed()) return choice;
            gapless = gapless && node->chain_transaction_count() > 0;
            if (gapless) m_chains.set_last_common(peer, node);
            if (!is_missing(*node)) continue;
            if (m_asked.contains(node->hash) || serves(state, *best, *node)) {
                if (!consider(peer, *node, window_end, choice) || choice.blocks.size() == room) return choice;
            }
        }
    }
    return choice;
}

bool BlockDownload::consider(PeerId peer, const HeaderNode& node, Height window_end, Choice& choice) {
    if (const auto asked = m_asked.find(node.hash); asked != m_asked.end()) {
        if (choice.waited_for.size() < kMaxInFlightPerPeer) choice.waited_for.push_back(&node);
        return true;
    }
    if (node.height <= window_end) {
        choice.blocks.push_back(&node);
        return true;
    }
    // Only what another peer owes us keeps the window where it is.
    if (choice.blocks.empty() && !choice.waited_for.empty()) {
        const PeerId owing = m_asked.at(choice.waited_for.front()->hash).front();
        if (owing != peer) choice.staller = owing;
    }
    return false;
}

void BlockDownload::request_blocks() {
    const auto snapshot = m_context.chain.snapshot();
    for (const PeerId peer : m_order)
        request_from(peer, m_peers.at(peer), *snapshot);
}

void BlockDownload::request_from(PeerId peer, PeerState& state, const Snapshot& snapshot) {
    if (state.in_flight.size() + kRefill > kMaxInFlightPerPeer || !wanted_from(state, snapshot)) return;
    const Choice choice = choose(peer, state, snapshot, kMaxInFlightPerPeer - state.in_flight.size());
    if (!choice.blocks.empty()) ask(peer, state, choice.blocks);
    if (choice.blocks.empty() && state.in_flight.empty()) ask_for_overdue(peer, state, choice);
    if (choice.staller && state.in_flight.empty()) note_staller(*choice.staller);
}

/// Whether all who were asked for it have let us wait.
bool BlockDownload::is_overdue(const HeaderNode& node, int64_t now_us) const {
    const std::vector<PeerId>& asked = m_asked.at(node.hash);
    return asked.size() < kMaxPeersPerBlock && std::ranges::all_of(asked, [&](PeerId owing) {
               return !m_control.paused(owing) && now_us - m_peers.at(owing).oldest_since_us > kOverdueUs;
           });
}

/// Rationale: a peer that keeps the last blocks to itself would hold us up until its time is over, as there
/// is nothing beyond them that it could be seen to keep others from.
void BlockDownload::ask_for_overdue(PeerId peer, PeerState& state, const Choice& choice) {
    if (choice.waited_for.empty()) return;
    const int64_t now = m_context.environment.clock.steady_us();
    const HeaderNode& best = *m_chains.best_known(peer);
    std::vector<const HeaderNode*> wanted;
    for (const HeaderNode* node : choice.waited_for) {
        if (is_overdue(*node, now) && serves(state, best, *node)) wanted.push_back(node);
    }
    if (!wanted.empty()) ask(peer, state, wanted);
}

void BlockDownload::note_staller(PeerId peer) {
    PeerState* state = find(peer);
    if (state == nullptr || state->stalling_since_us || m_control.paused(peer)) return;
    state->stalling_since_us = m_context.environment.clock.steady_us();
    base::log_debug(Category::Net, "peer {} keeps us from fetching more blocks", peer);
}

void BlockDownload::ask(PeerId peer, PeerState& state, const std::vector<const HeaderNode*>& nodes,
                        wire::InventoryType type) {
    wire::GetData message;
    for (const HeaderNode* node : nodes) {
        message.entries.push_back(entry_of(*node, type));
        add_request(peer, state, *node);
    }
    m_context.peers.send(peer, std::move(message));
}

void BlockDownload::headers_arrived(PeerId peer, const HeaderNode& node) {
    PeerState* state = find(peer);
    const auto snapshot = m_context.chain.snapshot();
    if (state == nullptr || !wanted_from(*state, *snapshot)) return;
    if (node.chain_work < snapshot->tip->chain_work || node.failed()) return;
    const int64_t near = kDirectFetchBlocks * m_context.chain.params().consensus.pow_target_spacing_s;
    const bool direct =
        static_cast<int64_t>(snapshot->tip->time) > m_context.environment.clock.system_time_s() - near;
    const auto nodes = direct ? path_from_tip(node, *snapshot) : std::nullopt;
    if (!nodes) return request_from(peer, *state, *snapshot);
    std::vector<const HeaderNode*> wanted;
    for (const HeaderNode* at : *nodes) {
        if (wanted.size() + state->in_flight.size() == kMaxInFlightPerPeer) break;
        if (is_missing(*at) && !m_asked.contains(at->hash) && serves(*state, node, *at)) wanted.push_back(at);
    }
    if (wanted.empty()) return;
    auto type = wire::InventoryType::WitnessBlock;
    if (m_tip_request && wanted.size() == 1 && wanted.front()->parent() == snapshot->tip)
        type = m_tip_request(peer, *wanted.front());
    ask(peer, *state, wanted, type);
}

/// What leads from the active chain to `node`, if that is not far.
std::optional<std::vector<const HeaderNode*>> BlockDownload::path_from_tip(const HeaderNode& node,
                                                                           const Snapshot& snapshot) const {
    std::vector<const HeaderNode*> nodes;
    for (const HeaderNode* at = &node; !snapshot.contains(*at); at = at->parent()) {
        if (nodes.size() == kMaxInFlightPerPeer) return std::nullopt;
        nodes.push_back(at);
    }
    std::reverse(nodes.begin(), nodes.end());
    return nodes;
}

base::Result<void, std::string> BlockDownload::fetch(PeerId peer, const HeaderNode& node) {
    PeerState* state = find(peer);
    if (state == nullptr) return Err(std::string("Peer does not exist"));
    if (!state->facts.offers(wire::kServiceWitness)) return Err(std::string("Pre-SegWit peer"));
    if (in_flight_from(peer, node.hash)) return Err(std::string("Already requested from this peer"));
    forget_everywhere(node.hash);
    ask(peer, *state, {&node});
    return {};
}

// ---- who was asked for what -------------------------------------------------------------------------------

void BlockDownload::add_request(PeerId peer, PeerState& state, const HeaderNode& node) {
    if (state.in_flight.empty()) state.oldest_since_us = m_context.environment.clock.steady_us();
    state.in_flight.push_back(&node);
    m_asked[node.hash].push_back(peer);
}

bool BlockDownload::take_request(PeerId peer, const BlockHash& hash) {
    const auto asked = m_asked.find(hash);
    if (asked == m_asked.end() || std::erase(asked->second, peer) == 0) return false;
    if (asked->second.empty()) m_asked.erase(asked);
    PeerState& state = m_peers.at(peer);
    if (state.in_flight.front()->hash == hash)
        state.oldest_since_us = m_context.environment.clock.steady_us();
    std::erase_if(state.in_flight, [&](const HeaderNode* node) { return node->hash == hash; });
    state.stalling_since_us.reset();
    return true;
}

void BlockDownload::forget_everywhere(const BlockHash& hash) {
    const auto asked = m_asked.find(hash);
    if (asked == m_asked.end()) return;
    for (const PeerId peer : std::vector(asked->second))
        take_request(peer, hash);
}

bool BlockDownload::note_request(PeerId peer, const HeaderNode& node) {
    PeerState* state = find(peer);
    if (state == nullptr || in_flight_from(peer, node.hash)) return state != nullptr;
    if (state->in_flight.size() >= kMaxInFlightPerPeer || peers_asked(node.hash) >= kMaxPeersPerBlock)
        return false;
    add_request(peer, *state, node);
    return true;
}

bool BlockDownload::in_flight_from(PeerId peer, const BlockHash& hash) const {
    const auto asked = m_asked.find(hash);
    return asked != m_asked.end() && std::ranges::find(asked->second, peer) != asked->second.end();
}

bool BlockDownload::anything_in_flight_from(PeerId peer) const {
    const auto found = m_peers.find(peer);
    return found != m_peers.end() && !found->second.in_flight.empty();
}

size_t BlockDownload::peers_asked(const BlockHash& hash) const {
    const auto asked = m_asked.find(hash);
    return asked == m_asked.end() ? 0 : asked->second.size();
}

void BlockDownload::forget_request(PeerId peer, const BlockHash& hash) {
    take_request(peer, hash);
}

void BlockDownload::ask_for_whole(PeerId peer, const HeaderNode& node) {
    m_context.peers.send(peer, wire::GetData{{entry_of(node, wire::InventoryType::WitnessBlock)}});
}

// ---- what arrives -----------------------------------------------------------------------------------------

void BlockDownload::handle(PeerId peer, wire::RawBlock block) {
    if (find(peer) == nullptr) return;
    const BlockHash hash = block.hash();
    const HeaderNode* node = m_context.chain.find(hash);
    const bool asked = take_request(peer, hash);
    // One that others were asked for too may have come from them.
    const bool wanted = asked && node != nullptr && !node->has_block() && !m_in_work.contains(hash);
    if (wanted || (!asked && accepts_unasked(block)))
        take_delivery({peer, hash, Source::Whole, std::move(block.raw)});
    if (PeerState* state = find(peer)) request_from(peer, *state, *m_context.chain.snapshot());
}

void BlockDownload::deliver(PeerId peer, std::shared_ptr<const primitives::Block> block, Source source) {
    const BlockHash hash = block->hash();
    take_request(peer, hash);
    if (!m_in_work.contains(hash)) take_delivery({peer, hash, source, std::move(block)});
}

/// Blocks nobody asked for are taken when they may become the tip soon.
bool BlockDownload::accepts_unasked(const wire::RawBlock& block) const {
    codec::Reader reader(block.raw);
    const auto header = primitives::BlockHeader::parse(reader);
    if (!header) return false;
    const BlockHash hash = header->hash();
    const HeaderNode* known = m_context.chain.find(hash);
    if (m_in_work.contains(hash) || (known != nullptr && (!is_missing(*known) || known->failed())))
        return false;
    const HeaderNode* parent = m_context.chain.find(header->previous);
    if (parent == nullptr || parent->failed()) return false;
    const auto snapshot = m_context.chain.snapshot();
    const primitives::Uint256 work = parent->chain_work + consensus::work_of(header->bits);
    return parent->height + 1 <= snapshot->height() + kMaxUnaskedAhead && work >= snapshot->tip->chain_work &&
           work >= m_context.chain.minimum_chain_work();
}

void BlockDownload::take_delivery(Delivery delivery) {
    m_in_work.insert(delivery.hash);
    if (m_submitted < m_context.chain.max_blocks_in_work()) return pass_on(std::move(delivery));
    // The chain is the slower one now: who delivers waits with it.
    PeerState* state = find(delivery.peer);
    if (state != nullptr && !state->holding) {
        state->holding = true;
        m_control.pause(delivery.peer);
    }
    m_held.push_back(std::move(delivery));
}

void BlockDownload::pass_on(Delivery delivery) {
    ++m_submitted;
    Body body = std::exchange(delivery.body, Body());
    auto done = [this, delivery = std::move(delivery),
                 alive = std::weak_ptr(m_alive)](const chain::SubmitResult& result) {
        if (alive.lock()) settled(delivery, result);
    };
    std::visit([&](auto& block) { m_context.chain.submit_block(std::move(block), std::move(done)); }, body);
}

void BlockDownload::settled(const Delivery& delivery, const chain::SubmitResult& result) {
    --m_submitted;
    m_in_work.erase(delivery.hash);
    if (!result) {
        judge(delivery, result.error());
    } else {
        forget_everywhere(delivery.hash);
        PeerState* state = find(delivery.peer);
        if (state != nullptr && *result != chain::Submitted::Duplicate) {
            state->last_block_s = m_context.environment.clock.system_time_s();
            m_control.change_merit(delivery.peer,
                                   [&](net::PeerMerit& merit) { merit.last_block_s = state->last_block_s; });
            if (m_delivered && !m_context.chain.snapshot()->initial_block_download)
                m_delivered(delivery.peer);
        }
    }
    room_again();
}

void BlockDownload::room_again() {
    while (!m_held.empty() && m_submitted < m_context.chain.max_blocks_in_work()) {
        Delivery delivery = std::move(m_held.front());
        m_held.pop_front();
        const PeerId peer = delivery.peer;
        pass_on(std::move(delivery));
        PeerState* state = find(peer);
        const bool more =
            std::ranges::any_of(m_held, [&](const Delivery& held) { return held.peer == peer; });
        if (state == nullptr || !state->holding || more) continue;
        state->holding = false;
        state->oldest_since_us = m_context.environment.clock.steady_us();
        m_control.resume(peer);
        request_from(peer, *state, *m_context.chain.snapshot());
    }
}

void BlockDownload::judge(const Delivery& delivery, const consensus::BlockError& error) {
    const PeerState* state = find(delivery.peer);
    if (state == nullptr) return;
    const net::PeerOrigin origin = state->facts.origin;
    const std::string reason = "an invalid block: " + error.reason;
    switch (error.failure) {
        case FailureClass::Mutated:
        case FailureClass::InvalidHeader:
        case FailureClass::InvalidPrev:
        case FailureClass::MissingPrev:
            return m_context.peers.discourage(delivery.peer, reason);
        case FailureClass::Consensus:
            // Compact blocks may be passed on before they have been validated (BIP152).
            if (delivery.source == Source::Whole) m_context.peers.discourage(delivery.peer, reason);
            return;
        case FailureClass::CachedInvalid:
            if (delivery.source == Source::Whole && !origin.inbound() &&
                origin.type != net::ConnectionType::Manual)
                m_context.peers.discourage(delivery.peer, reason);
            return;
        case FailureClass::Internal:
            // We fail ourselves, which ends more than a connection.
        case FailureClass::TimeFuture:
        case FailureClass::LowWork:
            return;
    }
}

void BlockDownload::handle(PeerId peer, const wire::NotFound& message) {
    PeerState* state = find(peer);
    if (state == nullptr || message.entries.size() > kMaxNotFound) return;
    for (const wire::Inventory& entry : message.entries) {
        const BlockHash hash(entry.hash.bytes());
        if (!names_block(entry.type) || !take_request(peer, hash)) continue;
        state->lacking.insert(hash);
        if (state->lacking.size() > kMaxLacking)
            return m_context.peers.disconnect(peer, "it has none of the blocks it announces");
    }
}

// ---- time -------------------------------------------------------------------------------------------------

void BlockDownload::check_times() {
    const int64_t now = m_context.environment.clock.steady_us();
    for (const PeerId peer : std::vector(m_order)) {
        PeerState* state = find(peer);
        if (state == nullptr) continue;
        if (const char* reason = overdue(peer, *state, now)) m_context.peers.disconnect(peer, reason);
    }
}

/// Why the peer has to go; null when it has not.
const char* BlockDownload::overdue(PeerId peer, PeerState& state, int64_t now_us) {
    if (m_control.paused(peer)) {
        // What it has sent meanwhile we have not looked at.
        state.oldest_since_us = now_us;
        state.stalling_since_us.reset();
        return nullptr;
    }
    if (state.stalling_since_us && now_us - *state.stalling_since_us > m_stall_limit_us) {
        m_stall_limit_us = std::min(kMaxStallUs, 2 * m_stall_limit_us);
        return "it keeps us from fetching more blocks";
    }
    if (!state.in_flight.empty() && now_us - state.oldest_since_us > delivery_limit_us(peer))
        return "it took too long to send a block";
    return nullptr;
}

int64_t BlockDownload::delivery_limit_us(PeerId peer) const {
    const auto others = std::ranges::count_if(
        m_peers, [&](const auto& entry) { return entry.first != peer && !entry.second.in_flight.empty(); });
    const int64_t spacing_us = m_context.chain.params().consensus.pow_target_spacing_s * 1'000'000;
    return spacing_us + spacing_us * others / 2;
}

void BlockDownload::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    report.last_block_s = found->second.last_block_s;
    for (const HeaderNode* node : found->second.in_flight)
        report.in_flight_heights.push_back(node->height);
}

}  // namespace quanta::sync
