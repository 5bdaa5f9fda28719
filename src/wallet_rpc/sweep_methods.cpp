// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "rpc/values.h"
#include "spend/sweep.h"
#include "tx_arguments/transaction_arguments.h"
#include "wallet_rpc/context.h"
#include "wallet_rpc/psbt_filler.h"
#include "wallet_rpc/spend_arguments.h"
#include "wallet_rpc/spending.h"

namespace quanta::wallet_rpc {
namespace {

using json::Type;
using json::Value;
using rpc::Call;
using rpc::fail;
using rpc::kBadParameter;
using rpc::RpcResult;
using spend::CoinControl;
using spend::Sharer;
using wallet::Wallets;
using WalletPointer = Registrar::WalletPointer;

/// Addresses, and objects of an address and its amount.
RpcResult<std::vector<Sharer>> read_sharers(const Value& recipients, const params::ChainParams& params) {
    Value::Object amounts;
    std::vector<bool> shares;
    bool any = false;
    for (const Value& recipient : *TRY(rpc::read_array(recipients))) {
        Value::Object members;
        if (recipient.is_string())
            members.emplace_back(recipient.string(), Value(0));
        else
            members = *TRY(rpc::read_object(recipient));
        any = any || recipient.is_string();
        for (Value::Member& one : members) {
            amounts.push_back(std::move(one));
            shares.push_back(recipient.is_string());
        }
    }
    const Value outputs(amounts);
    std::vector<spend::Recipient> read = TRY(read_recipients(outputs, params));
    if (!any) return fail(kBadParameter, "Must provide at least one address without a specified amount");
    std::vector<Sharer> sharers;
    for (size_t i = 0; i < read.size(); ++i) {
        sharers.push_back({std::move(read[i].script), amounts[i].first, std::nullopt});
        if (!shares[i]) sharers.back().value = read[i].value;
    }
    return sharers;
}

/// What options of sendall say beside fee and inputs.
struct SweepOptions {
    bool send_max = false;
    bool as_psbt = false;
    bool add_to_wallet = true;
    bool lock_coins = false;
};

RpcResult<void> check_names(const Value& options) {
    static constexpr rpc::MemberRule kRules[] = {{"add_to_wallet", Type::Bool, true},
                                                 {"fee_rate", std::nullopt, true},
                                                 {"include_watching", Type::Bool, true},
                                                 {"inputs", Type::Array, true},
                                                 {"locktime", Type::Number, true},
                                                 {"lock_unspents", Type::Bool, true},
                                                 {"psbt", Type::Bool, true},
                                                 {"send_max", Type::Bool, true},
                                                 {"minconf", Type::Number, true},
                                                 {"maxconf", Type::Number, true},
                                                 {"version", Type::Number, true},
                                                 {"conf_target", Type::Number, true},
                                                 {"estimate_mode", Type::String, true},
                                                 {"replaceable", Type::Bool, true},
                                                 {"solving_data", Type::Object, true}};
    return rpc::check_members(options, kRules, rpc::OtherMembers::Refused);
}

RpcResult<void> read_depths(const Value* least, const Value* most, CoinControl& control) {
    if (least != nullptr) {
        control.min_depth = TRY(rpc::read_integer<int>(*least));
        if (control.min_depth < 0) {
            return fail(kBadParameter,
                        fmt::format("Invalid minconf (minconf cannot be negative): {}", control.min_depth));
        }
    }
    if (most == nullptr) return {};
    control.max_depth = TRY(rpc::read_integer<int>(*most));
    if (control.max_depth < control.min_depth) {
        return fail(kBadParameter, fmt::format("maxconf can't be lower than minconf: {} < {}",
                                               control.max_depth, control.min_depth));
    }
    return {};
}

RpcResult<SweepOptions> read_options(const Value& options, CoinControl& control) {
    SweepOptions result;
    if (options.is_null()) return result;
    TRY(check_names(options));
    const auto member = [&](const char* name) {
        const Value* value = options.find(name);
        return value == nullptr || value->is_null() ? nullptr : value;
    };
    const auto flag = [&](const char* name, bool& into) {
        if (const Value* value = member(name)) into = value->boolean();
    };
    flag("send_max", result.send_max);
    flag("psbt", result.as_psbt);
    flag("add_to_wallet", result.add_to_wallet);
    flag("lock_unspents", result.lock_coins);
    if (const Value* replaceable = member("replaceable")) control.replaceable = replaceable->boolean();
    if (const Value* lock_time = member("locktime"))
        control.lock_time = TRY(tx_arguments::read_lock_time(*lock_time));
    if (const Value* version = member("version")) control.version = TRY(tx_arguments::read_version(*version));
    control.inputs = TRY(read_preset_inputs(member("inputs")));
    if (!control.inputs.empty() && result.send_max)
        return fail(kBadParameter, "Cannot combine send_max with specific inputs.");
    if (!control.inputs.empty() && (member("minconf") != nullptr || member("maxconf") != nullptr))
        return fail(kBadParameter, "Cannot combine minconf or maxconf with specific inputs.");
    control.other_inputs = control.inputs.empty();
    TRY(read_depths(member("minconf"), member("maxconf"), control));
    return result;
}

RpcResult<void> sendall(Wallets& wallets, const WalletPointer& wallet, const Call& call, json::Writer& out) {
    const Value& given = call.args["options"];
    CoinControl control;
    const FeeArguments fee = TRY(fee_arguments(call, given));
    const SweepOptions options = TRY(read_options(given, control));
    const std::vector<Sharer> sharers = TRY(read_sharers(call.args["recipients"], wallets.options().params));
    TRY(read_fee(fee, spend::FeeFloor::Checked, control));
    const wallet::TransactionNote note;
    DraftUse use{.lock_coins = options.lock_coins};
    if (options.add_to_wallet && !options.as_psbt) use.keep = &note;
    Spending spending(wallets, wallet);
    const spend::NodeState node = spending.ask(control);
    const auto& settings = wallets.options();
    const auto uneconomic = options.send_max ? spend::Uneconomic::Leave : spend::Uneconomic::Spend;
    auto kind = spend::SweepError::Kind::Wallet;
    auto made = spending.run(
        [&](const wallet::WalletView& view) -> spend::DraftResult {
            auto draft = spend::sweep({view, settings, node}, sharers, control, uneconomic);
            if (draft) return std::move(*draft);
            kind = draft.error().kind;
            return base::Err(std::move(draft.error().message));
        },
        use);
    if (!made) {
        constexpr int kCodes[] = {rpc::kWallet, rpc::kWalletFunds, kBadParameter};
        if (made.error().code != use.error_code) return base::Err(made.error());
        return fail(kCodes[static_cast<size_t>(kind)], made.error().message);
    }
    return write_sent({wallets, wallet, spending}, *made, {options.as_psbt, options.add_to_wallet}, out);
}

}  // namespace

void add_sweep_methods(Registrar& registrar) {
    registrar.add_spender("sendall", sendall);
}

}  // namespace quanta::wallet_rpc
