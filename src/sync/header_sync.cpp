// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/header_sync.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "consensus/rules.h"

namespace quanta::sync {

using base::Category;
using chain::HeaderNode;
using chain::Snapshot;
using consensus::FailureClass;
using net::ConnectionType;
using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Uint256;

namespace {

constexpr std::chrono::seconds kCheckInterval{5};
/// Hashes of a locator that follow one another before the distances grow.
constexpr int kLocatorDense = 10;

bool is_kept_by_operator(const net::PeerOrigin& origin) {
    return origin.type == ConnectionType::Manual;
}

/// Connections whose place would better go to a peer with the right chain.
bool is_automatic_outbound(const net::PeerOrigin& origin) {
    return origin.type == ConnectionType::OutboundFullRelay || origin.type == ConnectionType::BlockRelayOnly;
}

}  // namespace

std::vector<BlockHash> make_locator(const HeaderNode& node) {
    std::vector<BlockHash> locator;
    primitives::Height step = 1;
    for (const HeaderNode* at = &node; at != nullptr;) {
        locator.push_back(at->hash);
        if (at->height == 0) break;
        if (locator.size() > kLocatorDense) step *= 2;
        at = at->at(std::max(0, at->height - step));
    }
    return locator;
}

HeaderSync::HeaderSync(const Context& context, PeerChains& chains, PeerControl& control, Arrived arrived)
    : m_context(context),
      m_chains(chains),
      m_control(control),
      m_arrived(std::move(arrived)),
      m_timer(context.environment.scheduler, kCheckInterval, [this] { check_deadlines(); }) {}

HeaderSync::PeerState* HeaderSync::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? nullptr : &found->second;
}

void HeaderSync::peer_ready(const PeerFacts& facts) {
    PeerState& state = m_peers[facts.id()];
    state.facts = facts;
    state.preferred = facts.serves_blocks() && facts.origin.type != ConnectionType::AddressFetch &&
                      (!facts.origin.inbound() || facts.origin.may(net::kPermitNoBan));
    m_preferred += state.preferred ? 1 : 0;
    m_order.push_back(facts.id());
    start_peers();
}

void HeaderSync::peer_gone(PeerId peer) {
    PeerState* state = find(peer);
    if (state == nullptr) return;
    m_preferred -= state->preferred ? 1 : 0;
    end_start(*state);
    m_peers.erase(peer);
    std::erase(m_order, peer);
    start_peers();
}

void HeaderSync::tip_changed(const std::shared_ptr<const Snapshot>&) {
    start_peers();
}

bool HeaderSync::is_near_tip(const Snapshot& snapshot) const {
    const int64_t now = m_context.environment.clock.system_time_s();
    return static_cast<int64_t>(snapshot.best_header->time) > now - kNearTip_s;
}

/// One peer is enough while far from the tip: all would send the same.
void HeaderSync::start_peers() {
    const auto snapshot = m_context.chain.snapshot();
    if (m_at_work > 0 && !is_near_tip(*snapshot)) return;
    for (const PeerId peer : m_order) {
        PeerState& state = m_peers.at(peer);
        if (may_start(state, *snapshot)) start(peer, state, *snapshot);
    }
}

bool HeaderSync::may_start(const PeerState& state, const Snapshot& snapshot) const {
    if (state.started || !state.facts.serves_blocks()) return false;
    if (state.facts.origin.type == ConnectionType::AddressFetch) return false;
    if (is_near_tip(snapshot)) return true;
    return m_at_work == 0 && (state.preferred || m_preferred == 0);
}

void HeaderSync::start(PeerId peer, PeerState& state, const Snapshot& snapshot) {
    const HeaderNode& best = *snapshot.best_header;
    // From the parent on: the answer is not empty then, and tells what the peer has.
    if (!ask_from(peer, state, best.parent() != nullptr ? *best.parent() : best)) return;
    state.started = true;
    state.at_work = true;
    ++m_at_work;
    const auto& environment = m_context.environment;
    const int64_t age = environment.clock.system_time_s() - static_cast<int64_t>(best.time);
    const int64_t expected =
        std::max<int64_t>(0, age / m_context.chain.params().consensus.pow_target_spacing_s);
    state.deadline_us = environment.clock.steady_us() + kDownloadBaseUs + expected * 1000;
    m_timer.start();
    base::log_debug(Category::Net, "peer {}: asked for headers after height {}", peer, best.height);
}

void HeaderSync::end_start(PeerState& state) {
    m_at_work -= state.at_work ? 1 : 0;
    state.at_work = false;
    state.started = false;
    state.deadline_us.reset();
}

/// Somebody else is asked, too.
void HeaderSync::end_turn(PeerState& state) {
    if (!std::exchange(state.at_work, false)) return;
    --m_at_work;
    start_peers();
}

