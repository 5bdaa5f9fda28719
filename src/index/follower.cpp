// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "index/follower.h"

#include <deque>
#include <future>
#include <utility>
#include <vector>

#include "base/log.h"

namespace quanta::index {
namespace {

using base::Err;
using chain::HeaderNode;
using primitives::Height;
using store::StoreError;

/// Blocks in work for each thread that reads.
constexpr size_t kAheadPerThread = 8;
/// Blocks just connected that are kept in memory until the index takes them, when it is no further behind.
constexpr size_t kMaxRecent = 8;
/// More blocks than this are worth being shown as long work.
constexpr Height kLongWork = 100;

std::shared_ptr<const primitives::Block> genesis_block(const params::ChainParams& params) {
    return primitives::Block::parse({params.genesis.begin(), params.genesis.end()}).value();
}

}  // namespace

/// A block in work. What a reader thread touches it owns together with this.
struct Follower::Pending {
    const HeaderNode* node = nullptr;
    std::future<Digest> digest;
};

/// Entries to be written together.
struct Follower::Batch {
    std::vector<BlockIndex::Entry> entries;
    size_t bytes = 0;

    void add(const HeaderNode& node, base::Bytes digest) {
        bytes += digest.size();
        entries.push_back({&node, std::move(digest)});
    }
};

Follower::Follower(BlockIndex& index, Parts parts) : m_index(index), m_parts(std::move(parts)) {}

Follower::~Follower() {
    stop();
}

base::Result<void, std::string> Follower::start() {
    const SnapshotPtr snapshot = m_parts.chain.snapshot();
    const auto best = last_known(*snapshot, -1);
    if (!best) return Err(best.error().message);
    moved_to(*best);
    TRY(check_pruned(*snapshot));
    m_readers.emplace("index.read", m_parts.threads, kAheadPerThread * static_cast<size_t>(m_parts.threads));
    m_parts.chain.events().add_sink(*this);
    {
        const sys::MutexLock lock(m_mutex);
        m_running = true;
        // Newer than what was told of before this listened.
        if (!m_target) m_target = m_parts.chain.snapshot();
    }
    m_thread = sys::Thread("index", [this] { run(); });
    return {};
}

void Follower::stop() {
    if (m_stopping.exchange(true)) return;
    if (!m_readers) return;
    m_parts.chain.events().remove_sink(*this);
    {
        const sys::MutexLock lock(m_mutex);
        m_running = false;
    }
    m_changed.notify_all();
    m_thread.join();
    m_readers->stop();
}

Follower::State Follower::state() const {
    const sys::MutexLock lock(m_mutex);
    return m_state;
}

bool Follower::wait_until_reached(const chain::Snapshot& snapshot) {
    const sys::MutexLock lock(m_mutex);
    while (m_running && (!m_state.synced || m_reached < snapshot.sequence))
        m_changed.wait(m_mutex);
    return m_running;
}

bool Follower::wait_until_synced() {
    if (!state().synced) return false;
    const SnapshotPtr wanted = m_parts.chain.snapshot();
    // The event that tells of it may still be on its way.
    tip_changed(wanted);
    return wait_until_reached(*wanted);
}

void Follower::block_connected(const chain::BlockConnected& event) {
    const sys::MutexLock lock(m_mutex);
    const Height best = m_state.best == nullptr ? -1 : m_state.best->height;
    if (event.node->height - best > static_cast<Height>(kMaxRecent) || m_recent.size() >= kMaxRecent) return;
    m_recent[event.node] = {event.block, event.undo};
}

void Follower::tip_changed(const SnapshotPtr& snapshot) {
    {
        const sys::MutexLock lock(m_mutex);
        if (m_target && m_target->sequence >= snapshot->sequence) return;
        m_target = snapshot;
    }
    m_changed.notify_all();
}

void Follower::run() {
    while (const SnapshotPtr target = next_target()) {
        const auto went = go_to(*target);
        if (!went && stopping()) return;
        if (!went) {
            {
                const sys::MutexLock lock(m_mutex);
                m_running = false;
            }
            m_changed.notify_all();
            return m_parts.failed("The " + m_index.name() + " stops: " + went.error());
        }
        if (stopping()) return;
        {
            const sys::MutexLock lock(m_mutex);
            m_reached = target->sequence;
            if (!m_state.synced && m_target == target) {
                m_state.synced = true;
                base::log_info("{} is synced at height {}", m_index.name(), target->height());
            }
        }
        m_changed.notify_all();
    }
}

/// Waits for one that was not gone to yet; null when stopping.
Follower::SnapshotPtr Follower::next_target() {
    const sys::MutexLock lock(m_mutex);
    while (m_running && m_state.synced && m_target->sequence <= m_reached)
        m_changed.wait(m_mutex);
    return m_running ? m_target : nullptr;
}

base::Result<void, std::string> Follower::go_to(const chain::Snapshot& target) {
    const HeaderNode* best = state().best;
    while (best != nullptr && !target.contains(*best))
        best = best->parent();
    // Indexed before, on a branch that the chain has come back to, or by one that has to be built again.
    const auto known = last_known(target, best == nullptr ? -1 : best->height);
    if (!known) return Err(known.error().message);
    moved_to(*known);
    return index_up_to(target);
}

/// The last block of the chain of `snapshot` in the index, which holds the one at height `known` (-1: none).
base::Result<const HeaderNode*, StoreError> Follower::last_known(const chain::Snapshot& snapshot,
                                                                 Height known) const {
    Height missing = snapshot.height() + 1;
    // The next block is the one most likely to be missing.
    for (Height probe = known + 1; known + 1 < missing; probe = known + (missing - known) / 2) {
        if (TRY(m_index.has(*snapshot.at(probe)))) {
            known = probe;
        } else {
            missing = probe;
        }
    }
    return known < 0 ? nullptr : snapshot.at(known);
}

base::Result<void, std::string> Follower::check_pruned(const chain::Snapshot& snapshot) const {
    const HeaderNode* best = state().best;
    const Height next = best == nullptr ? 0 : best->height + 1;
    const auto first = m_parts.chain.archive().first_stored_height(*snapshot.tip);
    if (next > snapshot.height() || !first || *first <= next) return {};
    return Err(m_index.name() +
               " best block of the index goes beyond pruned data. Please disable the index or "
               "reindex (which will download the whole blockchain again)");
}

base::Result<void, std::string> Follower::index_up_to(const chain::Snapshot& target) {
    const HeaderNode* best = state().best;
    Height next = best == nullptr ? 0 : best->height + 1;
    const Height count = target.height() - next + 1;
    std::optional<chain::Task> task;
    if (count > kLongWork)
        task.emplace(m_parts.tasks, "building the " + m_index.name(), "blocks", static_cast<uint64_t>(count));
    std::deque<Pending> ahead;
    Batch batch;
    while (!stopping() && (next <= target.height() || !ahead.empty())) {
        for (; next <= target.height() && ahead.size() < max_ahead(); ++next)
            ahead.push_back(begin(*target.at(next)));
        Pending first = std::move(ahead.front());
        ahead.pop_front();
        Digest digest = first.digest.get();
        if (!digest) return Err(digest.error());
        batch.add(*first.node, std::move(*digest));
        if (task) task->add(1);
        if (batch.bytes >= m_parts.batch_bytes || ahead.empty()) TRY(write(batch));
    }
    return write(batch);
}

size_t Follower::max_ahead() const {
    return kAheadPerThread * static_cast<size_t>(m_parts.threads);
}

/// Has a reader make the digest of `node`.
Follower::Pending Follower::begin(const HeaderNode& node) {
    auto promise = std::make_shared<std::promise<Digest>>();
    Pending pending{&node, promise->get_future()};
    m_readers->post([this, &node, promise] { promise->set_value(make_digest(node)); });
    return pending;
}

/// In a reader's thread.
Follower::Digest Follower::make_digest(const HeaderNode& node) {
    if (stopping()) return Err(std::string("the node stops"));
    {
        sys::MutexLock lock(m_mutex);
        if (const auto found = m_recent.extract(&node)) {
            lock.unlock();
            return m_index.digest(*found.mapped().block, *found.mapped().undo);
        }
    }
    // The genesis block spends nothing, and during a reindex it may not be on disk.
    if (node.parent() == nullptr) return m_index.digest(*genesis_block(m_parts.chain.params()), {});
    const chain::BlockArchive& archive = m_parts.chain.archive();
    const auto block = archive.read_block(node);
    if (!block) return Err(block.error().message);
    const auto undo = archive.read_undo(node);
    if (!undo) return Err(undo.error().message);
    return m_index.digest(**block, *undo);
}

base::Result<void, std::string> Follower::write(Batch& batch) {
    if (batch.entries.empty()) return {};
    if (const auto written = m_index.write(batch.entries); !written) return Err(written.error().message);
    moved_to(batch.entries.back().node);
    batch = {};
    return {};
}

void Follower::moved_to(const HeaderNode* node) {
    const Height height = node == nullptr ? -1 : node->height;
    if (m_parts.needed_from != nullptr) m_parts.needed_from->store(height + 1);
    const sys::MutexLock lock(m_mutex);
    m_state.best = node;
    std::erase_if(m_recent, [&](const auto& recent) { return recent.first->height <= height; });
}

}  // namespace quanta::index
