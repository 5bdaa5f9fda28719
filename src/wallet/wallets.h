// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "interfaces/call_limit.h"
#include "interfaces/chain.h"
#include "interfaces/followers.h"
#include "interfaces/wallet.h"
#include "sys/mutex.h"
#include "wallet/error.h"
#include "wallet/follower.h"
#include "wallet/pool_follower.h"
#include "wallet/rescan.h"
#include "wallet/spend_settings.h"
#include "wallet/wallet.h"

namespace quanta::wallet {

/// What the wallets of a process are made with.
struct WalletOptions {
    std::string directory;  ///< absolute; of all wallets that are not named by a path of their own
    params::ChainParams params;
    uint32_t keypool = 1000;                                    ///< -keypool
    OutputType address_type = OutputType::Bech32;               ///< -addresstype
    std::optional<OutputType> change_type = std::nullopt;       ///< -changetype; without: as addresses
    std::shared_ptr<interfaces::Chain> chain;                   ///< null: none yet
    interfaces::CallLimit limit = interfaces::no_call_limit();  ///< bounds calls to other processes
    SpendSettings spend;
    const sys::Clock* clock = &sys::system_clock();
    sys::FileSystem* files = &sys::real_file_system();
    sys::Random* random = &sys::os_random();
    FollowerOptions follower;  ///< its limit, chain name and hook are set here
    bool broadcast = true;     ///< -walletbroadcast
};

/// The sequence of each wallet's last change, and the loader's own under "": what followers are told of.
using WalletChanges = std::map<std::string, uint64_t>;

/// The wallets of a process: makes, loads and unloads them and has them follow the chain. Any thread.
class Wallets {
public:
    explicit Wallets(WalletOptions options);
    /// Closes all wallets.
    ~Wallets();
    Wallets(const Wallets&) = delete;
    Wallets& operator=(const Wallets&) = delete;

    const WalletOptions& options() const { return m_options; }
    /// Another connection to the node; null: it has gone.
    void set_chain(std::shared_ptr<interfaces::Chain> chain) {
        m_pool.set_chain(chain);
        m_follower.set_chain(std::move(chain));
    }
    /// The node and its mempool; null while there is none. Calls to them are bounded by the options' limit.
    std::shared_ptr<interfaces::Chain> chain() const { return m_follower.chain(); }
    std::shared_ptr<interfaces::Pool> pool() const { return m_pool.pool(); }

    /// Makes a wallet and loads it. BadName, Failed.
    WalletResult<std::shared_ptr<Wallet>> create(const interfaces::CreateWalletOptions& options)
        QUANTA_EXCLUDES(m_mutex);
    /// AlreadyLoaded, NotFound, Failed.
    WalletResult<std::shared_ptr<Wallet>> load(const std::string& name) QUANTA_EXCLUDES(m_mutex);
    /// NotLoaded.
    WalletResult<void> unload(const std::string& name) QUANTA_EXCLUDES(m_mutex);

    /// Null when it is not loaded.
    std::shared_ptr<Wallet> find(std::string_view name) const QUANTA_EXCLUDES(m_mutex);
    /// Those that are loaded, in the order of their loading.
    std::vector<std::shared_ptr<Wallet>> loaded() const QUANTA_EXCLUDES(m_mutex);
    /// The names of those in the directory, loaded or not.
    std::vector<std::string> in_directory() const;

    /// Waits a while for the wallet to be where the node is now; it may not get there.
    void sync(const std::shared_ptr<Wallet>& wallet) {
        if (m_follower.wait_synced(wallet, kSyncTime)) m_pool.wait_synced(wallet, kSyncTime);
    }
    /// Looking through blocks once more.
    Rescans& rescans() { return m_rescans; }
    /// Something of the wallet's is different. Not while a wallet is read.
    void note_change(const std::string& wallet) QUANTA_EXCLUDES(m_mutex);
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::WalletSink> sink);

private:
    static constexpr std::chrono::seconds kSyncTime{10};

    WalletContext context() const;
    /// Where the chain is now; nowhere when the node does not say.
    Position position_now() const;
    WalletResult<void> check_pruning(const Wallet& wallet) const;
    WalletResult<std::shared_ptr<Wallet>> open(const std::string& name, const std::string& directory) const;
    /// Reserves a name while its wallet is made or loaded.
    class Reservation;
    void enlist(const std::shared_ptr<Wallet>& wallet) QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    WalletOptions m_options;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::vector<std::shared_ptr<Wallet>> m_wallets QUANTA_GUARDED_BY(m_mutex);
    std::set<std::string, std::less<>> m_reserved QUANTA_GUARDED_BY(m_mutex);
    WalletChanges m_changes QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_sequence QUANTA_GUARDED_BY(m_mutex) = 0;

    interfaces::Followers<WalletChanges> m_followers;
    Follower m_follower;
    PoolFollower m_pool;
    Rescans m_rescans;
};

}  // namespace quanta::wallet