/// It has told all it has; others may have more.
void HeaderSync::finish_turn(PeerState& state) {
    state.deadline_us.reset();
    end_turn(state);
}

bool HeaderSync::ask(PeerId peer, PeerState& state, std::vector<BlockHash> locator) {
    const int64_t now = m_context.environment.clock.steady_us();
    if (state.asked_us && now - *state.asked_us < kResponseUs) return false;
    state.asked_us = now;
    m_context.peers.send(peer, wire::GetHeaders{std::move(locator), {}});
    return true;
}

bool HeaderSync::ask_from(PeerId peer, PeerState& state, const HeaderNode& node) {
    return ask(peer, state, make_locator(node));
}

void HeaderSync::ask_for_missing(PeerId peer) {
    if (PeerState* state = find(peer)) ask_from(peer, *state, *m_context.chain.snapshot()->best_header);
}

void HeaderSync::handle(PeerId peer, const wire::Inv& message) {
    PeerState* state = find(peer);
    if (state == nullptr) return;
    std::optional<BlockHash> unknown;
    for (const wire::Inventory& entry : message.entries) {
        if (entry.type != wire::InventoryType::Block) continue;
        const BlockHash hash(entry.hash.bytes());
        m_chains.announced(peer, hash);
        if (m_context.chain.find(hash) == nullptr) unknown = hash;
    }
    if (unknown) announced(peer, *state, *unknown);
}

/// `peer` has a block we have never heard of.
void HeaderSync::announced(PeerId peer, PeerState& state, const BlockHash& hash) {
    if (!state.started) {
        // During the initial download one more peer may tell how the chain goes on, in case the first one
        // keeps it to itself. One for each block.
        if (state.asked_by_inv || hash == m_last_inv) return;
        state.asked_by_inv = true;
        m_last_inv = hash;
    }
    ask_from(peer, state, *m_context.chain.snapshot()->best_header);
}

Uint256 HeaderSync::work_threshold() const {
    const HeaderNode& tip = *m_context.chain.snapshot()->tip;
    const Uint256 buffer = std::min(consensus::work_of(tip.bits) * kWorkBufferBlocks, tip.chain_work);
    return std::max(tip.chain_work - buffer, m_context.chain.minimum_chain_work());
}

/// What is wrong with headers whatever they stand on; null when nothing is.
const char* HeaderSync::fault(const Batch& batch) const {
    const auto& consensus = m_context.chain.params().consensus;
    for (size_t i = 0; i < batch.headers.size(); ++i) {
        if (i > 0 && batch.headers[i].previous != batch.hashes[i - 1]) return "headers that do not continue";
        if (!consensus::check_header_work(batch.hashes[i], batch.headers[i].bits, consensus))
            return "a header without proof of work";
    }
    return nullptr;
}

void HeaderSync::handle(PeerId peer, wire::Headers message) {
    PeerState* state = find(peer);
    if (state == nullptr) return;
    state->asked_us.reset();
    if (message.headers.empty()) {
        state->presync.reset();
        return finish_turn(*state);
    }
    Batch batch{std::move(message.headers), {}, false};
    batch.full = batch.headers.size() == wire::kMaxHeaders;
    batch.hashes.reserve(batch.headers.size());
    for (const BlockHeader& header : batch.headers)
        batch.hashes.push_back(header.hash());
    if (const char* reason = fault(batch)) return m_context.peers.discourage(peer, reason);
    if (state->presync && batch.headers.front().previous == state->presync->last())
        return take_presync(peer, *state, batch);
    const HeaderNode* parent = m_context.chain.find(batch.headers.front().previous);
    if (parent == nullptr) return take_unconnecting(peer, *state, batch);
    take_connecting(peer, *state, *parent, std::move(batch));
}

void HeaderSync::take_presync(PeerId peer, PeerState& state, const Batch& batch) {
    HeaderPresync::Step step = state.presync->take(batch.headers, batch.hashes, batch.full);
    if (step.failure != HeaderPresync::Failure::None) {
        base::log_debug(Category::Net, "peer {}: its headers of little work are left (reason {}, height {})",
                        peer, static_cast<int>(step.failure), state.presync->presynced_height());
        state.presync.reset();
        return finish_turn(state);
    }
    const bool done = state.presync->phase() == HeaderPresync::Phase::Done;
    if (!done) {
        std::vector<BlockHash> locator{state.presync->last()};
        const std::vector<BlockHash> before = make_locator(state.presync->start());
        locator.insert(locator.end(), before.begin(), before.end());
        ask(peer, state, std::move(locator));
    }
    if (done) state.presync.reset();
    if (!step.ready.empty()) submit(peer, std::move(step.ready), done && batch.full);
}

/// A new block whose parents we have not heard of, or those of a peer on another chain.
void HeaderSync::take_unconnecting(PeerId peer, PeerState& state, const Batch& batch) {
    ask_from(peer, state, *m_context.chain.snapshot()->best_header);
    m_chains.announced(peer, batch.hashes.back());
}

