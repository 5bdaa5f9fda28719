// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "chain/cache_split.h"
#include "consensus/rules.h"
#include "consensus/versionbits.h"
#include "node_rpc/context.h"
#include "node_rpc/header_json.h"
#include "script/flags.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using consensus::DeploymentState;
using consensus::DeploymentTracker;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// The rules a block may be verified under, by name.
constexpr std::array<std::pair<std::string_view, script::VerifyFlags>, 7> kRuleNames{{
    {"CHECKLOCKTIMEVERIFY", script::kVerifyCheckLockTime},
    {"CHECKSEQUENCEVERIFY", script::kVerifyCheckSequence},
    {"DERSIG", script::kVerifyDerSignatures},
    {"NULLDUMMY", script::kVerifyNullDummy},
    {"P2SH", script::kVerifyP2sh},
    {"TAPROOT", script::kVerifyTaproot},
    {"WITNESS", script::kVerifyWitness},
}};

RpcResult<void> getdifficulty(const Context& context, const rpc::Call&, json::Writer& out) {
    out.value(difficulty(context.chain().snapshot()->tip->bits));
    return {};
}

RpcResult<void> getchainstates(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto snapshot = context.chain().snapshot();
    const HeaderNode& tip = *snapshot->tip;
    const chain::CacheSplit caches = chain::split_cache(context.node.options().chain.cache_bytes);
    out.begin_object().member("headers", snapshot->best_header->height).key("chainstates").begin_array();
    out.begin_object().member("blocks", tip.height).member("bestblockhash", tip.hash.to_text());
    out.member("bits", bits_text(tip.bits)).member("target", target_text(tip.bits));
    out.member("difficulty", difficulty(tip.bits));
    out.member("verificationprogress", chain::verification_progress(tip, context.node.params().tx_data,
                                                                    context.node.clock().system_time_s()));
    out.member("coins_db_cache_bytes", caches.coins_database);
    out.member("coins_tip_cache_bytes", caches.coin_cache).member("validated", true);
    out.end_object().end_array().end_object();
    return {};
}

/// A deployment whose height is fixed by now; `next` is the height of the block after the one in question.
void write_buried(json::Writer& out, std::string_view name, primitives::Height height,
                  primitives::Height next) {
    out.key(name).begin_object().member("type", "buried").member("active", next >= height);
    out.member("height", height).end_object();
}

/// The blocks of the period that `node` is in, up to it: # for those that signal.
std::string signals_text(const HeaderNode& node, int elapsed, int bit) {
    std::string text;
    const HeaderNode* block = &node;
    for (int i = 0; i < elapsed; ++i, block = block->parent())
        text += consensus::signals(block->version, bit) ? '#' : '-';
    std::reverse(text.begin(), text.end());
    return text;
}

void write_statistics(json::Writer& out, const HeaderNode& node, const params::Deployment& deployment,
                      DeploymentState state) {
    const consensus::SignalCount count = consensus::count_signals(node, deployment);
    out.key("statistics").begin_object().member("period", count.period).member("elapsed", count.elapsed);
    out.member("count", count.signalling);
    if (state == DeploymentState::Started) {
        out.member("threshold", count.threshold).member("possible", count.possible);
    }
    out.end_object();
    out.member("signalling", signals_text(node, count.elapsed, deployment.bit));
}

void write_version_bits(json::Writer& out, const HeaderNode& node, const params::Deployment& deployment) {
    if (deployment.start_time == params::Deployment::kNeverActive) return;
    DeploymentTracker tracker(deployment);
    const DeploymentState state = tracker.state_after(node.parent());
    const DeploymentState next = tracker.state_after(&node);
    const bool signalling = state == DeploymentState::Started || state == DeploymentState::LockedIn;
    out.key(deployment.name).begin_object().member("type", "bip9");
    if (next == DeploymentState::Active) out.member("height", tracker.since_after(&node));
    out.member("active", next == DeploymentState::Active).key("bip9").begin_object();
    if (signalling) out.member("bit", deployment.bit);
    out.member("start_time", deployment.start_time).member("timeout", deployment.timeout);
    out.member("min_activation_height", deployment.min_activation_height);
    out.member("status", consensus::deployment_state_name(state));
    out.member("since", tracker.since_after(node.parent()));
    out.member("status_next", consensus::deployment_state_name(next));
    if (signalling) write_statistics(out, node, deployment, state);
    out.end_object().end_object();
}

