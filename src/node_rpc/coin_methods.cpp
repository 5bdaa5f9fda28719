// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <optional>
#include <string>
#include <utility>

#include "base/log.h"
#include "chain/utxo_stats.h"
#include "node_rpc/context.h"
#include "node_rpc/header_json.h"
#include "sys/thread.h"
#include "txjson/transaction_json.h"

namespace quanta::node_rpc {

namespace {

using chain::UtxoHash;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

constexpr const char* kDefaultHashType = "hash_serialized_3";

base::Err<rpc::RpcError> coins_unreadable(const std::string& reason) {
    base::log_error("cannot read the coins: {}", reason);
    return rpc::fail(rpc::kInternal, "Unable to read UTXO set");
}

/// A coin, and the tip it was found at.
struct FoundCoin {
    primitives::Coin coin;
    const chain::HeaderNode* tip = nullptr;
    bool confirmed = true;
};

/// Nothing when it is spent or never was; transactions of the pool count `with_pool`.
RpcResult<std::optional<FoundCoin>> find_coin(const Context& context, const primitives::OutPoint& outpoint,
                                              bool with_pool) {
    if (with_pool) {
        mempool::Mempool& pool = context.node.pool().pool();
        pool.sync();
        if (pool.reader().spender(outpoint)) return std::optional<FoundCoin>();
        if (auto coin = pool.reader().coin(outpoint))
            return std::optional(FoundCoin{std::move(*coin), pool.reader().info().tip, false});
    }
    auto found = context.chain().coin(outpoint);
    if (!found) return coins_unreadable(found.error().message);
    if (!found->coin) return std::optional<FoundCoin>();
    return std::optional(FoundCoin{std::move(*found->coin), found->tip, true});
}

RpcResult<void> gettxout(const Context& context, const rpc::Call& call, json::Writer& out) {
    const primitives::OutPoint outpoint{TRY(call.args.hash<primitives::Txid>("txid")),
                                        TRY(call.args.integer<uint32_t>("n"))};
    const bool with_pool = TRY(call.args.boolean_or("include_mempool", true));
    const auto found = TRY(find_coin(context, outpoint, with_pool));
    if (!found) return {};
    const primitives::Coin& coin = found->coin;
    out.begin_object().member("bestblock", found->tip->hash.to_text());
    out.member("confirmations", found->confirmed ? found->tip->height - coin.height + 1 : 0);
    out.key("value").amount(coin.value.sat);
    out.key("scriptPubKey");
    txjson::TransactionJson(out, context.node.params()).script_pub_key(coin.script);
    out.member("coinbase", coin.is_coinbase).end_object();
    return {};
}

RpcResult<UtxoHash> parse_hash_type(std::string_view name) {
    if (name == kDefaultHashType) return UtxoHash::HashSerialized3;
    if (name == "muhash") return UtxoHash::MuHash;
    if (name == "none") return UtxoHash::None;
    return rpc::fail(rpc::kBadParameter, "'" + std::string(name) + "' is not a valid hash_type");
}

RpcResult<void> gettxoutsetinfo(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::string_view hash_type = TRY(call.args.string_or("hash_type", kDefaultHashType));
    const UtxoHash hash = TRY(parse_hash_type(hash_type));
    if (call.args.has("hash_or_height")) {
        return rpc::fail(rpc::kBadParameter, "Querying specific block heights requires coinstatsindex");
    }
    const auto coins = context.chain().coins();
    if (!coins) return coins_unreadable(coins.error());
    const auto stats = chain::utxo_stats(**coins, hash, sys::cpu_count(), context.node.shutdown().flag(),
                                         &context.node.tasks());
    if (!stats) return coins_unreadable(stats.error());
    const chain::HeaderNode* tip = context.chain().headers().find((*coins)->tip());
    if (tip == nullptr) return coins_unreadable("their block is not known");

    out.begin_object().member("height", tip->height).member("bestblock", tip->hash.to_text());
    out.member("txouts", stats->coins).member("bogosize", stats->bogo_size);
    if (stats->hash) out.member(hash_type, primitives::BlockHash(*stats->hash).to_text());
    out.key("total_amount").amount(stats->total.sat).member("transactions", stats->transactions);
    out.member("disk_size", chain::coins_disk_size_bytes(context.chain())).end_object();
    return {};
}

rpc::Method gettxout_declaration() {
    return {
        .name = "gettxout",
        .category = Category::Blockchain,
        .description = "Shows an unspent output; null when there is none.",
        .params = {{.name = "txid", .kind = Kind::String, .text = "The transaction's id"},
                   {.name = "n", .kind = Kind::Number, .text = "Which of its outputs"},
                   {.name = "include_mempool",
                    .kind = Kind::Bool,
                    .text = "Whether transactions of the mempool count",
                    .optional = true,
                    .default_json = "true"}},
        .results = {{"when there is none", {Kind::Null, "", ""}},
                    {"otherwise",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::Hex, "bestblock", "Hash of the tip"},
                          {Kind::Number, "confirmations",
                           "Blocks from the one that made it to the tip, both counted"},
                          {Kind::Amount, "value", "Coins"},
                          {Kind::Object,
                           "scriptPubKey",
                           "",
                           {
                               {Kind::String, "asm", "The script in words"},
                               {Kind::String, "desc", "Its descriptor"},
                               {Kind::Hex, "hex", "Its bytes"},
                               {Kind::String, "address", "Its address", {}, true},
                               {Kind::String, "type", "Its kind"},
                           }},
                          {Kind::Bool, "coinbase", "Whether a coinbase made it"},
                      }}}},
        .examples = {R"(["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 0])"},
    };
}

rpc::Method gettxoutsetinfo_declaration() {
    return {
        .name = "gettxoutsetinfo",
        .category = Category::Blockchain,
        .description =
            "Counts all unspent outputs and hashes them. It reads all of them, which may take a while.",
        .params =
            {{.name = "hash_type",
              .kind = Kind::String,
              .text = "hash_serialized_3, muhash or none",
              .optional = true,
              .default_json = R"("hash_serialized_3")"},
             {.name = "hash_or_height",
              .kind = Kind::Any,
              .text = "The block in question; another than the tip needs an index this version does not have",
              .optional = true,
              .default_hint = "the tip",
              .type_words = "string or numeric"},
             {.name = "use_index",
              .kind = Kind::Bool,
              .text = "Whether an index may be used",
              .optional = true,
              .default_json = "true"}},
        .results =
            {{"",
              {Kind::Object,
               "",
               "",
               {
                   {Kind::Number, "height", "Height of the block whose state this is"},
                   {Kind::Hex, "bestblock", "Its hash"},
                   {Kind::Number, "txouts", "Unspent outputs"},
                   {Kind::Number, "bogosize", "A measure of their size that does not depend on the database"},
                   {Kind::Hex, "hash_serialized_3", "Hash of all of them in order, if asked for", {}, true},
                   {Kind::Hex, "muhash", "Hash of them as a set, if asked for", {}, true},
                   {Kind::Amount, "total_amount", "Coins in all of them"},
                   {Kind::Number, "transactions", "Transactions with unspent outputs"},
                   {Kind::Number, "disk_size", "Bytes on disk, estimated"},
               }}}},
        .examples = {"[]", R"(["none"])"},
    };
}

}  // namespace

void add_coin_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, gettxout_declaration(), gettxout);
    add(dispatcher, context, gettxoutsetinfo_declaration(), gettxoutsetinfo);
}

}  // namespace quanta::node_rpc
