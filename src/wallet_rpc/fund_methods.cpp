// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <utility>
#include <vector>

#include "base/hex.h"
#include "rpc/values.h"
#include "tx_arguments/psbt_text.h"
#include "tx_arguments/transaction_arguments.h"
#include "txjson/transaction_hex.h"
#include "wallet_rpc/context.h"
#include "wallet_rpc/psbt_filler.h"
#include "wallet_rpc/spend_arguments.h"
#include "wallet_rpc/spending.h"

namespace quanta::wallet_rpc {
namespace {

using json::Value;
using rpc::Call;
using rpc::fail;
using rpc::RpcResult;
using spend::CoinControl;
using spend::Recipient;
using wallet::Wallets;
using WalletPointer = Registrar::WalletPointer;

/// Makes the draft that pays `recipients` with what options say.
RpcResult<MadeDraft> fund(Wallets& wallets, const WalletPointer& wallet, const Call& call,
                          std::vector<Recipient>& recipients, CoinControl& control) {
    if (recipients.empty()) return fail(rpc::kBadParameter, "TX must have at least one output");
    control.fee.floor = spend::FeeFloor::Ignored;
    const FundOptions options =
        TRY(read_fund_options(call.args["options"], wallets, recipients.size(), control));
    TRY(read_fee_payers(options.fee_payers, wallets.options().params, recipients));
    return Spending(wallets, wallet)
        .make(recipients, control, {.sign = false, .lock_coins = options.lock_coins});
}

void write_funded(const MadeDraft& made, json::Writer& out) {
    out.key("fee").amount(made.draft.fee.sat);
    const auto& change = made.draft.change_position;
    out.member("changepos", change ? static_cast<int64_t>(*change) : int64_t{-1}).end_object();
}

RpcResult<void> fundrawtransaction(Wallets& wallets, const WalletPointer& wallet, const Call& call,
                                   json::Writer& out) {
    auto form = txjson::TransactionForm::Either;
    if (call.args.has("iswitness")) form = TRY(tx_arguments::transaction_form(call));
    const auto given = txjson::decode_transaction(TRY(call.args.string("hexstring")), form);
    if (!given) return fail(rpc::kDecode, "TX decode failed");
    primitives::MutableTransaction transaction(*given);
    CoinControl control;
    control.version = transaction.version;
    control.lock_time = transaction.lock_time;
    for (auto& input : transaction.inputs) {
        control.inputs.push_back({input.prevout, input.sequence, std::nullopt, std::move(input.script_sig),
                                  std::move(input.witness)});
    }
    std::vector<Recipient> recipients;
    for (auto& output : transaction.outputs)
        recipients.push_back({std::move(output.script), output.value, false});
    const MadeDraft made = TRY(fund(wallets, wallet, call, recipients, control));
    out.begin_object().member("hex", base::to_hex(made.draft.transaction.serialize()));
    write_funded(made, out);
    return {};
}

RpcResult<void> walletcreatefundedpsbt(Wallets& wallets, const WalletPointer& wallet, const Call& call,
                                       json::Writer& out) {
    const uint32_t psbt_version = TRY(tx_arguments::psbt_version(call));
    const bool sources = TRY(call.args.boolean_or("bip32derivs", true));
    CoinControl control;
    control.inputs = TRY(read_preset_inputs(call.args.find("inputs")));
    control.other_inputs = control.inputs.empty();
    control.lock_time = 0;
    if (call.args.has("locktime"))
        control.lock_time = TRY(tx_arguments::read_lock_time(call.args["locktime"]));
    if (call.args.has("version")) control.version = TRY(tx_arguments::read_version(call.args["version"]));
    std::vector<Recipient> recipients = TRY(read_recipients(call.args["outputs"], wallets.options().params));
    const MadeDraft made = TRY(fund(wallets, wallet, call, recipients, control));
    FillOptions options{.sign = false, .sources = sources, .finalize = false};
    const psbt::Psbt psbt = fill_psbt(*wallet, made.draft, psbt_version, options);
    out.begin_object().member("psbt", tx_arguments::psbt_text(psbt));
    write_funded(made, out);
    return {};
}

}  // namespace

void add_fund_methods(Registrar& registrar) {
    registrar.add_spender("fundrawtransaction", fundrawtransaction);
    registrar.add_spender("walletcreatefundedpsbt", walletcreatefundedpsbt);
}

}  // namespace quanta::wallet_rpc
