// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/chain_gate.h"

#include <utility>

#include "base/log.h"

namespace quanta::node {

using primitives::Block;

ChainGate::ChainGate(chain::Chain& chain, bool pruning, net::Scheduler& scheduler, TipChanged tip_changed)
    : m_chain(chain), m_pruning(pruning), m_scheduler(scheduler), m_tip_changed(std::move(tip_changed)) {
    m_chain.events().add_sink(*this);
}

void ChainGate::stop() {
    if (std::exchange(m_stopped, true)) return;
    m_chain.events().remove_sink(*this);
    m_submitter.stop();
    m_reader.stop();
}

const primitives::Uint256& ChainGate::minimum_chain_work() const {
    return m_chain.params().consensus.minimum_chain_work;
}

const chain::HeaderNode* ChainGate::find(const primitives::BlockHash& hash) const {
    return m_chain.headers().find(hash);
}

void ChainGate::submit_headers(std::vector<primitives::BlockHeader> headers, HeadersDone done) {
    m_submitter.try_post([this, headers = std::move(headers), done = std::move(done)] {
        answer(done, m_chain.submit_headers(headers));
    });
}

void ChainGate::submit_block(base::Bytes raw, BlockDone done) {
    auto bytes = std::make_shared<base::Bytes>(std::move(raw));
    m_submitter.try_post([this, bytes, done = std::move(done)] {
        m_chain.submit_raw(std::move(*bytes),
                           [this, done](const chain::SubmitResult& result) { answer(done, result); });
    });
}

void ChainGate::submit_block(std::shared_ptr<const Block> block, BlockDone done) {
    m_submitter.try_post([this, block = std::move(block), done = std::move(done)] {
        m_chain.submit(block, [this, done](const chain::SubmitResult& result) { answer(done, result); });
    });
}

void ChainGate::read_block(const chain::HeaderNode& node, RawBlockDone done) {
    m_reads.push_back({&node, std::move(done)});
    start_reads();
}

void ChainGate::start_reads() {
    while (!m_reads.empty() && m_reading < kMaxReading) {
        ++m_reading;
        Read next = std::move(m_reads.front());
        m_reads.pop_front();
        m_reader.try_post([this, next = std::move(next)] { read(next); });
    }
}

/// In the reader's thread.
void ChainGate::read(const Read& wanted) {
    std::shared_ptr<const base::Bytes> bytes;
    auto found = m_chain.archive().read_raw_block(*wanted.node);
    if (found)
        bytes = std::make_shared<const base::Bytes>(std::move(*found));
    else if (found.error().code != store::StoreErrorCode::NotFound)
        base::log_warning("cannot read block {} for a peer: {}", wanted.node->hash.to_text(),
                          found.error().message);
    const auto finish = [this, done = wanted.done](const std::shared_ptr<const base::Bytes>& raw) {
        --m_reading;
        done(raw);
        start_reads();
    };
    answer(finish, bytes);
}

std::shared_ptr<const Block> ChainGate::recent_block(const primitives::BlockHash& hash) const {
    sys::MutexLock lock(m_mutex);
    return m_recent && m_recent->hash() == hash ? m_recent : nullptr;
}

void ChainGate::block_connected(const chain::BlockConnected& event) {
    sys::MutexLock lock(m_mutex);
    m_recent = event.block;
}

void ChainGate::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    answer(m_tip_changed, snapshot);
}

}  // namespace quanta::node
