// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/wallet_party.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/log.h"

namespace quanta::wiring {

namespace {

/// A wallet of another process, called from threads that must not wait for ever.
class LimitedWallet final : public interfaces::Wallet {
public:
    LimitedWallet(std::unique_ptr<interfaces::Wallet> wallet, interfaces::CallLimit limit,
                  std::chrono::milliseconds call_time, std::chrono::milliseconds short_time)
        : m_wallet(std::move(wallet)),
          m_limit(std::move(limit)),
          m_call_time(call_time),
          m_short_time(short_time) {}
    ~LimitedWallet() override {
        const auto limit = m_limit(m_short_time);
        m_wallet.reset();
    }

    interfaces::WalletStatus status() override {
        const auto limit = m_limit(m_call_time);
        return m_wallet->status();
    }
    interfaces::TransactionPage transactions(uint64_t skip, uint64_t count) override {
        const auto limit = m_limit(m_call_time);
        return m_wallet->transactions(skip, count);
    }
    std::string new_address(const std::string& type, const std::string& label) override {
        const auto limit = m_limit(m_call_time);
        return m_wallet->new_address(type, label);
    }

private:
    std::unique_ptr<interfaces::Wallet> m_wallet;
    const interfaces::CallLimit m_limit;
    const std::chrono::milliseconds m_call_time;
    const std::chrono::milliseconds m_short_time;
};

/// What users are told of a call between processes that failed with `what`; it may be an answer.
std::string told_to_users(std::string_view what) {
    if (what.find("timed out") != std::string_view::npos)
        return "The wallet process did not answer in time; it may still do what it was asked";
    if (what.find("disconnect") != std::string_view::npos)
        return "The wallet process has ended before it answered";
    if (what.find("given up") != std::string_view::npos) return "The node is stopping: no wallets";
    return std::string(what);
}

}  // namespace

WalletParty::WalletParty(std::shared_ptr<Loader> loader, interfaces::CallLimit limit,
                         std::chrono::milliseconds short_time)
    : m_loader(std::move(loader)), m_limit(std::move(limit)), m_short_time(short_time) {}

WalletParty::~WalletParty() {
    const auto limit = m_limit(m_short_time);
    m_following.reset();
}

void WalletParty::follow(std::shared_ptr<interfaces::WalletSink> sink) {
    m_following = m_loader->follow(std::move(sink));
}

std::vector<std::string> WalletParty::names() const {
    const sys::MutexLock lock(m_mutex);
    return m_names;
}

bool WalletParty::has(const std::string& wallet) const {
    const sys::MutexLock lock(m_mutex);
    return std::find(m_names.begin(), m_names.end(), wallet) != m_names.end();
}

bool WalletParty::refresh() {
    uint64_t question = 0;
    {
        const sys::MutexLock lock(m_mutex);
        question = ++m_asked;
    }
    std::vector<std::string> names;
    try {
        const auto limit = m_limit(m_short_time);
        names = m_loader->wallets();
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Ipc, "a wallet process does not answer: {}", error.what());
        return false;
    }
    const sys::MutexLock lock(m_mutex);
    if (question < m_heard) return true;
    m_heard = question;
    m_names = std::move(names);
    return true;
}

interfaces::WalletRpcReply WalletParty::execute(const interfaces::WalletRpcRequest& request) {
    try {
        return m_loader->execute_rpc(request);
    } catch (const std::exception& error) {
        throw std::runtime_error(told_to_users(error.what()));
    }
}

std::unique_ptr<interfaces::Wallet> limit_wallet(std::unique_ptr<interfaces::Wallet> wallet,
                                                 const interfaces::CallLimit& limit,
                                                 std::chrono::milliseconds call_time,
                                                 std::chrono::milliseconds short_time) {
    if (!wallet) return nullptr;
    return std::make_unique<LimitedWallet>(std::move(wallet), limit, call_time, short_time);
}

}  // namespace quanta::wiring
