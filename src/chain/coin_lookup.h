// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "chain/header_tree.h"
#include "primitives/coin.h"
#include "store/store_error.h"

namespace quanta::chain {

/// A coin and the state it was found in.
struct CoinLookup {
    std::optional<primitives::Coin> coin;
    const HeaderNode* tip = nullptr;
};

class Chain;

// What is asked of the coins more rarely than Chain::coin(). Any thread.

/// Some coin of `txid`, as Chain::coin() would find it; without one the tip may be null.
base::Result<CoinLookup, store::StoreError> coin_of(Chain& chain, const primitives::Txid& txid);
/// Bytes that the coins take on disk, estimated.
uint64_t coins_disk_size_bytes(Chain& chain);

}  // namespace quanta::chain
