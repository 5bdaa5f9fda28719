// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/hex.h"
#include "node_rpc/block_source.h"
#include "node_rpc/context.h"
#include "node_rpc/header_json.h"
#include "sys/thread.h"
#include "txjson/block_json.h"
#include "txjson/transaction_json.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using primitives::Block;
using primitives::BlockUndo;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;
using rpc::Shape;

/// What getblock shows, by its verbosity parameter.
constexpr int kHex = 0;
constexpr int kTxids = 1;
constexpr int kPrevouts = 3;

RpcResult<void> write_block(const Context& context, const HeaderNode& node, int verbosity,
                            json::Writer& out) {
    const std::shared_ptr<const Block> read = TRY(read_block(context, node));
    const Block& block = *read;
    std::optional<BlockUndo> undo;
    if (verbosity > kTxids) undo = TRY(read_undo(context, node, block));

    txjson::TransactionJson json(out, context.node.params());
    out.begin_object();
    write_header_members(out, *context.chain().snapshot(), node);
    out.member("strippedsize", block.stripped_size()).member("size", block.raw().size());
    out.member("weight", block.weight()).key("coinbase_tx");
    json.coinbase_summary(block.transactions()[0]);
    out.key("tx").begin_array();
    if (verbosity > kTxids) {
        const auto prevouts = verbosity >= kPrevouts ? txjson::Prevouts::Show : txjson::Prevouts::Omit;
        txjson::write_transactions(out, context.node.params(), block,
                                   {undo ? &*undo : nullptr, prevouts, sys::cpu_count()});
    } else {
        for (const primitives::Transaction& transaction : block.transactions())
            out.value(transaction.txid().to_text());
    }
    out.end_array().end_object();
    return {};
}

RpcResult<void> getblock(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto hash = TRY(call.args.hash<primitives::BlockHash>("blockhash"));
    const int verbosity =
        TRY(rpc::parse_verbosity(call.args.find("verbosity"), kTxids, rpc::BoolVerbosity::Allowed));
    const HeaderNode* node = context.chain().headers().find(hash);
    if (node == nullptr) return rpc::fail(rpc::kUnknownKey, "Block not found");
    if (verbosity > kHex) return write_block(context, *node, verbosity, out);
    TRY(check_available(context, *node));
    const auto raw = context.chain().archive().read_raw_block(*node);
    if (!raw) return not_found_on_disk(raw.error());
    txjson::TransactionJson(out, context.node.params()).hex(*raw);
    return {};
}

RpcResult<void> getblockheader(const Context& context, const rpc::Call& call, json::Writer& out) {
    const HeaderNode* node = TRY(find_block(context, call, "blockhash", "hash"));
    if (!TRY(call.args.boolean_or("verbose", true))) {
        out.value(base::to_hex(node->header().serialize()));
        return {};
    }
    out.begin_object();
    write_header_members(out, *context.chain().snapshot(), *node);
    out.end_object();
    return {};
}

std::vector<Shape> script_shapes() {
    return {
        {Kind::String, "asm", "The script in words"},
        {Kind::String, "desc", "Its descriptor"},
        {Kind::Hex, "hex", "Its bytes"},
        {Kind::String, "address", "Its address", {}, true},
        {Kind::String, "type", "Its kind"},
    };
}

