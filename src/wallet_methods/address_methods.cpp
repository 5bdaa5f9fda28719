// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_methods/declarations.h"

namespace quanta::wallet_methods {

using rpc::Category;
using rpc::Kind;
using rpc::Method;
using rpc::Param;
using rpc::Shape;

namespace {

Param address_type(std::string hint) {
    return {.name = "address_type",
            .kind = Kind::String,
            .text = "legacy, p2sh-segwit, bech32 or bech32m",
            .optional = true,
            .default_hint = std::move(hint)};
}

Method getnewaddress() {
    return {.name = "getnewaddress",
            .category = Category::Wallet,
            .description = "Gives out an address for receiving that was never given out before.",
            .params = {{.name = "label",
                        .kind = Kind::String,
                        .text = "What it is called from now on",
                        .optional = true,
                        .default_json = "\"\""},
                       address_type("set by -addresstype")},
            .results = {{"", {Kind::String, "", "The address"}}},
            .examples = {"[]", R"(["savings", "bech32m"])"}};
}

Method getrawchangeaddress() {
    return {.name = "getrawchangeaddress",
            .category = Category::Wallet,
            .description = "Gives out an address for change, for transactions that are put together by hand.",
            .params = {address_type("set by -changetype")},
            .results = {{"", {Kind::String, "", "The address"}}},
            .examples = {"[]"}};
}

/// The members of a reply about an address that only some have.
std::vector<Shape> key_members() {
    return {{Kind::String, "desc", "A descriptor of this address alone", {}, true},
            {Kind::String, "parent_desc", "The descriptor of the wallet that it comes from", {}, true},
            {Kind::Bool, "isscript", "Whether it is of a script", {}, true},
            {Kind::Bool, "ischange", "Whether it was made for change"},
            {Kind::Bool, "iswitness", "Whether it is of a witness program"},
            {Kind::Number, "witness_version", "The version of the program", {}, true},
            {Kind::Hex, "witness_program", "The program", {}, true},
            {Kind::String, "script", "The kind of the script inside", {}, true},
            {Kind::Hex, "hex", "The script inside", {}, true},
            {Kind::Hex, "pubkey", "The key behind it", {}, true},
            {Kind::Object, "embedded", "The same about the address inside", {}, true},
            {Kind::Bool, "iscompressed", "Whether the key is written short", {}, true},
            {Kind::Time, "timestamp", "When the key was made", {}, true},
            {Kind::String, "hdkeypath", "The path of the key", {}, true},
            {Kind::Hex, "hdseedid", "Zeros", {}, true},
            {Kind::Hex, "hdmasterfingerprint", "The first bytes of the hash of the master key", {}, true},
            {Kind::Array, "labels", "At most one", {{Kind::String, "", "What it is called"}}}};
}

Method getaddressinfo() {
    std::vector<Shape> members = {{Kind::String, "address", "The address"},
                                  {Kind::Hex, "scriptPubKey", "Its script"},
                                  {Kind::Bool, "ismine", "Whether it is the wallet's"},
                                  {Kind::Bool, "iswatchonly", "Always false"},
                                  {Kind::Bool, "solvable", "Whether the wallet knows the keys behind it"}};
    for (Shape& member : key_members())
        members.push_back(std::move(member));
    return {.name = "getaddressinfo",
            .category = Category::Wallet,
            .description = "Tells what a wallet knows about an address.",
            .params = {{.name = "address", .kind = Kind::String, .text = "The address"}},
            .results = {{"", {Kind::Object, "", "", members}}},
            .examples = {R"(["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"])"}};
}

Method listdescriptors() {
    const Shape range{Kind::Array, "range", "First and last index watched", {{Kind::Number, "", ""}}, true};
    const Shape one{Kind::Object,
                    "",
                    "",
                    {{Kind::String, "desc", "The descriptor"},
                     {Kind::Time, "timestamp", "When it was made"},
                     {Kind::Bool, "active", "Whether new addresses come from it"},
                     {Kind::Bool, "internal", "Whether these are for change", {}, true},
                     range,
                     {Kind::Number, "next", "The next index to give out", {}, true},
                     {Kind::Number, "next_index", "The same", {}, true}}};
    return {.name = "listdescriptors",
            .category = Category::Wallet,
            .description = "Lists the descriptors of a wallet, sorted by text.",
            .params = {{.name = "private",
                        .kind = Kind::Bool,
                        .text = "With private keys: whoever has these can spend",
                        .optional = true,
                        .default_json = "false"}},
            .results = {{"",
                         {Kind::Object,
                          "",
                          "",
                          {{Kind::String, "wallet_name", "The wallet"},
                           {Kind::Array, "descriptors", "", {one}}}}}},
            .examples = {"[]", "[true]"}};
}

Method setlabel() {
    return {.name = "setlabel",
            .category = Category::Wallet,
            .description = "Names an address.",
            .params = {{.name = "address", .kind = Kind::String, .text = "The address"},
                       {.name = "label", .kind = Kind::String, .text = "What it is called from now on"}},
            .results = {{"", {Kind::Null, "", ""}}},
            .examples = {R"(["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", "savings"])"}};
}

Method getaddressesbylabel() {
    const Shape about{Kind::Object, "address", "", {{Kind::String, "purpose", "send or receive"}}};
    return {.name = "getaddressesbylabel",
            .category = Category::Wallet,
            .description = "Lists the addresses called by a name.",
            .params = {{.name = "label", .kind = Kind::String, .text = "The name"}},
            .results = {{"", {Kind::Map, "", "", {about}}}},
            .examples = {R"(["savings"])"}};
}

Method listlabels() {
    return {.name = "listlabels",
            .category = Category::Wallet,
            .description = "Lists the names of addresses, sorted.",
            .params = {{.name = "purpose",
                        .kind = Kind::String,
                        .text = "Of addresses of the wallet alone (receive), or of others (send)",
                        .optional = true}},
            .results = {{"", {Kind::Array, "", "", {{Kind::String, "", "A name"}}}}},
            .examples = {"[]", R"(["receive"])"}};
}

}  // namespace

std::vector<Method> address_methods() {
    return {getnewaddress(), getrawchangeaddress(), getaddressinfo(), listdescriptors(),
            setlabel(),      getaddressesbylabel(), listlabels()};
}

}  // namespace quanta::wallet_methods
