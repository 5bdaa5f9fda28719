// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/psbt_filler.h"

#include <utility>

#include "psbt/sign.h"
#include "script/script.h"
#include "sign/keyring.h"
#include "spend/wallet_signer.h"

namespace quanta::wallet_rpc {

namespace {

using primitives::OutPoint;
using psbt::Psbt;
using rpc::RpcResult;
using wallet::WalletView;

/// Tells inputs the transactions of the wallet's that they spend outputs of.
void tell_previous(Psbt& psbt, const WalletView& view) {
    for (psbt::Input& input : psbt.inputs) {
        if (input.previous) continue;
        const auto entry = view.ledger.find(input.prevout.txid);
        if (!entry || !*entry || input.prevout.index >= (*entry)->transaction->outputs().size()) continue;
        input.previous = (*entry)->transaction;
        const primitives::TxOut& output = input.previous->outputs()[input.prevout.index];
        if (!script::is_witness_program(output.script)) continue;
        input.witness_utxo = {output.value, base::Bytes(output.script.begin(), output.script.end())};
    }
}

}  // namespace

RpcResult<void> fill(Psbt& psbt, const WalletView& view, const FillOptions& options) {
    tell_previous(psbt, view);
    sign::Keyring keyring;
    for (const psbt::Input& input : psbt.inputs) {
        if (const auto output = input.spent_output()) spend::add_own_script(keyring, view, output->script);
    }
    for (const psbt::Output& output : psbt.outputs)
        spend::add_own_script(keyring, view, output.script);
    const sign::HidingProvider provider(keyring, options.sign ? sign::Secrets::Tell : sign::Secrets::Hide,
                                        options.sources ? sign::Sources::Tell : sign::Sources::Hide);
    if (!psbt.inputs.empty()) {
        psbt::SignOptions sign_options{.finalize =
                                           options.finalize ? psbt::Finalize::Yes : psbt::Finalize::No};
        sign_options.sighash_type = options.sighash_type;
        const psbt::Spending spending(psbt);
        for (size_t i = 0; i < psbt.inputs.size(); ++i) {
            if (psbt::sign_input(psbt, i, provider, &spending, sign_options) == psbt::Signed::SighashMismatch)
                return rpc::fail(rpc::kDecode, "Specified sighash value does not match value stored in PSBT");
        }
    }
    for (psbt::Output& output : psbt.outputs)
        psbt::update_output(output, provider);
    psbt::drop_previous_transactions(psbt);
    return {};
}

bool is_complete(const Psbt& psbt) {
    if (psbt.inputs.empty()) return true;
    const psbt::Spending spending(psbt);
    for (size_t i = 0; i < psbt.inputs.size(); ++i) {
        if (!spending.is_spent(psbt.inputs[i], i)) return false;
    }
    return true;
}

Psbt fill_psbt(const wallet::Wallet& wallet, const spend::Draft& draft, uint32_t version,
               const FillOptions& options) {
    Psbt psbt = Psbt::from_transaction(draft.transaction, version);
    for (size_t i = 0; i < psbt.inputs.size(); ++i) {
        const primitives::Coin& coin = draft.coins[i];
        if (!script::is_witness_program(coin.script)) continue;
        psbt.inputs[i].witness_utxo = {coin.value,
                                       base::Bytes(coin.script.span().begin(), coin.script.span().end())};
    }
    wallet.read(
        [&](const WalletView& view) { [[maybe_unused]] const auto filled = fill(psbt, view, options); });
    return psbt;
}

}  // namespace quanta::wallet_rpc
