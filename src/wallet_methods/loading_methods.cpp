// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_methods/declarations.h"

namespace quanta::wallet_methods {

using rpc::Category;
using rpc::Kind;
using rpc::Method;
using rpc::Param;
using rpc::Shape;

namespace {

Param load_on_startup() {
    return {.name = "load_on_startup",
            .kind = Kind::Bool,
            .text = "Whether the wallet is loaded at each start from now on; as it was when left out",
            .optional = true};
}

Param flag(std::string name, std::string text, std::string fallback = "false") {
    return {.name = std::move(name),
            .kind = Kind::Bool,
            .text = std::move(text),
            .optional = true,
            .default_json = std::move(fallback)};
}

Shape warnings() {
    return {Kind::Array, "warnings", "What the caller should know", {{Kind::String, "", "A sentence"}}, true};
}

rpc::ResultCase named_wallet() {
    return {"", {Kind::Object, "", "", {{Kind::String, "name", "The name of the wallet"}, warnings()}}};
}

Method createwallet() {
    return {.name = "createwallet",
            .category = Category::Wallet,
            .description = "Makes a new wallet and loads it.",
            .params = {{.name = "wallet_name",
                        .kind = Kind::String,
                        .text = "Its name, which is also that of its folder; a path puts it there"},
                       flag("disable_private_keys", "Without private keys: it watches what others hold"),
                       flag("blank", "Without keys or addresses at first"),
                       {.name = "passphrase",
                        .kind = Kind::String,
                        .text = "Encrypts the private keys",
                        .optional = true},
                       flag("avoid_reuse", "Keeps coins apart that came to addresses spent from before"),
                       flag("descriptors", "There is no other kind of wallet", "true"),
                       load_on_startup(),
                       flag("external_signer", "Keys are on a signing device; not in this version")},
            .results = {named_wallet()},
            .examples = {R"(["testwallet"])"}};
}

Method loadwallet() {
    return {
        .name = "loadwallet",
        .category = Category::Wallet,
        .description = "Loads a wallet that is on disk.",
        .params = {{.name = "filename", .kind = Kind::String, .text = "The name of the wallet, or its path"},
                   load_on_startup()},
        .results = {named_wallet()},
        .examples = {R"(["testwallet"])"}};
}

Method unloadwallet() {
    return {.name = "unloadwallet",
            .category = Category::Wallet,
            .description = "Lets go of a loaded wallet. The path of the request may name it instead.",
            .params = {{.name = "wallet_name",
                        .kind = Kind::String,
                        .text = "The name of the wallet",
                        .optional = true,
                        .default_hint = "the one that the path names"},
                       load_on_startup()},
            .results = {{"", {Kind::Object, "", "", {warnings()}}}},
            .examples = {R"(["testwallet"])"}};
}

Method listwallets() {
    return {.name = "listwallets",
            .category = Category::Wallet,
            .description = "Names the wallets that are loaded.",
            .results = {{"", {Kind::Array, "", "", {{Kind::String, "", "The name of a wallet"}}}}},
            .examples = {"[]"}};
}

Method listwalletdir() {
    const Shape one{Kind::Object, "", "", {{Kind::String, "name", "The name of the wallet"}, warnings()}};
    return {.name = "listwalletdir",
            .category = Category::Wallet,
            .description = "Names the wallets in the wallet directory, loaded or not.",
            .results = {{"", {Kind::Object, "", "", {{Kind::Array, "wallets", "", {one}}}}}},
            .examples = {"[]"}};
}

Shape scanning() {
    return {Kind::Any, "scanning",
            "How far it has come with old blocks, {duration, progress}; false when done"};
}

Method getwalletinfo() {
    const Shape last{Kind::Object,
                     "lastprocessedblock",
                     "The block up to which the wallet knows the chain",
                     {{Kind::Hex, "hash", "Its hash"}, {Kind::Number, "height", "Its height"}}};
    return {.name = "getwalletinfo",
            .category = Category::Wallet,
            .description = "Tells about a wallet as a whole.",
            .results = {{"",
                         {Kind::Object,
                          "",
                          "",
                          {{Kind::String, "walletname", "Its name"},
                           {Kind::Number, "walletversion", "A number that stays as it is"},
                           {Kind::String, "format", "The kind of file: sqlite"},
                           {Kind::Number, "txcount", "Transactions that concern it"},
                           {Kind::Number, "keypoolsize", "Addresses watched ahead of those given out"},
                           {Kind::Number, "keypoolsize_hd_internal", "The same for change", {}, true},
                           {Kind::Bool, "private_keys_enabled", "Whether it may hold private keys"},
                           {Kind::Bool, "avoid_reuse", "Whether reused addresses are kept apart"},
                           scanning(),
                           {Kind::Bool, "descriptors", "Always true"},
                           {Kind::Bool, "external_signer", "Whether its keys are on a signing device"},
                           {Kind::Bool, "blank", "Whether it was made without keys"},
                           {Kind::Time, "birthtime", "When its first key was made", {}, true},
                           {Kind::Array, "flags", "", {{Kind::String, "", "A property by name"}}},
                           last}}}},
            .examples = {"[]"}};
}

}  // namespace

std::vector<Method> loading_methods() {
    return {createwallet(), loadwallet(), unloadwallet(), listwallets(), listwalletdir(), getwalletinfo()};
}

}  // namespace quanta::wallet_methods
