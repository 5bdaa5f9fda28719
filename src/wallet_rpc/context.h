// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "json/writer.h"
#include "rpc/dispatcher.h"
#include "rpc/error.h"
#include "wallet/wallets.h"

/// @file
/// What the wallet methods share; internal to this library.

namespace quanta::wallet_rpc {

/// Codes of wallet errors beside those of rpc::ErrorCode. Deployed clients branch on them.
enum WalletErrorCode : int {
    kInvalidLabel = -11,
    kKeypoolRanOut = -12,
    kWalletNotFound = -18,
    kWalletAlreadyLoaded = -35,
};

/// `error` as callers of methods see it.
base::Err<rpc::RpcError> to_rpc(const wallet::WalletError& error);

/// The value of a WalletResult, or its error as one of a method.
template <typename T>
rpc::RpcResult<T> checked(wallet::WalletResult<T> result) {
    if (!result) return to_rpc(result.error());
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*result);
}

/// Whether a method waits until its wallet is where the chain is.
enum class Sync : uint8_t { No, Yes };

/// Adds the code of methods to their declarations.
class Registrar {
public:
    using WalletPointer = std::shared_ptr<wallet::Wallet>;
    /// Of a method of one wallet.
    using WalletHandler = std::function<rpc::RpcResult<void>(const WalletPointer& wallet,
                                                             const rpc::Call& call, json::Writer& out)>;
    /// Of a method that reads a wallet.
    using Reader = std::function<rpc::RpcResult<void>(const wallet::WalletView& view, const rpc::Call& call,
                                                      json::Writer& out)>;

    /// `wallets` outlive `dispatcher`, which the methods are added to.
    Registrar(rpc::Dispatcher& dispatcher, wallet::Wallets& wallets);

    wallet::Wallets& wallets() const { return m_wallets; }
    void add(const std::string& name, rpc::Handler handler);
    /// The wallet is the one that the path names, or the only one.
    void add_of_wallet(const std::string& name, Sync sync, WalletHandler handler);
    void add_reader(const std::string& name, Sync sync, Reader reader);
    /// Of a method that makes transactions.
    using Spender = rpc::RpcResult<void> (*)(wallet::Wallets& wallets, const WalletPointer& wallet,
                                             const rpc::Call& call, json::Writer& out);
    void add_spender(const std::string& name, Spender spender);

private:
    rpc::Dispatcher& m_dispatcher;
    wallet::Wallets& m_wallets;
    std::map<std::string, rpc::Method> m_declarations;
};

/// Writes "lastprocessedblock".
void write_last_block(json::Writer& out, const wallet::WalletView& view);

void add_loading_methods(Registrar& registrar);
void add_address_methods(Registrar& registrar);
void add_balance_methods(Registrar& registrar);
void add_transaction_methods(Registrar& registrar);
void add_send_methods(Registrar& registrar);
void add_sweep_methods(Registrar& registrar);
void add_fund_methods(Registrar& registrar);
void add_sign_methods(Registrar& registrar);
void add_bump_methods(Registrar& registrar);

}  // namespace quanta::wallet_rpc
