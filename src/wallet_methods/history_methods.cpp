// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_methods/declarations.h"

namespace quanta::wallet_methods {

using rpc::Category;
using rpc::Kind;
using rpc::Method;
using rpc::Param;
using rpc::Shape;

namespace {

Param number(std::string name, std::string text, std::string fallback) {
    return {.name = std::move(name),
            .kind = Kind::Number,
            .text = std::move(text),
            .optional = true,
            .default_json = std::move(fallback)};
}

Param watch_only() {
    return {.name = "include_watchonly",
            .kind = Kind::Bool,
            .text = "Has no effect any more",
            .optional = true,
            .default_json = "false"};
}

Shape last_block() {
    return {Kind::Object,
            "lastprocessedblock",
            "The block up to which the wallet knows the chain",
            {{Kind::Hex, "hash", "Its hash"}, {Kind::Number, "height", "Its height"}}};
}

Method getbalance() {
    return {
        .name = "getbalance",
        .category = Category::Wallet,
        .description = "Tells what a wallet may spend: of blocks, and change of its own that waits for one.",
        .params = {{.name = "dummy", .kind = Kind::String, .text = "Left out, or \"*\"", .optional = true},
                   number("minconf", "Only coins with this many confirmations", "0"),
                   watch_only(),
                   {.name = "avoid_reuse",
                    .kind = Kind::Bool,
                    .text =
                        "Leaves out coins at addresses spent from before; for wallets that keep these apart",
                    .optional = true,
                    .default_json = "true"}},
        .results = {{"", {Kind::Amount, "amount", "In BTC"}}},
        .examples = {"[]", R"(["*", 6])"}};
}

Method getbalances() {
    const Shape mine{Kind::Object,
                     "mine",
                     "",
                     {{Kind::Amount, "trusted", "What may be spent"},
                      {Kind::Amount, "untrusted_pending", "Sent by others, in no block yet"},
                      {Kind::Amount, "immature", "Of coinbases that are too young"},
                      {Kind::Amount, "nonmempool", "Taken by transactions that are in no mempool"},
                      {Kind::Amount, "used", "At addresses spent from before", {}, true}}};
    return {.name = "getbalances",
            .category = Category::Wallet,
            .description = "Tells the balances of a wallet, in BTC.",
            .results = {{"", {Kind::Object, "", "", {mine, last_block()}}}},
            .examples = {"[]"}};
}

/// What is told of every transaction.
std::vector<Shape> transaction_members() {
    const Shape txids{Kind::Hex, "", "A txid"};
    return {{Kind::Number, "confirmations", "Blocks from its own on; negative for those that exclude it"},
            {Kind::Bool, "generated", "For a coinbase", {}, true},
            {Kind::Bool, "trusted", "For one in no block: whether it is counted on", {}, true},
            {Kind::Hex, "blockhash", "Its block", {}, true},
            {Kind::Number, "blockheight", "The height of that", {}, true},
            {Kind::Number, "blockindex", "Its place in it", {}, true},
            {Kind::Time, "blocktime", "When the block was made", {}, true},
            {Kind::Hex, "txid", "The txid"},
            {Kind::Hex, "wtxid", "The hash with witness"},
            {Kind::Array, "alternate_wtxids", "Other forms of it", {{Kind::Hex, "", "A hash"}}},
            {Kind::Array, "walletconflicts", "What excludes it, of the wallet", {txids}},
            {Kind::Array, "mempoolconflicts", "What excludes it, of the mempool", {txids}},
            {Kind::Time, "time", "When it happened"},
            {Kind::Time, "timereceived", "When the wallet learnt of it"}};
}

/// What is told of each output of it.
std::vector<Shape> line_members() {
    return {{Kind::String, "address", "The address", {}, true},
            {Kind::Array,
             "parent_descs",
             "Where the address comes from",
             {{Kind::String, "", "A descriptor"}},
             true},
            {Kind::String, "category", "send, receive, generate, immature or orphan"},
            {Kind::Amount, "amount", "In BTC, negative when sent"},
            {Kind::String, "label", "What the address is called", {}, true},
            {Kind::Number, "vout", "Which output it is"},
            {Kind::Amount, "fee", "In BTC, negative, of what was sent", {}, true},
            {Kind::Bool, "abandoned", "Whether it is not expected any more"}};
}

Method listtransactions() {
    std::vector<Shape> members = line_members();
    for (Shape& member : transaction_members())
        members.push_back(std::move(member));
    return {.name = "listtransactions",
            .category = Category::Wallet,
            .description = "Lists what came in and went out last, the newest at the end.",
            .params = {{.name = "label",
                        .kind = Kind::String,
                        .text = "Only what came to addresses called so; \"*\" for all",
                        .optional = true},
                       number("count", "At most this many", "10"),
                       number("skip", "Leaves out the newest", "0"),
                       watch_only()},
            .results = {{"", {Kind::Array, "", "", {{Kind::Object, "", "", members}}}}},
            .examples = {"[]", R"(["*", 20, 100])"}};
}

Method gettransaction() {
    std::vector<Shape> members = {{Kind::Amount, "amount", "What it changed, without the fee, in BTC"},
                                  {Kind::Amount, "fee", "In BTC, negative, of what was sent", {}, true}};
    for (Shape& member : transaction_members())
        members.push_back(std::move(member));
    members.push_back({Kind::Array, "details", "", {{Kind::Object, "", "", line_members()}}});
    members.push_back({Kind::Hex, "hex", "The transaction"});
    members.push_back({Kind::Object, "decoded", "As decoderawtransaction shows it", {}, true});
    members.push_back(last_block());
    return {.name = "gettransaction",
            .category = Category::Wallet,
            .description = "Tells all about a transaction of a wallet.",
            .params = {{.name = "txid", .kind = Kind::Hex, .text = "The txid"},
                       watch_only(),
                       {.name = "verbose",
                        .kind = Kind::Bool,
                        .text = "Shows what the transaction consists of, too",
                        .optional = true,
                        .default_json = "false"}},
            .results = {{"", {Kind::Object, "", "", members}}},
            .examples = {R"(["1075db55d416d3ca199f55b6084e2115b9345e16c5cf302fc80e9d5fbf5d48d"])"}};
}

Param unspent_options() {
    return {.name = "query_options",
            .kind = Kind::Object,
            .text = "Which coins",
            .optional = true,
            .inner = {{Kind::Amount, "minimumAmount", "Worth this at least", {}, true},
                      {Kind::Amount, "maximumAmount", "Worth this at most", {}, true},
                      {Kind::Number, "maximumCount", "So many at most", {}, true},
                      {Kind::Amount, "minimumSumAmount", "Until they are worth this together", {}, true},
                      {Kind::Bool, "include_immature_coinbase", "Young coinbases, too", {}, true}},
            .members_are_named = true};
}

Method listunspent() {
    const std::vector<Shape> members = {
        {Kind::Hex, "txid", "The transaction"},
        {Kind::Number, "vout", "Which output of it"},
        {Kind::String, "address", "The address", {}, true},
        {Kind::String, "label", "What it is called", {}, true},
        {Kind::Hex, "scriptPubKey", "The script"},
        {Kind::Amount, "amount", "In BTC"},
        {Kind::Number, "confirmations", "Blocks from its own on"},
        {Kind::Hex, "redeemScript", "The script inside", {}, true},
        {Kind::Bool, "spendable", "Always true"},
        {Kind::Bool, "solvable", "Whether the keys are known"},
        {Kind::Bool, "reused", "Whether its address was spent from", {}, true},
        {Kind::String, "desc", "A descriptor of it", {}, true},
        {Kind::Array, "parent_descs", "", {{Kind::String, "", "A descriptor"}}},
        {Kind::Bool, "safe", "Whether it is counted on"}};
    return {.name = "listunspent",
            .category = Category::Wallet,
            .description = "Lists the coins of a wallet.",
            .params = {number("minconf", "With this many confirmations at least", "1"),
                       number("maxconf", "With this many at most", "9999999"),
                       {.name = "addresses",
                        .kind = Kind::Array,
                        .text = "Only those at these addresses",
                        .optional = true,
                        .default_json = "[]",
                        .inner = {{Kind::String, "address", "An address"}}},
                       {.name = "include_unsafe",
                        .kind = Kind::Bool,
                        .text = "With those of others that are in no block",
                        .optional = true,
                        .default_json = "true"},
                       unspent_options()},
            .results = {{"", {Kind::Array, "", "", {{Kind::Object, "", "", members}}}}},
            .examples = {"[]", R"([6, 9999999, ["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"]])"}};
}

Method rescanblockchain() {
    const Shape shape{Kind::Object,
                      "",
                      "",
                      {{Kind::Number, "start_height", "The first block looked through"},
                       {Kind::Number, "stop_height", "The last one"}}};
    return {.name = "rescanblockchain",
            .category = Category::Wallet,
            .description =
                "Looks through blocks once more for what concerns a wallet; returns at the end.\n"
                "Takes long where the node has no block filters. getwalletinfo tells how far it is.",
            .params = {number("start_height", "Where to begin", "0"),
                       {.name = "stop_height",
                        .kind = Kind::Number,
                        .text = "Where to end; where the wallet is if left out",
                        .optional = true}},
            .results = {{"", shape}},
            .examples = {"[]", "[100000, 120000]"}};
}

Method abortrescan() {
    return {.name = "abortrescan",
            .category = Category::Wallet,
            .description = "Ends the search through blocks that a wallet is at.",
            .results = {{"", {Kind::Bool, "", "Whether there was one"}}},
            .examples = {"[]"}};
}

Method abandontransaction() {
    return {.name = "abandontransaction",
            .category = Category::Wallet,
            .description =
                "Gives up a transaction that is in no block and in no mempool, and what spends from it:\n"
                "the coins it spends are free again. It may still be confirmed.",
            .params = {{.name = "txid", .kind = Kind::Hex, .text = "The transaction"}},
            .results = {{"", {Kind::Null, "", ""}}},
            .examples = {R"(["1075db55d416d3ca199f55b6084e2115b9345e16c5cf302fc80e9d5fbf5d48d1"])"}};
}

}  // namespace

std::vector<Method> history_methods() {
    return {getbalance(),  getbalances(),      listtransactions(), gettransaction(),
            listunspent(), rescanblockchain(), abortrescan(),      abandontransaction()};
}

}  // namespace quanta::wallet_methods
