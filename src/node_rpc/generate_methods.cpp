// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "chain/trial.h"
#include "descriptor/descriptor.h"
#include "keys/address.h"
#include "node_rpc/block_making.h"
#include "node_rpc/context.h"
#include "rpc/help.h"

namespace quanta::node_rpc {

namespace {

using descriptor::Descriptor;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

constexpr uint64_t kDefaultMaxTries = 1'000'000;

/// The script of `descriptor` that blocks pay to; of combo() the one for a witness, or of a key that has none
/// the one for its hash.
RpcResult<base::Bytes> script_of(const Descriptor& descriptor) {
    if (descriptor.is_ranged()) {
        return rpc::fail(rpc::kBadParameter,
                         "Ranged descriptor not accepted. Maybe pass through deriveaddresses first?");
    }
    auto scripts = descriptor.expand_all(0);
    if (!scripts || scripts->empty()) {
        return rpc::fail(rpc::kUnknownKey, "Cannot derive script without private keys");
    }
    constexpr size_t kAllOfCombo = 4;
    size_t which = 0;
    if (scripts->size() == kAllOfCombo)
        which = 2;
    else if (scripts->size() > 1)
        which = 1;
    return std::move((*scripts)[which].script);
}

/// What is paid when the caller gives a descriptor or an address.
RpcResult<base::Bytes> read_output(const Context& context, std::string_view text) {
    const params::ChainParams& params = context.node.params();
    if (const auto descriptor = Descriptor::parse(text, params)) return script_of(*descriptor);
    const auto destination = keys::decode_address(text, params);
    if (!destination) return rpc::fail(rpc::kUnknownKey, "Error: Invalid address or descriptor");
    const primitives::ScriptBytes script = keys::script_for_destination(*destination);
    return base::Bytes(script.data(), script.data() + script.size());
}

RpcResult<void> mine(const Context& context, const rpc::Call& call, base::ByteSpan script,
                     json::Writer& out) {
    const int count = TRY(call.args.integer<int>(call.method.params[0].name));
    const auto max_tries = TRY(call.args.integer_or<uint64_t>("maxtries", kDefaultMaxTries));
    const auto hashes = TRY(generate_blocks(context, count, script, max_tries));
    out.begin_array();
    for (const primitives::BlockHash& hash : hashes)
        out.value(hash.to_text());
    out.end_array();
    return {};
}

RpcResult<void> generatetoaddress(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto destination = keys::decode_address(TRY(call.args.string("address")), context.node.params());
    if (!destination) return rpc::fail(rpc::kUnknownKey, "Error: Invalid address");
    return mine(context, call, keys::script_for_destination(*destination), out);
}

RpcResult<void> generatetodescriptor(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto parsed = Descriptor::parse(TRY(call.args.string("descriptor")), context.node.params());
    if (!parsed) return rpc::fail(rpc::kUnknownKey, parsed.error());
    const base::Bytes script = TRY(script_of(*parsed));
    return mine(context, call, script, out);
}

/// The transactions of generateblock; an id names one that waits for a block.
RpcResult<std::vector<mining::TransactionRef>> read_transactions(const Context& context,
                                                                 const json::Value& values) {
    std::vector<mining::TransactionRef> transactions;
    for (const json::Value& value : values.array()) {
        const std::string text(TRY(rpc::read_string(value)));
        if (const auto txid = primitives::Txid::from_text(text)) {
            const auto entry = context.node.pool().pool().reader().find(*txid);
            if (!entry) return rpc::fail(rpc::kUnknownKey, "Transaction " + text + " not in mempool.");
            transactions.push_back(entry->transaction);
            continue;
        }
        // What is no hex is no transaction either, as nothing is.
        const auto parsed = primitives::parse_transaction(base::from_hex(text).value_or(base::Bytes()));
        if (!parsed) {
            return rpc::fail(rpc::kDecode, "Transaction decode failed for " + text +
                                               ". Make sure the tx has at least one input.");
        }
        transactions.push_back(*parsed);
    }
    return transactions;
}

RpcResult<void> check_block(const Context& context, const primitives::Block& block) {
    const auto tested =
        chain::test_block(context.node.chain(), block,
                          {.work = consensus::CheckWork::No, .now_s = context.node.clock().system_time_s()});
    if (tested) return {};
    const consensus::BlockError& error = tested.error();
    return rpc::fail(rpc::kVerify, "TestBlockValidity failed: " + error.reason +
                                       (error.detail.empty() ? "" : ", " + error.detail));
}

RpcResult<void> generateblock(const Context& context, const rpc::Call& call, json::Writer& out) {
    const base::Bytes script = TRY(read_output(context, TRY(call.args.string("output"))));
    const auto transactions = TRY(read_transactions(context, call.args["transactions"]));
    const bool submit = TRY(call.args.boolean_or("submit", true));
    mining::BlockTemplate made = make_template(context, script, mining::contents_of(transactions));
    TRY(check_block(context, *made.block()));
    uint64_t tries = kDefaultMaxTries;
    if (!solve(context, made.header, tries)) return rpc::fail(rpc::kMisc, "Failed to make block.");
    const auto block = made.block();
    if (submit && !context.chain().submit_and_wait(block)) {
        return rpc::fail(rpc::kInternal, "ProcessNewBlock, block not accepted");
    }
    out.begin_object().member("hash", block->hash().to_text());
    if (!submit) out.member("hex", base::to_hex(block->raw()));
    out.end_object();
    return {};
}

RpcResult<void> generate(const Context&, const rpc::Call& call, json::Writer&) {
    return rpc::fail(rpc::kMethodNotFound, rpc::method_help(call.method));
}

rpc::Param max_tries_param() {
    return {.name = "maxtries",
            .kind = Kind::Number,
            .text = "Hashes to try at most",
            .optional = true,
            .default_json = "1000000"};
}

std::vector<rpc::ResultCase> blocks_made() {
    return {{"", {Kind::Array, "", "The blocks made", {{Kind::Hex, "", "A block's hash"}}}}};
}

rpc::Method generateblock_declaration() {
    return {
        .name = "generateblock",
        .category = Category::Hidden,
        .description = "Mines one block with these transactions, in this order. For test chains.",
        .params = {{.name = "output",
                    .kind = Kind::String,
                    .text = "Who gets the coins: an address or a descriptor"},
                   {.name = "transactions",
                    .kind = Kind::Array,
                    .text = "The transactions: in hex, or the ids of some that are in the mempool",
                    .inner = {{Kind::Hex, "rawtx", "A transaction"}}},
                   {.name = "submit",
                    .kind = Kind::Bool,
                    .text = "Whether the node takes the block, or shows it",
                    .optional = true,
                    .default_json = "true"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Hex, "hash", "The block's hash"},
                       {Kind::Hex, "hex", "The block, when submit is false", {}, true}}}}},
        .examples = {R"(["myaddress", []])"},
    };
}

}  // namespace

void add_generate_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "generatetoaddress",
         .category = Category::Hidden,
         .description = "Mines blocks at once. For test chains.",
         .params = {{.name = "nblocks", .kind = Kind::Number, .text = "How many"},
                    {.name = "address", .kind = Kind::String, .text = "Who gets the coins"},
                    max_tries_param()},
         .results = blocks_made(),
         .examples = {R"([11, "myaddress"])"}},
        generatetoaddress);
    add(dispatcher, context,
        {.name = "generatetodescriptor",
         .category = Category::Hidden,
         .description = "Mines blocks at once. For test chains.",
         .params = {{.name = "num_blocks", .kind = Kind::Number, .text = "How many"},
                    {.name = "descriptor", .kind = Kind::String, .text = "Who gets the coins"},
                    max_tries_param()},
         .results = blocks_made(),
         .examples = {R"([11, "mydesc"])"}},
        generatetodescriptor);
    add(dispatcher, context, generateblock_declaration(), generateblock);
    add(dispatcher, context,
        {.name = "generate",
         .category = Category::Hidden,
         .description = "Is no longer here: quanta-cli -generate does it, see quanta-cli -help."},
        generate);
}

}  // namespace quanta::node_rpc
