// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "chain/verified_cache.h"
#include "policy/standard.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "sys/thread.h"

namespace quanta::mempool {

/// Runs the scripts of transactions under the standard flags, those of many inputs on several threads. Any
/// thread; what is known to hold is not run again.
class ScriptRunner {
public:
    /// Helpers run on `workers`, whose own tasks may call this, too: nobody waits for one that has not begun.
    ScriptRunner(sys::WorkerPool& workers, chain::VerifiedCache& verified)
        : m_workers(workers), m_verified(verified) {}

    /// Whether all scripts of `transaction`, which spends `coins`, hold; of failing inputs the first counts.
    /// Notes it for blocks that ask by `block_flags`.
    policy::Verdict run(const primitives::Transaction& transaction, std::span<const primitives::Coin> coins,
                        script::VerifyFlags block_flags);

private:
    policy::Verdict run_parallel(const script::SpendContext& context);

    sys::WorkerPool& m_workers;
    chain::VerifiedCache& m_verified;
};

}  // namespace quanta::mempool
