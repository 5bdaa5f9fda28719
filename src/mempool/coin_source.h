// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/result.h"
#include "chain/chain.h"
#include "chain/coin_lookup.h"

namespace quanta::mempool {

/// The confirmed coins, each with the tip it was found at. Any thread.
class CoinSource {
public:
    using Found = base::Result<chain::CoinLookup, store::StoreError>;

    virtual ~CoinSource() = default;
    virtual Found coin(const primitives::OutPoint& outpoint) const = 0;
    /// Some coin that `txid` made; the tip may be null when there is none.
    virtual Found coin_of(const primitives::Txid& txid) const = 0;
};

/// Those of a chain, which outlives this.
class ChainCoins final : public CoinSource {
public:
    explicit ChainCoins(chain::Chain& chain) : m_chain(chain) {}

    Found coin(const primitives::OutPoint& outpoint) const override { return m_chain.coin(outpoint); }
    Found coin_of(const primitives::Txid& txid) const override { return chain::coin_of(m_chain, txid); }

private:
    chain::Chain& m_chain;
};

}  // namespace quanta::mempool
