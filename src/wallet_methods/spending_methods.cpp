// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <initializer_list>
#include <utility>

#include "tx_arguments/previous_outputs.h"
#include "tx_arguments/psbt_text.h"
#include "tx_arguments/transaction_arguments.h"
#include "wallet_methods/declarations.h"

namespace quanta::wallet_methods {

using rpc::Category;
using rpc::Kind;
using rpc::Method;
using rpc::Param;
using rpc::Shape;

namespace {

constexpr const char* kAmountWords = "numeric or string";

Param amount(std::string name, std::string text) {
    return {.name = std::move(name), .kind = Kind::Amount, .text = std::move(text)};
}

Param flag(std::string name, std::string text, std::string fallback) {
    return {.name = std::move(name),
            .kind = Kind::Bool,
            .text = std::move(text),
            .optional = true,
            .default_json = std::move(fallback)};
}

Param text(std::string name, std::string about) {
    return {.name = std::move(name), .kind = Kind::String, .text = std::move(about), .optional = true};
}

Param replaceable() {
    return {.name = "replaceable",
            .kind = Kind::Bool,
            .text = "Whether it may be replaced by one that pays more (BIP125)",
            .optional = true,
            .default_hint = "as -walletrbf says"};
}

Param target() {
    return {.name = "conf_target",
            .kind = Kind::Number,
            .text = "Blocks within which it should confirm, for an estimate of the fee",
            .optional = true,
            .default_hint = "as -txconfirmtarget says"};
}

Param mode() {
    return {.name = "estimate_mode",
            .kind = Kind::String,
            .text = "How careful the estimate is: unset, economical or conservative",
            .optional = true,
            .default_json = R"("unset")"};
}

Param rate() {
    return {.name = "fee_rate",
            .kind = Kind::Amount,
            .text = "Satoshi for a virtual byte",
            .optional = true,
            .default_hint = "an estimate",
            .type_words = kAmountWords};
}

Shape rate_shape() {
    return {Kind::Amount, "fee_rate", "Satoshi for a virtual byte; by default an estimate", {}, true};
}

std::vector<Shape> fee_shapes() {
    return {
        {Kind::Number, "conf_target", "Blocks within which it should confirm", {}, true},
        {Kind::String, "estimate_mode", "unset, economical or conservative", {}, true},
        {Kind::Bool, "replaceable", "Whether it may be replaced (BIP125)", {}, true},
        {Kind::Object,
         "solving_data",
         "What is known about inputs of others, to find out how large they will be",
         {{Kind::Array, "pubkeys", "Public keys", {{Kind::Hex, "pubkey", "A key"}}, true},
          {Kind::Array, "scripts", "Scripts", {{Kind::Hex, "script", "A script"}}, true},
          {Kind::Array, "descriptors", "Descriptors", {{Kind::String, "descriptor", "A descriptor"}}, true}},
         true}};
}

Shape inputs_shape(bool weights) {
    std::vector<Shape> members = {
        {Kind::Hex, "txid", "The transaction that made the output"},
        {Kind::Number, "vout", "Which of its outputs"},
        {Kind::Number, "sequence", "By default what replaceable asks for", {}, true}};
    if (weights) members.push_back({Kind::Number, "weight", "Weight units with its signatures", {}, true});
    return {
        Kind::Array, "inputs", "Outputs that are spent in any case", {{Kind::Object, "", "", members}}, true};
}

std::vector<Shape> joined(std::initializer_list<std::vector<Shape>> groups) {
    std::vector<Shape> all;
    for (const std::vector<Shape>& group : groups)
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

std::vector<Shape> coin_shapes() {
    return {{Kind::Bool, "add_inputs", "Whether coins of the wallet are added", {}, true},
            {Kind::Bool, "include_unsafe", "With what others can still undo", {}, true},
            {Kind::Number, "minconf", "Only coins with this many confirmations", {}, true},
            {Kind::Number, "maxconf", "And this many at most", {}, true}};
}

Param options(std::vector<Shape> members) {
    return {.name = "options",
            .kind = Kind::Object,
            .text = "",
            .optional = true,
            .inner = std::move(members),
            .members_are_named = true};
}

std::vector<rpc::ResultCase> paid_results() {
    return {{"unless verbose is set", {Kind::Hex, "txid", "The transaction"}},
            {"for verbose",
             {Kind::Object,
              "",
              "",
              {{Kind::Hex, "txid", "The transaction"},
               {Kind::String, "fee_reason", "Why it pays what it pays"}}}}};
}

std::vector<rpc::ResultCase> sent_results() {
    return {{"",
             {Kind::Object,
              "",
              "",
              {{Kind::Bool, "complete", "Whether every input is signed"},
               {Kind::Hex, "txid", "The transaction, if it is complete", {}, true},
               {Kind::Hex, "hex", "Its bytes, if it is complete and was not sent", {}, true},
               {Kind::String, "psbt", "As a PSBT, if it is not complete or was not sent", {}, true}}}}};
}

std::vector<rpc::ResultCase> funded_results(Shape form) {
    return {{"",
             {Kind::Object,
              "",
              "",
              {std::move(form),
               {Kind::Amount, "fee", "What it pays, in BTC"},
               {Kind::Number, "changepos", "Which output is change; -1 without"}}}}};
}

Method sendtoaddress() {
    Param value = amount("amount", "In BTC");
    value.type_words = kAmountWords;
    return {.name = "sendtoaddress",
            .category = Category::Wallet,
            .description = "Sends coins to an address.",
            .params = {{.name = "address", .kind = Kind::String, .text = "The address"},
                       std::move(value),
                       text("comment", "What it is for; kept in the wallet alone"),
                       text("comment_to", "Whom it is for; kept in the wallet alone"),
                       flag("subtractfeefromamount", "Whether the amount pays the fee, too", "false"),
                       replaceable(),
                       target(),
                       mode(),
                       flag("avoid_reuse",
                            "Leaves out coins at addresses spent from before; for wallets that keep "
                            "these apart",
                            "true"),
                       rate(),
                       flag("verbose", "Tells more", "false")},
            .results = paid_results(),
            .examples = {R"(["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", 0.1])"}};
}

Method sendmany() {
    return {.name = "sendmany",
            .category = Category::Wallet,
            .description = "Sends coins to several addresses in one transaction.",
            .params = {{.name = "dummy",
                        .kind = Kind::String,
                        .text = "Must be empty",
                        .optional = true,
                        .default_json = R"("")"},
                       {.name = "amounts",
                        .kind = Kind::Map,
                        .text = "What each address gets",
                        .inner = {{Kind::Amount, "address", "In BTC"}}},
                       {.name = "minconf",
                        .kind = Kind::Number,
                        .text = "Has no effect any more",
                        .optional = true},
                       text("comment", "What it is for; kept in the wallet alone"),
                       {.name = "subtractfeefrom",
                        .kind = Kind::Array,
                        .text = "Those whose amounts pay the fee, too, in equal parts: addresses or places",
                        .optional = true,
                        .inner = {{Kind::String, "address", "One of the addresses"}}},
                       replaceable(),
                       target(),
                       mode(),
                       rate(),
                       flag("verbose", "Tells more", "false")},
            .results = paid_results(),
            .examples = {R"(["", {"bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu": 0.01}])"}};
}

Method send() {
    const std::vector<Shape> own = {
        {Kind::Bool, "add_to_wallet", "Whether it is kept and sent once it is complete", {}, true},
        {Kind::String, "change_address", "Where change goes", {}, true},
        {Kind::Number, "change_position", "Which output is change", {}, true},
        {Kind::String, "change_type", "legacy, p2sh-segwit, bech32 or bech32m", {}, true},
        rate_shape(),
        {Kind::Bool, "include_watching", "Has no effect any more", {}, true},
        inputs_shape(true),
        {Kind::Number, "locktime", "Height or time before which no block may hold it", {}, true},
        {Kind::Bool, "lock_unspents", "Locks the coins that are chosen", {}, true},
        {Kind::Bool, "psbt", "Answers with a PSBT, keeps and sends nothing", {}, true},
        {Kind::Array,
         "subtract_fee_from_outputs",
         "Outputs that pay the fee in equal parts, by their places",
         {{Kind::Number, "vout_index", "A place, from 0"}},
         true},
        {Kind::Number, "max_tx_weight", "Weight units at most", {}, true}};
    return {.name = "send",
            .category = Category::Wallet,
            .description = "Makes a transaction, and sends it once it is complete.",
            .params = {tx_arguments::outputs_parameter(),
                       target(),
                       mode(),
                       rate(),
                       options(joined({coin_shapes(), own, fee_shapes()})),
                       {.name = "version",
                        .kind = Kind::Number,
                        .text = "Its version, 1 to 3",
                        .optional = true,
                        .default_json = "2"}},
            .results = sent_results(),
            .examples = {R"([{"bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu": 0.1}])"}};
}

Method sendall() {
    const std::vector<Shape> own = {
        {Kind::Bool, "add_to_wallet", "Whether it is kept and sent once it is complete", {}, true},
        rate_shape(),
        {Kind::Bool, "include_watching", "Has no effect any more", {}, true},
        inputs_shape(false),
        {Kind::Number, "locktime", "Height or time before which no block may hold it", {}, true},
        {Kind::Bool, "lock_unspents", "Locks the coins that are spent", {}, true},
        {Kind::Bool, "psbt", "Answers with a PSBT, keeps and sends nothing", {}, true},
        {Kind::Bool, "send_max", "Leaves out coins that cost more than they are worth", {}, true},
        {Kind::Number, "minconf", "Only coins with this many confirmations", {}, true},
        {Kind::Number, "maxconf", "And this many at most", {}, true},
        {Kind::Number, "version", "Its version, 1 to 3", {}, true}};
    return {.name = "sendall",
            .category = Category::Wallet,
            .description = "Spends all coins of a wallet, or those that are named, without change.",
            .params = {{.name = "recipients",
                        .kind = Kind::Array,
                        .text = "Addresses that share all there is, and objects of an address and its amount",
                        .inner = {{Kind::String, "address", "An address"},
                                  {Kind::Map, "", "", {{Kind::Amount, "address", "In BTC"}}}}},
                       target(),
                       mode(),
                       rate(),
                       options(joined({own, fee_shapes()}))},
            .results = sent_results(),
            .examples = {R"([["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"]])"}};
}

std::vector<Shape> fund_shapes(bool weights) {
    std::vector<Shape> all =
        joined({coin_shapes(),
                {{Kind::String, "changeAddress", "Where change goes", {}, true},
                 {Kind::Number, "changePosition", "Which output is change", {}, true},
                 {Kind::String, "change_type", "legacy, p2sh-segwit, bech32 or bech32m", {}, true},
                 {Kind::Bool, "includeWatching", "Has no effect any more", {}, true},
                 {Kind::Bool, "lockUnspents", "Locks the coins that are chosen", {}, true},
                 rate_shape(),
                 {Kind::Amount, "feeRate", "BTC for 1,000 virtual bytes; by default an estimate", {}, true},
                 {Kind::Array,
                  "subtractFeeFromOutputs",
                  "Outputs that pay the fee in equal parts, by their places",
                  {{Kind::Number, "vout_index", "A place, from 0"}},
                  true}}});
    if (weights) {
        all.push_back({Kind::Array,
                       "input_weights",
                       "What inputs weigh with their signatures",
                       {{Kind::Object,
                         "",
                         "",
                         {{Kind::Hex, "txid", "The transaction that made the output"},
                          {Kind::Number, "vout", "Which of its outputs"},
                          {Kind::Number, "weight", "Weight units"}}}},
                       true});
    }
    all.push_back({Kind::Number, "max_tx_weight", "Weight units at most", {}, true});
    return joined({all, fee_shapes()});
}

Method fundrawtransaction() {
    Param form = tx_arguments::form_parameter();
    return {.name = "fundrawtransaction",
            .category = Category::Rawtransactions,
            .description =
                "Adds coins of a wallet and change to a transaction until it pays for its outputs and "
                "the fee. Its inputs are not signed.",
            .params = {{.name = "hexstring", .kind = Kind::Hex, .text = "The transaction's bytes"},
                       options(fund_shapes(true)),
                       std::move(form)},
            .results = funded_results({Kind::Hex, "hex", "The transaction's bytes"}),
            .examples = {R"(["myhex"])"}};
}

Method walletcreatefundedpsbt() {
    Param inputs{.name = "inputs",
                 .kind = Kind::Array,
                 .text = "Outputs that are spent in any case",
                 .optional = true,
                 .inner = inputs_shape(true).inner};
    return {.name = "walletcreatefundedpsbt",
            .category = Category::Wallet,
            .description = "Makes a transaction as a PSBT, with coins of the wallet and change.",
            .params = {std::move(inputs),
                       tx_arguments::outputs_parameter(),
                       {.name = "locktime",
                        .kind = Kind::Number,
                        .text = "Height or time before which no block may hold it",
                        .optional = true,
                        .default_json = "0"},
                       options(fund_shapes(false)),
                       flag("bip32derivs", "Whether the PSBT is told where keys come from", "true"),
                       {.name = "version",
                        .kind = Kind::Number,
                        .text = "The transaction's version, 1 to 3",
                        .optional = true,
                        .default_json = "2"},
                       tx_arguments::psbt_version_parameter()},
            .results = funded_results({Kind::String, "psbt", "The PSBT in base64"}),
            .examples = {R"([[], [{"bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu": 0.1}]])"}};
}

Method walletprocesspsbt() {
    return {.name = "walletprocesspsbt",
            .category = Category::Wallet,
            .description = "Adds to a PSBT what a wallet knows, and signs what it can.",
            .params = {tx_arguments::psbt_parameter(), flag("sign", "Whether it is signed", "true"),
                       tx_arguments::sighash_parameter(),
                       flag("bip32derivs", "Whether the PSBT is told where keys come from", "true"),
                       flag("finalize",
                            "Whether inputs with enough signatures get their scripts and witnesses", "true")},
            .results = {{"",
                         {Kind::Object,
                          "",
                          "",
                          {{Kind::String, "psbt", "The PSBT in base64"},
                           {Kind::Bool, "complete", "Whether every input may spend its coins"},
                           {Kind::Hex, "hex", "The transaction, if it is complete", {}, true}}}}},
            .examples = {R"(["mypsbt"])"}};
}

Method signrawtransactionwithwallet() {
    return {.name = "signrawtransactionwithwallet",
            .category = Category::Wallet,
            .description = "Signs the inputs of a transaction with the keys of a wallet.",
            .params = {{.name = "hexstring", .kind = Kind::String, .text = "The transaction's bytes"},
                       tx_arguments::previous_outputs_parameter(),
                       tx_arguments::sighash_parameter()},
            .results = tx_arguments::signing_results(),
            .examples = {R"(["myhex"])"}};
}

Method bump(bool as_psbt) {
    std::vector<Shape> members = {
        {Kind::Number, "conf_target", "Blocks within which it should confirm", {}, true},
        rate_shape(),
        {Kind::Bool, "replaceable", "Whether the new one may be replaced in turn", {}, true},
        {Kind::String, "estimate_mode", "unset, economical or conservative", {}, true},
        {Kind::Array,
         "outputs",
         "What the new one pays instead, without change",
         {{Kind::Object,
           "",
           "",
           {{Kind::Amount, "address", "Coins for this address", {}, true},
            {Kind::Hex, "data", "Bytes of an output that nobody can spend", {}, true}}}},
         true},
        {Kind::Number, "original_change_index", "Which output of the old one is change", {}, true}};
    if (as_psbt) members.push_back({Kind::Number, "psbt_version", "0 (BIP174) or 2 (BIP370)", {}, true});
    const Shape made = as_psbt ? Shape{Kind::String, "psbt", "The new one as a PSBT, not signed"}
                               : Shape{Kind::Hex, "txid", "The new one"};
    return {.name = as_psbt ? "psbtbumpfee" : "bumpfee",
            .category = Category::Wallet,
            .description =
                as_psbt ? "Makes a transaction that pays more and takes the place of one of the wallet's."
                        : "Puts a transaction that pays more in the place of one of the wallet's.",
            .params = {{.name = "txid", .kind = Kind::Hex, .text = "The transaction"},
                       options(std::move(members))},
            .results = {{"",
                         {Kind::Object,
                          "",
                          "",
                          {made,
                           {Kind::Amount, "origfee", "What the old one pays"},
                           {Kind::Amount, "fee", "What the new one pays"},
                           {Kind::Array, "errors", "", {{Kind::String, "", "What went wrong"}}}}}}},
            .examples = {R"(["1075db55d416d3ca199f55b6084e2115b9345e16c5cf302fc80e9d5fbf5d48d"])"}};
}

Method simulaterawtransaction() {
    return {.name = "simulaterawtransaction",
            .category = Category::Wallet,
            .description = "Tells what transactions would change about the balance of a wallet.",
            .params = {{.name = "rawtxs",
                        .kind = Kind::Array,
                        .text = "Transactions in hex, parents before children",
                        .optional = true,
                        .inner = {{Kind::Hex, "rawtx", "A transaction"}}},
                       options({{Kind::Bool, "include_watchonly", "Has no effect any more", {}, true}})},
            .results = {{"", {Kind::Object, "", "", {{Kind::Amount, "balance_change", "In BTC"}}}}},
            .examples = {R"([["myhex"]])"}};
}

}  // namespace

std::vector<Method> spending_methods() {
    Method sign = signrawtransactionwithwallet();
    sign.params[1].optional = true;
    return {sendtoaddress(),          sendmany(),          send(),          sendall(),   fundrawtransaction(),
            walletcreatefundedpsbt(), walletprocesspsbt(), std::move(sign), bump(false), bump(true),
            simulaterawtransaction()};
}

}  // namespace quanta::wallet_methods
