// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace quanta::wiring {

/// What clients of a socket may ask for.
struct Grants {
    bool echo = false;
    bool mining = false;
    bool rpc = false;
    bool node = false;
    bool chain = false;
    bool wallets = false;

    friend bool operator==(const Grants&, const Grants&) = default;
};

/// Of node.sock, and of processes started with a socket: everything.
inline constexpr Grants kAllGrants{true, true, true, true, true, true};
/// Of any other socket that is bound.
inline constexpr Grants kMiningGrants{.echo = true, .mining = true};

/// Adds the grants named by `text`: "Echo,Mining,Rpc,Node,Chain,WalletLoader", any of them. Error: a
/// sentence.
base::Result<void, std::string> add_grants(Grants& grants, std::string_view text);
/// The grants named by `text`: "Echo,Mining,Rpc,Node,Chain,WalletLoader", any of them. Error: a sentence.
base::Result<Grants, std::string> parse_grants(std::string_view text);

}  // namespace quanta::wiring
