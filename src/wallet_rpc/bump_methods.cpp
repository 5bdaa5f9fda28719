// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <optional>
#include <string>
#include <utility>

#include "rpc/values.h"
#include "spend/bump.h"
#include "tx_arguments/psbt_text.h"
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
using rpc::RpcResult;
using wallet::Wallets;
using WalletPointer = Registrar::WalletPointer;

base::Err<rpc::RpcError> to_rpc(const spend::BumpError& error) {
    constexpr int kCodes[] = {rpc::kMisc, rpc::kWallet, rpc::kUnknownKey, rpc::kBadParameter};
    return fail(kCodes[static_cast<size_t>(error.kind)], error.message);
}

template <typename T>
RpcResult<T> checked(base::Result<T, spend::BumpError> result) {
    if (!result) return to_rpc(result.error());
    return std::move(*result);
}

struct BumpCall {
    spend::BumpWish wish;
    uint32_t psbt_version = psbt::kVersion2;
};

RpcResult<void> check_names(const Value& options, bool as_psbt) {
    std::vector<rpc::MemberRule> rules = {{"confTarget", Type::Number, true},
                                          {"conf_target", Type::Number, true},
                                          {"fee_rate", std::nullopt, true},
                                          {"replaceable", Type::Bool, true},
                                          {"estimate_mode", Type::String, true},
                                          {"outputs", std::nullopt, true},
                                          {"original_change_index", Type::Number, true}};
    if (as_psbt) rules.push_back({"psbt_version", Type::Number, true});
    return rpc::check_members(options, rules, rpc::OtherMembers::Refused);
}

RpcResult<BumpCall> read_call(const Wallets& wallets, const Call& call, bool as_psbt) {
    BumpCall result;
    result.wish.txid = TRY(call.args.hash<primitives::Txid>("txid"));
    const Value& options = call.args["options"];
    if (options.is_null()) return result;
    TRY(check_names(options, as_psbt));
    const auto member = [&](const char* name) {
        const Value* value = options.find(name);
        return value == nullptr || value->is_null() ? nullptr : value;
    };
    spend::CoinControl control;
    TRY(read_fee({member("conf_target"), member("estimate_mode"), member("fee_rate")},
                 spend::FeeFloor::Checked, control));
    result.wish.fee = control.fee;
    if (const Value* replaceable = member("replaceable")) result.wish.replaceable = replaceable->boolean();
    if (const Value* outputs = member("outputs")) {
        if (member("original_change_index") != nullptr &&
            !(outputs->is_array() && outputs->array().empty())) {
            return fail(rpc::kBadParameter,
                        "The options 'outputs' and 'original_change_index' are incompatible. You can only "
                        "either specify a new set of outputs, or designate a change output to be recycled.");
        }
        result.wish.outputs = TRY(read_recipients(*outputs, wallets.options().params));
        if (outputs->is_array() && outputs->array().empty()) {
            return fail(rpc::kBadParameter, "Invalid parameter, output argument cannot be an empty array");
        }
    }
    if (const Value* index = member("original_change_index"))
        result.wish.change_index = TRY(rpc::read_integer<uint32_t>(*index));
    if (const Value* version = member("psbt_version")) {
        const int number = TRY(rpc::read_integer<int>(*version));
        if (number != 0 && number != 2)
            return fail(rpc::kBadParameter, "The PSBT version can only be 2 or 0");
        result.psbt_version = static_cast<uint32_t>(number);
    }
    return result;
}

/// The replacement; `use` says what becomes of it.
RpcResult<std::pair<MadeDraft, primitives::Amount>> replace(Wallets& wallets, const WalletPointer& wallet,
                                                            const spend::BumpWish& wish,
                                                            const DraftUse& use) {
    std::optional<base::Result<spend::BumpPlan, spend::BumpError>> planned;
    wallet->read([&](const wallet::WalletView& view) { planned.emplace(spend::plan_bump(view, wish)); });
    if (!planned) return fail(rpc::kWallet, "The wallet is closed");
    spend::BumpPlan plan = TRY(checked(std::move(*planned)));
    Spending spending(wallets, wallet);
    spend::NodeState node = spending.ask(plan.control);
    plan.control.fee.rate = TRY(checked(spend::bump_rate(plan, wallets.options().spend, node)));
    plan.control.fee.floor = spend::FeeFloor::Ignored;
    auto made = spending.make(plan.recipients, plan.control, use);
    if (!made) {
        if (made.error().code != use.error_code) return base::Err(made.error());
        return fail(rpc::kWallet, "Unable to create transaction. " + made.error().message);
    }
    return std::pair(std::move(*made), plan.old_fee);
}

void write_bumped(const MadeDraft& made, primitives::Amount old_fee, json::Writer& out) {
    out.key("origfee").amount(old_fee.sat).key("fee").amount(made.draft.fee.sat);
    out.key("errors").begin_array().end_array().end_object();
}

RpcResult<void> bumpfee(Wallets& wallets, const WalletPointer& wallet, const Call& call, json::Writer& out) {
    bool private_keys = true;
    wallet->read([&](const wallet::WalletView& view) { private_keys = view.properties.private_keys; });
    if (!private_keys) {
        return fail(rpc::kWallet,
                    "bumpfee is not available with wallets that have private keys disabled. Use psbtbumpfee "
                    "instead.");
    }
    const BumpCall bump = TRY(read_call(wallets, call, false));
    wallet::TransactionNote note;
    wallet->read([&](const wallet::WalletView& view) {
        const auto entry = view.ledger.find(bump.wish.txid);
        if (entry && *entry) note = (*entry)->row.note;
    });
    note.replaces = bump.wish.txid;
    const auto [made, old_fee] = TRY(replace(wallets, wallet, bump.wish, {.keep = &note}));
    if (!made.is_complete()) return fail(rpc::kWallet, "Can't sign transaction.");
    const primitives::Txid txid = made.draft.transaction.freeze()->txid();
    const auto noted =
        wallet->update([&](wallet::WalletMemory& memory, wallet::Changes&) -> wallet::WalletResult<void> {
            const auto entry = TRY(memory.ledger.find(bump.wish.txid));
            if (!entry) return {};
            wallet::TransactionNote old = entry->row.note;
            old.replaced_by = txid;
            return memory.ledger.set_note(bump.wish.txid, old);
        });
    if (!noted) return wallet_rpc::to_rpc(noted.error());
    Spending(wallets, wallet).broadcast(made.draft);
    out.begin_object().member("txid", txid.to_text());
    write_bumped(made, old_fee, out);
    return {};
}

RpcResult<void> psbtbumpfee(Wallets& wallets, const WalletPointer& wallet, const Call& call,
                            json::Writer& out) {
    BumpCall bump = TRY(read_call(wallets, call, true));
    bump.wish.needs_own_inputs = false;
    const auto [made, old_fee] = TRY(replace(wallets, wallet, bump.wish, {.sign = false}));
    const FillOptions options{.sign = false, .finalize = false};
    const psbt::Psbt psbt = fill_psbt(*wallet, made.draft, bump.psbt_version, options);
    out.begin_object().member("psbt", tx_arguments::psbt_text(psbt));
    write_bumped(made, old_fee, out);
    return {};
}

}  // namespace

void add_bump_methods(Registrar& registrar) {
    registrar.add_spender("bumpfee", bumpfee);
    registrar.add_spender("psbtbumpfee", psbtbumpfee);
}

}  // namespace quanta::wallet_rpc
