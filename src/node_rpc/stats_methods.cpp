// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "consensus/bip30.h"
#include "consensus/rules.h"
#include "node_rpc/block_source.h"
#include "node_rpc/block_stats.h"
#include "node_rpc/context.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using primitives::Height;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// The span of getchaintxstats where none is given, seconds.
constexpr int64_t kMonth_s = 30 * 24 * 60 * 60;

/// The block that a parameter means, by height on the active chain or by hash.
RpcResult<const HeaderNode*> find_block_or_height(const Context& context, const json::Value& value,
                                                  std::string_view name) {
    if (!value.is_number()) {
        const auto hash = TRY(rpc::parse_hash<primitives::BlockHash>(TRY(rpc::read_string(value)), name));
        const HeaderNode* node = context.chain().headers().find(hash);
        if (node == nullptr) return rpc::fail(rpc::kUnknownKey, "Block not found");
        return node;
    }
    const auto height = TRY(rpc::read_integer<Height>(value));
    const auto snapshot = context.chain().snapshot();
    const std::string target = "Target block height " + std::to_string(height);
    if (height < 0) return rpc::fail(rpc::kBadParameter, target + " is negative");
    if (height > snapshot->height()) {
        return rpc::fail(rpc::kBadParameter,
                         target + " after current tip " + std::to_string(snapshot->height()));
    }
    return snapshot->at(height);
}

RpcResult<BlockStats> stats_of(const Context& context, const HeaderNode& node) {
    const auto block = TRY(read_block(context, node));
    const bool lost = node.parent() == nullptr || consensus::is_bip30_overwriting(node);
    const auto coinbase = lost ? CoinbaseCoins::NotCounted : CoinbaseCoins::Counted;
    if (block->transactions().size() == 1) return block_stats(*block, {}, coinbase);
    const auto undo = TRY(read_undo(context, node, *block));
    if (!undo) return rpc::fail(rpc::kMisc, "Undo data not available");
    return block_stats(*block, *undo, coinbase);
}

/// All statistics in the order of the reply.
json::Value::Object named_stats(const BlockStats& stats, const HeaderNode& node,
                                const params::ConsensusParams& params) {
    json::Value::Array percentiles;
    for (const int64_t rate : stats.percentiles)
        percentiles.emplace_back(rate);
    return {
        {"avgfee", stats.average_fee()},
        {"avgfeerate", stats.average_rate()},
        {"avgtxsize", stats.average_size()},
        {"blockhash", node.hash.to_text()},
        {"feerate_percentiles", std::move(percentiles)},
        {"height", node.height},
        {"ins", stats.inputs},
        {"maxfee", stats.fees.greatest},
        {"maxfeerate", stats.rates.greatest},
        {"maxtxsize", stats.sizes.greatest},
        {"medianfee", stats.fees.median},
        {"mediantime", node.median_time_past()},
        {"mediantxsize", stats.sizes.median},
        {"minfee", stats.fees.least},
        {"minfeerate", stats.rates.least},
        {"mintxsize", stats.sizes.least},
        {"outs", stats.outputs},
        {"subsidy", consensus::block_subsidy(node.height, params).sat},
        {"swtotal_size", stats.segwit_size},
        {"swtotal_weight", stats.segwit_weight},
        {"swtxs", stats.segwit_transactions},
        {"time", node.time},
        {"total_out", stats.output_value_sat},
        {"total_size", stats.sizes.sum},
        {"total_weight", stats.weight},
        {"totalfee", stats.fees.sum},
        {"txs", stats.transactions},
        {"utxo_increase", stats.coins_growth},
        {"utxo_size_inc", stats.coins_growth_bytes},
        {"utxo_increase_actual", stats.spendable_growth},
        {"utxo_size_inc_actual", stats.spendable_growth_bytes},
    };
}

RpcResult<void> getblockstats(const Context& context, const rpc::Call& call, json::Writer& out) {
    const HeaderNode* node =
        TRY(find_block_or_height(context, call.args["hash_or_height"], "hash_or_height"));
    std::set<std::string> wanted;
    if (const json::Value* names = call.args.find("stats")) {
        for (const json::Value& name : names->array())
            wanted.emplace(TRY(rpc::read_string(name)));
    }
    const BlockStats stats = TRY(stats_of(context, *node));
    const json::Value all(named_stats(stats, *node, context.node.params().consensus));
    if (wanted.empty()) {
        out.value(all);
        return {};
    }
    out.begin_object();
    for (const std::string& name : wanted) {
        const json::Value* value = all.find(name);
        if (value == nullptr) {
            return rpc::fail(rpc::kBadParameter, "Invalid selected statistic '" + name + "'");
        }
        out.member(name, *value);
    }
    out.end_object();
    return {};
}

/// How many blocks getchaintxstats looks back from `last`.
RpcResult<int> window_blocks(const rpc::Call& call, const HeaderNode& last,
                             const params::ConsensusParams& params) {
    if (!call.args.has("nblocks")) {
        const int64_t month = kMonth_s / params.pow_target_spacing_s;
        return static_cast<int>(std::max<int64_t>(0, std::min<int64_t>(month, last.height - 1)));
    }
    const int count = TRY(call.args.integer<int>("nblocks"));
    if (count < 0 || (count > 0 && count >= last.height)) {
        return rpc::fail(rpc::kBadParameter,
                         "Invalid block count: should be between 0 and the block's height - 1");
    }
    return count;
}

