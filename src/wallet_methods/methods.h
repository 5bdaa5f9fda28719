// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "interfaces/wallet.h"
#include "rpc/dispatcher.h"
#include "rpc/method.h"

namespace quanta::wallet_methods {

/// The error of a method of one wallet that none is named for, while there are several.
inline constexpr int kWalletNotSpecified = -19;
inline constexpr std::string_view kManyWallets =
    "Multiple wallets are loaded. Please select which wallet to use by requesting the RPC through the "
    "/wallet/<walletname> URI path.";

/// The declarations of all wallet methods: names, parameters, results and help, no code.
std::vector<rpc::Method> wallet_methods();

/// Runs a wallet method where the wallets are. May throw: the caller sees the sentence.
using Forward = std::function<interfaces::WalletRpcReply(const interfaces::WalletRpcRequest&)>;
/// Notes whether a wallet is to be loaded at the next start.
using StartupHook = std::function<void(const std::string& wallet, bool load)>;

/// Adds all wallet methods. Their parameters are checked here, so that help and a wrong parameter ask nobody;
/// calls go to `forward`. `on_startup` hears of load_on_startup once the call it came with has succeeded.
void add_wallet_methods(rpc::Dispatcher& dispatcher, Forward forward, StartupHook on_startup);

}  // namespace quanta::wallet_methods
