// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/options.h"
#include "interfaces/init.h"
#include "ipc/host.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "wallet/local_wallet_loader.h"

namespace quanta::wallet_program {

/// All of quanta-wallet for `arguments` (without the program's name): its exit status. Once per process,
/// before any thread.
int run_program(const std::vector<std::string>& arguments, sys::FileSystem& files);

/// What a wallet process offers to the node that started it. Any thread.
class WalletInit final : public interfaces::QuantaInit {
public:
    using Make =
        std::function<std::unique_ptr<wallet::LocalWalletLoader>(std::unique_ptr<interfaces::Chain>)>;

    explicit WalletInit(Make make) : m_make(std::move(make)) {}

    std::unique_ptr<interfaces::Echo> make_echo() override { return interfaces::make_echo(); }
    std::unique_ptr<interfaces::WalletLoader> serve_wallets(std::unique_ptr<interfaces::Chain> chain) override
        QUANTA_EXCLUDES(m_mutex);
    /// Closes all wallets. Nobody uses them any more.
    void close() QUANTA_EXCLUDES(m_mutex);

private:
    const Make m_make;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    std::unique_ptr<wallet::LocalWalletLoader> m_wallets QUANTA_GUARDED_BY(m_mutex);
};

/// Keeps wallets attached to a node that was started by others: connects, and when the node has gone, again,
/// with growing pauses. Runs in a thread of its own from construction to destruction.
class Attachment {
public:
    struct Options {
        std::string place;  ///< of the node, for the log
        /// A new connection to the node, or a sentence.
        std::function<base::Result<int, std::string>()> connect;
        std::vector<std::string> wallets;  ///< to load as soon as there is a node
        WalletInit::Make make;
    };

    /// `host` outlives it.
    Attachment(ipc::Host& host, Options options);
    ~Attachment();
    Attachment(const Attachment&) = delete;
    Attachment& operator=(const Attachment&) = delete;

private:
    /// Until the connection is lost or the end; throws when there is none.
    void attach() QUANTA_EXCLUDES(m_mutex);
    void run() QUANTA_EXCLUDES(m_mutex);
    void take_chain(std::unique_ptr<interfaces::Chain> chain);

    // Constant after construction.
    ipc::Host& m_host;
    const Options m_options;

    // The thread alone.
    std::unique_ptr<wallet::LocalWalletLoader> m_wallets;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    bool m_stop QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_lost QUANTA_GUARDED_BY(m_mutex) = false;

    sys::Thread m_thread;
};

}  // namespace quanta::wallet_program
