// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/engine.h"

#include "base/check.h"
#include "base/log.h"

namespace quanta::chain {

namespace {

/// How long the chain thread sleeps when nothing happens: periodic writing is looked at that often.
constexpr std::chrono::milliseconds kIdleWait{1000};

}  // namespace

Engine::Engine(EngineParts parts)
    : m_options(std::move(parts.options)),
      m_params(parts.params),
      m_figures(*m_options.figures),
      m_clock(*parts.clock),
      m_tree(std::move(parts.tree)),
      m_archive(std::move(parts.archive)),
      m_pool(std::make_unique<ScriptPool>(script_thread_count(m_options.script_threads))),
      m_state(std::make_unique<ChainState>(
          ChainState::Setup{std::move(parts.coins), parts.coin_cache_bytes, parts.salt, [this] { wake(); },
                            m_options.verified},
          m_params->consensus, *m_archive, *m_pool)),
      m_selection(*m_tree, *m_archive),
      m_feed(*m_archive, *m_pool, *m_state, [this] { wake(); }),
      m_submissions(m_params->consensus, *m_tree, *m_pool, [this] { wake(); }),
      m_reindexing(parts.reindexing) {
    m_selection.load();
    HeaderNode* tip = nullptr;
    if (!m_state->database().tip().is_null()) tip = m_tree->find_mutable(m_state->database().tip());
    m_state->set_tip(tip);
    accept_genesis();
    m_selection.tip_is(*m_state->tip());
    m_selection.prefer(*m_state->tip(), *m_state->tip());  // as before the restart
    m_last_coins_write_us = m_last_index_write_us = m_clock.steady_us();
    m_figures.cache_limit_bytes.set(static_cast<int64_t>(m_state->cache_limit_bytes()));
    update_initial_download();
    publish_snapshot();
}

Engine::~Engine() { stop(); }

void Engine::start() {
    {
        const sys::MutexLock lock(m_mutex);
        CHECK(!m_running);
        m_running = true;
    }
    m_thread = sys::Thread("chain", [this] { run_thread(); });
}

void Engine::interrupt() {
    m_interrupted = true;
    m_submissions.close();
    wake();
}

bool Engine::stop() {
    interrupt();
    {
        const sys::MutexLock lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
    m_submissions.refuse_all(shutting_down());
    m_pool.reset();  // ends its tasks, which read what is destroyed next
    return m_last_write_ok;
}

bool Engine::run(const std::function<void()>& command) {
    bool done = false;
    const sys::MutexLock lock(m_mutex);
    if (!m_running) return false;
    m_commands.push_back([&] {
        command();
        const sys::MutexLock inner(m_mutex);
        done = true;
    });
    ++m_wakes;
    m_changed.notify_all();
    while (!done && m_running) m_changed.wait(m_mutex);
    return done;
}

void Engine::wait_until_settled() {
    const sys::MutexLock lock(m_mutex);
    m_settled = false;
    ++m_wakes;
    m_changed.notify_all();
    while (!m_settled && m_running) m_changed.wait(m_mutex);
}

std::shared_ptr<const Snapshot> Engine::snapshot() const {
    const sys::MutexLock lock(m_mutex);
    return m_snapshot;
}

std::shared_ptr<const Snapshot> Engine::wait_for_tip_change(const HeaderNode* known,
                                                            std::chrono::milliseconds time) const {
    const auto deadline = std::chrono::steady_clock::now() + time;
    const sys::MutexLock lock(m_mutex);
    while (m_snapshot->tip == known && m_running && !m_interrupted) {
        if (!m_changed.wait_until(m_mutex, deadline)) break;
    }
    return m_snapshot;
}

void Engine::wake() {
    {
        const sys::MutexLock lock(m_mutex);
        ++m_wakes;
    }
    m_changed.notify_all();
}

void Engine::run_thread() {
    leave_invalid_tip();
    while (true) {
        {
            const sys::MutexLock lock(m_mutex);
            if (m_stop) break;
            m_seen_wakes = m_wakes;
        }
        if (step()) continue;
        if (!busy()) {
            m_catching_up.reset();
            answer_all_settled();
        }
        if (write_if_needed()) continue;
        wait_for_work();
    }
    end_thread();
}

/// One piece of work, what is furthest along first; false when there was none to do.
bool Engine::step() {
    if (run_commands()) return true;
    // Nobody is left waiting when nothing is accepted any more.
    if (m_failed)
        return m_submissions.refuse_all(consensus::make_error(consensus::ErrorCode::InternalFailure));
    const bool committed = commit_next();
    if (m_interrupted) return m_submissions.refuse_all(shutting_down()) || committed;
    const bool connected = connect_next();
    return accept_next() || connected || committed;
}

bool Engine::busy() const {
    if (m_failed || m_interrupted) return false;
    return m_state->in_flight() > 0 || m_feed.waiting() || !m_submissions.empty();
}

void Engine::wait_for_work() {
    const sys::MutexLock lock(m_mutex);
    // Settled means that nothing new came while the last step found nothing to do.
    const bool idle = m_wakes == m_seen_wakes && m_commands.empty();
    if (idle && !busy()) {
        m_settled = true;
        m_changed.notify_all();
    }
    const auto deadline = std::chrono::steady_clock::now() + kIdleWait;
    while (m_wakes == m_seen_wakes && !m_stop) {
        if (!m_changed.wait_until(m_mutex, deadline)) break;
    }
}

bool Engine::run_commands() {
    std::deque<std::function<void()>> commands;
    {
        const sys::MutexLock lock(m_mutex);
        commands.swap(m_commands);
    }
    for (const std::function<void()>& command : commands) {
        command();
        m_changed.notify_all();
    }
    return !commands.empty();
}

void Engine::fail(const Fatal& fatal) {
    if (m_failed) return;
    m_failed = true;
    m_failure = fatal.message;
    m_last_write_ok = false;
    base::log_error("{}", fatal.message);
    m_state->abandon_in_flight();
    m_feed.clear();
    for (const auto& [node, callbacks] : m_pending) {
        for (const SubmitCallback& done : callbacks) {
            done(base::Err(consensus::make_error(consensus::ErrorCode::InternalFailure, fatal.message)));
        }
    }
    m_pending.clear();
    if (m_options.fatal) m_options.fatal(fatal.message);
}

void Engine::update_initial_download() {
    if (!m_initial_download) return;
    const HeaderNode& tip = *m_state->tip();
    if (tip.chain_work < m_params->consensus.minimum_chain_work) return;
    if (static_cast<int64_t>(tip.time) < m_clock.system_time_s() - m_options.max_tip_age_s) return;
    m_initial_download = false;
    base::log_info("the chain is synchronised at height {}", tip.height);
}

void Engine::publish_snapshot() {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->sequence = m_sequence;
    snapshot->tip = m_state->tip();
    snapshot->best_header = m_selection.best_header();
    snapshot->initial_block_download = m_initial_download;
    snapshot->assembled_at_us = static_cast<uint64_t>(m_clock.steady_us());
    show_cache();
    {
        const sys::MutexLock lock(m_mutex);
        m_snapshot = std::move(snapshot);
    }
    m_changed.notify_all();
}

void Engine::end_thread() {
    m_catching_up.reset();
    m_state->abandon_in_flight();
    m_feed.clear();
    if (!m_failed) m_last_write_ok = write(true);
    for (const auto& [node, callbacks] : m_pending) {
        for (const SubmitCallback& done : callbacks) done(Submitted::Stored);
    }
    m_pending.clear();
    {
        const sys::MutexLock lock(m_mutex);
        m_running = false;
        m_commands.clear();
    }
    m_changed.notify_all();
}

}  // namespace quanta::chain
