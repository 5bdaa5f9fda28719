// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/grants.h"

#include <array>
#include <utility>

namespace quanta::wiring {

namespace {

using base::Err;

struct Name {
    std::string_view text;
    bool Grants::*member;
};

constexpr std::array<Name, 6> kNames{{{"Echo", &Grants::echo},
                                      {"Mining", &Grants::mining},
                                      {"Rpc", &Grants::rpc},
                                      {"Node", &Grants::node},
                                      {"Chain", &Grants::chain},
                                      {"WalletLoader", &Grants::wallets}}};

base::Result<void, std::string> add_grant(Grants& grants, std::string_view wanted) {
    for (const Name& name : kNames) {
        if (name.text != wanted) continue;
        grants.*name.member = true;
        return {};
    }
    return Err("unknown interface '" + std::string(wanted) +
               "', known are Echo, Mining, Rpc, Node, Chain, WalletLoader");
}

}  // namespace

base::Result<void, std::string> add_grants(Grants& grants, std::string_view text) {
    size_t begin = 0;
    while (begin <= text.size()) {
        const size_t end = std::min(text.find(',', begin), text.size());
        TRY(add_grant(grants, text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return {};
}

base::Result<Grants, std::string> parse_grants(std::string_view text) {
    Grants grants;
    TRY(add_grants(grants, text));
    return grants;
}

}  // namespace quanta::wiring
