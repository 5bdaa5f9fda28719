// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>

#include "params/params.h"
#include "primitives/transaction.h"
#include "wallet/error.h"
#include "wallet/records.h"

namespace quanta::wallet {

struct WalletMemory;

/// Takes transactions into a wallet, with what follows from them: addresses that were paid are not given out
/// again, and more are watched ahead. For use within a Wallet::update(). Not thread-safe.
class Intake {
public:
    using TransactionRef = std::shared_ptr<const primitives::Transaction>;

    /// All outlive it.
    Intake(WalletMemory& memory, Changes& changes, const params::ChainParams& params, int64_t now_s)
        : m_memory(memory), m_changes(changes), m_params(params), m_now_s(now_s) {}

    /// As Ledger::confirm.
    WalletResult<bool> confirm(const TransactionRef& transaction, const Place& place);
    /// As Ledger::wait.
    WalletResult<bool> wait(const TransactionRef& transaction, const TransactionNote& note = {});

private:
    WalletResult<void> follow_up(const primitives::Txid& txid);

    WalletMemory& m_memory;
    Changes& m_changes;
    const params::ChainParams& m_params;
    const int64_t m_now_s;
};

}  // namespace quanta::wallet
