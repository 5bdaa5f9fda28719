// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "app/daemon/settings.h"
#include "node/network.h"

namespace quanta::daemon {

/// The network of `options`: peers, addresses, proxies, limits. The error names the option.
SettingsResult<node::NetworkOptions> make_network_options(const config::Options& options,
                                                          const params::ChainParams& params, bool prunes);

/// Bytes of `text`: a number with a suffix k, m, g, t (thousands) or K, M, G, T (1,024s), or M without one.
/// Nothing for anything else and beyond 63 bits.
std::optional<uint64_t> parse_byte_units(std::string_view text);

}  // namespace quanta::daemon
