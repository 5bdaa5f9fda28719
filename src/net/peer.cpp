// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/peer.h"

#include <utility>

namespace quanta::net {
namespace {

constexpr std::array<std::pair<ConnectionType, std::string_view>, 6> kTypeNames{{
    {ConnectionType::Inbound, "inbound"},
    {ConnectionType::OutboundFullRelay, "outbound-full-relay"},
    {ConnectionType::BlockRelayOnly, "block-relay-only"},
    {ConnectionType::Manual, "manual"},
    {ConnectionType::Feeler, "feeler"},
    {ConnectionType::AddressFetch, "addr-fetch"},
}};

}  // namespace

std::string_view connection_type_name(ConnectionType type) {
    for (const auto& [candidate, name] : kTypeNames) {
        if (candidate == type) return name;
    }
    return {};
}

std::optional<ConnectionType> connection_type_from_name(std::string_view name) {
    for (const auto& [type, candidate] : kTypeNames) {
        if (candidate == name) return type;
    }
    return std::nullopt;
}

}  // namespace quanta::net
