// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

namespace quanta::sys {

/// The numeric IP addresses of this machine's network interfaces that are up, those of the loopback interface
/// left out, without scope; IPv4 first, at most 256. Empty when they cannot be found out. Any thread.
std::vector<std::string> interface_addresses();

}  // namespace quanta::sys
