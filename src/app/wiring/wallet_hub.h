// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/wiring/call_slots.h"
#include "app/wiring/wallet_party.h"
#include "interfaces/call_limit.h"
#include "interfaces/followers.h"
#include "interfaces/wallet.h"
#include "metrics/exposition.h"
#include "metrics/metric.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::wiring {

/// How a hub gets wallets.
struct WalletHubOptions {
    /// Starts the wallet process, or what stands for it, and gives its loader. `lost` is called at most once,
    /// from any thread, when it has gone. Throws std::runtime_error.
    std::function<std::shared_ptr<interfaces::WalletLoader>(std::function<void()> lost)> start;
    /// Bounds calls to it and to attached ones.
    interfaces::CallLimit limit = interfaces::no_call_limit();
    std::chrono::milliseconds call_time{30'000};
    /// For those that make, load or unload a wallet, which write much.
    std::chrono::milliseconds load_time{120'000};
    /// For those that nobody waits for.
    std::chrono::milliseconds short_time{2'000};
    /// Wallet RPCs that may wait for one process. More wait in turn while it answers, and are refused when it
    /// does not answer for `patience`.
    size_t rpc_calls = 8;
    std::chrono::milliseconds patience{250};
    std::chrono::milliseconds probe_time{250};
    /// How long RPCs may take to end at a stop before their calls are given up.
    std::chrono::milliseconds stop_time{3'000};
    /// Before the process is started again when it has gone; doubles up to the longest.
    std::chrono::milliseconds first_pause{250};
    std::chrono::milliseconds longest_pause{5'000};
};

/// All wallets of a node: those of the wallet process that it starts when the first wallet is wanted, and
/// those of processes that were attached. A process that ends takes its wallets off the list; its own one is
/// started again, with a growing pause, and loads what it had loaded. Any thread.
class WalletHub {
public:
    using Loader = interfaces::WalletLoader;

    explicit WalletHub(WalletHubOptions options);
    /// As stop().
    ~WalletHub();
    WalletHub(const WalletHub&) = delete;
    WalletHub& operator=(const WalletHub&) = delete;

    /// All wallets of the hub, which outlives the loader.
    std::unique_ptr<Loader> make_loader();
    /// Adds wallets of another process until the handler goes. The hub outlives the handler.
    std::unique_ptr<interfaces::Handler> attach(std::unique_ptr<Loader> wallets);
    /// Loads wallets, starting the process if there are any. An error is a sentence for each that fails; none
    /// for those that are left when the hub stops.
    std::vector<std::string> load(const std::vector<std::string>& names);
    /// Runs a wallet RPC. Throws a sentence for users when the process that has the wallet does not answer.
    interfaces::WalletRpcReply execute_rpc(interfaces::WalletRpcRequest request);
    /// Writes which processes there are and what has become of them.
    void write_metrics(metrics::Exposition& out) const QUANTA_EXCLUDES(m_mutex);
    /// No process is started any more, and new calls fail. Waits a while for wallet RPCs that are running.
    /// Idempotent.
    void interrupt() QUANTA_EXCLUDES(m_mutex);
    /// Lets go of all wallets, after interrupt(). Idempotent.
    void stop() QUANTA_EXCLUDES(m_mutex);

private:
    class HubLoader;
    class Attachment;
    class Relay;
    enum class State { Idle, Starting, Running, Gone, Stopped };
    using Party = std::shared_ptr<WalletParty>;
    /// The sequence of the last change of each wallet; the empty name is the list.
    using Changes = std::map<std::string, uint64_t>;
    /// An attached process.
    struct Attached {
        uint64_t number;
        Party party;
        std::shared_ptr<CallSlots> slots;
    };

    // What the loader does.
    std::vector<std::string> wallets() const;
    /// Who has `wallet` loaded; the own process when nobody has, started if need be. Throws when there is
    /// none.
    Party owner_of(const std::string& wallet);
    /// The wallet process, started if need be. Throws std::runtime_error when it cannot be had now.
    Party own() QUANTA_EXCLUDES(m_mutex);
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::WalletSink> sink);
    /// `party` has loaded or unloaded wallets: what the own process has is what it gets when it is started
    /// again.
    void note_loaded(const Party& party) QUANTA_EXCLUDES(m_mutex);
    std::shared_ptr<void> limit_calls(std::chrono::milliseconds time) const { return m_options.limit(time); }
    std::unique_ptr<interfaces::Wallet> limited(std::unique_ptr<interfaces::Wallet> wallet) const;

    std::vector<Attached> attached() const QUANTA_EXCLUDES(m_mutex);
    std::optional<Attached> attached_with(const std::optional<std::string>& wallet) const;
    Party running() const QUANTA_EXCLUDES(m_mutex);
    Party make_party(std::shared_ptr<Loader> loader);
    bool answers(const Party& party) const;
    bool is_stopped() const QUANTA_EXCLUDES(m_mutex);
    void detach(uint64_t number) QUANTA_EXCLUDES(m_mutex);
    Party start(uint64_t generation) QUANTA_EXCLUDES(m_mutex);
    /// Starts a process and has it load what the one before had.
    Party start_party(uint64_t generation) QUANTA_EXCLUDES(m_mutex);
    void lost(uint64_t generation) QUANTA_EXCLUDES(m_mutex);
    void failed(uint64_t generation, std::string why) QUANTA_REQUIRES(m_mutex);
    void changed(const std::string& wallet) QUANTA_EXCLUDES(m_mutex);
    void restart_when_lost() QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    const WalletHubOptions m_options;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    sys::CondVar m_changed;
    State m_state QUANTA_GUARDED_BY(m_mutex) = State::Idle;
    uint64_t m_generation QUANTA_GUARDED_BY(m_mutex) = 0;
    size_t m_starts QUANTA_GUARDED_BY(m_mutex) = 0;  ///< threads that start a process
    Party m_own QUANTA_GUARDED_BY(m_mutex);
    std::set<std::string> m_loaded QUANTA_GUARDED_BY(m_mutex);  ///< in the own process
    std::string m_why_gone QUANTA_GUARDED_BY(m_mutex);          ///< a sentence
    std::chrono::steady_clock::time_point m_retry_at QUANTA_GUARDED_BY(m_mutex);
    std::chrono::milliseconds m_pause QUANTA_GUARDED_BY(m_mutex);
    std::list<Attached> m_attached QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_last_attached QUANTA_GUARDED_BY(m_mutex) = 0;
    Changes m_changes QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_sequence QUANTA_GUARDED_BY(m_mutex) = 0;

    // Any thread.
    metrics::Counter m_started;
    metrics::Counter m_ended;

    CallSlots m_own_slots;  ///< of the own process, whichever runs
    interfaces::Followers<Changes> m_followers;
    sys::Thread m_restarter;
};

}  // namespace quanta::wiring
