// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// How headers and blocks get into the tree and onto the disk.
#include <algorithm>

#include "base/check.h"
#include "base/log.h"
#include "chain/engine.h"
#include "consensus/rules.h"

namespace quanta::chain {

using base::Err;
using consensus::BlockError;
using consensus::ErrorCode;
using consensus::make_error;

namespace {

/// Accepted blocks kept in memory until they are connected, bytes: beyond it no more are accepted while
/// there is something to connect, and what cannot be connected yet is read from disk again later.
constexpr size_t kMaxKeptBytes = 16 << 20;

BlockError known_invalid(const primitives::BlockHash& hash) {
    return make_error(ErrorCode::DuplicateInvalid,
                      "block " + hash.to_text() + " was previously marked invalid");
}

}  // namespace

base::Result<HeaderNode*, BlockError> Engine::accept_header_node(const primitives::BlockHeader& header,
                                                                 const primitives::BlockHash& hash) {
    if (HeaderNode* known = m_tree->find_mutable(hash)) {
        if (known->failed()) return Err(known_invalid(hash));
        return known;
    }
    TRY(consensus::check_header_work(hash, header.bits, m_params->consensus));
    HeaderNode* parent = m_tree->find_mutable(header.previous);
    if (parent == nullptr) return Err(make_error(ErrorCode::PreviousNotFound));
    if (parent->failed()) return Err(make_error(ErrorCode::PreviousInvalid));
    TRY(consensus::accept_header(header, *parent, m_params->consensus, m_clock.system_time_s()));
    HeaderNode& node = m_tree->add(parent, header, hash);
    m_archive->mark_dirty(node);
    m_selection.header_arrived(node);
    return &node;
}

HeadersResult Engine::accept_headers(std::span<const primitives::BlockHeader> headers) {
    HeadersResult result;
    for (const primitives::BlockHeader& header : headers) {
        auto node = accept_header_node(header, header.hash());
        if (!node) {
            result.error = std::move(node).error();
            break;
        }
        result.last = *node;
        ++result.accepted;
    }
    publish_snapshot();
    return result;
}

SubmitResult Engine::accept(Submission& submission, HeaderNode*& accepted) {
    if (submission.block == nullptr) return Err(*submission.error);
    const primitives::Block& block = *submission.block;
    if (const HeaderNode* known = m_tree->find(block.hash())) {
        if (known->failed()) return Err(known_invalid(block.hash()));
        if (known->transaction_count() > 0) {
            find_genesis(submission);
            if (known->has_block() || !submission.checked) return Submitted::Duplicate;
            return accept_again(submission);
        }
    }
    if (submission.error) return Err(*submission.error);
    HeaderNode* node = TRY(accept_header_node(block.header(), block.hash()));
    if (node->previous != nullptr) {
        auto checked = consensus::accept_block(block, *node->previous, m_params->consensus);
        if (!checked) {
            if (checked.error().failure != consensus::FailureClass::Mutated) m_selection.mark_invalid(*node);
            return Err(checked.error());
        }
    }
    if (auto stored = take_data(*node, submission); !stored) {
        fail(Fatal{stored.error().message});
        return Err(make_error(ErrorCode::InternalFailure, stored.error().message));
    }
    accepted = node;
    return Submitted::Stored;
}

/// Stores a block again whose data were pruned: somebody has fetched it to look at it. It has been connected
/// or not, as before.
SubmitResult Engine::accept_again(const Submission& submission) {
    if (submission.error) return Err(*submission.error);
    const primitives::Block& block = *submission.block;
    HeaderNode& node = *m_tree->find_mutable(block.hash());
    if (node.previous != nullptr) TRY(consensus::accept_block(block, *node.previous, m_params->consensus));
    if (auto stored = m_archive->store_block(node, block); !stored) {
        fail(Fatal{stored.error().message});
        return Err(make_error(ErrorCode::InternalFailure, stored.error().message));
    }
    return Submitted::Duplicate;
}

base::Result<void, store::StoreError> Engine::take_data(HeaderNode& node, const Submission& submission) {
    const primitives::Block& block = *submission.block;
    if (submission.stored.is_null()) {
        TRY(m_archive->store_block(node, block));
    } else {
        m_archive->files().register_block(submission.stored, static_cast<uint32_t>(block.raw().size()),
                                          node.height, node.time);
        node.set_block_position(submission.stored);
    }
    node.set_transaction_count(static_cast<uint32_t>(block.transactions().size()));
    node.set_validity(store::Validity::Transactions);
    m_archive->mark_dirty(node);
    m_selection.block_arrived(node);
    return {};
}

bool Engine::accept_next() {
    const bool connecting = m_state->in_flight() > 0 || m_feed.waiting();
    if (connecting && m_feed.memory_bytes() > kMaxKeptBytes) return false;
    std::optional<Submission> submission = m_submissions.pop_ready();
    if (!submission) return false;
    HeaderNode* node = nullptr;
    const HeaderNode* best_header = m_selection.best_header();
    const SubmitResult result = accept(*submission, node);
    if (m_selection.best_header() != best_header) publish_snapshot();
    if (node == nullptr) {
        submission->answer(result);
        return true;
    }
    // Kept for connecting, unless it waits for ancestors or memory is short.
    const bool soon = node->chain_transaction_count() > 0 && node->chain_work > m_state->tip()->chain_work;
    if (m_feed.memory_bytes() > kMaxKeptBytes) m_feed.drop_kept();
    if (soon) m_feed.keep(*node, submission->block);
    if (submission->done) m_pending[node].push_back(std::move(submission->done));
    return true;
}

/// Takes note of the genesis block among block files that are gone through again.
void Engine::find_genesis(const Submission& submission) {
    const primitives::Block& block = *submission.block;
    if (submission.stored.is_null() || !std::ranges::equal(block.raw(), m_params->genesis)) return;
    HeaderNode& node = *m_tree->find_mutable(block.hash());
    if (node.has_block()) return;
    m_archive->files().register_block(submission.stored, static_cast<uint32_t>(block.raw().size()), 0,
                                      node.time);
    node.set_block_position(submission.stored);
    m_archive->mark_dirty(node);
}

/// Puts the genesis block into an empty tree and into the block files, where a reindex looks for it first. It
/// creates no coins, so an empty database is its state.
void Engine::accept_genesis() {
    auto genesis = std::move(primitives::Block::parse(m_params->genesis)).value();
    HeaderNode* node = m_tree->find_mutable(genesis->hash());
    if (node == nullptr) {
        node = &m_tree->add(nullptr, genesis->header(), genesis->hash());
        node->set_transaction_count(static_cast<uint32_t>(genesis->transactions().size()));
        node->set_validity(store::Validity::Scripts);
        m_archive->mark_dirty(*node);
        m_selection.header_arrived(*node);
        if (!m_reindexing) store_genesis(*node);
        m_selection.block_arrived(*node);
        if (!m_failed) m_last_write_ok = write(false);
    }
    if (m_state->tip() == nullptr) m_state->set_tip(node);
}

/// Appends the genesis block to the block files, unless it is there.
void Engine::store_genesis(HeaderNode& node) {
    if (node.has_block()) return;
    const auto genesis = std::move(primitives::Block::parse(m_params->genesis)).value();
    if (auto stored = m_archive->store_block(node, *genesis); !stored) fail(Fatal{stored.error().message});
}

}  // namespace quanta::chain
