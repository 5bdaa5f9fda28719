// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/chain.h"
#include "chain/figures.h"
#include "chain/tasks.h"
#include "interfaces/call_limit.h"
#include "interfaces/call_watch.h"
#include "interfaces/node.h"
#include "node/chain_followers.h"
#include "node/chain_relay.h"
#include "node/changes.h"
#include "node/indexes.h"
#include "node/notify.h"
#include "node/pool_keeper.h"
#include "node/shutdown.h"
#include "node/status_feed.h"
#include "node/template_source.h"
#include "node/warnings.h"
#include "params/params.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::node {

class Network;

/// Settings of a node, from the command line.
struct NodeOptions {
    /// fatal, reached_stop_height, tasks, figures and needed_from are set by the node.
    chain::ChainOptions chain;
    std::vector<std::filesystem::path> load_blocks;  ///< -loadblock, in the order given
    bool stop_after_import = false;                  ///< -stopafterblockimport
    PoolOptions pool;
    IndexOptions indexes;
    MiningOptions mining;
    NotifyOptions notify;
};

/// What a node stands on; all outlive it.
struct NodeServices {
    sys::FileSystem& files;
    const sys::Clock& clock;
    CommandHooks commands;
    /// Bounds calls of followers in other processes.
    interfaces::CallLimit call_limit = interfaces::no_call_limit();
    /// Tells services that who asked in another process has gone.
    interfaces::CallWatch call_watch = interfaces::no_call_watch();
    sys::Random& random = sys::os_random();
};

/// A node: the chain and what follows it, the import of block files, notification commands and the wish to
/// stop. Started and stopped by one thread; everything else from any thread.
class Node {
public:
    Node(NodeOptions options, params::ChainParams params, NodeServices services);
    /// As stop().
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Opens and checks the chain, then starts to import block files behind the caller's back. `progress` is
    /// told what is being done, for users waiting. Errors: a sentence for the user; "" when a shutdown was
    /// requested meanwhile.
    base::Result<void, std::string> start(const std::function<void(const std::string&)>& progress);
    /// Ends threads and writes everything to disk; runs -shutdownnotify first when the node was up.
    /// Idempotent.
    void stop();

    struct Phase {
        interfaces::NodePhase phase = interfaces::NodePhase::Starting;
        std::string text;  ///< what start() has told last
    };
    Phase phase() const QUANTA_EXCLUDES(m_mutex);
    /// Whether start() has succeeded.
    bool loaded() const { return m_loaded.load(); }
    /// Waits until start() has succeeded; false when the node is to stop before, or the caller has gone.
    bool wait_until_running();

    /// Once start() has succeeded, until the node is destroyed.
    chain::Chain& chain() const { return *m_chain; }
    /// Once start() has succeeded, until the node is destroyed: the mempool.
    PoolKeeper& pool() { return *m_pool; }
    /// Those wanted by the options, once start() has succeeded.
    Indexes& indexes() { return m_indexes; }
    /// Once start() has succeeded, until stop(): what blocks to be mined hold.
    TemplateSource& templates() { return *m_templates; }
    const params::ChainParams& params() const { return m_params; }
    const NodeOptions& options() const { return m_options; }
    const sys::Clock& clock() const { return m_services.clock; }
    Warnings& warnings() { return m_warnings; }
    /// The long work that is going on, also while the node starts and stops.
    chain::Tasks& tasks() { return m_tasks; }

    /// The node's peers, from now on; start() has succeeded. They are stopped with the node.
    void set_network(std::shared_ptr<Network> network) QUANTA_EXCLUDES(m_mutex);
    /// Null when there are none (yet).
    std::shared_ptr<Network> network() const QUANTA_EXCLUDES(m_mutex);

    /// Noted whenever the node is not as it was before.
    Changes& changes() { return m_changes; }
    ChainFollowers& chain_followers() { return m_chain_followers; }
    StatusFeed& status_feed() { return m_status_feed; }
    NotifyCommands& notify_commands() { return m_notify; }

    /// Asks the node to stop: long work ends soon, and whoever waits for shutdown() calls stop().
    void request_shutdown();
    const Shutdown& shutdown() const { return m_shutdown; }
    /// Why the program should end with an error: a sentence about what failed, usually the disk.
    std::optional<std::string> failure() const QUANTA_EXCLUDES(m_mutex);
    /// Whether block files are being imported.
    bool importing() const { return m_importing.load(); }
    /// Seconds since construction.
    int64_t uptime_s() const;

private:
    void show_phase(const std::string& text) QUANTA_EXCLUDES(m_mutex);
    void import_blocks();
    void warn(Warning warning, const std::string& text);
    void fail(const std::string& reason) QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    NodeOptions m_options;
    const params::ChainParams m_params;
    const NodeServices m_services;
    const int64_t m_started_us;

    // Any thread.
    Shutdown m_shutdown;
    Changes m_changes;
    NotifyCommands m_notify;
    Warnings m_warnings;
    chain::Tasks m_tasks;
    chain::ChainFigures m_figures;
    chain::VerifiedCache m_verified;
    Indexes m_indexes;
    ChainFollowers m_chain_followers;
    StatusFeed m_status_feed;
    std::atomic<bool> m_importing{false};
    std::atomic<bool> m_loaded{false};
    std::atomic<chain::Chain*> m_interruptible{nullptr};  ///< the chain, for request_shutdown

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::optional<std::string> m_failure QUANTA_GUARDED_BY(m_mutex);
    std::string m_phase_text QUANTA_GUARDED_BY(m_mutex);

    // The thread that starts and stops.
    std::unique_ptr<ChainRelay> m_relay;
    std::unique_ptr<chain::Chain> m_chain;
    std::unique_ptr<PoolKeeper> m_pool;
    std::unique_ptr<TemplateSource> m_templates;
    std::shared_ptr<Network> m_network QUANTA_GUARDED_BY(m_mutex);  ///< goes before the chain
    sys::Thread m_import;
    bool m_up = false;
    bool m_stopped = false;
};

}  // namespace quanta::node
