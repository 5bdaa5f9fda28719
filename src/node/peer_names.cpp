// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/peer_names.h"

#include <utility>

#include <fmt/core.h>

namespace quanta::node {

namespace {

constexpr std::pair<uint64_t, std::string_view> kNames[] = {
    {wire::kServiceNetwork, "NETWORK"},
    {wire::kServiceBloom, "BLOOM"},
    {wire::kServiceWitness, "WITNESS"},
    {wire::kServiceCompactFilters, "COMPACT_FILTERS"},
    {wire::kServiceNetworkLimited, "NETWORK_LIMITED"},
    {wire::kServiceP2pV2, "P2P_V2"},
};

std::string name_of_bit(int bit) {
    for (const auto& [value, name] : kNames) {
        if (value == uint64_t{1} << bit) return std::string(name);
    }
    return fmt::format("UNKNOWN[2^{}]", bit);
}

}  // namespace

std::vector<std::string> service_names(uint64_t services) {
    std::vector<std::string> names;
    for (int bit = 0; bit < 64; ++bit) {
        if ((services >> bit & 1) != 0) names.push_back(name_of_bit(bit));
    }
    return names;
}

std::string_view peer_network_name(const net::PeerOrigin& origin) {
    if (origin.inbound_onion) return wire::network_name(wire::Network::Onion);
    if (!origin.remote.address.is_routable()) return "not_publicly_routable";
    return wire::network_name(origin.remote.address.network());
}

}  // namespace quanta::node
