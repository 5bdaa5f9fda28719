// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <utility>

#include "node_rpc/context.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using primitives::Height;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

constexpr int kDefaultCheckLevel = 3;
constexpr int kDefaultCheckBlocks = 6;
/// A height to prune to above this is meant as a time, seconds since 1970.
constexpr int64_t kLargestHeight = 1'000'000'000;
/// Times of blocks may be off by this much, seconds.
constexpr int64_t kTimestampWindow_s = 2 * 60 * 60;

RpcResult<void> verifychain(const Context& context, const rpc::Call& call, json::Writer& out) {
    const int level = TRY(call.args.integer_or<int>("checklevel", kDefaultCheckLevel));
    const int count = TRY(call.args.integer_or<int>("nblocks", kDefaultCheckBlocks));
    const auto verified = context.chain().verify(level, count);
    const bool unknown = !verified && verified.error().code != store::StoreErrorCode::Corruption;
    if (unknown) return rpc::fail(rpc::kInternal, "Unable to verify: " + verified.error().message);
    out.value(verified.has_value());
    return {};
}

/// The first block of the active chain that, or an ancestor of which, is not older than `time`; null when
/// there is none.
const HeaderNode* first_not_before(const chain::Snapshot& snapshot, int64_t time) {
    Height low = 0;
    Height high = snapshot.height() + 1;
    while (low < high) {
        const Height middle = low + (high - low) / 2;
        if (int64_t{snapshot.at(middle)->max_time} < time)
            low = middle + 1;
        else
            high = middle;
    }
    return snapshot.at(low);
}

/// The height that a parameter of pruneblockchain means.
RpcResult<Height> prune_height(const chain::Snapshot& snapshot, int64_t value) {
    if (value < 0) return rpc::fail(rpc::kBadParameter, "Negative block height.");
    if (value <= kLargestHeight) return static_cast<Height>(value);
    const HeaderNode* node = first_not_before(snapshot, value - kTimestampWindow_s);
    if (node != nullptr) return node->height;
    return rpc::fail(rpc::kBadParameter, "Could not find block with at least the specified timestamp.");
}

RpcResult<void> pruneblockchain(const Context& context, const rpc::Call& call, json::Writer& out) {
    if (!context.node.options().chain.prune.enabled) {
        return rpc::fail(rpc::kMisc, "Cannot prune blocks because node is not in prune mode.");
    }
    const auto snapshot = context.chain().snapshot();
    Height height = TRY(prune_height(*snapshot, TRY(call.args.integer<int64_t>("height"))));
    const Height tip = snapshot->height();
    if (tip < context.node.params().prune_after_height) {
        return rpc::fail(rpc::kMisc, "Blockchain is too short for pruning.");
    }
    if (height > tip) {
        return rpc::fail(rpc::kBadParameter, "Blockchain is shorter than the attempted prune height.");
    }
    height = std::min(height, tip - chain::kMinBlocksToKeep);
    if (const auto pruned = context.chain().prune_to(height); !pruned) {
        return rpc::fail(rpc::kInternal, pruned.error());
    }
    const auto first = context.chain().archive().first_stored_height(*context.chain().snapshot()->tip);
    out.value(first ? *first - 1 : -1);
    return {};
}

/// What a change of the chain asked for by the user came to.
RpcResult<void> report(const base::Result<void, consensus::BlockError>& outcome) {
    if (outcome) return {};
    const consensus::BlockError& error = outcome.error();
    return rpc::fail(rpc::kDatabase,
                     error.detail.empty() ? error.reason : error.reason + ", " + error.detail);
}

RpcResult<void> invalidateblock(const Context& context, const rpc::Call& call, json::Writer&) {
    const HeaderNode* node = TRY(find_block(context, call, "blockhash", "blockhash"));
    // The genesis block stays what it is.
    if (node->parent() == nullptr) return {};
    return report(context.chain().invalidate(*node));
}

RpcResult<void> reconsiderblock(const Context& context, const rpc::Call& call, json::Writer&) {
    return report(context.chain().reconsider(*TRY(find_block(context, call, "blockhash", "blockhash"))));
}

RpcResult<void> preciousblock(const Context& context, const rpc::Call& call, json::Writer&) {
    return report(context.chain().prefer(*TRY(find_block(context, call, "blockhash", "blockhash"))));
}

rpc::Method with_block_hash(std::string name, Category category, std::string description) {
    return {
        .name = std::move(name),
        .category = category,
        .description = std::move(description),
        .params = {{.name = "blockhash", .kind = Kind::Hex, .text = "The block's hash"}},
        .results = {{"", {Kind::Null, "", ""}}},
        .examples = {R"(["00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09"])"},
    };
}

}  // namespace

void add_maintenance_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "verifychain",
         .category = Category::Blockchain,
         .description = "Checks the last blocks on disk again.",
         .params =
             {{.name = "checklevel",
               .kind = Kind::Number,
               .text =
                   "How thoroughly: 0 reads them, 1 checks their rules, 2 reads undo data, 3 takes them off "
                   "in memory, 4 connects them again",
               .optional = true,
               .default_json = "3"},
              {.name = "nblocks",
               .kind = Kind::Number,
               .text = "How many; 0 for all",
               .optional = true,
               .default_json = "6"}},
         .results = {{"",
                      {Kind::Bool, "",
                       "Whether all is well; if not, see the log. What cannot be read is an error"}}},
         .examples = {"[]"}},
        verifychain);
    add(dispatcher, context,
        {.name = "pruneblockchain",
         .category = Category::Blockchain,
         .description = "Deletes old block files; needs -prune=1.",
         .params =
             {{.name = "height",
               .kind = Kind::Number,
               .text =
                   "Blocks up to this height may go; above 1000000000 it is a time, seconds since 1970, and "
                   "blocks two hours and more before it may go"}},
         .results = {{"", {Kind::Number, "", "Height of the last block deleted"}}},
         .examples = {"[1000]"}},
        pruneblockchain);
    add(dispatcher, context,
        with_block_hash("invalidateblock", Category::Hidden,
                        "Treats a block as if it broke a rule, until reconsiderblock."),
        invalidateblock);
    add(dispatcher, context,
        with_block_hash("reconsiderblock", Category::Hidden,
                        "Takes back what made a block and its descendants invalid, and judges them anew."),
        reconsiderblock);
    add(dispatcher, context,
        with_block_hash(
            "preciousblock", Category::Blockchain,
            "Treats a block as if it had come before others of equal work. Not kept over a restart."),
        preciousblock);
}

}  // namespace quanta::node_rpc
