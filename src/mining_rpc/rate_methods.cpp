// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/hex.h"
#include "consensus/rules.h"
#include "mining/block_template.h"
#include "mining_rpc/context.h"
#include "node_rpc/header_json.h"

namespace quanta::mining_rpc {
namespace {

using consensus::HeaderLink;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

constexpr int kDefaultBlocks = 120;
/// Since the difficulty last changed.
constexpr int kSinceChange = -1;

/// Hashes a second that the last `blocks` blocks up to `last` took.
double hash_rate(const HeaderLink& last, int blocks, const params::ConsensusParams& params) {
    if (blocks == kSinceChange) blocks = static_cast<int>(last.height % params.retarget_interval()) + 1;
    const HeaderLink* first = &last;
    int64_t earliest = last.time;
    int64_t latest = last.time;
    for (; blocks > 0 && first->previous != nullptr; --blocks) {
        first = first->previous;
        earliest = std::min(earliest, int64_t{first->time});
        latest = std::max(latest, int64_t{first->time});
    }
    if (earliest == latest) return 0;
    primitives::Uint256 work = last.chain_work;
    work -= first->chain_work;
    return work.to_double() / static_cast<double>(latest - earliest);
}

RpcResult<void> getnetworkhashps(const Context& context, const rpc::Call& call, json::Writer& out) {
    const int blocks = TRY(call.args.integer_or<int>("nblocks", kDefaultBlocks));
    const int height = TRY(call.args.integer_or<int>("height", -1));
    if (blocks < kSinceChange || blocks == 0)
        return rpc::fail(rpc::kBadParameter, "Invalid nblocks. Must be a positive number or -1.");
    const auto snapshot = context.chain().snapshot();
    if (height < -1 || height > snapshot->height())
        return rpc::fail(rpc::kBadParameter, "Block does not exist at specified height");
    const HeaderLink& last = height < 0 ? *snapshot->tip : *snapshot->tip->ancestor(height);
    out.value(hash_rate(last, blocks, context.node.params().consensus));
    return {};
}

void write_difficulty(json::Writer& out, uint32_t bits) {
    out.member("bits", node_rpc::bits_text(bits)).member("difficulty", node_rpc::difficulty(bits));
    out.member("target", node_rpc::target_text(bits));
}

void write_next(json::Writer& out, const Context& context, const HeaderLink& tip) {
    const params::ConsensusParams& params = context.node.params().consensus;
    const int64_t time =
        std::max(context.node.clock().system_time_s(), mining::minimum_block_time(tip, params));
    out.key("next").begin_object().member("height", tip.height + 1);
    write_difficulty(out, consensus::next_bits(tip, static_cast<uint32_t>(time), params));
    out.end_object();
}

RpcResult<void> getmininginfo(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto snapshot = context.chain().snapshot();
    const HeaderLink& tip = *snapshot->tip;
    const params::ChainParams& params = context.node.params();
    out.begin_object().member("blocks", tip.height);
    if (const auto size = context.node.templates().last_size())
        out.member("currentblockweight", size->weight).member("currentblocktx", size->transactions);
    write_difficulty(out, tip.bits);
    out.member("networkhashps", hash_rate(tip, kDefaultBlocks, params.consensus));
    out.member("pooledtx", context.node.pool().pool().reader().info().count);
    out.key("blockmintxfee").amount(context.node.options().mining.limits.min_rate_sat_per_kvb);
    out.member("chain", params::chain_name(params.chain));
    write_next(out, context, tip);
    if (params.consensus.signet)
        out.member("signet_challenge", base::to_hex(params.consensus.signet_challenge));
    node_rpc::write_warnings(out, context);
    out.end_object();
    return {};
}

std::vector<rpc::Shape> difficulty_shapes(const std::string& whose) {
    return {{Kind::Hex, "bits", whose + " target in compact form"},
            {Kind::Number, "difficulty", whose + " difficulty"},
            {Kind::Hex, "target", whose + " target"}};
}

std::vector<rpc::Shape> info_shapes() {
    std::vector<rpc::Shape> next{{Kind::Number, "height", "Its height"}};
    std::ranges::copy(difficulty_shapes("Its"), std::back_inserter(next));
    std::vector<rpc::Shape> shapes{
        {Kind::Number, "blocks", "Height of the tip"},
        {Kind::Number,
         "currentblockweight",
         "Weight of the last template, what is reserved included",
         {},
         true},
        {Kind::Number, "currentblocktx", "Transactions of the last template", {}, true}};
    std::ranges::copy(difficulty_shapes("The tip's"), std::back_inserter(shapes));
    const std::vector<rpc::Shape> rest{
        {Kind::Number, "networkhashps", "Hashes a second that the last blocks took"},
        {Kind::Number, "pooledtx", "Transactions of the mempool"},
        {Kind::Amount, "blockmintxfee", "What transactions of templates pay at least, coins per 1,000 vB"},
        {Kind::String, "chain", "The chain's name"},
        {Kind::Hex, "signet_challenge", "The block challenge, on signet", {}, true},
        {Kind::Object, "next", "The next block", next},
        {Kind::Array, "warnings", "What the operator should know", {{Kind::String, "", "A warning"}}}};
    std::ranges::copy(rest, std::back_inserter(shapes));
    return shapes;
}

}  // namespace

void add_rate_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "getnetworkhashps",
         .category = Category::Mining,
         .description = "How many hashes a second blocks took, by their difficulty and times.",
         .params = {{.name = "nblocks",
                     .kind = Kind::Number,
                     .text = "Over so many blocks; -1: since the difficulty last changed",
                     .optional = true,
                     .default_json = "120"},
                    {.name = "height",
                     .kind = Kind::Number,
                     .text = "Up to this height; -1: up to the tip",
                     .optional = true,
                     .default_json = "-1"}},
         .results = {{"", {Kind::Number, "", "Hashes a second"}}},
         .examples = {"[]"}},
        getnetworkhashps);
    add(dispatcher, context,
        {.name = "getmininginfo",
         .category = Category::Mining,
         .description = "What matters to miners.",
         .results = {{"", {Kind::Object, "", "", info_shapes()}}},
         .examples = {"[]"}},
        getmininginfo);
}

}  // namespace quanta::mining_rpc
