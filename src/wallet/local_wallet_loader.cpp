// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/local_wallet_loader.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

namespace quanta::wallet {
namespace {

/// The value, or an exception: errors leave the process by those.
template <typename T>
T value_or_throw(WalletResult<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// One wallet, for as long as it is loaded.
class LocalWallet final : public interfaces::Wallet {
public:
    LocalWallet(std::shared_ptr<Wallets> wallets, std::shared_ptr<wallet::Wallet> wallet)
        : m_wallets(std::move(wallets)), m_wallet(std::move(wallet)) {}

    interfaces::WalletStatus status() override { return value_or_throw(m_wallet->status()); }
    interfaces::TransactionPage transactions(uint64_t skip, uint64_t count) override {
        return value_or_throw(m_wallet->transactions(skip, count));
    }
    std::string new_address(const std::string& type, const std::string& label) override {
        const std::optional<OutputType> parsed = output_type_from_name(type);
        if (!type.empty() && !parsed)
            throw std::runtime_error(fmt::format("Unknown address type '{}'", type));
        std::string address = value_or_throw(m_wallet->new_address(parsed, Purpose::Receive, label));
        m_wallets->note_change(m_wallet->name());
        return address;
    }

private:
    const std::shared_ptr<Wallets> m_wallets;
    const std::shared_ptr<wallet::Wallet> m_wallet;
};

}  // namespace

LocalWalletLoader::LocalWalletLoader(std::shared_ptr<Wallets> wallets, RpcRunner runner)
    : m_wallets(std::move(wallets)), m_runner(std::move(runner)) {}

std::unique_ptr<LocalWalletLoader> LocalWalletLoader::share() const {
    return std::make_unique<LocalWalletLoader>(m_wallets, m_runner);
}

std::vector<std::string> LocalWalletLoader::wallets() {
    std::vector<std::string> names;
    for (const auto& wallet : m_wallets->loaded())
        names.push_back(wallet->name());
    return names;
}

std::vector<std::string> LocalWalletLoader::wallet_directory() {
    return m_wallets->in_directory();
}

std::unique_ptr<interfaces::Wallet> LocalWalletLoader::create(
    const interfaces::CreateWalletOptions& options) {
    return std::make_unique<LocalWallet>(m_wallets, value_or_throw(m_wallets->create(options)));
}

std::unique_ptr<interfaces::Wallet> LocalWalletLoader::load(const std::string& name) {
    return std::make_unique<LocalWallet>(m_wallets, value_or_throw(m_wallets->load(name)));
}

void LocalWalletLoader::unload(const std::string& name) {
    value_or_throw(m_wallets->unload(name));
}

std::unique_ptr<interfaces::Wallet> LocalWalletLoader::wallet(const std::string& name) {
    std::shared_ptr<Wallet> found = m_wallets->find(name);
    if (!found) throw std::runtime_error("Requested wallet does not exist or is not loaded");
    return std::make_unique<LocalWallet>(m_wallets, std::move(found));
}

interfaces::WalletRpcReply LocalWalletLoader::execute_rpc(const interfaces::WalletRpcRequest& request) {
    return m_runner(request);
}

std::unique_ptr<interfaces::Handler> LocalWalletLoader::follow(std::shared_ptr<interfaces::WalletSink> sink) {
    return m_wallets->follow(std::move(sink));
}

}  // namespace quanta::wallet
