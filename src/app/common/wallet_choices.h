// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "config/options.h"
#include "sys/file.h"

namespace quanta::program {

/// What options say of wallets, for programs that have them and for those that have others keep them.
struct WalletChoices {
    std::string directory;       ///< -walletdir, absolute
    bool make_directory = true;  ///< It is the default one, and may not be there yet.
    uint32_t keypool = 1000;
    std::string address_type;  ///< "legacy", "p2sh-segwit", "bech32" or "bech32m"
    std::string change_type;   ///< the same, or empty: as new addresses
};

/// The choices that `options`, of any program with wallets, stand for; checks -sandbox where there is one.
/// Looks at the file system, changes nothing. Error: a sentence that names the option.
base::Result<WalletChoices, std::string> read_wallet_choices(const config::Options& options,
                                                             sys::FileSystem& files);

}  // namespace quanta::program