RpcResult<void> getchaintxstats(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto snapshot = context.chain().snapshot();
    const HeaderNode* last = snapshot->tip;
    if (call.args.has("blockhash")) {
        last = TRY(find_block(context, call, "blockhash", "blockhash"));
        if (!snapshot->contains(*last)) return rpc::fail(rpc::kBadParameter, "Block is not in main chain");
    }
    const int count = TRY(window_blocks(call, *last, context.node.params().consensus));
    const HeaderNode& first = *last->at(last->height - count);
    const int64_t interval = int64_t{last->median_time_past()} - first.median_time_past();
    const uint64_t total = last->chain_transaction_count();
    const uint64_t before = first.chain_transaction_count();

    out.begin_object().member("time", last->time);
    if (total != 0) out.member("txcount", total);
    out.member("window_final_block_hash", last->hash.to_text());
    out.member("window_final_block_height", last->height).member("window_block_count", count);
    if (count > 0) {
        out.member("window_interval", interval);
        if (total != 0 && before != 0) {
            out.member("window_tx_count", total - before);
            if (interval > 0) {
                out.member("txrate", static_cast<double>(total - before) / static_cast<double>(interval));
            }
        }
    }
    out.end_object();
    return {};
}

std::vector<rpc::Shape> block_stats_shapes() {
    const auto number = [](const char* name, const char* text) {
        return rpc::Shape{Kind::Number, name, text, {}, true};
    };
    return {
        number("avgfee", "The mean fee, sat"),
        number("avgfeerate", "The mean fee rate, sat per virtual byte"),
        number("avgtxsize", "The mean size, bytes"),
        {Kind::Hex, "blockhash", "The block's hash, to tell it among blocks of one height", {}, true},
        {Kind::Array,
         "feerate_percentiles",
         "Fee rates below which 10, 25, 50, 75 and 90 percent of the weight pay",
         {{Kind::Number, "", "sat per virtual byte"}},
         true},
        number("height", "The block's height"),
        number("ins", "Inputs, the coinbase's left out"),
        number("maxfee", "The highest fee"),
        number("maxfeerate", "The highest fee rate"),
        number("maxtxsize", "The largest size"),
        number("medianfee", "The fee in the middle"),
        number("mediantime", "The median time of the block and the ten before"),
        number("mediantxsize", "The size in the middle"),
        number("minfee", "The lowest fee"),
        number("minfeerate", "The lowest fee rate"),
        number("mintxsize", "The smallest size"),
        number("outs", "Outputs"),
        number("subsidy", "What the block may create, sat"),
        number("swtotal_size", "Bytes of transactions with witness"),
        number("swtotal_weight", "Their weight"),
        number("swtxs", "How many they are"),
        number("time", "The block's time"),
        number("total_out", "What all outputs but the coinbase's are worth, sat"),
        number("total_size", "Bytes of all transactions but the coinbase"),
        number("total_weight", "Their weight"),
        number("totalfee", "All fees, sat"),
        number("txs", "Transactions, the coinbase among them"),
        number("utxo_increase", "Outputs less inputs"),
        number("utxo_size_inc", "Bytes these take up more"),
        number("utxo_increase_actual", "As utxo_increase, for outputs that can be spent"),
        number("utxo_size_inc_actual", "As utxo_size_inc, for outputs that can be spent"),
    };
}

rpc::Method getblockstats_declaration() {
    return {
        .name = "getblockstats",
        .category = Category::Blockchain,
        .description =
            "Counts fees, sizes and more of one block. Needs the block and what it spent on disk.\n"
            "Fees and sizes leave out the coinbase.",
        .params = {{.name = "hash_or_height",
                    .kind = Kind::Any,
                    .text = "The block's hash, or its height on the active chain",
                    .type_words = "string or numeric"},
                   {.name = "stats",
                    .kind = Kind::Array,
                    .text = "Names of the values wanted",
                    .optional = true,
                    .default_hint = "all values",
                    .inner = {{Kind::String, "height", "One of the names below", {}, true}}}},
        .results = {{"", {Kind::Object, "", "", block_stats_shapes()}}},
        .examples = {R"([1000, ["minfeerate", "avgfeerate"]])"},
    };
}

rpc::Method getchaintxstats_declaration() {
    return {
        .name = "getchaintxstats",
        .category = Category::Blockchain,
        .description = "Counts the transactions of the chain, and how fast they come.",
        .params = {{.name = "nblocks",
                    .kind = Kind::Number,
                    .text = "Blocks of the window",
                    .optional = true,
                    .default_hint = "a month of them"},
                   {.name = "blockhash",
                    .kind = Kind::Hex,
                    .text = "The block that ends the window",
                    .optional = true,
                    .default_hint = "the tip"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::Time, "time", "Time of the last block of the window"},
                          {Kind::Number, "txcount", "Transactions up to it, if known", {}, true},
                          {Kind::Hex, "window_final_block_hash", "Its hash"},
                          {Kind::Number, "window_final_block_height", "Its height"},
                          {Kind::Number, "window_block_count", "Blocks of the window"},
                          {Kind::Number, "window_interval", "Seconds it lasted, by median times", {}, true},
                          {Kind::Number, "window_tx_count", "Transactions in it, if known", {}, true},
                          {Kind::Number, "txrate", "Transactions a second", {}, true},
                      }}}},
        .examples = {"[]", "[2016]"},
    };
}

}  // namespace

void add_stats_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getblockstats_declaration(), getblockstats);
    add(dispatcher, context, getchaintxstats_declaration(), getchaintxstats);
}

}  // namespace quanta::node_rpc
