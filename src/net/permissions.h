// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "addresses/subnet.h"
#include "base/result.h"
#include "wire/address.h"

namespace quanta::net {

/// Names of the bits set: "bloomfilter", "noban", "forcerelay", "relay", "mempool", "download", "addr", in
/// the order of getpeerinfo.
std::vector<std::string> permission_names(uint32_t permissions);

/// What -whitebind and -whitelist grant without saying what: relay and the rest is decided by -whitelistrelay
/// and -whitelistforcerelay.
struct Grant {
    uint32_t permissions = 0;
    bool implicit = false;  ///< none were named
    bool inbound = true;
    bool outbound = false;
};

/// The permissions of `grant`: an implicit one is noban and mempool, and what the two options say (`relay`,
/// `force_relay`).
uint32_t effective_permissions(const Grant& grant, bool relay, bool force_relay);

struct WhitelistEntry {
    Grant grant;
    addresses::Subnet subnet;
};
/// `[permissions@]address[/bits]`. The error names what is wrong with it.
base::Result<WhitelistEntry, std::string> parse_whitelist(std::string_view text);

struct WhiteBind {
    Grant grant;
    wire::Service service;
};
/// `[permissions@]address:port`.
base::Result<WhiteBind, std::string> parse_whitebind(std::string_view text);

}  // namespace quanta::net
