// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/hex.h"
#include "keys/address.h"
#include "script/script.h"
#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {
namespace {

using primitives::Amount;
using rpc::Call;
using rpc::RpcResult;
using wallet::Balances;
using wallet::Reuse;
using wallet::WalletView;

RpcResult<void> getbalance(const WalletView& view, const Call& call, json::Writer& out) {
    if (TRY(call.args.string_or("dummy", "*")) != "*") {
        return rpc::fail(rpc::kDeprecated, "dummy first argument must be excluded or set to \"*\".");
    }
    const int min_confirmations = TRY(call.args.integer_or<int>("minconf", 0));
    const bool apart = TRY(call.args.boolean_or("avoid_reuse", view.properties.avoid_reuse));
    if (apart && !view.properties.avoid_reuse) {
        return rpc::fail(rpc::kWallet, "wallet does not have the \"avoid reuse\" feature enabled");
    }
    const Reuse reuse = apart ? Reuse::Apart : Reuse::Counted;
    out.amount(TRY(checked(view.ledger.balances(view.tip.height, min_confirmations, reuse))).trusted.sat);
    return {};
}

RpcResult<void> getbalances(const WalletView& view, const Call&, json::Writer& out) {
    const bool apart = view.properties.avoid_reuse;
    const Balances balances = TRY(checked(view.ledger.balances(view.tip.height, 0, view.reuse())));
    out.begin_object().key("mine").begin_object();
    out.key("trusted").amount(balances.trusted.sat);
    out.key("untrusted_pending").amount(balances.untrusted_pending.sat);
    out.key("immature").amount(balances.immature.sat);
    out.key("nonmempool").amount(balances.nonmempool.sat);
    if (apart) out.key("used").amount(balances.used.sat);
    out.end_object();
    write_last_block(out, view);
    out.end_object();
    return {};
}

/// Which coins listunspent is asked for.
struct CoinFilter {
    int64_t min_confirmations = 1;
    int64_t max_confirmations = 9'999'999;
    std::set<std::string> addresses;  ///< empty: all
    bool unsafe = true;
    bool immature = false;
    int64_t min_amount_sat = 0;
    int64_t max_amount_sat = std::numeric_limits<int64_t>::max();
    int64_t max_count = std::numeric_limits<int64_t>::max();
    int64_t enough_sat = std::numeric_limits<int64_t>::max();
};

RpcResult<void> read_addresses(const Call& call, const params::ChainParams& params, CoinFilter& filter) {
    const json::Value* addresses = call.args.find("addresses");
    if (addresses == nullptr) return {};
    for (const json::Value& value : addresses->array()) {
        const std::string_view text = TRY(rpc::read_string(value));
        const auto destination = keys::decode_address(text, params);
        if (!destination)
            return rpc::fail(rpc::kUnknownKey, fmt::format("Invalid Bitcoin address: {}", text));
        if (!filter.addresses.insert(keys::encode_address(*destination, params)).second) {
            return rpc::fail(rpc::kBadParameter,
                             fmt::format("Invalid parameter, duplicated address: {}", text));
        }
    }
    return {};
}

RpcResult<void> read_options(const Call& call, CoinFilter& filter) {
    using json::Type;
    static constexpr std::array<rpc::MemberRule, 5> kRules = {
        {{"minimumAmount", std::nullopt, true},
         {"maximumAmount", std::nullopt, true},
         {"minimumSumAmount", std::nullopt, true},
         {"maximumCount", Type::Number, true},
         {"include_immature_coinbase", Type::Bool, true}}};
    const json::Value* options = call.args.find("query_options");
    if (options == nullptr) return {};
    TRY(rpc::check_members(*options, kRules, rpc::OtherMembers::Refused));
    const auto amount = [&](std::string_view name, int64_t& into) -> RpcResult<void> {
        if (const json::Value* value = options->find(name)) into = TRY(rpc::parse_amount(*value));
        return {};
    };
    TRY(amount("minimumAmount", filter.min_amount_sat));
    TRY(amount("maximumAmount", filter.max_amount_sat));
    TRY(amount("minimumSumAmount", filter.enough_sat));
    if (const json::Value* count = options->find("maximumCount"))
        filter.max_count = TRY(rpc::read_int64(*count));
    if (const json::Value* immature = options->find("include_immature_coinbase"))
        filter.immature = TRY(rpc::read_bool(*immature));
    return {};
}

RpcResult<CoinFilter> read_filter(const Call& call, const params::ChainParams& params) {
    CoinFilter filter;
    filter.min_confirmations = TRY(call.args.integer_or<int64_t>("minconf", filter.min_confirmations));
    filter.max_confirmations = TRY(call.args.integer_or<int64_t>("maxconf", filter.max_confirmations));
    filter.unsafe = TRY(call.args.boolean_or("include_unsafe", true));
    TRY(read_addresses(call, params, filter));
    TRY(read_options(call, filter));
    return filter;
}

/// A coin of the wallet's as it is shown.
struct Coin {
    const wallet::OpenCoin* open;
    const wallet::WalletDescriptor* descriptor;
    descriptor::Expansion expansion;
    std::string address;
    int confirmations;
    bool safe;
};

bool is_wanted(const WalletView& view, const wallet::OpenCoin& coin, const CoinFilter& filter) {
    const int confirmations = wallet::confirmations(coin, view.tip.height);
    const int64_t value_sat = coin.row.value.sat;
    if (confirmations < filter.min_confirmations || confirmations > filter.max_confirmations) return false;
    if (value_sat < filter.min_amount_sat || value_sat > filter.max_amount_sat) return false;
    if (view.ledger.waiting().is_claimed(coin.row.outpoint) || view.ledger.is_locked(coin.row.outpoint))
        return false;
    return filter.immature || !wallet::is_immature(coin, view.tip.height);
}

/// The coin with what is known about its script; nothing when `filter` does not want it.
std::optional<Coin> shown(const WalletView& view, const wallet::OpenCoin& open, const CoinFilter& filter) {
    if (!is_wanted(view, open, filter)) return std::nullopt;
    const bool safe = view.ledger.is_trusted(open);
    if (!filter.unsafe && !safe) return std::nullopt;
    const wallet::WalletDescriptor& descriptor = view.addresses.descriptor(open.row.script.descriptor);
    auto expansion = descriptor.parsed.expand(open.row.script.index);
    if (!expansion) return std::nullopt;
    const base::ByteSpan script = expansion->script;
    std::string address(keys::address_of_script(script::classify_kind(script), script, view.params).view());
    if (!filter.addresses.empty() && !filter.addresses.contains(address)) return std::nullopt;
    return Coin{&open,
                &descriptor,
                std::move(*expansion),
                std::move(address),
                wallet::confirmations(open, view.tip.height),
                safe};
}

RpcResult<void> write_coin(json::Writer& out, const WalletView& view, const Coin& coin) {
    const wallet::CoinRow& row = coin.open->row;
    out.begin_object().member("txid", row.outpoint.txid.to_text()).member("vout", row.outpoint.index);
    if (!coin.address.empty()) out.member("address", coin.address);
    if (const auto label = view.book.find(coin.address); label != view.book.end())
        out.member("label", label->second.label);
    const auto type = coin.descriptor->parsed.output_type();
    if (!coin.expansion.inner.empty() && type != wallet::OutputType::Bech32)
        out.member("redeemScript", base::to_hex(coin.expansion.inner.front()));
    out.member("scriptPubKey", base::to_hex(coin.expansion.script)).key("amount").amount(row.value.sat);
    out.member("confirmations", coin.confirmations).member("spendable", true).member("solvable", true);
    out.member("desc", coin.descriptor->parsed.text_at(row.script.index).value_or(""));
    out.key("parent_descs").begin_array().value(coin.descriptor->public_text).end_array();
    if (view.properties.avoid_reuse) out.member("reused", TRY(checked(view.ledger.is_reused(row.script))));
    out.member("safe", coin.safe).end_object();
    return {};
}

RpcResult<void> listunspent(const WalletView& view, const Call& call, json::Writer& out) {
    const CoinFilter filter = TRY(read_filter(call, view.params));
    std::vector<const wallet::OpenCoin*> coins;
    for (const wallet::OpenCoin& coin : view.ledger.coins().all())
        coins.push_back(&coin);
    std::sort(coins.begin(), coins.end(), [](const auto* a, const auto* b) {
        return std::pair(a->row.order, a->row.outpoint.index) <
               std::pair(b->row.order, b->row.outpoint.index);
    });
    int64_t count = 0;
    int64_t sum_sat = 0;
    out.begin_array();
    for (const wallet::OpenCoin* open : coins) {
        if (count >= filter.max_count || sum_sat >= filter.enough_sat) break;
        const std::optional<Coin> coin = shown(view, *open, filter);
        if (!coin) continue;
        TRY(write_coin(out, view, *coin));
        ++count;
        sum_sat += open->row.value.sat;
    }
    out.end_array();
    return {};
}

}  // namespace

void add_balance_methods(Registrar& registrar) {
    registrar.add_reader("getbalance", Sync::Yes, getbalance);
    registrar.add_reader("getbalances", Sync::Yes, getbalances);
    registrar.add_reader("listunspent", Sync::Yes, listunspent);
}

}  // namespace quanta::wallet_rpc
