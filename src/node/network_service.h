// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interfaces/network.h"
#include "node/node.h"

namespace quanta::node {

/// The longest ban a window may ask for, seconds: ten years.
inline constexpr int64_t kLongestBan_s = int64_t{10} * 365 * 24 * 60 * 60;

// The network of a node for windows, as interfaces::Node says. Each waits for the net thread once, whatever
// the number of peers. Any thread.

interfaces::NetworkStatus network_status(const Node& node);
void set_network_active(const Node& node, bool active);
void disconnect_peers(const Node& node, const std::vector<int64_t>& ids);
/// Throws, beyond what the interface says, unless `seconds` is 1 to kLongestBan_s.
void ban_subnets(const Node& node, const std::vector<std::string>& subnets, int64_t seconds);
void unban_subnets(const Node& node, const std::vector<std::string>& subnets);

}  // namespace quanta::node