bool HeaderSync::is_known_good(const HeaderNode& node) const {
    const auto snapshot = m_context.chain.snapshot();
    return snapshot->best_header->at(node.height) == &node || snapshot->contains(node);
}

void HeaderSync::take_connecting(PeerId peer, PeerState& state, const HeaderNode& parent, Batch batch) {
    const HeaderNode* known = m_context.chain.find(batch.hashes.back());
    if (known != nullptr && is_known_good(*known)) return headers_taken(peer, state, *known, batch.full);
    Uint256 work = parent.chain_work;
    for (const BlockHeader& header : batch.headers)
        work += consensus::work_of(header.bits);
    const Uint256 threshold = work_threshold();
    if (work >= threshold) return submit(peer, std::move(batch.headers), batch.full);
    if (!batch.full || state.presync) {
        base::log_debug(Category::Net, "peer {}: {} headers of little work ignored", peer,
                        batch.headers.size());
        if (!state.presync) finish_turn(state);
        return;
    }
    state.presync.emplace(parent, m_context.chain.params(), threshold, m_context.environment.random,
                          m_context.environment.clock.system_time_s());
    take_presync(peer, state, batch);
}

/// The peer waits until its headers are in the tree: no more of them pile up here.
void HeaderSync::submit(PeerId peer, std::vector<BlockHeader> headers, bool full) {
    m_control.pause(peer);
    m_context.chain.submit_headers(std::move(headers), [this, peer, full, alive = std::weak_ptr(m_alive)](
                                                           const chain::HeadersResult& result) {
        if (alive.lock()) submitted(peer, result, full);
    });
}

void HeaderSync::submitted(PeerId peer, const chain::HeadersResult& result, bool full) {
    m_control.resume(peer);
    PeerState* state = find(peer);
    if (state != nullptr && result.error)
        judge(peer, *state, *result.error);
    else if (state != nullptr && result.last != nullptr)
        headers_taken(peer, *state, *result.last, full);
    start_peers();
}

void HeaderSync::headers_taken(PeerId peer, PeerState& state, const HeaderNode& last, bool full) {
    m_chains.announced(peer, last.hash);
    const net::PeerOrigin origin = state.facts.origin;
    if (full) {
        ask_from(peer, state, last);
    } else if (m_context.chain.snapshot()->initial_block_download && is_automatic_outbound(origin)) {
        const HeaderNode* best = m_chains.best_known(peer);
        if (best != nullptr && best->chain_work < m_context.chain.minimum_chain_work())
            return m_context.peers.disconnect(peer, "its chain has too little work");
    }
    m_arrived(peer, last);
    if (!full && find(peer) == &state) finish_turn(state);
}

void HeaderSync::judge(PeerId peer, const PeerState& state, const consensus::BlockError& error) {
    switch (error.failure) {
        case FailureClass::CachedInvalid:
            // Whoever connects to us may be stuck on that chain; of those we chose we want the valid one.
            if (state.facts.origin.inbound() || is_kept_by_operator(state.facts.origin)) return;
            [[fallthrough]];
        case FailureClass::Consensus:
        case FailureClass::Mutated:
        case FailureClass::InvalidHeader:
        case FailureClass::InvalidPrev:
        case FailureClass::MissingPrev:
            return m_context.peers.discourage(peer, "an invalid header: " + error.reason);
        case FailureClass::TimeFuture:
        case FailureClass::LowWork:
        case FailureClass::Internal:
            return;
    }
}

void HeaderSync::check_deadlines() {
    const auto snapshot = m_context.chain.snapshot();
    const bool near = is_near_tip(*snapshot);
    const int64_t now = m_context.environment.clock.steady_us();
    bool waiting = false;
    for (const PeerId peer : std::vector<PeerId>(m_order)) {
        PeerState* state = find(peer);
        if (state == nullptr || !state->deadline_us) continue;
        if (state->asked_us && now - *state->asked_us >= kResponseUs) end_turn(*state);
        if (near) state->deadline_us.reset();
        waiting = waiting || state->deadline_us;
        if (near || now < *state->deadline_us) continue;
        // Without anybody else to ask it may go on.
        if (m_at_work > (state->at_work ? 1u : 0u) || m_preferred <= (state->preferred ? 1u : 0u)) continue;
        if (state->facts.origin.may(net::kPermitNoBan)) {
            // It stays, but it is another's turn.
            end_start(*state);
            std::erase(m_order, peer);
            m_order.push_back(peer);
            start_peers();
        } else {
            m_context.peers.disconnect(peer, "it took too long to send its headers");
        }
    }
    m_timer.run(waiting);
}

void HeaderSync::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end() || !found->second.presync) return;
    report.presynced_headers = found->second.presync->presynced_height();
}

}  // namespace quanta::sync
