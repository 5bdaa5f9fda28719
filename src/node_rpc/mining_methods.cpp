// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "codec/reader.h"
#include "node_rpc/block_repair.h"
#include "node_rpc/context.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using chain::Submitted;
using primitives::Block;
using primitives::BlockHeader;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// How many descendants of its block a caller waits for, how often, and for how long at a time.
constexpr int kMaxDescendants = 1000;
constexpr int kMaxPauses = 300;
constexpr std::chrono::milliseconds kPause{100};

/// A block that was refused, as BIP22 callers are told: by its reject reason, as a value.
RpcResult<void> write_refusal(const consensus::BlockError& error, json::Writer& out) {
    if (error.failure == consensus::FailureClass::Internal) {
        return rpc::fail(rpc::kVerify,
                         error.detail.empty() ? error.reason : error.reason + ", " + error.detail);
    }
    out.value(error.reason.empty() ? "rejected" : error.reason);
    return {};
}

/// The last block above `node` on the branch of the best header up to which none is missing; `node` itself
/// when it is on another branch.
const HeaderNode* last_complete(const chain::Snapshot& snapshot, const HeaderNode& node) {
    const HeaderNode* last = &node;
    if (snapshot.best_header->at(node.height) != &node) return last;
    for (int i = 0; i < kMaxDescendants; ++i) {
        const HeaderNode* next = snapshot.best_header->at(last->height + 1);
        if (next == nullptr || !next->has_block()) break;
        last = next;
    }
    return last;
}

/// A block may be the one that others waited for: callers expect these to be connected, too, when they are
/// answered.
void wait_for_descendants(const Context& context, const primitives::BlockHash& hash) {
    auto snapshot = context.chain().snapshot();
    const HeaderNode* node = context.chain().headers().find(hash);
    if (snapshot->best_header == snapshot->tip || node == nullptr) return;
    const HeaderNode* target = last_complete(*snapshot, *node);
    for (int i = 0; i < kMaxPauses && !snapshot->contains(*target); ++i) {
        if (target->failed() || context.node.shutdown().requested()) return;
        context.chain().wait_for_tip_change(snapshot->tip, kPause);
        snapshot = context.chain().snapshot();
    }
}

RpcResult<void> submitblock(const Context& context, const rpc::Call& call, json::Writer& out) {
    std::optional<base::Bytes> raw = base::from_hex(TRY(call.args.string("hexdata")));
    if (!raw) return rpc::fail(rpc::kDecode, "Block decode failed");
    auto parsed = Block::parse(std::move(*raw));
    if (!parsed) return rpc::fail(rpc::kDecode, "Block decode failed");
    std::shared_ptr<const Block> block = std::move(parsed).value();
    if (const HeaderNode* parent = context.chain().headers().find(block->header().previous)) {
        block = with_witness_nonce(std::move(block), parent->height + 1, context.node.params().consensus);
    }
    const primitives::BlockHash hash = block->hash();
    const chain::SubmitResult result = context.chain().submit_and_wait(std::move(block));
    if (!result) return write_refusal(result.error(), out);
    if (*result == Submitted::Connected) wait_for_descendants(context, hash);
    if (*result == Submitted::Duplicate) out.value("duplicate");
    if (*result == Submitted::Stored) out.value("inconclusive");
    return {};
}

RpcResult<void> submitheader(const Context& context, const rpc::Call& call, json::Writer&) {
    const std::optional<base::Bytes> raw = base::from_hex(TRY(call.args.string("hexdata")));
    if (!raw) return rpc::fail(rpc::kDecode, "Block header decode failed");
    codec::Reader reader(*raw);
    const auto header = BlockHeader::parse(reader);
    if (!header) return rpc::fail(rpc::kDecode, "Block header decode failed");
    if (context.chain().headers().find(header->previous) == nullptr) {
        return rpc::fail(rpc::kVerify,
                         "Must submit previous header (" + header->previous.to_text() + ") first");
    }
    const auto added = context.chain().submit_header(*header);
    if (!added) return rpc::fail(rpc::kVerify, added.error().reason);
    return {};
}

}  // namespace

void add_mining_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "submitblock",
         .category = Category::Mining,
         .description = "Hands a block to the node (BIP22). A coinbase that commits to witnesses and lacks "
                        "the nonce of the\n"
                        "commitment gets the usual one.",
         .params = {{.name = "hexdata", .kind = Kind::Hex, .text = "The block's bytes"},
                    {.name = "dummy",
                     .kind = Kind::String,
                     .text = "Ignored",
                     .optional = true,
                     .default_hint = "ignored"}},
         .results = {{"if it became the tip", {Kind::Null, "", ""}},
                     {"otherwise",
                      {Kind::String, "", "Why not: a reject reason, duplicate or inconclusive"}}},
         .examples = {R"(["00000020…"])"}},
        submitblock);
    add(dispatcher, context,
        {.name = "submitheader",
         .category = Category::Mining,
         .description = "Hands a block's header to the node, which keeps it for when the block comes.",
         .params = {{.name = "hexdata",
                     .kind = Kind::Hex,
                     .text = "The header's bytes; what follows them is ignored"}},
         .results = {{"", {Kind::Null, "", ""}}},
         .examples = {R"(["00000020…"])"}},
        submitheader);
}

}  // namespace quanta::node_rpc
