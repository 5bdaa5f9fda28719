// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/peer.h"

namespace quanta::node {

/// What a peer offers, by the names of getpeerinfo: "NETWORK", …; bits without a name as "UNKNOWN[2^n]".
std::vector<std::string> service_names(uint64_t services);
/// The word for the network of a peer: not_publicly_routable for what is not routable.
std::string_view peer_network_name(const net::PeerOrigin& origin);

}  // namespace quanta::node
