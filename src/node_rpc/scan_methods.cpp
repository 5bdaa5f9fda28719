// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "base/log.h"
#include "descriptor/checksum.h"
#include "descriptor/descriptor.h"
#include "descriptor/infer.h"
#include "node_rpc/coin_scan.h"
#include "node_rpc/context.h"
#include "node_rpc/scan_object.h"
#include "script/script.h"

namespace quanta::node_rpc {

namespace {

using descriptor::Descriptor;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// Where a script comes from.
struct Source {
    Descriptor descriptor;
    uint32_t index = 0;
};

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// The scripts that scan objects stand for.
using Scripts = std::unordered_map<std::string, Source, TextHash, std::equal_to<>>;

RpcResult<void> add_scripts(const Context& context, const json::Value& object, Scripts& scripts) {
    return visit_scan_object(context, object, [&](const Descriptor& descriptor, uint32_t index) {
        const auto expanded = descriptor.expand_all(index);
        if (!expanded) return false;
        for (const descriptor::Expansion& expansion : *expanded)
            scripts.try_emplace(std::string(base::as_text(expansion.script)), Source{descriptor, index});
        return true;
    });
}

/// The function of `kind` for the key of `combo`, which reads "combo(key)#checksum".
std::string one_of_combo(std::string_view combo, script::ScriptKind kind) {
    const size_t open = combo.find('(') + 1;
    const std::string key(combo.substr(open, combo.rfind(')') - open));
    switch (kind) {
        case script::ScriptKind::Pubkey:
            return descriptor::with_checksum("pk(" + key + ")");
        case script::ScriptKind::PubkeyHash:
            return descriptor::with_checksum("pkh(" + key + ")");
        case script::ScriptKind::ScriptHash:
            return descriptor::with_checksum("sh(wpkh(" + key + "))");
        default:
            return descriptor::with_checksum("wpkh(" + key + ")");
    }
}

/// What is known of a script that was found.
std::string describe(const Context& context, const Source& source, base::ByteSpan script) {
    std::optional<std::string> text;
    if (source.descriptor.is_solvable()) text = source.descriptor.text_at(source.index);
    if (!text) return descriptor::infer_descriptor(script, context.node.params());
    return source.descriptor.is_single() ? *text : one_of_combo(*text, script::classify_kind(script));
}

base::Err<rpc::RpcError> unreadable(const std::string& reason) {
    base::log_error("cannot read the coins: {}", reason);
    return rpc::fail(rpc::kInternal, "Unable to read UTXO set");
}

void write_coin(const Context& context, const chain::HeaderNode& tip, const Source& source,
                const std::pair<const primitives::OutPoint, primitives::Coin>& found, json::Writer& out) {
    const auto& [outpoint, coin] = found;
    out.begin_object().member("txid", outpoint.txid.to_text()).member("vout", outpoint.index);
    out.member("scriptPubKey", base::to_hex(coin.script.span()));
    out.member("desc", describe(context, source, coin.script.span()));
    out.key("amount").amount(coin.value.sat).member("coinbase", coin.is_coinbase);
    out.member("height", coin.height).member("blockhash", tip.at(coin.height)->hash.to_text());
    out.member("confirmations", tip.height - coin.height + 1).end_object();
}

RpcResult<void> start_scan(const Context& context, CoinScan& scan, const rpc::Call& call, json::Writer& out) {
    const CoinScan::Place place(scan);
    if (!place.taken()) {
        return rpc::fail(rpc::kBadParameter, "Scan already in progress, use action \"abort\" or \"status\"");
    }
    if (!call.args.has("scanobjects")) {
        return rpc::fail(rpc::kMisc, "scanobjects argument is required for the start action");
    }
    Scripts scripts;
    for (const json::Value& value : call.args["scanobjects"].array())
        TRY(add_scripts(context, value, scripts));
    const auto coins = context.chain().coins();
    if (!coins) return unreadable(coins.error());
    const chain::HeaderNode* tip = context.chain().headers().find((*coins)->tip());
    if (tip == nullptr) return unreadable("their block is not known");
    const auto result = scan.run(
        **coins, [&](base::ByteSpan script) { return scripts.contains(base::as_text(script)); },
        context.node.shutdown().flag(), context.node.tasks());
    if (!result) return unreadable(result.error());

    int64_t total_sat = 0;
    out.begin_object().member("success", result->complete).member("txouts", result->looked_at);
    out.member("height", tip->height).member("bestblock", tip->hash.to_text());
    out.key("unspents").begin_array();
    for (const auto& found : result->found) {
        const auto source = scripts.find(base::as_text(found.second.script.span()));
        write_coin(context, *tip, source->second, found, out);
        total_sat += found.second.value.sat;
    }
    out.end_array().key("total_amount").amount(total_sat).end_object();
    return {};
}

RpcResult<void> scantxoutset(const Context& context, CoinScan& scan, const rpc::Call& call,
                             json::Writer& out) {
    const std::string_view action = TRY(call.args.string("action"));
    if (action == "start") return start_scan(context, scan, call, out);
    if (action == "abort") {
        const bool running = scan.running();
        if (running) scan.stop();
        out.value(running);
        return {};
    }
    if (action != "status") {
        return rpc::fail(rpc::kBadParameter, "Invalid action '" + std::string(action) + "'");
    }
    if (!scan.running()) return {};
    out.begin_object().member("progress", scan.progress_percent()).end_object();
    return {};
}

rpc::Shape found_shape() {
    return {Kind::Object,
            "",
            "A coin",
            {
                {Kind::Hex, "txid", "The transaction that made it"},
                {Kind::Number, "vout", "Which of its outputs"},
                {Kind::Hex, "scriptPubKey", "Its script"},
                {Kind::String, "desc", "A descriptor of that"},
                {Kind::Amount, "amount", "Coins"},
                {Kind::Bool, "coinbase", "Whether a coinbase made it"},
                {Kind::Number, "height", "Height of the block that made it"},
                {Kind::Hex, "blockhash", "That block's hash"},
                {Kind::Number, "confirmations", "Blocks from that one to the tip, both counted"},
            }};
}

std::vector<rpc::ResultCase> scan_results() {
    return {
        {"for start",
         {Kind::Object,
          "",
          "",
          {
              {Kind::Bool, "success", "Whether all coins were looked at"},
              {Kind::Number, "txouts", "How many were"},
              {Kind::Number, "height", "Height of the block whose state they are"},
              {Kind::Hex, "bestblock", "Its hash"},
              {Kind::Array, "unspents", "", {found_shape()}},
              {Kind::Amount, "total_amount", "Coins in all of them"},
          }}},
        {"for abort", {Kind::Bool, "", "Whether there was a scan to stop"}},
        {"for status, during a scan",
         {Kind::Object, "", "", {{Kind::Number, "progress", "How much is done, percent"}}}},
        {"for status, otherwise", {Kind::Null, "", ""}},
    };
}

rpc::Method scantxoutset_declaration() {
    return {
        .name = "scantxoutset",
        .category = Category::Blockchain,
        .description =
            "Searches all coins for those of some descriptors. Another call may watch the search and "
            "stop it.",
        .params = {{.name = "action", .kind = Kind::String, .text = "start, abort or status"},
                   {.name = "scanobjects",
                    .kind = Kind::Array,
                    .text = "What to look for; needed for start",
                    .optional = true,
                    .inner = scan_object_shapes()}},
        .results = scan_results(),
        .examples = {R"(["start", ["raw(76a91411b366edfc0a8b66feebae5c2e25a7b6a5d1cf3188ac)#fm24fxxy"]])",
                     R"(["status"])", R"(["abort"])"},
    };
}

}  // namespace

void add_scan_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    const auto scan = std::make_shared<CoinScan>();
    dispatcher.add(scantxoutset_declaration(), [context, scan](const rpc::Call& call, json::Writer& out) {
        return scantxoutset(*context, *scan, call, out);
    });
}

}  // namespace quanta::node_rpc
