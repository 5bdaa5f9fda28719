// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// How the chain moves to the best block: connecting ahead, committing in order, reorganising.
#include <algorithm>

#include "base/log.h"
#include "chain/engine.h"
#include "consensus/rules.h"

namespace quanta::chain {

using consensus::BlockError;
using consensus::ErrorCode;

namespace {

/// Blocks connected whose scripts are not verified yet, at most, and bytes of them.
constexpr size_t kMaxInFlight = 64;
constexpr size_t kMaxInFlightBytes = 16 << 20;
/// Under -assumevalid scripts are skipped only this far below the best header, seconds of work at its rate:
/// whoever wants to profit from a wrong assumption has to mine that long.
constexpr int64_t kAssumeValidDepth_s = 14 * 24 * 60 * 60;
constexpr int64_t kProgressInterval_us = 10'000'000;

}  // namespace

bool Engine::commit_next() {
    bool worked = false;
    while (m_state->in_flight() > 0) {
        auto committed = m_state->commit_next();
        if (!committed) {
            handle(committed.error());
            return true;
        }
        if (!committed->has_value()) break;
        worked = true;
        const ChainState::Committed& block = **committed;
        m_figures.block_connect.record(m_clock.steady_us() - block.began_us);
        m_figures.transactions_connected.add(block.node->transaction_count());
        m_selection.tip_is(*block.node);
        update_initial_download();
        ++m_sequence;
        m_events.publish(BlockConnected{m_sequence, block.node, block.block, block.undo});
        publish_snapshot();
        answer(*block.node, Submitted::Connected);
        log_progress(*block.node);
        show_catching_up(*block.node);
        consider_pruning();
        if (m_options.stop_at_height > 0 && block.node->height >= m_options.stop_at_height) {
            m_stop_height_reached = true;
            m_state->abandon_in_flight();
            m_feed.clear();
            if (m_options.reached_stop_height) m_options.reached_stop_height();
            break;
        }
    }
    if (worked && arrived()) m_events.publish(snapshot());
    return worked;
}

/// Whether the tip is where a move to another branch led, or beyond what was left for it. What such a move
/// passes through is no news: it has less work than what everybody had been told of.
bool Engine::arrived() {
    if (!m_left) return true;
    if (m_state->tip()->chain_work <= m_left->chain_work && m_selection.best() != m_state->tip())
        return false;
    m_left = nullptr;
    return true;
}

void Engine::log_progress(const HeaderNode& node) {
    base::log_debug(base::Category::Validation, "connected block {} height {} transactions {}",
                    node.hash.to_text(), node.height, node.transaction_count());
    const int64_t now = m_clock.steady_us();
    if (m_initial_download && now - m_last_progress_us < kProgressInterval_us) return;
    m_last_progress_us = now;
    base::log_info("tip: {} height={} progress={:.6f} cache={:.1f}MiB", node.hash.to_text(), node.height,
                   verification_progress(node, m_params->tx_data, m_clock.system_time_s()),
                   static_cast<double>(m_state->cache().used_bytes()) / (1 << 20));
}

/// Blocks that are on disk and wait to be connected, as after a start, are a piece of work of their own;
/// those that come in while they are connected are the work of whoever brings them.
void Engine::show_catching_up(const HeaderNode& tip) {
    const HeaderNode* best = m_selection.best();
    if (best == nullptr || best->height <= tip.height) {
        m_catching_up.reset();
        return;
    }
    const uint64_t done = tip.chain_transaction_count();
    if (!m_catching_up) {
        const bool many = best->height - tip.height > static_cast<primitives::Height>(kMaxInFlight);
        if (!many || !m_submissions.empty()) return;
        m_catching_up.emplace(*m_options.tasks, "connecting stored blocks", "transactions", 0);
        m_catching_up_from = done;
    }
    // Another branch may have fewer.
    const auto since = [&](uint64_t count) { return count - std::min(count, m_catching_up_from); };
    m_catching_up->set_total(since(best->chain_transaction_count()));
    m_catching_up->at(since(done));
}

void Engine::handle(ChainState::Problem problem) {
    if (const auto* refused = std::get_if<ChainState::Refused>(&problem)) {
        refuse(*refused);
    } else {
        fail(std::get<Fatal>(problem));
    }
}

void Engine::refuse(const ChainState::Refused& refused) {
    base::log_warning("block {} at height {} is invalid: {}, {}", refused.node->hash.to_text(),
                      refused.node->height, refused.error.reason, refused.error.detail);
    m_figures.blocks_refused.add();
    m_feed.clear();
    m_selection.mark_invalid(*refused.node);
    answer(*refused.node, base::Err(refused.error));
    std::vector<const HeaderNode*> lost;
    for (const auto& [node, callbacks] : m_pending) {
        if (node->failed()) lost.push_back(node);
    }
    for (const HeaderNode* node : lost)
        answer(*node, base::Err(consensus::make_error(ErrorCode::PreviousInvalid)));
    publish_snapshot();
}

void Engine::answer(const HeaderNode& node, const SubmitResult& result) {
    auto waiting = m_pending.extract(&node);
    if (waiting.empty()) return;
    for (const SubmitCallback& done : waiting.mapped())
        done(result);
}

void Engine::answer_all_settled() {
    while (!m_pending.empty()) {
        const HeaderNode& node = *m_pending.begin()->first;
        answer(node, m_state->tip()->at(node.height) == &node ? Submitted::Connected : Submitted::Stored);
    }
}

ChainState::Scripts Engine::scripts_for(const HeaderNode& node) const {
    if (node.validity() == store::Validity::Scripts) return ChainState::Scripts::Skip;
    const params::ConsensusParams& params = m_params->consensus;
    if (params.assume_valid.is_null()) return ChainState::Scripts::Verify;
    const HeaderNode* assumed = m_tree->find(params.assume_valid);
    const HeaderNode* best = m_selection.best_header();
    const bool below =
        assumed != nullptr && assumed->at(node.height) == &node && best->at(node.height) == &node;
    if (!below || best->chain_work < params.minimum_chain_work) return ChainState::Scripts::Verify;
    const primitives::Uint256 work_above = best->chain_work - node.chain_work;
    const primitives::Uint256 blocks_above = work_above / consensus::work_of(best->bits);
    const bool deep =
        blocks_above >
        primitives::Uint256(static_cast<uint64_t>(kAssumeValidDepth_s / params.pow_target_spacing_s));
    return deep ? ChainState::Scripts::Skip : ChainState::Scripts::Verify;
}

/// Connects the next block towards the best candidate, or starts moving to another branch.
bool Engine::connect_next() {
    if (m_failed || m_stop_height_reached || m_interrupted) return false;
    const bool full = m_state->cache_full() && m_state->front() != m_written_tip;
    if (full || m_wants_write) return m_state->in_flight() == 0 && write(true);
    if (m_state->in_flight() >= kMaxInFlight || m_state->in_flight_bytes() > kMaxInFlightBytes) return false;
    HeaderNode* best = m_selection.best();
    HeaderNode* front = m_state->front();
    if (best == nullptr || front->at(best->height) == best) {
        m_feed.clear();
        return false;
    }
    if (best->at(front->height) != front) {
        m_feed.clear();
        return m_state->in_flight() == 0 && reorganise(*best);
    }
    if (!m_feed.waiting() && !usable(*best)) return true;
    m_feed.aim(*front, *best);
    auto ready = m_feed.take();
    if (!ready) {
        fail(ready.error());
        return false;
    }
    if (!ready->has_value()) return false;
    auto connected =
        m_state->connect(*(*ready)->node, (*ready)->block, scripts_for(*(*ready)->node), m_clock.steady_us());
    if (!connected) handle(connected.error());
    return true;
}

/// Whether every block from the fork with the front up to `target` is on disk; if not, `target` is no
/// candidate any more (its data was pruned).
bool Engine::usable(HeaderNode& target) {
    const consensus::HeaderLink* fork = consensus::fork_point(m_state->front(), &target);
    for (const HeaderNode* node = &target; node != fork; node = node->parent()) {
        if (node->has_block() && !node->failed()) continue;
        m_selection.lost_block(target);
        return false;
    }
    return true;
}

/// Takes blocks off until the tip is an ancestor of `target`. Nothing is in flight.
bool Engine::reorganise(HeaderNode& target) {
    if (!usable(target)) return true;
    const consensus::HeaderLink* fork = consensus::fork_point(m_state->tip(), &target);
    if (!can_reach(target, *fork)) return true;
    base::log_info("reorganising from {} (height {}) to {} (height {}), fork at height {}",
                   m_state->tip()->hash.to_text(), m_state->tip()->height, target.hash.to_text(),
                   target.height, fork->height);
    m_descending = true;
    if (!m_left) m_left = m_state->tip();
    const primitives::Height from = m_state->tip()->height;
    Task task(*m_options.tasks, "disconnecting blocks", "blocks", static_cast<uint64_t>(from - fork->height));
    while (m_state->tip() != fork && !m_interrupted) {
        if (!make_room() || !disconnect_tip()) return false;
        task.at(static_cast<uint64_t>(from - m_state->tip()->height));
    }
    m_descending = m_state->tip() != fork;
    return true;
}

/// The highest block above `fork` that cannot be taken off, its data being pruned; null when all can.
const HeaderNode* Engine::held_by(const consensus::HeaderLink& fork) const {
    const HeaderNode* node = m_state->tip();
    while (node != &fork && node->has_block() && node->has_undo())
        node = node->parent();
    return node == &fork ? nullptr : node;
}

/// Whether the tip can go down to `fork`, from which `target` branches off; if not, the branch is barred.
bool Engine::can_reach(HeaderNode& target, const consensus::HeaderLink& fork) {
    const HeaderNode* held = held_by(fork);
    if (held == nullptr) return true;
    m_selection.bar(*target.at(fork.height + 1));
    const std::string text = "The chain with most work leaves ours at height " + std::to_string(fork.height) +
                             ", but the data of block " + std::to_string(held->height) +
                             " is pruned: staying at height " + std::to_string(m_state->tip()->height) +
                             ". Restart with -reindex to follow it, which downloads the whole chain again.";
    base::log_warning("{}", text);
    if (m_options.warning) m_options.warning(text);
    return false;
}

/// Writes the coins when the cache is full of changes. False when the disk failed.
bool Engine::make_room() {
    return !m_state->cache_full() || m_state->tip() == m_written_tip || write(true);
}

bool Engine::disconnect_tip() {
    HeaderNode* old = m_state->tip();
    auto block = m_state->disconnect_tip();
    if (!block) {
        fail(block.error());
        return false;
    }
    m_figures.blocks_disconnected.add();
    m_selection.tip_is(*m_state->tip());
    ++m_sequence;
    m_events.publish(BlockDisconnected{m_sequence, old, *block});
    publish_snapshot();
    return true;
}

/// Waits until nothing is in flight; when interrupted, takes it back. False when the disk failed meanwhile.
bool Engine::drain() {
    m_feed.clear();
    while (m_state->in_flight() > 0 && !m_failed) {
        if (m_interrupted) m_state->abandon_in_flight();
        if (m_interrupted || commit_next()) continue;
        const sys::MutexLock lock(m_mutex);
        if (m_wakes == m_seen_wakes) m_changed.wait_for(m_mutex, std::chrono::milliseconds(100));
        m_seen_wakes = m_wakes;
    }
    return !m_failed;
}

base::Result<void, BlockError> Engine::invalidate(HeaderNode& node) {
    if (node.previous == nullptr) return {};
    if (!drain()) return base::Err(consensus::make_error(ErrorCode::InternalFailure));
    if (m_state->tip()->at(node.height) == &node) {
        if (const HeaderNode* held = held_by(*node.previous)) {
            return base::Err(
                consensus::make_error(ErrorCode::InternalFailure,
                                      "the data of block " + std::to_string(held->height) + " is pruned"));
        }
    }
    m_selection.mark_invalid(node);
    if (!leave_invalid_tip()) return base::Err(consensus::make_error(ErrorCode::InternalFailure));
    publish_snapshot();
    m_events.publish(snapshot());
    return {};
}

/// Goes down to the last valid block, if the tip is none: its mark is new, or was written before a crash and
/// the coins were not. False when the disk failed. When interrupted, the next start goes on.
bool Engine::leave_invalid_tip() {
    if (!m_state->tip()->failed()) return true;
    m_descending = true;
    while (m_state->tip()->failed() && !m_interrupted) {
        if (!make_room() || !disconnect_tip()) return false;
    }
    m_descending = m_state->tip()->failed();
    m_left = nullptr;
    m_selection.consider_all();
    return true;
}

void Engine::reconsider(HeaderNode& node) {
    drain();
    m_selection.clear_invalid(node);
    publish_snapshot();
}

void Engine::prefer(HeaderNode& node) {
    drain();
    m_selection.prefer(node, *m_state->tip());
}

}  // namespace quanta::chain
