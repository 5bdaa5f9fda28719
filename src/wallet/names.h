// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sys/file.h"
#include "wallet/error.h"

namespace quanta::wallet {

/// The directory of the wallet called `name` below `root`; an absolute name is its own. Failed for names that
/// could be written otherwise or lead out of `root`.
WalletResult<std::string> wallet_directory_of(const std::string& root, std::string_view name);

/// The names of the wallets in and below `root`, sorted: the one in `root` itself is "". Looks four folders
/// deep.
std::vector<std::string> list_wallets(sys::FileSystem& files, const std::string& root);

}  // namespace quanta::wallet
