// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <optional>

#include "chain/chain.h"
#include "mempool/mempool.h"
#include "mining/contents_maker.h"
#include "node/changes.h"
#include "node/template_shelf.h"
#include "sys/mutex.h"

namespace quanta::node {

/// What miners want of blocks, from the command line.
struct MiningOptions {
    mining::BlockLimits limits;      ///< -blockmaxweight, -blockreservedweight, -blockmintxfee
    std::optional<int32_t> version;  ///< -blockversion
};

/// What a block on top of the tip may hold at best: one for the node, so that whoever asks for the same gets
/// the same, and only what has changed costs anything. Any thread.
class TemplateSource final : public mempool::PoolSink {
public:
    /// All outlive it; `changes` are noted when the pool has changed, if somebody waits for that.
    struct Parts {
        chain::Chain& chain;
        mempool::Mempool& pool;
        const params::ConsensusParams& params;
        Changes& changes;
    };
    explicit TemplateSource(const Parts& parts);
    ~TemplateSource() override;

    /// A parent and what may follow it.
    struct Draft {
        const chain::HeaderNode* parent = nullptr;
        mining::ContentsRef contents;
        uint64_t changes = 0;  ///< pool_changes() just before
    };
    /// The best there is within `limits`. Waits for the pool to follow the tip; when the two do not come
    /// together soon, nothing but the coinbase is put into a block.
    Draft draft(const mining::BlockLimits& limits) QUANTA_EXCLUDES(m_mutex);
    /// How large the last draft with transactions of the pool was.
    struct Size {
        int64_t weight = 0;  ///< what is reserved included
        size_t transactions = 0;
    };
    std::optional<Size> last_size() const QUANTA_EXCLUDES(m_mutex);
    /// What is held of all that came of drafts, for all clients together.
    TemplateStore& store() { return m_store; }
    /// Nothing but the coinbase.
    Draft empty_draft() const { return {m_parts.chain.snapshot()->tip, mining::no_contents(), 0}; }

    /// Rises whenever the pool changes.
    uint64_t pool_changes() const { return m_changes.load(); }
    /// The next change of the pool is noted as one of the node: once for all who wait. Ask before looking at
    /// pool_changes() and waiting.
    void note_next_change() { m_wanted = true; }

    // PoolSink, the pool's event thread.
    void entered(const mempool::Entered&) override { changed(); }
    void left(const mempool::Left&) override { changed(); }

private:
    /// Kinds of limits that templates are kept for; the one not asked for the longest goes.
    static constexpr size_t kMaxMakers = 8;
    /// How often the pool is waited for while the tip moves on.
    static constexpr int kMaxAttempts = 20;

    struct Maker {
        mining::BlockLimits limits;
        mining::ContentsMaker maker;
    };

    void changed();
    mining::ContentsMaker& maker_for(const mining::BlockLimits& limits) QUANTA_REQUIRES(m_mutex);

    const Parts m_parts;
    std::atomic<uint64_t> m_changes{0};
    std::atomic<bool> m_wanted{false};
    TemplateStore m_store{TemplateShelf::kPlacesOfAll, TemplateStore::kBytesOfAll};

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::optional<Size> m_last_size QUANTA_GUARDED_BY(m_mutex);
    std::list<Maker> m_makers QUANTA_GUARDED_BY(m_mutex);  ///< asked for last first
};

}  // namespace quanta::node
