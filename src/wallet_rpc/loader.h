// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>

#include "wallet/local_wallet_loader.h"
#include "wallet/wallets.h"

namespace quanta::wallet_rpc {

/// The wallets of this process, complete with their methods.
std::unique_ptr<wallet::LocalWalletLoader> make_wallet_loader(wallet::WalletOptions options);

}  // namespace quanta::wallet_rpc
