// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/hex.h"
#include "mempool_rpc/context.h"
#include "node_rpc/block_source.h"
#include "node_rpc/header_json.h"
#include "node_rpc/network_access.h"
#include "node_rpc/raw_transaction.h"
#include "policy/standard.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "relay/orphanage.h"
#include "rpc/values.h"
#include "txjson/transaction_json.h"

namespace quanta::mempool_rpc {

namespace {

using chain::HeaderNode;
using mempool::TransactionRef;
using primitives::Block;
using primitives::BlockHash;
using primitives::Transaction;
using primitives::Txid;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;
using rpc::Shape;

/// What methods show of a transaction, by their verbosity.
constexpr int kObject = 1;
constexpr int kMost = 2;

/// A transaction, and where it is.
struct Found {
    TransactionRef transaction;
    int64_t pool_vsize = 0;            ///< signature operations counted; of the pool
    const HeaderNode* node = nullptr;  ///< its block; null for the pool
    std::shared_ptr<const Block> block;
    size_t index = 0;  ///< in the block
};

RpcResult<Found> find_in_pool(const Context& context, const Txid& txid) {
    const auto entry = synced_pool(context).reader().find(txid);
    if (entry) return Found{.transaction = entry->transaction, .pool_vsize = entry->vsize()};
    return rpc::fail(rpc::kUnknownKey,
                     "No such mempool transaction. Use -txindex or provide a block hash to enable blockchain "
                     "transaction queries. Use gettransaction for wallet transactions.");
}

RpcResult<Found> find_in_block(const Context& context, const Txid& txid, const BlockHash& hash) {
    const HeaderNode* const node = context.chain().headers().find(hash);
    if (node == nullptr) return rpc::fail(rpc::kUnknownKey, "Block hash not found");
    const std::shared_ptr<const Block> block = TRY(node_rpc::read_block(context, *node));
    const auto transactions = block->transactions();
    const auto place = std::ranges::find(transactions, txid, &Transaction::txid);
    if (place == transactions.end()) {
        return rpc::fail(rpc::kUnknownKey,
                         "No such transaction found in the provided block. Use gettransaction for wallet "
                         "transactions.");
    }
    // Lives as long as its block.
    return Found{.transaction = TransactionRef(block, &*place),
                 .node = node,
                 .block = block,
                 .index = static_cast<size_t>(place - transactions.begin())};
}

/// The coins that it spent, where they are known.
RpcResult<std::vector<primitives::Coin>> spent_coins(const Context& context, const Found& found) {
    std::vector<primitives::Coin> coins;
    if (!found.block || found.index == 0) return coins;
    const auto undo = TRY(node_rpc::read_undo(context, *found.node, *found.block));
    if (!undo) return coins;
    const auto counts = std::span(undo->input_counts);
    size_t first = 0;
    for (const uint32_t count : counts.first(found.index - 1))
        first += count;
    const auto range = std::span(undo->coins).subspan(first, counts[found.index - 1]);
    coins.assign(range.begin(), range.end());
    return coins;
}

void write_block_members(json::Writer& out, const chain::Snapshot& chain, const HeaderNode& node) {
    out.member("blockhash", node.hash.to_text());
    if (!chain.contains(node)) {
        out.member("confirmations", 0);
        return;
    }
    out.member("confirmations", node_rpc::confirmations(chain, node));
    out.member("time", node.time).member("blocktime", node.time);
}

RpcResult<void> getrawtransaction(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto txid = TRY(rpc::parse_hash<Txid>(TRY(call.args.string("txid")), "parameter 1"));
    const auto chain = context.chain().snapshot();
    if (chain->at(0)->merkle_root.bytes() == txid.bytes()) {
        return rpc::fail(rpc::kUnknownKey,
                         "The genesis block coinbase is not considered an ordinary transaction and cannot be "
                         "retrieved");
    }
    const int verbosity =
        TRY(rpc::parse_verbosity(call.args.find("verbosity"), 0, rpc::BoolVerbosity::Allowed));
    Found found;
    if (call.args.has("blockhash")) {
        const auto text = TRY(call.args.string("blockhash"));
        found = TRY(find_in_block(context, txid, TRY(rpc::parse_hash<BlockHash>(text, "parameter 3"))));
    } else {
        found = TRY(find_in_pool(context, txid));
    }
    txjson::TransactionJson json(out, context.node.params());
    if (verbosity < kObject) {
        json.hex(found.transaction->raw());
        return {};
    }
    std::vector<primitives::Coin> spent;
    if (verbosity >= kMost) spent = TRY(spent_coins(context, found));
    out.begin_object();
    if (found.node != nullptr)
        out.member("in_active_chain", chain->contains(*found.node));
    else
        out.member("vsize_adjusted", found.pool_vsize);
    const auto prevouts = spent.empty() ? txjson::Prevouts::Omit : txjson::Prevouts::Show;
    json.transaction_members(*found.transaction, {.spent = spent, .prevouts = prevouts});
    if (found.node != nullptr) write_block_members(out, *chain, *found.node);
    out.end_object();
    return {};
}

/// What getrawtransaction shows around a transaction; with what it spends or without.
Shape found_shape(bool prevouts) {
    std::vector<Shape> members{
        {Kind::Bool, "in_active_chain", "Whether the block named is part of the chain", {}, true},
        {Kind::Number,
         "vsize_adjusted",
         "Virtual bytes, or what its signature operations count for; of the mempool",
         {},
         true}};
    const auto shapes = node_rpc::transaction_shapes();
    members.insert(members.end(), shapes.begin(), shapes.end());
    if (prevouts) {
        members.push_back({Kind::Amount,
                           "fee",
                           "What it pays, where that is known; inputs show what they spend",
                           {},
                           true});
    }
    const std::vector<Shape> rest{{Kind::Hex, "hex", "Its bytes"},
                                  {Kind::Hex, "blockhash", "Its block", {}, true},
                                  {Kind::Number, "confirmations", "Blocks from there to the tip", {}, true},
                                  {Kind::Time, "time", "When the block was made", {}, true},
                                  {Kind::Time, "blocktime", "The same", {}, true}};
    members.insert(members.end(), rest.begin(), rest.end());
    return {Kind::Object, "", "", std::move(members)};
}

rpc::Method transaction_declaration() {
    return {
        .name = "getrawtransaction",
        .category = Category::Rawtransactions,
        .description = "Shows a transaction of the mempool or, when its block is named, of that block.",
        .params =
            {{.name = "txid", .kind = Kind::Hex, .text = "The transaction's id"},
             {.name = "verbosity",
              .kind = Kind::Any,
              .text = "0: its bytes, 1: an object, 2: also what it spends; false is 0, true is 1",
              .optional = true,
              .default_json = "0",
              .aliases = {"verbose"},
              .type_words = "numeric or boolean"},
             {.name = "blockhash", .kind = Kind::Hex, .text = "The block that holds it", .optional = true}},
        .results = {{"for verbosity 0", {Kind::Hex, "", "The transaction's bytes"}},
                    {"for verbosity 1", found_shape(false)},
                    {"for verbosity 2", found_shape(true)}},
        .examples = {R"(["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 1])"},
    };
}

/// A transaction without its parents, and who announced it.
struct Orphan {
    TransactionRef transaction;
    std::vector<net::PeerId> from;
};

std::vector<Orphan> orphans_of(const node::NetworkParts& parts) {
    std::vector<Orphan> orphans;
    const relay::Orphanage* const orphanage = parts.protocol.orphans();
    if (orphanage == nullptr) return orphans;
    orphanage->for_each([&](const TransactionRef& transaction, const std::vector<net::PeerId>& from) {
        orphans.push_back({transaction, from});
    });
    return orphans;
}

void write_orphan(json::Writer& out, const Orphan& orphan, int verbosity) {
    const Transaction& transaction = *orphan.transaction;
    if (verbosity < kObject) {
        out.value(transaction.txid().to_text());
        return;
    }
    const int64_t vsize = policy::virtual_size(static_cast<int64_t>(transaction.weight()));
    out.begin_object().member("txid", transaction.txid().to_text());
    out.member("wtxid", transaction.wtxid().to_text()).member("bytes", transaction.raw().size());
    out.member("vsize", vsize).member("vsize_bip141", vsize).member("weight", transaction.weight());
    out.key("from").begin_array();
    for (const net::PeerId peer : orphan.from)
        out.value(peer);
    out.end_array();
    if (verbosity >= kMost) out.member("hex", base::to_hex(transaction.raw()));
    out.end_object();
}

RpcResult<void> getorphantxs(const Context& context, const rpc::Call& call, json::Writer& out) {
    const int verbosity =
        TRY(rpc::parse_verbosity(call.args.find("verbosity"), 0, rpc::BoolVerbosity::Refused));
    if (verbosity < 0 || verbosity > kMost) {
        return rpc::fail(rpc::kBadParameter, "Invalid verbosity value " + std::to_string(verbosity));
    }
    const auto orphans =
        TRY(node_rpc::in_network(context, [](const node::NetworkParts& parts) { return orphans_of(parts); }));
    out.begin_array();
    for (const Orphan& orphan : orphans)
        write_orphan(out, orphan, verbosity);
    out.end_array();
    return {};
}

rpc::Method orphans_declaration() {
    std::vector<Shape> members{{Kind::Hex, "txid", "Its id"},
                               {Kind::Hex, "wtxid", "Its hash with witness"},
                               {Kind::Number, "bytes", "Its size"},
                               {Kind::Number, "vsize", "A quarter of its weight, rounded up"},
                               {Kind::Number, "vsize_bip141", "The same"},
                               {Kind::Number, "weight", "Weight units (BIP141)"},
                               {Kind::Array, "from", "Peers that announced it", {{Kind::Number, "", ""}}}};
    const Shape object{Kind::Object, "", "", members};
    members.push_back({Kind::Hex, "hex", "Its bytes"});
    return {
        .name = "getorphantxs",
        .category = Category::Hidden,
        .description = "Shows transactions of peers that are kept until their parents come.",
        .params = {{.name = "verbosity",
                    .kind = Kind::Any,
                    .text = "0: ids, 1: objects, 2: with their bytes",
                    .optional = true,
                    .default_json = "0",
                    .type_words = "numeric"}},
        .results = {{"for verbosity 0", {Kind::Array, "", "", {{Kind::Hex, "txid", "A transaction"}}}},
                    {"for verbosity 1", {Kind::Array, "", "", {object}}},
                    {"for verbosity 2", {Kind::Array, "", "", {{Kind::Object, "", "", members}}}}},
        .examples = {"[]", "[2]"},
    };
}

}  // namespace

void add_lookup_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, transaction_declaration(), getrawtransaction);
    add(dispatcher, context, orphans_declaration(), getorphantxs);
}

}  // namespace quanta::mempool_rpc
