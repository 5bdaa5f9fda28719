// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "psbt/psbt.h"
#include "rpc/values.h"
#include "tx_arguments/psbt_text.h"
#include "tx_arguments/transaction_arguments.h"
#include "wallet_rpc/context.h"
#include "wallet_rpc/psbt_filler.h"
#include "wallet_rpc/spend_arguments.h"
#include "wallet_rpc/spending.h"

namespace quanta::wallet_rpc {
namespace {

using json::Value;
using rpc::Call;
using rpc::fail;
using rpc::kBadParameter;
using rpc::RpcResult;
using spend::CoinControl;
using spend::Recipient;
using wallet::Wallets;
using WalletPointer = Registrar::WalletPointer;

bool avoids_reuse(const wallet::Wallet& wallet) {
    bool avoids = false;
    wallet.read([&](const wallet::WalletView& view) { avoids = view.properties.avoid_reuse; });
    return avoids;
}

/// Whom a transaction pays, and how.
struct Payment {
    std::vector<Recipient> recipients;
    CoinControl control;
};

/// What sendtoaddress and sendmany do once it is known whom they pay.
RpcResult<void> pay(Wallets& wallets, const WalletPointer& wallet, const Call& call, Payment payment,
                    json::Writer& out) {
    auto& [recipients, control] = payment;
    if (call.args.has("replaceable")) control.replaceable = TRY(call.args.boolean("replaceable"));
    TRY(read_fee(fee_arguments(call), spend::FeeFloor::Checked, control));
    TRY(check_private_keys(*wallet));
    const bool verbose = TRY(call.args.boolean_or("verbose", false));
    wallet::TransactionNote note;
    note.comment = TRY(call.args.string_or("comment", ""));
    if (call.method.name == "sendtoaddress") note.to = TRY(call.args.string_or("comment_to", ""));
    Spending spending(wallets, wallet);
    const MadeDraft made =
        TRY(spending.make(recipients, control, {.keep = &note, .error_code = rpc::kWalletFunds}));
    if (!made.is_complete()) return fail(rpc::kWalletFunds, "Signing transaction failed");
    spending.broadcast(made.draft);
    const std::string txid = made.draft.transaction.freeze()->txid().to_text();
    if (!verbose) {
        out.value(txid);
        return {};
    }
    out.begin_object().member("txid", txid).member("fee_reason", made.draft.rate.reason).end_object();
    return {};
}

RpcResult<void> sendtoaddress(Wallets& wallets, const WalletPointer& wallet, const Call& call,
                              json::Writer& out) {
    CoinControl control;
    const Value outputs(Value::Object{{std::string(TRY(call.args.string("address"))), call.args["amount"]}});
    std::vector<Recipient> recipients = TRY(read_recipients(outputs, wallets.options().params));
    recipients.front().pays_fee = TRY(call.args.boolean_or("subtractfeefromamount", false));
    TRY(read_avoid_reuse(call, avoids_reuse(*wallet), control));
    return pay(wallets, wallet, call, {std::move(recipients), std::move(control)}, out);
}

RpcResult<void> sendmany(Wallets& wallets, const WalletPointer& wallet, const Call& call, json::Writer& out) {
    if (!TRY(call.args.string_or("dummy", "")).empty())
        return fail(kBadParameter, "Dummy value must be set to \"\"");
    CoinControl control;
    const auto& params = wallets.options().params;
    std::vector<Recipient> recipients = TRY(read_recipients(call.args["amounts"], params));
    TRY(read_fee_payers(call.args.find("subtractfeefrom"), params, recipients));
    control.avoid_reuse = control.avoid_partial_spends = avoids_reuse(*wallet);
    return pay(wallets, wallet, call, {std::move(recipients), std::move(control)}, out);
}

/// Names that options of older methods have, and those they have here.
RpcResult<void> check_new_names(const Value& options) {
    struct Name {
        const char* old;
        const char* text;
    };
    constexpr Name kNames[] = {
        {"feeRate", "Use fee_rate (sat/vB) instead of feeRate"},
        {"changeAddress", "Use change_address instead of changeAddress"},
        {"changePosition", "Use change_position instead of changePosition"},
        {"lockUnspents", "Use lock_unspents instead of lockUnspents"},
        {"subtractFeeFromOutputs", "Use subtract_fee_from_outputs instead of subtractFeeFromOutputs"},
        {"input_weights", "Input weights should be specified in inputs rather than in options."}};
    for (const Name& name : kNames) {
        if (options.find(name.old) != nullptr) return fail(kBadParameter, name.text);
    }
    return {};
}

bool flag(const Value& options, const char* name, bool fallback) {
    const Value* value = options.find(name);
    return value != nullptr && value->is_bool() ? value->boolean() : fallback;
}

/// `options` with the fee as `fee` has it.
Value with_fee(const Value& options, const FeeArguments& fee) {
    Value::Object members = options.is_object() ? options.object() : Value::Object();
    const auto set = [&](const char* name, const Value* value) {
        std::erase_if(members, [&](const Value::Member& member) { return member.first == name; });
        if (value != nullptr) members.emplace_back(name, *value);
    };
    set("conf_target", fee.target);
    set("estimate_mode", fee.mode);
    set("fee_rate", fee.rate);
    return Value(std::move(members));
}

RpcResult<void> send(Wallets& wallets, const WalletPointer& wallet, const Call& call, json::Writer& out) {
    const Value& given = call.args["options"];
    const FeeArguments fee = TRY(fee_arguments(call, given));
    TRY(check_new_names(given));
    const Value options = with_fee(given, fee);
    const auto& params = wallets.options().params;
    CoinControl control;
    std::vector<Recipient> recipients = TRY(read_recipients(call.args["outputs"], params));
    if (recipients.empty()) return fail(kBadParameter, "TX must have at least one output");
    control.inputs = TRY(read_preset_inputs(options.find("inputs")));
    control.other_inputs = control.inputs.empty();
    if (const Value* lock_time = options.find("locktime"); lock_time != nullptr && !lock_time->is_null())
        control.lock_time = TRY(tx_arguments::read_lock_time(*lock_time));
    if (call.args.has("version")) control.version = TRY(tx_arguments::read_version(call.args["version"]));
    const FundOptions fund = TRY(read_fund_options(options, wallets, recipients.size(), control));
    TRY(read_fee_payers(fund.fee_payers, params, recipients));
    const bool as_psbt = flag(options, "psbt", false);
    const bool add = flag(options, "add_to_wallet", true);
    const wallet::TransactionNote note;
    DraftUse use{.lock_coins = fund.lock_coins};
    if (add && !as_psbt) use.keep = &note;
    Spending spending(wallets, wallet);
    const MadeDraft made = TRY(spending.make(recipients, control, use));
    return write_sent({wallets, wallet, spending}, made, {as_psbt, add}, out);
}

}  // namespace

RpcResult<void> write_sent(const SentContext& context, const MadeDraft& made, const SentForm& form,
                           json::Writer& out) {
    const bool complete = made.is_complete();
    const bool kept = complete && form.add_to_wallet && !form.as_psbt;
    if (kept) context.spending.broadcast(made.draft);
    out.begin_object();
    if (form.as_psbt || !complete || !form.add_to_wallet)
        out.member("psbt",
                   tx_arguments::psbt_text(fill_psbt(*context.wallet, made.draft, psbt::kVersion2, {})));
    if (complete) {
        out.member("txid", made.draft.transaction.freeze()->txid().to_text());
        if (!kept) out.member("hex", base::to_hex(made.draft.transaction.serialize()));
    }
    out.member("complete", complete).end_object();
    return {};
}

void add_send_methods(Registrar& registrar) {
    registrar.add_spender("sendtoaddress", sendtoaddress);
    registrar.add_spender("sendmany", sendmany);
    registrar.add_spender("send", send);
}

}  // namespace quanta::wallet_rpc
