// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/bump.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "spend/gather.h"

namespace quanta::spend {

namespace {

using base::Err;
using primitives::Amount;
using primitives::FeeRate;
using wallet::Entry;
using wallet::WalletView;
using Kind = BumpError::Kind;

/// A replacement pays at least so much more than what it replaces, whatever the node asks for.
constexpr FeeRate kOwnIncrement = FeeRate::per_kvb(5'000);

Err<BumpError> refuse(Kind kind, std::string message) {
    return Err(BumpError{kind, std::move(message)});
}

/// "0.0001": an amount with two decimal places at least.
std::string money_text(Amount amount) {
    std::string text =
        fmt::format("{}.{:08}", amount.sat / primitives::kCoinSat, amount.sat % primitives::kCoinSat);
    const size_t least = text.find('.') + 3;
    while (text.size() > least && text.back() == '0')
        text.pop_back();
    return text;
}

base::Result<void, BumpError> check_replaceable(const WalletView& view, const Entry& entry, bool own_inputs) {
    const primitives::Txid txid = entry.transaction->txid();
    for (uint32_t i = 0; i < entry.transaction->outputs().size(); ++i) {
        if (view.ledger.waiting().is_claimed({txid, i}))
            return refuse(Kind::Parameter, "Transaction has descendants in the wallet");
    }
    if (wallet::confirmations(entry, view.tip.height) != 0) {
        return refuse(Kind::Wallet, "Transaction has been mined, or is conflicted with a mined transaction");
    }
    if (entry.row.note.replaced_by != primitives::Txid()) {
        return refuse(Kind::Wallet,
                      fmt::format("Cannot bump transaction {} which was already bumped by transaction {}",
                                  txid.to_text(), entry.row.note.replaced_by.to_text()));
    }
    if (own_inputs && !entry.row.all_own)
        return refuse(Kind::Wallet, "Transaction contains inputs that don't belong to this wallet");
    return {};
}

/// Which output went back to the wallet at an address that nobody was given.
std::optional<uint32_t> change_of(const WalletView& view, const Entry& entry) {
    const wallet::History history = view.history();
    for (const wallet::OwnOutput& output : entry.own) {
        if (history.label(history.address(entry, output.index)) == nullptr) return output.index;
    }
    return std::nullopt;
}

base::Result<void, BumpError> preset_inputs(const WalletView& view, const Entry& entry, BumpPlan& plan) {
    Amount value;
    for (const primitives::TxIn& input : entry.transaction->inputs()) {
        const auto coin = find_coin(view, plan.control, input.prevout);
        if (!coin) {
            return refuse(Kind::Misc, fmt::format("{}:{} is already spent", input.prevout.txid.to_text(),
                                                  input.prevout.index));
        }
        value += coin->value;
        PresetInput preset;
        preset.outpoint = input.prevout;
        plan.control.inputs.push_back(std::move(preset));
    }
    plan.old_fee = value - entry.transaction->output_sum();
    return {};
}

}  // namespace

base::Result<BumpPlan, BumpError> plan_bump(const WalletView& view, const BumpWish& wish) {
    const auto found = view.ledger.find(wish.txid);
    if (!found || !*found) return refuse(Kind::UnknownTransaction, "Invalid or non-wallet transaction id");
    const Entry& entry = **found;
    const primitives::Transaction& old = *entry.transaction;
    if (wish.change_index && *wish.change_index >= old.outputs().size())
        return refuse(Kind::Parameter, "Change position is out of range");
    TRY(check_replaceable(view, entry, wish.needs_own_inputs));
    BumpPlan plan;
    TRY(preset_inputs(view, entry, plan));
    plan.old_vsize = static_cast<int64_t>((old.weight() + 3) / 4);
    const std::optional<uint32_t> change = wish.change_index ? wish.change_index : change_of(view, entry);
    for (uint32_t i = 0; i < old.outputs().size(); ++i) {
        const primitives::TxOut& output = old.outputs()[i];
        base::Bytes script(output.script.begin(), output.script.end());
        if (change && *change == i)
            plan.control.change_script = std::move(script);
        else if (wish.outputs.empty())
            plan.recipients.push_back({std::move(script), output.value, false});
    }
    if (!wish.outputs.empty()) plan.recipients = wish.outputs;
    if (plan.recipients.empty() && plan.control.change_script) {
        // All of it went back to the wallet: it stays with it, less the fee.
        plan.recipients.push_back(
            {*std::exchange(plan.control.change_script, std::nullopt), old.output_sum(), true});
    }
    plan.control.fee = wish.fee;
    plan.control.replaceable = wish.replaceable;
    plan.control.version = old.version();
    // Coins of other transactions in no block would make it pay for these, too.
    plan.control.min_depth = 1;
    return plan;
}

base::Result<FeeRate, BumpError> bump_rate(const BumpPlan& plan, const wallet::SpendSettings& settings,
                                           const NodeState& node) {
    const FeeRate increment = std::max(node.incremental, kOwnIncrement);
    const FeeRate old_rate(plan.old_fee, plan.old_vsize);
    if (!plan.control.fee.rate) {
        FeeRate rate = FeeRate::per_kvb(old_rate.sat_per_kvb() + 1 + increment.sat_per_kvb());
        const auto chosen = choose_rate(plan.control.fee, settings, node);
        if (chosen) rate = std::max(rate, chosen->rate);
        return rate;
    }
    const FeeRate rate = *plan.control.fee.rate;
    if (node.pool_min && rate < *node.pool_min) {
        return refuse(
            Kind::Wallet,
            fmt::format("New fee rate ({}) is lower than the minimum fee rate ({}) to get into the "
                        "mempool -- the replacement transaction would not be relayed",
                        money_text({rate.sat_per_kvb()}), money_text({node.pool_min->sat_per_kvb()})));
    }
    const Amount total = rate.fee_for(plan.old_vsize);
    const Amount extra = increment.fee_for(plan.old_vsize);
    const Amount least = old_rate.fee_for(plan.old_vsize) + extra;
    if (total < least) {
        return refuse(
            Kind::Parameter,
            fmt::format("Insufficient total fee {}, must be at least {} (oldFee {} + incrementalFee {})",
                        money_text(total), money_text(least), money_text(plan.old_fee), money_text(extra)));
    }
    const Amount required = std::max(settings.min_rate, node.min_relay).fee_for(plan.old_vsize);
    if (total < required) {
        return refuse(Kind::Parameter,
                      fmt::format("Insufficient total fee (cannot be less than required fee {})",
                                  money_text(required)));
    }
    if (total > settings.max_fee) {
        return refuse(
            Kind::Wallet,
            fmt::format("Specified or calculated fee {} is too high (cannot be higher than -maxtxfee {})",
                        money_text(total), money_text(settings.max_fee)));
    }
    return rate;
}

}  // namespace quanta::spend
