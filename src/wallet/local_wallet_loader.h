// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "interfaces/wallet.h"
#include "wallet/wallets.h"

namespace quanta::wallet {

/// Runs one wallet RPC over the wallets of a process.
using RpcRunner = std::function<interfaces::WalletRpcReply(const interfaces::WalletRpcRequest&)>;

/// The wallets of this process, for this process and others. Any thread.
class LocalWalletLoader final : public interfaces::WalletLoader {
public:
    /// `wallets` outlive this and the wallets it hands out.
    LocalWalletLoader(std::shared_ptr<Wallets> wallets, RpcRunner runner);

    /// Another connection to the node; null: it has gone.
    void set_chain(std::unique_ptr<interfaces::Chain> chain) { m_wallets->set_chain(std::move(chain)); }
    /// The same wallets again, for another connection.
    std::unique_ptr<LocalWalletLoader> share() const;

    std::vector<std::string> wallets() override;
    std::vector<std::string> wallet_directory() override;
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override;
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override;
    void unload(const std::string& name) override;
    std::unique_ptr<interfaces::Wallet> wallet(const std::string& name) override;
    interfaces::WalletRpcReply execute_rpc(const interfaces::WalletRpcRequest& request) override;
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::WalletSink> sink) override;

private:
    const std::shared_ptr<Wallets> m_wallets;
    const RpcRunner m_runner;
};

}  // namespace quanta::wallet
