// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "interfaces/call_limit.h"
#include "interfaces/wallet.h"
#include "sys/mutex.h"

namespace quanta::wiring {

/// The wallets of one process, as another knows them: which are loaded is remembered, so that nobody has to
/// ask a process that may have stopped. Any thread.
class WalletParty {
public:
    using Loader = interfaces::WalletLoader;

    /// Calls that nobody waits for take at most `short_time`.
    WalletParty(std::shared_ptr<Loader> loader, interfaces::CallLimit limit,
                std::chrono::milliseconds short_time);
    /// Ends what it follows and lets go of the process.
    ~WalletParty();
    WalletParty(const WalletParty&) = delete;
    WalletParty& operator=(const WalletParty&) = delete;

    /// Throws when the process has gone, as all of its methods.
    Loader& loader() const { return *m_loader; }
    /// The loader, and with it this.
    static std::shared_ptr<Loader> loader_of(const std::shared_ptr<WalletParty>& party) {
        return {party, &party->loader()};
    }
    /// Has `sink` told of changes, as long as this lives. Once.
    void follow(std::shared_ptr<interfaces::WalletSink> sink);

    /// The loaded wallets, as last heard.
    std::vector<std::string> names() const QUANTA_EXCLUDES(m_mutex);
    bool has(const std::string& wallet) const QUANTA_EXCLUDES(m_mutex);
    /// Asks which wallets are loaded. Whether there was an answer in the short time: without one the names
    /// stay.
    bool refresh() QUANTA_EXCLUDES(m_mutex);

    /// Runs a wallet RPC. Throws a sentence for users when the process does not answer or ends meanwhile.
    interfaces::WalletRpcReply execute(const interfaces::WalletRpcRequest& request);

private:
    // Constant after construction, or follow().
    const std::shared_ptr<Loader> m_loader;
    const interfaces::CallLimit m_limit;
    const std::chrono::milliseconds m_short_time;
    std::unique_ptr<interfaces::Handler> m_following;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::vector<std::string> m_names QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_asked QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_heard QUANTA_GUARDED_BY(m_mutex) = 0;  ///< the question that the names answer
};

/// `wallet`, whose calls take at most `call_time`, and its end `short_time`; null stays null.
std::unique_ptr<interfaces::Wallet> limit_wallet(std::unique_ptr<interfaces::Wallet> wallet,
                                                 const interfaces::CallLimit& limit,
                                                 std::chrono::milliseconds call_time,
                                                 std::chrono::milliseconds short_time);

}  // namespace quanta::wiring
