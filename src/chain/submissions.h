// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "chain/chain.h"
#include "chain/header_tree.h"
#include "chain/script_pool.h"
#include "consensus/rules.h"
#include "sys/mutex.h"

namespace quanta::chain {

/// A block on its way to the chain thread.
struct Submission {
    base::Bytes raw;  ///< to parse; empty once parsed
    std::shared_ptr<const primitives::Block> block;
    store::FilePosition stored;  ///< where it lies already; null: not on disk
    SubmitCallback done;
    std::optional<consensus::BlockError> error;  ///< of parsing or the context-free checks
    bool checked = false;                        ///< these have been made

    void answer(const SubmitResult& result) const {
        if (done) done(result);
    }
};

/// What submitters are told when the chain takes no more blocks.
consensus::BlockError shutting_down();

/// The bounded queue between whoever submits blocks and the chain thread: blocks are parsed and checked
/// without context by the pool meanwhile, and come out in the order they went in.
class Submissions {
public:
    /// `wake` is called from any thread when the first one may have become ready.
    Submissions(const params::ConsensusParams& params, const HeaderTree& tree, ScriptPool& pool,
                std::function<void()> wake);

    /// Queues `submission`, waiting while the queue is full. False after close(). Any thread but the chain's.
    bool push(Submission submission);
    /// The first one, once it is prepared. Chain thread.
    std::optional<Submission> pop_ready();
    bool empty() const;
    /// Lets no further ones in; those queued stay.
    void close();
    /// Answers everything queued with `error`, prepared or not. Whether there was something. Chain thread, or
    /// the one that has joined it.
    bool refuse_all(const consensus::BlockError& error);

private:
    struct Slot;

    static void prepare(Submission& submission, const params::ConsensusParams& params,
                        const HeaderTree& tree);

    const params::ConsensusParams& m_params;
    const HeaderTree& m_tree;
    ScriptPool& m_pool;
    const std::function<void()> m_wake;
    mutable sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::deque<std::shared_ptr<Slot>> m_queue QUANTA_GUARDED_BY(m_mutex);
    size_t m_bytes QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_closed QUANTA_GUARDED_BY(m_mutex) = false;
};

}  // namespace quanta::chain
