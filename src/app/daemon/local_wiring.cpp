// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/local_wiring.h"

#include <stdexcept>
#include <utility>

#include "app/wallet/wallet_settings.h"
#include "sys/file.h"
#include "wallet_rpc/loader.h"

namespace quanta::daemon {

std::shared_ptr<interfaces::WalletLoader> LocalWiring::start_wallets(std::unique_ptr<interfaces::Chain> chain,
                                                                     std::function<void()> /*lost*/) {
    auto options = program::make_wallet_options(m_options, sys::real_file_system());
    if (!options) throw std::runtime_error(options.error());
    options->chain = std::move(chain);
    return wallet_rpc::make_wallet_loader(std::move(*options));
}

}  // namespace quanta::daemon
