// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rpc/error.h"
#include "sign/sign_transaction.h"
#include "spend/draft.h"
#include "wallet/wallets.h"

namespace quanta::wallet_rpc {

/// What becomes of a draft.
struct DraftUse {
    bool sign = true;
    /// The wallet keeps it, once every input is signed, as a transaction that waits, with this note.
    const wallet::TransactionNote* keep = nullptr;
    bool lock_coins = false;  ///< those that were chosen
    int error_code = rpc::kWallet;
};

/// A draft, and what its inputs lack.
struct MadeDraft {
    spend::Draft draft;
    std::vector<sign::InputError> errors;

    bool is_complete() const { return errors.empty(); }
};

/// Makes transactions of a wallet: asks the node first, then does all else as one change of the wallet. One
/// thread.
class Spending {
public:
    /// Both outlive it.
    Spending(wallet::Wallets& wallets, const std::shared_ptr<wallet::Wallet>& wallet)
        : m_wallets(wallets), m_wallet(wallet) {}

    /// What the node says of fees and of the coins in no block that `control` allows.
    spend::NodeState ask(const spend::CoinControl& control);
    /// -13 for a locked wallet, otherwise a code of `use` and the sentence that says why there is none.
    rpc::RpcResult<MadeDraft> make(const std::vector<spend::Recipient>& recipients,
                                   const spend::CoinControl& control, const DraftUse& use);
    /// As make(), of what `maker` makes.
    using Maker = std::function<spend::DraftResult(const wallet::WalletView& view)>;
    rpc::RpcResult<MadeDraft> run(const Maker& maker, const DraftUse& use);
    /// Offers what was kept to the node, unless -walletbroadcast=0. It is the wallet's whatever the node
    /// says.
    void broadcast(const spend::Draft& draft);

private:
    void ask_fees(const spend::FeeChoice& fee, spend::NodeState& node);
    void ask_coins(const spend::CoinControl& control, spend::NodeState& node);
    void tell(const std::vector<wallet::TouchedTransaction>& touched);

    wallet::Wallets& m_wallets;
    const std::shared_ptr<wallet::Wallet> m_wallet;
};

/// A view of what an update of `wallet` changes.
wallet::WalletView view_of(const wallet::Wallet& wallet, const wallet::WalletMemory& memory);

/// kWallet for a wallet without private keys.
rpc::RpcResult<void> check_private_keys(const wallet::Wallet& wallet);

}  // namespace quanta::wallet_rpc
