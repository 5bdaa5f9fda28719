// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace quanta::http {

/// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d; network order.
using AddressBytes = std::array<uint8_t, 16>;

/// The address written in `text`, without brackets; a scope (%eth0) is ignored. Nothing when it is none.
std::optional<AddressBytes> parse_address(std::string_view text);

/// Who may connect, by address. Starts with the machine itself. Constant once filled, then any thread.
class AllowList {
public:
    /// Adds what -rpcallowip takes: an address, address/prefix length or address/netmask. The error names
    /// the text and the `option` it was given to.
    base::Result<void, std::string> add(std::string_view subnet, std::string_view option = "-rpcallowip");
    /// Whether the numeric `address` is allowed.
    bool allows(std::string_view address) const;

private:
    struct Subnet {
        AddressBytes network;
        AddressBytes mask;
    };
    static std::optional<Subnet> parse(std::string_view text);

    std::vector<Subnet> m_subnets;
};

}  // namespace quanta::http
