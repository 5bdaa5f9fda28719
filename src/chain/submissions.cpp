// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/submissions.h"

#include <atomic>

namespace quanta::chain {

namespace {

constexpr size_t kMaxQueued = 32;
constexpr size_t kMaxQueuedBytes = 12 << 20;

/// Whoever sent such bytes is at fault, not the block whose header they may begin with.
consensus::BlockError undecodable(codec::DecodeError error) {
    return {consensus::ErrorCode::InternalFailure, consensus::FailureClass::Mutated, "block-decode-failed",
            std::string(codec::decode_error_text(error))};
}

}  // namespace

struct Submissions::Slot {
    Submission submission;
    size_t size = 0;
    std::atomic<bool> ready{false};
};

Submissions::Submissions(const params::ConsensusParams& params, const HeaderTree& tree, ScriptPool& pool,
                         std::function<void()> wake)
    : m_params(params), m_tree(tree), m_pool(pool), m_wake(std::move(wake)) {}

void Submissions::prepare(Submission& submission, const params::ConsensusParams& params,
                          const HeaderTree& tree) {
    if (submission.block == nullptr) {
        auto block = primitives::Block::parse(std::move(submission.raw));
        if (!block) {
            submission.error = undecodable(block.error());
            return;
        }
        submission.block = std::move(block).value();
    }
    // A block that is here is a duplicate for ever; a mark may be taken back before it is this one's turn.
    const HeaderNode* node = tree.find(submission.block->hash());
    if (node != nullptr && node->transaction_count() > 0 && node->has_block()) return;
    auto checked = consensus::check_block(*submission.block, params);
    submission.checked = true;
    if (!checked) submission.error = std::move(checked).error();
}

bool Submissions::push(Submission submission) {
    auto slot = std::make_shared<Slot>();
    slot->size = submission.block != nullptr ? submission.block->raw().size() : submission.raw.size();
    slot->submission = std::move(submission);
    {
        const sys::MutexLock lock(m_mutex);
        while (!m_closed && !m_queue.empty() &&
               (m_queue.size() >= kMaxQueued || m_bytes + slot->size > kMaxQueuedBytes)) {
            m_changed.wait(m_mutex);
        }
        if (m_closed) return false;
        m_bytes += slot->size;
        m_queue.push_back(slot);
        // Under the lock: once close() has returned, the pool hears no more of us.
        m_pool.run([slot, &params = m_params, &tree = m_tree, wake = m_wake] {
            prepare(slot->submission, params, tree);
            slot->ready.store(true, std::memory_order_release);
            wake();
        });
    }
    return true;
}

std::optional<Submission> Submissions::pop_ready() {
    std::shared_ptr<Slot> slot;
    {
        const sys::MutexLock lock(m_mutex);
        if (m_queue.empty() || !m_queue.front()->ready.load(std::memory_order_acquire)) return std::nullopt;
        slot = std::move(m_queue.front());
        m_queue.pop_front();
        m_bytes -= slot->size;
    }
    m_changed.notify_all();
    return std::move(slot->submission);
}

bool Submissions::empty() const {
    const sys::MutexLock lock(m_mutex);
    return m_queue.empty();
}

void Submissions::close() {
    {
        const sys::MutexLock lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

bool Submissions::refuse_all(const consensus::BlockError& error) {
    std::deque<std::shared_ptr<Slot>> refused;
    {
        const sys::MutexLock lock(m_mutex);
        refused.swap(m_queue);
        m_bytes = 0;
    }
    m_changed.notify_all();
    // Workers may still be at the blocks, but nobody else is at the callbacks.
    for (const std::shared_ptr<Slot>& slot : refused)
        slot->submission.answer(base::Err(error));
    return !refused.empty();
}

consensus::BlockError shutting_down() {
    return consensus::make_error(consensus::ErrorCode::InternalFailure, "the node is shutting down");
}

}  // namespace quanta::chain
