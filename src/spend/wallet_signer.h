// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "sign/keyring.h"
#include "sign/sign_transaction.h"
#include "wallet/wallet.h"

namespace quanta::spend {

/// Adds what the wallet knows about spending outputs of `script`, where that is the wallet's; whether it is.
bool add_own_script(sign::Keyring& keyring, const wallet::WalletView& view, base::ByteSpan script);

/// Signs the inputs of `transaction` that the wallet has keys for. `coins` are all that it spends. Returns
/// what cannot be spent then.
std::vector<sign::InputError> sign_own(primitives::MutableTransaction& transaction,
                                       const wallet::WalletView& view,
                                       const std::vector<primitives::Coin>& coins);

}  // namespace quanta::spend
