// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>

#include "json/writer.h"
#include "psbt/psbt.h"
#include "rpc/error.h"
#include "wallet/wallets.h"
#include "wallet_rpc/spending.h"

namespace quanta::wallet_rpc {

/// What a wallet adds to a PSBT.
struct FillOptions {
    bool sign = true;
    bool sources = true;  ///< where keys come from
    bool finalize = true;
    std::optional<uint8_t> sighash_type;
};

/// Adds to `psbt` what the wallet knows about its inputs and outputs, with signatures. kDecode when an input
/// asks for another hash type.
rpc::RpcResult<void> fill(psbt::Psbt& psbt, const wallet::WalletView& view, const FillOptions& options);
/// Whether every input spends its output.
bool is_complete(const psbt::Psbt& psbt);

/// `draft` as a PSBT of `version` with what the wallet knows.
psbt::Psbt fill_psbt(const wallet::Wallet& wallet, const spend::Draft& draft, uint32_t version,
                     const FillOptions& options);

/// Who sends.
struct SentContext {
    wallet::Wallets& wallets;
    const std::shared_ptr<wallet::Wallet>& wallet;
    Spending& spending;
};
/// What callers want of it.
struct SentForm {
    bool as_psbt = false;
    bool add_to_wallet = true;
};
/// Writes the reply of send and sendall, and offers what the wallet keeps to the node.
rpc::RpcResult<void> write_sent(const SentContext& context, const MadeDraft& made, const SentForm& form,
                                json::Writer& out);

}  // namespace quanta::wallet_rpc