/// A transaction of getblock; with prevouts or without.
Shape transaction_shape(bool prevouts) {
    std::vector<Shape> input{
        {Kind::Hex, "coinbase", "The script of a coinbase, in place of the three below", {}, true},
        {Kind::Hex, "txid", "The transaction spent from", {}, true},
        {Kind::Number, "vout", "Which of its outputs", {}, true},
        {Kind::Object,
         "scriptSig",
         "",
         {{Kind::String, "asm", "The script in words"}, {Kind::Hex, "hex", "Its bytes"}},
         true},
        {Kind::Array, "txinwitness", "The witness", {{Kind::Hex, "", "An item"}}, true},
    };
    if (prevouts) {
        input.push_back({Kind::Object,
                         "prevout",
                         "The output spent, where it is known",
                         {
                             {Kind::Bool, "generated", "Whether a coinbase made it"},
                             {Kind::Number, "height", "Height of the block that made it"},
                             {Kind::Amount, "value", "Its value in coins"},
                             {Kind::Object, "scriptPubKey", "", script_shapes()},
                         },
                         true});
    }
    input.push_back({Kind::Number, "sequence", "The sequence number"});
    const Shape output{Kind::Object,
                       "",
                       "",
                       {
                           {Kind::Amount, "value", "Coins"},
                           {Kind::Number, "n", "Its index"},
                           {Kind::Object, "scriptPubKey", "", script_shapes()},
                       }};
    return {Kind::Object,
            "",
            "",
            {
                {Kind::Hex, "txid", "Its id"},
                {Kind::Hex, "hash", "Its hash with witness"},
                {Kind::Number, "version", "Its version"},
                {Kind::Number, "size", "Bytes"},
                {Kind::Number, "vsize", "A quarter of its weight, rounded up"},
                {Kind::Number, "weight", "Weight units (BIP141)"},
                {Kind::Time, "locktime", "Its lock time"},
                {Kind::Array, "vin", "", {{Kind::Object, "", "", input}}},
                {Kind::Array, "vout", "", {output}},
                {Kind::Amount, "fee", "What it pays, where it is known", {}, true},
                {Kind::Hex, "hex", "Its bytes"},
            }};
}

Shape block_shape(Shape transaction) {
    std::vector<Shape> members = header_shapes();
    members.insert(members.end(), {
                                      {Kind::Number, "strippedsize", "Bytes without witnesses"},
                                      {Kind::Number, "size", "Bytes"},
                                      {Kind::Number, "weight", "Weight units (BIP141)"},
                                      {Kind::Object,
                                       "coinbase_tx",
                                       "The coinbase in short",
                                       {
                                           {Kind::Number, "version", "Its version"},
                                           {Kind::Number, "locktime", "Its lock time"},
                                           {Kind::Number, "sequence", "The sequence number of its input"},
                                           {Kind::Hex, "coinbase", "The script of its input"},
                                           {Kind::Hex, "witness", "The witness of its input", {}, true},
                                       }},
                                      {Kind::Array, "tx", "Its transactions", {std::move(transaction)}},
                                  });
    return {Kind::Object, "", "", std::move(members)};
}

rpc::Method getblock_declaration() {
    return {
        .name = "getblock",
        .category = Category::Blockchain,
        .description =
            "Shows a block: at verbosity 0 its bytes, at 1 with the ids of its transactions, at 2 with its\n"
            "transactions and at 3 also with the outputs they spend.",
        .params = {{.name = "blockhash", .kind = Kind::Hex, .text = "The block's hash"},
                   {.name = "verbosity",
                    .kind = Kind::Any,
                    .text = "0 to 3; false is 0, true is 1",
                    .optional = true,
                    .default_json = "1",
                    .aliases = {"verbose"},
                    .type_words = "numeric or boolean"}},
        .results = {{"for verbosity 0", {Kind::Hex, "", "The block's bytes"}},
                    {"for verbosity 1", block_shape({Kind::Hex, "", "A transaction's id"})},
                    {"for verbosity 2", block_shape(transaction_shape(false))},
                    {"for verbosity 3", block_shape(transaction_shape(true))}},
        .examples = {R"(["00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09"])"},
    };
}

}  // namespace

void add_block_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getblock_declaration(), getblock);
    add(dispatcher, context,
        {.name = "getblockheader",
         .category = Category::Blockchain,
         .description = "Shows a block's header, also when the block itself is not here.",
         .params = {{.name = "blockhash", .kind = Kind::Hex, .text = "The block's hash"},
                    {.name = "verbose",
                     .kind = Kind::Bool,
                     .text = "true for an object, false for the bytes",
                     .optional = true,
                     .default_json = "true"}},
         .results = {{"for verbose = true", {Kind::Object, "", "", header_shapes()}},
                     {"for verbose = false", {Kind::Hex, "", "The header's 80 bytes"}}},
         .examples = {R"(["00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09"])"}},
        getblockheader);
}

}  // namespace quanta::node_rpc
