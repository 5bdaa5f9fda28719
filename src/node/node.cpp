// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/node.h"

#include <utility>

#include "base/log.h"
#include "chain/importer.h"
#include "node/network.h"

namespace quanta::node {

Node::Node(NodeOptions options, params::ChainParams params, NodeServices services)
    : m_options(std::move(options)),
      m_params(std::move(params)),
      m_services(std::move(services)),
      m_started_us(m_services.clock.steady_us()),
      m_changes(m_services.call_watch),
      m_notify(m_options.notify, m_services.commands),
      m_tasks(m_services.clock),
      m_verified(m_options.pool.verified_bytes, m_services.random.bytes<32>()),
      m_indexes(m_options.indexes),
      m_chain_followers(m_changes, m_services.call_limit),
      m_status_feed(*this, m_services.call_limit) {
    m_options.chain.tasks = &m_tasks;
    m_options.chain.figures = &m_figures;
    m_options.chain.verified = &m_verified;
    m_options.chain.needed_from = m_indexes.needed_from();
    m_options.chain.fatal = [this](const std::string& reason) { fail(reason); };
    m_options.chain.warning = [this](const std::string& text) { warn(Warning::HeldChain, text); };
    m_options.chain.reached_stop_height = [this] {
        base::log_info("stopping at height {}", m_options.chain.stop_at_height);
        request_shutdown();
    };
}

Node::~Node() {
    stop();
}

base::Result<void, std::string> Node::start(const std::function<void(const std::string&)>& progress) {
    const auto show = [&](const std::string& text) {
        show_phase(text);
        progress(text);
    };
    show("Loading block index…");
    m_chain = TRY(chain::Chain::open(m_options.chain, m_params, m_services.files, m_services.clock));
    m_interruptible = m_chain.get();
    // A request that came before the line above has not reached the chain.
    if (m_shutdown.requested()) return base::Err(std::string());

    m_relay =
        std::make_unique<ChainRelay>(std::vector<interfaces::ChainSink*>{&m_notify, &m_chain_followers});
    m_chain->events().add_sink(*m_relay);
    const auto started = m_chain->start(show);
    if (m_shutdown.requested()) return base::Err(std::string());
    if (!started) return base::Err(started.error());

    // What was told of while it started is older.
    m_chain->events().wait_until_handled();
    m_chain_followers.chain_changed(position_of(*m_chain->snapshot()));
    TRY(m_indexes.start({*m_chain, m_tasks, m_options.chain.data_directory, m_options.chain.reindex,
                         [this](const std::string& reason) { fail(reason); }}));
    m_pool = std::make_unique<PoolKeeper>(m_options.pool, m_options.chain.data_directory,
                                          PoolKeeper::Parts{*m_chain, m_verified, m_tasks, m_services.files,
                                                            m_services.clock, m_services.random,
                                                            m_services.call_limit});
    m_templates = std::make_unique<TemplateSource>(
        TemplateSource::Parts{*m_chain, m_pool->pool(), m_params.consensus, m_changes});
    m_loaded = true;
    m_changes.note();
    m_importing = true;
    m_import = sys::Thread("import", [this] { import_blocks(); });
    m_up = true;
    m_notify.started();
    return {};
}

void Node::show_phase(const std::string& text) {
    {
        sys::MutexLock lock(m_mutex);
        m_phase_text = text;
    }
    m_changes.note();
}

Node::Phase Node::phase() const {
    sys::MutexLock lock(m_mutex);
    if (m_shutdown.requested()) return {interfaces::NodePhase::Stopping, m_phase_text};
    return {m_loaded ? interfaces::NodePhase::Running : interfaces::NodePhase::Starting, m_phase_text};
}

bool Node::wait_until_running() {
    const Caller caller(m_changes);
    while (true) {
        const uint64_t seen = m_changes.count();
        if (m_shutdown.requested() || caller.gone()) return false;
        if (m_loaded) return true;
        m_changes.wait(seen);
    }
}

void Node::import_blocks() {
    const auto reindexed = chain::finish_reindex(*m_chain);
    if (!reindexed) {
        fail(reindexed.error());
        return;
    }
    chain::FileImporter importer(*m_chain);
    for (const std::filesystem::path& path : m_options.load_blocks) {
        if (m_shutdown.requested()) break;
        const auto imported = importer.import(path);
        if (!imported) base::log_warning("{}", imported.error());
    }
    m_importing = false;
    if (m_shutdown.requested()) return;
    if (!m_options.stop_after_import) return m_pool->load();
    base::log_info("stopping after block import");
    request_shutdown();
}

void Node::warn(Warning warning, const std::string& text) {
    if (!m_warnings.set(warning, text)) return;
    m_notify.warned(text);
    m_changes.note();
}

void Node::fail(const std::string& reason) {
    base::log_error("{}", reason);
    warn(Warning::FatalError, reason);
    {
        sys::MutexLock lock(m_mutex);
        if (!m_failure) m_failure = reason;
    }
    request_shutdown();
}

std::optional<std::string> Node::failure() const {
    sys::MutexLock lock(m_mutex);
    return m_failure;
}

void Node::request_shutdown() {
    m_shutdown.request();
    if (chain::Chain* chain = m_interruptible.load()) chain->interrupt();
    m_changes.note();
}

void Node::stop() {
    if (std::exchange(m_stopped, true)) return;
    request_shutdown();
    if (m_up) m_notify.stopping();
    if (m_pool) m_pool->interrupt();
    m_import.join();
    if (const auto peers = network()) peers->stop();
    if (m_pool) m_pool->stop();
    m_indexes.stop();
    if (m_chain && !m_chain->stop())
        fail("The last write to disk failed. The next start goes on from the one before.");
    if (m_relay) m_chain->events().remove_sink(*m_relay);
    m_chain_followers.stop();
    m_status_feed.stop();
}

void Node::set_network(std::shared_ptr<Network> network) {
    sys::MutexLock lock(m_mutex);
    m_network = std::move(network);
}

std::shared_ptr<Network> Node::network() const {
    sys::MutexLock lock(m_mutex);
    return m_network;
}

int64_t Node::uptime_s() const {
    return (m_services.clock.steady_us() - m_started_us) / 1'000'000;
}

}  // namespace quanta::node
