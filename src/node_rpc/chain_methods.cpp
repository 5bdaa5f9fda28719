// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <vector>

#include "base/hex.h"
#include "node_rpc/context.h"
#include "node_rpc/header_json.h"

namespace quanta::node_rpc {

namespace {

using chain::ChainTip;
using chain::HeaderNode;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// Brings back the one warning of old in place of the list.
constexpr const char* kDeprecatedWarnings = "warnings";

void write_pruning(json::Writer& out, const Context& context, const chain::Snapshot& snapshot) {
    const chain::PruneOptions& prune = context.node.options().chain.prune;
    out.member("pruned", prune.enabled);
    if (!prune.enabled) return;
    out.member("pruneheight", context.chain().archive().first_stored_height(*snapshot.tip).value_or(0));
    out.member("automatic_pruning", prune.target_bytes != 0);
    if (prune.target_bytes != 0) out.member("prune_target_size", prune.target_bytes);
}

RpcResult<void> getblockchaininfo(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto snapshot = context.chain().snapshot();
    const HeaderNode& tip = *snapshot->tip;
    const params::ChainParams& params = context.node.params();
    out.begin_object().member("chain", params::chain_name(params.chain));
    out.member("blocks", tip.height).member("headers", snapshot->best_header->height);
    out.member("bestblockhash", tip.hash.to_text()).member("bits", bits_text(tip.bits));
    out.member("target", target_text(tip.bits)).member("difficulty", difficulty(tip.bits));
    out.member("time", tip.time).member("mediantime", tip.median_time_past());
    out.member("verificationprogress",
               chain::verification_progress(tip, params.tx_data, context.node.clock().system_time_s()));
    out.member("initialblockdownload", snapshot->initial_block_download);
    out.member("chainwork", tip.chain_work.to_text());
    out.member("size_on_disk", context.chain().archive().disk_usage_bytes());
    write_pruning(out, context, *snapshot);
    if (params.consensus.signet) {
        out.member("signet_challenge", base::to_hex(params.consensus.signet_challenge));
    }
    write_warnings(out, context);
    out.end_object();
    return {};
}

RpcResult<void> getblockcount(const Context& context, const rpc::Call&, json::Writer& out) {
    out.value(context.chain().snapshot()->height());
    return {};
}

RpcResult<void> getbestblockhash(const Context& context, const rpc::Call&, json::Writer& out) {
    out.value(context.chain().snapshot()->tip->hash.to_text());
    return {};
}

RpcResult<void> getblockhash(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto height = TRY(call.args.integer<primitives::Height>("height"));
    const HeaderNode* node = context.chain().snapshot()->at(height);
    if (node == nullptr) return rpc::fail(rpc::kBadParameter, "Block height out of range");
    out.value(node->hash.to_text());
    return {};
}

std::string_view status_word(ChainTip::Status status) {
    switch (status) {
        case ChainTip::Status::Active:
            return "active";
        case ChainTip::Status::ValidFork:
            return "valid-fork";
        case ChainTip::Status::ValidHeaders:
            return "valid-headers";
        case ChainTip::Status::HeadersOnly:
            return "headers-only";
        case ChainTip::Status::Invalid:
            return "invalid";
    }
    return "unknown";
}

RpcResult<void> getchaintips(const Context& context, const rpc::Call&, json::Writer& out) {
    std::vector<ChainTip> tips = context.chain().tips();
    std::stable_sort(tips.begin(), tips.end(),
                     [](const ChainTip& a, const ChainTip& b) { return a.node->height > b.node->height; });
    out.begin_array();
    for (const ChainTip& tip : tips) {
        out.begin_object().member("height", tip.node->height).member("hash", tip.node->hash.to_text());
        out.member("branchlen", tip.branch_length).member("status", status_word(tip.status)).end_object();
    }
    out.end_array();
    return {};
}

rpc::Method getblockchaininfo_declaration() {
    return {
        .name = "getblockchaininfo",
        .category = Category::Blockchain,
        .description = "Tells how far the node has come with the chain.",
        .results =
            {{"",
              {Kind::Object,
               "",
               "",
               {
                   {Kind::String, "chain", "Which chain: main, test, testnet4, signet, regtest"},
                   {Kind::Number, "blocks", "Height of the tip, fully verified"},
                   {Kind::Number, "headers", "Height of the best header known"},
                   {Kind::String, "bestblockhash", "Hash of the tip"},
                   {Kind::Hex, "bits", "The tip's target in compact form"},
                   {Kind::Hex, "target", "The tip's target"},
                   {Kind::Number, "difficulty", "The tip's difficulty"},
                   {Kind::Time, "time", "The tip's time"},
                   {Kind::Time, "mediantime", "The tip's median time"},
                   {Kind::Number, "verificationprogress",
                    "Part of all transactions that is verified, estimated, 0 to 1"},
                   {Kind::Bool, "initialblockdownload", "Whether the node still catches up"},
                   {Kind::Hex, "chainwork", "Hashes expected to be needed for the active chain"},
                   {Kind::Number, "size_on_disk", "Bytes of all block and undo files, estimated"},
                   {Kind::Bool, "pruned", "Whether old blocks are deleted"},
                   {Kind::Number,
                    "pruneheight",
                    "The lowest block from which on all are kept, when pruning",
                    {},
                    true},
                   {Kind::Bool, "automatic_pruning", "Whether the node decides when, when pruning", {}, true},
                   {Kind::Number,
                    "prune_target_size",
                    "Bytes of block files aimed at, when it does",
                    {},
                    true},
                   {Kind::Hex, "signet_challenge", "The block challenge, on signet", {}, true},
                   {Kind::Array,
                    "warnings",
                    "What to know about this node",
                    {{Kind::String, "", "A warning"}}},
               }}}},
        .examples = {"[]"},
    };
}

rpc::Method getchaintips_declaration() {
    return {
        .name = "getchaintips",
        .category = Category::Blockchain,
        .description =
            "Lists the ends of all branches of the tree of headers. A status is one of:\n"
            "active: the tip of the active chain\n"
            "valid-fork: verified completely, but not part of the active chain\n"
            "valid-headers: all blocks are here, but they were never verified\n"
            "headers-only: not all blocks are here\n"
            "invalid: it holds an invalid block",
        .results = {{"",
                     {Kind::Array,
                      "",
                      "",
                      {{Kind::Object,
                        "",
                        "",
                        {
                            {Kind::Number, "height", "Height of the end"},
                            {Kind::Hex, "hash", "Its hash"},
                            {Kind::Number, "branchlen",
                             "Blocks between it and the active chain; 0 for the tip"},
                            {Kind::String, "status", "As above"},
                        }}}}}},
        .examples = {"[]"},
    };
}

}  // namespace

void write_warnings(json::Writer& out, const Context& context) {
    const std::vector<std::string> texts = context.node.warnings().texts();
    out.key("warnings");
    if (context.options.deprecated.contains(kDeprecatedWarnings)) {
        out.value(texts.empty() ? std::string() : texts.back());
        return;
    }
    out.begin_array();
    for (const std::string& text : texts)
        out.value(text);
    out.end_array();
}

void add_chain_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getblockchaininfo_declaration(), getblockchaininfo);
    add(dispatcher, context,
        {.name = "getblockcount",
         .category = Category::Blockchain,
         .description = "Tells the height of the tip; the genesis block has height 0.",
         .results = {{"", {Kind::Number, "", "The height"}}},
         .examples = {"[]"}},
        getblockcount);
    add(dispatcher, context,
        {.name = "getbestblockhash",
         .category = Category::Blockchain,
         .description = "Tells the hash of the tip.",
         .results = {{"", {Kind::Hex, "", "The hash"}}},
         .examples = {"[]"}},
        getbestblockhash);
    add(dispatcher, context,
        {.name = "getblockhash",
         .category = Category::Blockchain,
         .description = "Tells the hash of the block of the active chain at a height.",
         .params = {{.name = "height", .kind = Kind::Number, .text = "The height"}},
         .results = {{"", {Kind::Hex, "", "The hash"}}},
         .examples = {"[1000]"}},
        getblockhash);
    add(dispatcher, context, getchaintips_declaration(), getchaintips);
}

}  // namespace quanta::node_rpc
