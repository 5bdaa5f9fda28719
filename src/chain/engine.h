// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "chain/archive.h"
#include "chain/block_feed.h"
#include "chain/chain.h"
#include "chain/chain_state.h"
#include "chain/events.h"
#include "chain/figures.h"
#include "chain/header_tree.h"
#include "chain/options.h"
#include "chain/script_pool.h"
#include "chain/selection.h"
#include "chain/submissions.h"
#include "chain/tasks.h"
#include "sys/clock.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::chain {

class TrialCoins;

/// What opening a chain brings together.
struct EngineParts {
    ChainOptions options;
    const params::ChainParams* params = nullptr;  ///< with -assumevalid and -minimumchainwork worked in
    const sys::Clock* clock = nullptr;
    std::unique_ptr<HeaderTree> tree;
    std::unique_ptr<BlockArchive> archive;
    std::unique_ptr<store::CoinsDb> coins;
    std::pair<uint64_t, uint64_t> salt;
    size_t coin_cache_bytes = 0;
    bool reindexing = false;
};

/// The chain thread and all it does: takes submissions, accepts headers and blocks, chooses the best chain,
/// connects and disconnects, commits, prunes and writes. Everything is called on the chain thread but the
/// methods under "any thread".
class Engine {
public:
    explicit Engine(EngineParts parts);
    ~Engine();

    // ---- any thread ----

    /// Starts the chain thread.
    void start();
    /// Ends it, after a last write; false when that failed. Once.
    bool stop();
    /// Takes no more blocks and connects none: whoever waits for the chain is let go.
    void interrupt();
    bool interrupted() const { return m_interrupted.load(); }
    /// Runs `command` on the chain thread between two steps and waits for it. False when the thread has
    /// ended.
    bool run(const std::function<void()>& command);
    /// Waits until nothing is left to do: no submission, nothing to connect, nothing in flight.
    void wait_until_settled();
    std::shared_ptr<const Snapshot> snapshot() const;
    std::shared_ptr<const Snapshot> wait_for_tip_change(const HeaderNode* known,
                                                        std::chrono::milliseconds time) const;
    bool push(Submission submission) { return m_submissions.push(std::move(submission)); }
    const HeaderTree& tree() const { return *m_tree; }
    const BlockArchive& archive() const { return *m_archive; }
    EventBus& events() { return m_events; }
    bool reindexing() const { return m_reindexing.load(); }
    const ChainOptions& options() const { return m_options; }
    /// Before start(): why the genesis block could not be written, if it could not.
    const std::optional<std::string>& failure() const { return m_failure; }

    // ---- chain thread (inside run) ----

    HeadersResult accept_headers(std::span<const primitives::BlockHeader> headers);
    base::Result<void, consensus::BlockError> invalidate(HeaderNode& node);
    void reconsider(HeaderNode& node);
    void prefer(HeaderNode& node);
    base::Result<void, store::StoreError> verify(int level, int count);
    base::Result<void, std::string> prune_to(primitives::Height height);
    base::Result<void, std::string> flush();
    void set_reindex_progress(int32_t next_file, bool finished);
    ChainState& state() { return *m_state; }

private:
    // engine.cpp
    void run_thread();
    bool step();
    bool busy() const;
    void wait_for_work();
    bool run_commands();
    void wake();
    void fail(const Fatal& fatal);
    void publish_snapshot();
    void update_initial_download();
    void end_thread();

    // engine_accept.cpp
    bool accept_next();
    SubmitResult accept(Submission& submission, HeaderNode*& node);
    base::Result<HeaderNode*, consensus::BlockError> accept_header_node(const primitives::BlockHeader& header,
                                                                        const primitives::BlockHash& hash);
    SubmitResult accept_again(const Submission& submission);
    base::Result<void, store::StoreError> take_data(HeaderNode& node, const Submission& submission);
    void accept_genesis();
    void store_genesis(HeaderNode& node);
    void find_genesis(const Submission& submission);

    // engine_activate.cpp
    bool commit_next();
    bool arrived();
    bool connect_next();
    bool reorganise(HeaderNode& target);
    const HeaderNode* held_by(const consensus::HeaderLink& fork) const;
    bool can_reach(HeaderNode& target, const consensus::HeaderLink& fork);
    bool usable(HeaderNode& target);
    bool drain();
    bool disconnect_tip();
    bool leave_invalid_tip();
    bool make_room();
    void log_progress(const HeaderNode& node);
    void show_catching_up(const HeaderNode& tip);
    void refuse(const ChainState::Refused& refused);
    void handle(ChainState::Problem problem);
    ChainState::Scripts scripts_for(const HeaderNode& node) const;
    void answer(const HeaderNode& node, const SubmitResult& result);
    void answer_all_settled();

    // engine_verify.cpp
    base::Result<void, store::StoreError> verify_down(const HeaderNode& node, int level, TrialCoins* coins);
    base::Result<void, store::StoreError> verify_up(const HeaderNode& from, TrialCoins& coins, Task& task);

    // engine_write.cpp
    bool write_if_needed();
    bool write(bool coins);
    void show_cache();
    void prune_automatically();
    void consider_pruning();
    bool prune_files_below(primitives::Height height, uint64_t target_bytes);

    // Constant after construction.
    const ChainOptions m_options;
    const params::ChainParams* const m_params;
    ChainFigures& m_figures;  ///< recorded on the chain thread
    const sys::Clock& m_clock;

    const std::unique_ptr<HeaderTree> m_tree;
    const std::unique_ptr<BlockArchive> m_archive;
    std::unique_ptr<ScriptPool> m_pool;
    EventBus m_events;
    std::unique_ptr<ChainState> m_state;
    Selection m_selection;
    BlockFeed m_feed;
    Submissions m_submissions;

    std::atomic<bool> m_interrupted{false};
    std::atomic<bool> m_reindexing;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    std::deque<std::function<void()>> m_commands QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_wakes QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_running QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_stop QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_settled QUANTA_GUARDED_BY(m_mutex) = false;
    std::shared_ptr<const Snapshot> m_snapshot QUANTA_GUARDED_BY(m_mutex);

    // Chain thread only.
    std::unordered_map<const HeaderNode*, std::vector<SubmitCallback>> m_pending;
    uint64_t m_sequence = 0;
    uint64_t m_seen_wakes = 0;
    bool m_initial_download = true;
    bool m_failed = false;                 ///< the disk failed: nothing more is connected or written
    std::optional<std::string> m_failure;  ///< how
    bool m_stop_height_reached = false;
    bool m_last_write_ok = true;
    bool m_descending = false;           ///< on the way down to a fork: what leads there must not be pruned
    const HeaderNode* m_left = nullptr;  ///< the tip a move to another branch began at, until it is over
    bool m_wants_write = false;          ///< connecting pauses until index and coins are written
    int32_t m_last_prune_file = -1;
    const HeaderNode* m_written_tip = nullptr;  ///< the tip when the coins were last written
    int64_t m_last_coins_write_us = 0;
    int64_t m_last_index_write_us = 0;
    int64_t m_last_progress_us = 0;
    std::optional<Task> m_catching_up;
    uint64_t m_catching_up_from = 0;  ///< transactions of the chain when that began

    sys::Thread m_thread;
};

}  // namespace quanta::chain
