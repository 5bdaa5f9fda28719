// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace quanta::cli {

/// The reply of -addrinfo from one of getaddrmaninfo: known addresses by network, and of all of them.
json::Value known_addresses(const json::Value& addrman_info);
/// The same by counting a reply of getnodeaddresses.
json::Value count_addresses(const json::Value& node_addresses);

/// What -netinfo is to show.
struct NetinfoRequest {
    /// 0: connections by network. From 1 on every peer: 2 and 4 with its address, 3 and 4 with its version.
    int level = 0;
    /// Peers that we connected to alone.
    bool outbound_only = false;
    bool help = false;
};

/// The words behind -netinfo: [level] [outonly|o], or help|h. Levels above 4 are 4. The error is a line for
/// the user.
base::Result<NetinfoRequest, std::string> parse_netinfo(std::span<const std::string> words);

/// What -netinfo asks for.
struct NetworkState {
    json::Value network;  ///< getnetworkinfo
    json::Value peers;    ///< getpeerinfo
    std::string_view chain;
    /// Of our clock; ages are told against it.
    int64_t now_s = 0;
};

/// The text of -netinfo, without its last line end.
std::string netinfo_text(const NetworkState& state, const NetinfoRequest& request);
/// What its levels and columns are.
std::string netinfo_help();

}  // namespace quanta::cli
