// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/context.h"

#include <optional>
#include <vector>

#include "base/check.h"
#include "wallet_methods/methods.h"

namespace quanta::wallet_rpc {
namespace {

using rpc::RpcResult;
using wallet::ErrorCode;

int code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::NotFound:
        case ErrorCode::NotLoaded:
            return kWalletNotFound;
        case ErrorCode::AlreadyLoaded:
            return kWalletAlreadyLoaded;
        case ErrorCode::BadName:
            return rpc::kBadParameter;
        case ErrorCode::NoKeys:
            return kKeypoolRanOut;
        case ErrorCode::BadType:
        case ErrorCode::BadAddress:
            return rpc::kUnknownKey;
        case ErrorCode::BadLabel:
            return kInvalidLabel;
        default:
            return rpc::kWallet;
    }
}

constexpr const char* kNotLoaded = "Requested wallet does not exist or is not loaded";

RpcResult<std::shared_ptr<wallet::Wallet>> select_wallet(const wallet::Wallets& wallets,
                                                         const rpc::Caller& caller) {
    if (caller.wallet) {
        std::shared_ptr<wallet::Wallet> named = wallets.find(*caller.wallet);
        if (!named) return rpc::fail(kWalletNotFound, kNotLoaded);
        return named;
    }
    const std::vector<std::shared_ptr<wallet::Wallet>> loaded = wallets.loaded();
    if (loaded.empty()) {
        return rpc::fail(
            kWalletNotFound,
            "No wallet is loaded. Load a wallet using loadwallet or create a new one with createwallet. "
            "(Note: A default wallet is no longer automatically created)");
    }
    if (loaded.size() > 1) {
        return rpc::fail(wallet_methods::kWalletNotSpecified, std::string(wallet_methods::kManyWallets));
    }
    return loaded.front();
}

}  // namespace

base::Err<rpc::RpcError> to_rpc(const wallet::WalletError& error) {
    return rpc::fail(code_of(error.code), error.message);
}

Registrar::Registrar(rpc::Dispatcher& dispatcher, wallet::Wallets& wallets)
    : m_dispatcher(dispatcher), m_wallets(wallets) {
    for (rpc::Method& method : wallet_methods::wallet_methods()) {
        std::string name = method.name;
        m_declarations.emplace(std::move(name), std::move(method));
    }
}

void Registrar::add(const std::string& name, rpc::Handler handler) {
    const auto declared = m_declarations.find(name);
    CHECK(declared != m_declarations.end());
    m_dispatcher.add(std::move(declared->second), std::move(handler));
    m_declarations.erase(declared);
}

void Registrar::add_of_wallet(const std::string& name, Sync sync, WalletHandler handler) {
    add(name,
        [&wallets = m_wallets, sync, handler = std::move(handler)](const rpc::Call& call,
                                                                   json::Writer& out) -> RpcResult<void> {
            const WalletPointer wallet = TRY(select_wallet(wallets, call.caller));
            if (sync == Sync::Yes) wallets.sync(wallet);
            return handler(wallet, call, out);
        });
}

void Registrar::add_reader(const std::string& name, Sync sync, Reader reader) {
    add_of_wallet(name, sync,
                  [reader = std::move(reader)](const WalletPointer& wallet, const rpc::Call& call,
                                               json::Writer& out) -> RpcResult<void> {
                      RpcResult<void> outcome;
                      const bool open = wallet->read(
                          [&](const wallet::WalletView& view) { outcome = reader(view, call, out); });
                      if (!open) return rpc::fail(kWalletNotFound, kNotLoaded);
                      return outcome;
                  });
}

void Registrar::add_spender(const std::string& name, Spender spender) {
    add_of_wallet(
        name, Sync::Yes,
        [&wallets = m_wallets, spender](const WalletPointer& wallet, const rpc::Call& call,
                                        json::Writer& out) { return spender(wallets, wallet, call, out); });
}

void write_last_block(json::Writer& out, const wallet::WalletView& view) {
    out.key("lastprocessedblock").begin_object();
    out.member("hash", view.tip.hash.to_text()).member("height", view.tip.height).end_object();
}

}  // namespace quanta::wallet_rpc
