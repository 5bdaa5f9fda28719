// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "primitives/fee_rate.h"

namespace quanta::policy {

/// What options change about what is relayed; the defaults are those of the network.
struct Options {
    /// The lowest rate relayed while the pool has room (-minrelaytxfee).
    primitives::FeeRate min_relay = primitives::FeeRate::per_kvb(100);
    /// What a replacement pays for its own relay (-incrementalrelayfee).
    primitives::FeeRate incremental = primitives::FeeRate::per_kvb(100);
    /// The rate at which spending an output must be worth it (-dustrelayfee).
    primitives::FeeRate dust = primitives::FeeRate::per_kvb(3000);
    /// Bytes of all data outputs of a transaction (-datacarriersize); nothing: there may be none
    /// (-datacarrier=0).
    std::optional<size_t> datacarrier_bytes = 100'000;
    /// Virtual bytes that a signature operation counts for at least (-bytespersigop).
    int64_t bytes_per_sigop = 20;
    /// Whether outputs may be bare multisigs (-permitbaremultisig).
    bool permit_bare_multisig = true;
    /// Whether forms that are not standard are refused; -acceptnonstdtxn turns it off on test chains.
    bool require_standard = true;
};

}  // namespace quanta::policy
