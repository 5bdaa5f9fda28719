// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/wallets.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/core.h>

#include "base/log.h"
#include "wallet/names.h"

namespace quanta::wallet {

using base::Err;

namespace {

constexpr std::chrono::milliseconds kCallTime{10'000};
/// What the mempool waits for a wallet that is behind the chain.
constexpr std::chrono::milliseconds kShortSyncTime{500};
/// Blocks before a wallet's making that may matter, seconds.
constexpr int64_t kBirthMargin_s = 2 * 60 * 60;

WalletError with_prefix(WalletError error) {
    const bool verified = error.message.starts_with("Error loading");
    error.message.insert(0, verified ? "Wallet loading failed. " : "Wallet file verification failed. ");
    return error;
}

FollowerOptions follower_options(const WalletOptions& options,
                                 std::function<void(const std::string&)> changed) {
    FollowerOptions follower = options.follower;
    follower.limit = options.limit;
    follower.chain_name = params::chain_name(options.params.chain);
    follower.changed = std::move(changed);
    return follower;
}

PoolFollowerOptions pool_options(const WalletOptions& options,
                                 std::function<void(const std::string&)> changed,
                                 decltype(PoolFollowerOptions::sync) sync) {
    PoolFollowerOptions follower{*options.clock, *options.random};
    follower.limit = options.limit;
    follower.call_time = options.follower.call_time;
    follower.page_time = options.follower.page_time;
    follower.first_wait = options.follower.first_wait;
    follower.longest_wait = options.follower.longest_wait;
    follower.silence = options.follower.silence;
    follower.broadcast = options.broadcast;
    follower.sync = std::move(sync);
    follower.changed = std::move(changed);
    return follower;
}

RescanOptions rescan_options(const WalletOptions& options, decltype(RescanOptions::changed) changed) {
    RescanOptions rescans;
    rescans.limit = options.limit;
    rescans.page_time = options.follower.page_time;
    rescans.changed = std::move(changed);
    return rescans;
}

WalletOptions with_limit(WalletOptions options) {
    if (!options.limit) options.limit = interfaces::no_call_limit();
    return options;
}

interfaces::FollowerOptions sink_options(const WalletOptions& options) {
    interfaces::FollowerOptions sinks;
    sinks.thread_name = "wallet.tell";
    sinks.limit = options.limit;
    return sinks;
}

/// Tells one sink what it has not heard.
class Teller {
public:
    explicit Teller(std::shared_ptr<interfaces::WalletSink> sink) : m_sink(std::move(sink)) {}

    void tell(const WalletChanges& changes) {
        for (const auto& [wallet, sequence] : changes) {
            uint64_t& told = m_told[wallet];
            if (told == sequence) continue;
            m_sink->wallet_changed({sequence, wallet});
            told = sequence;
        }
        // Wallets that were unloaded are forgotten.
        std::erase_if(m_told, [&](const auto& entry) { return !changes.contains(entry.first); });
    }

private:
    const std::shared_ptr<interfaces::WalletSink> m_sink;
    WalletChanges m_told;
};

}  // namespace

class Wallets::Reservation {
public:
    Reservation(Wallets& owner, std::string name) : m_owner(owner), m_name(std::move(name)) {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_new = m_owner.m_reserved.insert(m_name).second;
    }
    ~Reservation() {
        const sys::MutexLock lock(m_owner.m_mutex);
        if (m_new) m_owner.m_reserved.erase(m_name);
    }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;
    /// Nobody else had it.
    bool is_new() const { return m_new; }

private:
    Wallets& m_owner;
    const std::string m_name;
    bool m_new = false;
};

Wallets::Wallets(WalletOptions options)
    : m_options(with_limit(std::move(options))),
      m_followers(sink_options(m_options)),
      m_follower(follower_options(m_options, [this](const std::string& wallet) { note_change(wallet); })),
      m_pool(pool_options(
          m_options, [this](const std::string& wallet) { note_change(wallet); },
          [this](const std::shared_ptr<Wallet>& wallet) {
              return m_follower.wait_synced(wallet, kShortSyncTime);
          })),
      m_rescans(rescan_options(m_options,
                               [this](const std::string& wallet, const auto& touched) {
                                   note_change(wallet);
                                   m_follower.tell(wallet, touched);
                               }),
                [this] { return chain(); }) {
    set_chain(std::exchange(m_options.chain, nullptr));
}

Wallets::~Wallets() {
    m_followers.stop();
    for (const std::shared_ptr<Wallet>& wallet : loaded()) {
        m_follower.remove(wallet);
        m_pool.remove(wallet);
        wallet->close();
    }
}

WalletContext Wallets::context() const {
    return {m_options.params,  *m_options.files,       *m_options.random,    *m_options.clock,
            m_options.keypool, m_options.address_type, m_options.change_type};
}

Position Wallets::position_now() const {
    const std::shared_ptr<interfaces::Chain> chain = m_follower.chain();
    if (!chain) return {};
    try {
        const std::shared_ptr<void> bound = m_options.limit(kCallTime);
        Position position;
        position.locator = chain->tip_locator();
        position.tip = chain->blocks_after(position.locator, 0).fork;
        return position;
    } catch (const std::exception& error) {
        // It begins at the time it was made, when the node is back.
        base::log_warning("A new wallet does not know yet where the chain is: {}", error.what());
        return {};
    }
}

WalletResult<std::shared_ptr<Wallet>> Wallets::create(const interfaces::CreateWalletOptions& options) {
    if (options.name.empty()) return fail(ErrorCode::BadName, "Wallet name cannot be empty");
    auto directory = wallet_directory_of(m_options.directory, options.name);
    if (!directory) return Err(with_prefix(directory.error()));
    const Reservation reservation(*this, options.name);
    if (!reservation.is_new()) return fail(ErrorCode::Failed, "Wallet already loading.");
    auto wallet = Wallet::create(context(), *directory, options, position_now());
    if (!wallet) return Err(with_prefix(wallet.error()));
    enlist(*wallet);
    return wallet;
}

WalletResult<void> Wallets::check_pruning(const Wallet& wallet) const {
    const std::shared_ptr<interfaces::Chain> chain = m_follower.chain();
    if (!chain) return {};
    interfaces::BlocksPage page;
    try {
        const std::shared_ptr<void> bound = m_options.limit(kCallTime);
        std::vector<primitives::BlockHash> locator = wallet.position().locator;
        if (locator.empty()) locator = chain->locator_before(wallet.created_s() - kBirthMargin_s);
        page = chain->blocks_after(locator, 0);
    } catch (const std::exception& error) {
        base::log_warning("Wallet {} is loaded without its node: {}", wallet.name(), error.what());
        return {};
    }
    if (!page.blocks.empty() || !page.pruned_away) return {};
    return fail(
        ErrorCode::Failed,
        "Wallet loading failed. Prune: last wallet synchronisation goes beyond pruned data. You need to "
        "-reindex (download the whole blockchain again in case of a pruned node)");
}

WalletResult<std::shared_ptr<Wallet>> Wallets::open(const std::string& name,
                                                    const std::string& directory) const {
    if (m_options.files->exists(directory) && !m_options.files->is_directory(directory)) {
        return fail(
            ErrorCode::Failed,
            fmt::format(
                "Wallet file verification failed. Invalid -wallet path '{}'. -wallet path should point "
                "to a directory where wallet.dat and database/log.?????????? files can be stored, a "
                "location where such a directory could be created, or (for backwards compatibility) "
                "the name of an existing data file in -walletdir (\"{}\")",
                name, m_options.directory));
    }
    auto wallet = Wallet::load(context(), name, directory);
    if (!wallet) return Err(with_prefix(wallet.error()));
    TRY(check_pruning(**wallet));
    return wallet;
}

WalletResult<std::shared_ptr<Wallet>> Wallets::load(const std::string& name) {
    auto directory = wallet_directory_of(m_options.directory, name);
    if (!directory) return Err(with_prefix(directory.error()));
    const Reservation reservation(*this, name);
    if (!reservation.is_new()) return fail(ErrorCode::Failed, "Wallet already loading.");
    if (find(name))
        return fail(ErrorCode::AlreadyLoaded, fmt::format("Wallet \"{}\" is already loaded.", name));
    auto wallet = TRY(open(name, *directory));
    enlist(wallet);
    return wallet;
}

void Wallets::enlist(const std::shared_ptr<Wallet>& wallet) {
    {
        const sys::MutexLock lock(m_mutex);
        m_wallets.push_back(wallet);
    }
    m_follower.add(wallet);
    m_pool.add(wallet);
    m_rescans.resume(wallet);
    note_change(wallet->name());
    note_change("");
}

WalletResult<void> Wallets::unload(const std::string& name) {
    const std::shared_ptr<Wallet> wallet = find(name);
    if (!wallet) return fail(ErrorCode::NotLoaded, "Requested wallet does not exist or is not loaded");
    m_follower.remove(wallet);
    m_pool.remove(wallet);
    m_rescans.abort(name);
    {
        const sys::MutexLock lock(m_mutex);
        std::erase(m_wallets, wallet);
        m_changes.erase(name);
    }
    wallet->close();
    note_change("");
    return {};
}

std::shared_ptr<Wallet> Wallets::find(std::string_view name) const {
    const sys::MutexLock lock(m_mutex);
    const auto found = std::find_if(m_wallets.begin(), m_wallets.end(),
                                    [&](const auto& wallet) { return wallet->name() == name; });
    return found == m_wallets.end() ? nullptr : *found;
}

std::vector<std::shared_ptr<Wallet>> Wallets::loaded() const {
    const sys::MutexLock lock(m_mutex);
    return m_wallets;
}

std::vector<std::string> Wallets::in_directory() const {
    return list_wallets(*m_options.files, m_options.directory);
}

void Wallets::note_change(const std::string& wallet) {
    // Published in the order of the sequence.
    const sys::MutexLock lock(m_mutex);
    const auto is_loaded = [&](const auto& other) { return other->name() == wallet; };
    if (!wallet.empty() && std::none_of(m_wallets.begin(), m_wallets.end(), is_loaded)) return;
    m_changes[wallet] = ++m_sequence;
    m_followers.publish(m_changes);
}

std::unique_ptr<interfaces::Handler> Wallets::follow(std::shared_ptr<interfaces::WalletSink> sink) {
    return m_followers.add([teller = std::make_shared<Teller>(std::move(sink))](
                               const WalletChanges& changes) { teller->tell(changes); });
}

}  // namespace quanta::wallet