RpcResult<void> getdeploymentinfo(const Context& context, const rpc::Call& call, json::Writer& out) {
    const HeaderNode* node = context.chain().snapshot()->tip;
    if (call.args.has("blockhash")) node = TRY(find_block(context, call, "blockhash", "blockhash"));
    const params::ConsensusParams& params = context.node.params().consensus;
    out.begin_object().member("hash", node->hash.to_text()).member("height", node->height);
    const script::VerifyFlags flags = consensus::script_flags(*node, params);
    out.key("script_flags").begin_array();
    for (const auto& [name, flag] : kRuleNames) {
        if ((flags & flag) != 0) out.value(name);
    }
    out.end_array().key("deployments").begin_object();
    const primitives::Height next = node->height + 1;
    write_buried(out, "bip34", params.bip34_height, next);
    write_buried(out, "bip66", params.bip66_height, next);
    write_buried(out, "bip65", params.bip65_height, next);
    write_buried(out, "csv", params.csv_height, next);
    write_buried(out, "segwit", params.segwit_height, next);
    for (const params::Deployment& deployment : params.deployments)
        write_version_bits(out, *node, deployment);
    out.end_object().end_object();
    return {};
}

rpc::Method getchainstates_declaration() {
    const rpc::Shape state{
        Kind::Object,
        "",
        "",
        {
            {Kind::Number, "blocks", "Height of its tip"},
            {Kind::Hex, "bestblockhash", "Hash of its tip"},
            {Kind::Hex, "bits", "The tip's target in compact form"},
            {Kind::Hex, "target", "The tip's target"},
            {Kind::Number, "difficulty", "The tip's difficulty"},
            {Kind::Number, "verificationprogress", "Estimated part of all transactions verified, 0 to 1"},
            {Kind::Hex, "snapshot_blockhash", "The block its coins were loaded for", {}, true},
            {Kind::Number, "coins_db_cache_bytes", "Room for the cache of its database"},
            {Kind::Number, "coins_tip_cache_bytes", "Room for its cache of coins"},
            {Kind::Bool, "validated", "Whether all its blocks are verified"},
        }};
    return {
        .name = "getchainstates",
        .category = Category::Blockchain,
        .description = "Shows the sets of coins that the node keeps, the one with most work last.",
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Number, "headers", "Height of the best header known"},
                       {Kind::Array, "chainstates", "", {state}}}}}},
        .examples = {"[]"},
    };
}

rpc::Shape version_bits_shape() {
    const rpc::Shape statistics{
        Kind::Object,
        "statistics",
        "Signals of the period, while they count",
        {
            {Kind::Number, "period", "Blocks of a period"},
            {Kind::Number, "elapsed", "Blocks of this one so far"},
            {Kind::Number, "count", "Those that signal"},
            {Kind::Number, "threshold", "How many have to, while that is open", {}, true},
            {Kind::Bool, "possible", "Whether they still can, while that is open", {}, true},
        },
        true};
    return {Kind::Object,
            "bip9",
            "For type bip9",
            {
                {Kind::Number, "bit", "The bit that signals, while signals count", {}, true},
                {Kind::Time, "start_time", "When signals begin to count, by median time"},
                {Kind::Time, "timeout", "When they no longer do"},
                {Kind::Number, "min_activation_height", "Height before which it is not in force"},
                {Kind::String, "status", "Where it stands at this block"},
                {Kind::Number, "since", "Height of the first block with this status"},
                {Kind::String, "status_next", "Where it stands at the next block"},
                statistics,
                {Kind::String, "signalling", "The blocks of the period: # signals, - does not", {}, true},
            },
            true};
}

rpc::Method getdeploymentinfo_declaration() {
    const rpc::Shape deployment{
        Kind::Object,
        "deployment",
        "By name",
        {
            {Kind::String, "type", "buried or bip9"},
            {Kind::Number, "height", "Height of the first block it holds for, if known", {}, true},
            {Kind::Bool, "active", "Whether it holds for the next block"},
            version_bits_shape(),
        }};
    return {
        .name = "getdeploymentinfo",
        .category = Category::Blockchain,
        .description = "Shows which changes of the rules are in force at a block, and which are under way.",
        .params = {{.name = "blockhash",
                    .kind = Kind::Hex,
                    .text = "The block in question",
                    .optional = true,
                    .default_hint = "the tip"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::String, "hash", "The block's hash"},
                          {Kind::Number, "height", "Its height"},
                          {Kind::Array,
                           "script_flags",
                           "The rules its scripts were verified under",
                           {{Kind::String, "flag", "A rule's name"}}},
                          {Kind::Map, "deployments", "", {deployment}},
                      }}}},
        .examples = {"[]"},
    };
}

}  // namespace

void add_state_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "getdifficulty",
         .category = Category::Blockchain,
         .description = "Tells how many times harder than the easiest target the tip's is.",
         .results = {{"", {Kind::Number, "", "The difficulty"}}},
         .examples = {"[]"}},
        getdifficulty);
    add(dispatcher, context, getchainstates_declaration(), getchainstates);
    add(dispatcher, context, getdeploymentinfo_declaration(), getdeploymentinfo);
}

}  // namespace quanta::node_rpc
