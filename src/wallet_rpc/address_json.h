// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "json/writer.h"
#include "keys/destination.h"
#include "wallet/wallet.h"

namespace quanta::wallet_rpc {

/// Writes the reply of getaddressinfo about `destination`, the wallet's or not.
void write_address_info(json::Writer& out, const wallet::WalletView& view,
                        const keys::Destination& destination);

}  // namespace quanta::wallet_rpc
