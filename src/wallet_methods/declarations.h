// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "rpc/method.h"

/// @file
/// The groups that make up wallet_methods(); internal to this library.

namespace quanta::wallet_methods {

/// Making, loading and listing wallets.
std::vector<rpc::Method> loading_methods();
/// Addresses, labels and descriptors.
std::vector<rpc::Method> address_methods();
/// Balances, coins and transactions.
std::vector<rpc::Method> history_methods();
/// Making, signing and replacing transactions.
std::vector<rpc::Method> spending_methods();

}  // namespace quanta::wallet_methods
