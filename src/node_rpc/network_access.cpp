// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/network_access.h"

#include <fmt/core.h>

#include <utility>

namespace quanta::node_rpc {

void write_service_names(uint64_t services, json::Writer& out) {
    constexpr std::pair<uint64_t, std::string_view> kNames[] = {
        {wire::kServiceNetwork, "NETWORK"},
        {wire::kServiceBloom, "BLOOM"},
        {wire::kServiceWitness, "WITNESS"},
        {wire::kServiceCompactFilters, "COMPACT_FILTERS"},
        {wire::kServiceNetworkLimited, "NETWORK_LIMITED"},
        {wire::kServiceP2pV2, "P2P_V2"},
    };
    out.begin_array();
    for (int bit = 0; bit < 64; ++bit) {
        const uint64_t flag = uint64_t{1} << bit;
        if ((services & flag) == 0) continue;
        std::string name = fmt::format("UNKNOWN[2^{}]", bit);
        for (const auto& [value, known] : kNames) {
            if (value == flag) name = known;
        }
        out.value(name);
    }
    out.end_array();
}

std::string services_hex(uint64_t services) {
    return fmt::format("{:016x}", services);
}

std::string_view peer_network_name(const net::PeerOrigin& origin) {
    if (origin.inbound_onion) return wire::network_name(wire::Network::Onion);
    if (!origin.remote.address.is_routable()) return "not_publicly_routable";
    return wire::network_name(origin.remote.address.network());
}

}  // namespace quanta::node_rpc
