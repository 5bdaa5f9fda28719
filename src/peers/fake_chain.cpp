// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "peers/fake_chain.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "consensus/rules.h"

namespace quanta::peers {

using base::Err;
using chain::HeaderNode;
using chain::SubmitResult;
using consensus::ErrorCode;
using consensus::make_error;
using primitives::Block;
using primitives::BlockHeader;
using store::Failure;
using store::Validity;

FakeChain::FakeChain(const params::ChainParams& params, const sys::Clock& clock, net::Scheduler& scheduler,
                     Options options)
    : m_params(params), m_clock(clock), m_scheduler(scheduler), m_options(options) {
    const auto genesis = Block::parse(params.genesis).value();
    HeaderNode& node = m_tree.add(nullptr, genesis->header(), genesis->hash());
    node.set_validity(Validity::Scripts);
    node.set_transaction_count(1);
    node.set_chain_transaction_count(1);
    node.set_block_position({0, 8});
    m_bodies.emplace(&node, genesis);
    m_candidates.insert(&node);
    m_best_headers.insert(&node);
    publish(node);
}

FakeChain::~FakeChain() = default;

base::Result<HeaderNode*, consensus::BlockError> FakeChain::accept_header(const BlockHeader& header) {
    const auto hash = header.hash();
    if (HeaderNode* known = m_tree.find_mutable(hash)) {
        if (known->failed()) return Err(make_error(ErrorCode::DuplicateInvalid));
        return known;
    }
    TRY(consensus::check_header_work(hash, header.bits, m_params.consensus));
    HeaderNode* parent = m_tree.find_mutable(header.previous);
    if (parent == nullptr) return Err(make_error(ErrorCode::PreviousNotFound));
    if (parent->failed()) return Err(make_error(ErrorCode::PreviousInvalid));
    TRY(consensus::accept_header(header, *parent, m_params.consensus, m_clock.system_time_s()));
    HeaderNode& node = m_tree.add(parent, header, hash);
    m_best_headers.insert(&node);
    return &node;
}

chain::HeadersResult FakeChain::add_headers(const std::vector<BlockHeader>& headers) {
    chain::HeadersResult result;
    for (const BlockHeader& header : headers) {
        auto node = accept_header(header);
        if (!node) {
            result.error = node.error();
            break;
        }
        result.last = *node;
        ++result.accepted;
    }
    publish(*m_snapshot->tip);
    return result;
}

SubmitResult FakeChain::add(std::shared_ptr<const Block> block) {
    return accept(block);
}

SubmitResult FakeChain::accept(const std::shared_ptr<const Block>& block) {
    if (const HeaderNode* known = m_tree.find(block->hash())) {
        if (known->failed()) return Err(make_error(ErrorCode::DuplicateInvalid));
        if (known->transaction_count() > 0 && known->has_block()) return chain::Submitted::Duplicate;
    }
    TRY(consensus::check_block(*block, m_params.consensus));
    HeaderNode* node = TRY(accept_header(block->header()));
    auto accepted = consensus::accept_block(*block, *node->parent(), m_params.consensus);
    if (!accepted) {
        if (accepted.error().failure != consensus::FailureClass::Mutated) mark_invalid(*node);
        return Err(accepted.error());
    }
    m_bodies[node] = block;
    node->set_block_position({0, static_cast<uint32_t>(m_bodies.size())});
    node->set_transaction_count(static_cast<uint32_t>(block->transactions().size()));
    node->set_validity(std::max(node->validity(), Validity::Transactions));
    node->arrival = m_next_arrival++;
    m_last_error.reset();
    if (node->parent()->chain_transaction_count() > 0) {
        complete(*node);
        choose_tip();
    }
    if (node->failed() && m_last_error) return Err(*m_last_error);
    publish(*m_snapshot->tip);
    return m_snapshot->contains(*node) ? chain::Submitted::Connected : chain::Submitted::Stored;
}

/// All ancestors of `node` are there: so are those of what waited for it.
void FakeChain::complete(HeaderNode& node) {
    m_tree.for_each_descendant(*node.parent_mutable(), [&](HeaderNode& at) {
        if (!at.has_block() || at.failed()) return false;
        if (at.chain_transaction_count() > 0) return false;
        at.set_chain_transaction_count(at.parent()->chain_transaction_count() + at.transaction_count());
        m_candidates.insert(&at);
        return true;
    });
}

void FakeChain::choose_tip() {
    while (true) {
        HeaderNode& best = **m_candidates.begin();
        if (best.chain_work <= m_snapshot->tip->chain_work && !m_snapshot->tip->failed()) return;
        const auto error = connect_up_to(best);
        if (!error) break;
        m_last_error = error;
    }
    publish(**m_candidates.begin());
    if (std::exchange(m_tip_news, true)) return;
    m_scheduler.post([this, alive = std::weak_ptr(m_alive)] {
        if (!alive.lock()) return;
        m_tip_news = false;
        if (m_tip_changed) m_tip_changed(m_snapshot);
    });
}

/// Connects what leads to `end`; the first block that cannot be is marked.
std::optional<consensus::BlockError> FakeChain::connect_up_to(HeaderNode& end) {
    const auto* fork = static_cast<const HeaderNode*>(consensus::fork_point(&end, m_snapshot->tip));
    for (primitives::Height height = fork->height + 1; height <= end.height; ++height) {
        HeaderNode& node = *end.mutable_at(height);
        const auto error = m_refuse ? m_refuse(*m_bodies.at(&node)) : std::nullopt;
        if (error) {
            mark_invalid(node);
            return error;
        }
        node.set_validity(Validity::Scripts);
    }
    return std::nullopt;
}

void FakeChain::mark_invalid(HeaderNode& node) {
    const auto mark = [this](HeaderNode& at, Failure failure) {
        at.set_failure(failure);
        m_candidates.erase(&at);
        m_best_headers.erase(&at);
        return true;
    };
    mark(node, Failure::Invalid);
    m_tree.for_each_descendant(node, [&](HeaderNode& at) { return mark(at, Failure::InvalidParent); });
    publish(*m_snapshot->tip);
}

void FakeChain::publish(const HeaderNode& tip) {
    auto snapshot = std::make_shared<chain::Snapshot>();
    snapshot->sequence = m_snapshot ? m_snapshot->sequence + 1 : 0;
    snapshot->tip = &tip;
    snapshot->best_header = *m_best_headers.begin();
    const bool recent = static_cast<int64_t>(tip.time) >= m_clock.system_time_s() - m_options.max_tip_age_s;
    snapshot->initial_block_download = (!m_snapshot || m_snapshot->initial_block_download) &&
                                       (!recent || tip.chain_work < m_options.minimum_work);
    m_snapshot = std::move(snapshot);
}

void FakeChain::drop_body(const HeaderNode& node) {
    m_bodies.erase(&node);
    m_tree.find_mutable(node.hash)->set_block_position({});
}

void FakeChain::submit_headers(std::vector<BlockHeader> headers, HeadersDone done) {
    m_scheduler.post(
        [this, headers = std::move(headers), done = std::move(done), alive = std::weak_ptr(m_alive)] {
            if (alive.lock()) done(add_headers(headers));
        });
}

void FakeChain::submit_block(base::Bytes raw, BlockDone done) {
    auto block = Block::parse(std::move(raw));
    if (block) return submit_block(*block, std::move(done));
    m_scheduler.post([done = std::move(done), alive = std::weak_ptr(m_alive)] {
        consensus::BlockError error = make_error(ErrorCode::InternalFailure, "not a block");
        error.failure = consensus::FailureClass::Mutated;
        if (alive.lock()) done(Err(std::move(error)));
    });
}

void FakeChain::submit_block(std::shared_ptr<const Block> block, BlockDone done) {
    CHECK(m_in_work < m_options.max_blocks_in_work);
    m_most_in_work = std::max(m_most_in_work, ++m_in_work);
    auto work = [this, block = std::move(block), done = std::move(done), alive = std::weak_ptr(m_alive)] {
        if (!alive.lock()) return;
        --m_in_work;
        done(accept(block));
    };
    if (m_options.block_time.count() == 0) return m_scheduler.post(std::move(work));
    // One after another. The job lives as long as its callback, which holds it.
    const int64_t now = m_clock.steady_us();
    m_busy_until_us = std::max(m_busy_until_us, now) + m_options.block_time.count() * 1000;
    auto job = std::make_shared<std::unique_ptr<net::Scheduler::Job>>();
    *job = m_scheduler.after(std::chrono::milliseconds((m_busy_until_us - now + 999) / 1000),
                             [job, work = std::move(work)] {
                                 const auto held = std::move(*job);
                                 work();
                             });
}

void FakeChain::read_block(const HeaderNode& node, RawBlockDone done) {
    std::shared_ptr<const base::Bytes> bytes;
    if (const auto found = m_bodies.find(&node); found != m_bodies.end()) {
        const base::ByteSpan raw = found->second->raw();
        bytes = std::make_shared<const base::Bytes>(raw.begin(), raw.end());
    }
    m_scheduler.post([bytes = std::move(bytes), done = std::move(done), alive = std::weak_ptr(m_alive)] {
        if (alive.lock()) done(bytes);
    });
}

std::shared_ptr<const Block> FakeChain::recent_block(const primitives::BlockHash& hash) const {
    if (m_snapshot->tip->hash != hash) return nullptr;
    const auto found = m_bodies.find(m_snapshot->tip);
    return found == m_bodies.end() ? nullptr : found->second;
}

}  // namespace quanta::peers
