// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/result.h"
#include "config/options.h"
#include "sys/file.h"
#include "wallet/wallets.h"

namespace quanta::program {

/// The settings of wallets that `options`, of any program with wallets, stand for: all but chain and limit.
/// Makes the directory of wallets where it is the default one. Error: a sentence that names the option.
base::Result<wallet::WalletOptions, std::string> make_wallet_options(const config::Options& options,
                                                                     sys::FileSystem& files);

}  // namespace quanta::program
